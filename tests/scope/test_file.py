import datetime as dt
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model import Lookups
from leftopen.scope import file
from leftopen.scope.file import Host, ScopeError
from tests.permits import scope_of

NAMED = {"default": (9200, 6379), "wide": (9200, 6379, 9201)}
GOOD = """\
name = "Test"
targets = ["10.20.0.0/16", "192.0.2.10", "db.internal.example", "127.0.0.1", "10.9.8.7:9201", "[2001:db8::7]:27017"]
exclude = ["10.20.30.0/24", "printer.internal.example"]
ports = [9200, "8000-8002"]
[authorisation]
by = "CISO"
reference = "AUD-1"
expires = 2027-01-31
[limits]
rate = 50
timeout = 1
[checks]
factory_credentials = true
"""


def test_everything_of_the_contract() -> None:
    scope = file.parse(GOOD, NAMED)
    assert [str(r) for r in scope.targets] == ["10.20.0.0-10.20.255.255", "127.0.0.1", "192.0.2.10"]
    assert [(str(p.range), p.port) for p in scope.pinned] == [("10.9.8.7", 9201), ("2001:db8::7", 27017)]
    assert scope.hosts == (Host("db.internal.example"),)
    assert scope.exclude_hosts == {"printer.internal.example"}
    assert scope.ports == (8000, 8001, 8002, 9200)
    assert scope.authorisation is not None
    assert scope.authorisation.expires == dt.date(2027, 1, 31)
    assert (scope.limits.rate, scope.limits.timeout, scope.limits.per_host) == (50, 1.0, 4)
    assert scope.checks.factory_credentials
    assert scope.digest.startswith("sha256:")
    assert not scope.expired(dt.datetime(2027, 1, 31, 23, 59, 59, tzinfo=dt.UTC))
    assert scope.expired(dt.datetime(2027, 2, 1, tzinfo=dt.UTC))


@pytest.mark.parametrize(
    ("written", "until"),
    [
        ("2027-01-31", "2027-02-01T00:00:00+00:00"),
        ("2027-01-31T18:00:00+02:00", "2027-01-31T18:00:00+02:00"),
        ("2027-01-31T18:00:00", "2027-01-31T18:00:00+00:00"),
        ("9999-12-31", "9999-12-31T23:59:59.999999+00:00"),
    ],
)
def test_an_authorisation_ends_after_its_last_day_or_at_its_time(written: str, until: str) -> None:
    given = scope_of(expires=written).authorisation
    assert given is not None
    assert given.until.isoformat() == until


def test_named_ports_and_defaults() -> None:
    base = 'name = "T"\ntargets = ["127.0.0.1"]\n'
    assert file.parse(base, NAMED).ports == (6379, 9200)
    assert file.parse(base + 'ports = "wide"', NAMED).ports == (6379, 9200, 9201)


def test_the_example_is_a_scope_once_somebody_has_permitted_it() -> None:
    text = file.example(dt.date(2026, 11, 27))
    with pytest.raises(ScopeError, match=r"'by' in \[authorisation\] is still a placeholder"):
        file.parse(text, NAMED)
    scope = file.parse(re.sub(r'"<.*?>"', '"CISO"', text), NAMED)
    assert scope.authorisation is not None
    assert scope.authorisation.expires == dt.date(2027, 2, 25), "90 days on"
    assert scope.limits == file.Limits()


@pytest.mark.parametrize(
    ("change", "line", "says"),
    [
        (('name = "Test"', "name = 3"), 1, "'name' must be a text"),
        (('exclude = ["10.20.30.0/24"', 'exlude = ["10.20.30.0/24"'), 3, "unknown key 'exlude'. Did you mean exclude?"),
        (("10.20.0.0/16", "10.20.1.0/16"), 2, "Did you mean 10.20.0.0/16?"),
        (("10.20.0.0/16", "10.20.0.0/99"), 2, "'10.20.0.0/99' is not an address"),
        (("10.9.8.7:9201", "10.9.8.7:99999"), 2, "no port from 1 to 65535"),
        (("10.9.8.7:9201", "http://10.9.8.7/"), 2, "'http://10.9.8.7/' is a URL, and a scope names hosts"),
        (("10.9.8.7:9201", "bad host!"), 2, "neither an address nor a host name"),
        (("10.20.30.0/24", "10.20.30.0:80"), 3, "covers every port"),
        (('ports = [9200, "8000-8002"]', 'ports = "all"'), 4, "'all' is no list of ports"),
        (('ports = [9200, "8000-8002"]', "ports = []"), 4, "'ports' names none. Write: ports ="),
        (('ports = [9200, "8000-8002"]', "ports = 80"), 4, "'ports' must be a word or a list"),
        (('"8000-8002"', '"9-1"'), 4, "'9-1' runs from the higher port. Write: \"1-9\""),
        (('"8000-8002"', '"8000-"'), 4, "'8000-' is no port"),
        (('"8000-8002"', '"8000-80000"'), 4, "not within 1 to 65535"),
        (('"8000-8002"', "9200.0"), 4, "9200.0 is no port"),
        (("10.9.8.7:9201", "0x7f.1"), 2, "neither an address nor a host name"),
        (("10.9.8.7:9201", "db.example.0x7f000001"), 2, "neither an address nor a host name"),
        (("10.20.30.0/24", "::/0"), 3, "spans IPv4 addresses in an IPv6 spelling"),
        (("10.9.8.7:9201", "224.0.0.0/4"), 2, "'224.0.0.0/4' is nobody's address (unspecified, multicast"),
        (("10.9.8.7:9201", "0.0.0.0:80"), 2, "nobody's address"),
        (("10.9.8.7:9201", "ff02::1"), 2, "nobody's address"),
        (('by = "CISO"', 'by = "<name and role>"'), 6, "'by' in [authorisation] is still a placeholder"),
        (('"8000-8002"', '"x"'), 4, "'x' is no port"),
        (("expires = 2027-01-31", 'expires = "2027-01-31"'), 8, "'expires' in [authorisation] must be a date"),
        (('by = "CISO"', 'by = ""'), 6, "'by' must be a text"),
        (('by = "CISO"\n', 'by = "CISO"\nproof = "trust me"\n'), 7, "of no known kind"),
        (("rate = 50", "rate = 0"), 10, "'rate' in [limits]"),
        (("rate = 50", "rate = 2.5"), 10, "a whole number"),
        (("rate = 50", "speed = 50"), 10, "unknown key 'speed' in [limits]"),
        (("factory_credentials = true", "factory_credentials = 1"), 13, "must be true or false"),
        (("[limits]", "[limits"), 9, "is not valid TOML"),
    ],
)
def test_errors_name_line_and_remedy(change: tuple[str, str], line: int, says: str) -> None:
    assert change[0] in GOOD
    with pytest.raises(ScopeError) as caught:
        file.parse(GOOD.replace(*change), NAMED, "scope.toml")
    assert caught.value.line == line
    assert says in str(caught.value)
    assert str(caught.value).startswith(f"scope.toml:{line}: ")
    assert "\n" not in str(caught.value)
    assert caught.value.remedy


def test_missing_targets_and_wrong_tables() -> None:
    for text, says in [
        ('name = "x"', "'targets' is missing. Write: targets ="),
        ('name = "x"\ntargets = []', "'targets' names nothing. Write: targets ="),
        ('name = "x"\ntargets = 3', "'targets' must be a list"),
        ('targets = ["127.0.0.1"]', "'name' is missing"),
        ('name = "x"\ntargets = ["127.0.0.1"]\nlimits = 3', "'limits' must be a table"),
        ("[" * 5000, "not valid TOML"),
    ]:
        with pytest.raises(ScopeError, match=says):
            file.parse(text, NAMED)


def test_unreadable_files(tmp_path: Path) -> None:
    with pytest.raises(ScopeError, match="no such file"):
        file.load(tmp_path / "none.toml", NAMED)
    with pytest.raises(ScopeError, match="cannot be read"):
        file.load(tmp_path, NAMED)
    latin = tmp_path / "latin.toml"
    latin.write_bytes(b'name = "x"\n# \xe9\n')
    with pytest.raises(ScopeError, match=r"latin\.toml:2: is not UTF-8"):
        file.load(latin, NAMED)
    big = tmp_path / "big.toml"
    big.write_bytes(b"#" * (file.MOST_BYTES + 1))
    with pytest.raises(ScopeError, match="larger than 4 MiB"):
        file.load(big, NAMED)
    marked = tmp_path / "bom.toml"
    marked.write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    assert file.load(marked, NAMED).name == "Test"


@given(st.text(max_size=200))
def test_any_text_is_a_scope_or_one_clear_line(text: str) -> None:
    said = ""
    try:
        file.parse(f'name = "x"\ntargets = ["{text}"]', NAMED)
    except ScopeError as error:
        said = str(error)
    assert "\n" not in said or "\n" in text


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("offline = 1", "'offline' in [lookups] must be true or false"),
        ("dns = 53", "'dns' in [lookups] must be a text"),
        ('dns = "resolver.example"', "'dns' in [lookups] must be a literal address"),
        ('dns = "127.0.0.1:99999"', "'dns' in [lookups] must be a literal address"),
        ('rdap = "ftp://x"', "'rdap' in [lookups] must be an http or https address"),
        ('resolver = "x"', "unknown key 'resolver' in [lookups]"),
    ],
)
def test_lookups_that_cannot_be_used(line: str, says: str) -> None:
    with pytest.raises(file.ScopeError, match=re.escape(says)) as refused:
        file.parse(f'name = "x"\ntargets = ["127.0.0.1"]\nports = [1]\n[lookups]\n{line}\n', {})
    assert refused.value.line == 5


def test_lookups_are_off_unless_they_stand_there() -> None:
    head = 'name = "x"\ntargets = ["127.0.0.1"]\nports = [1]\n'
    assert file.parse(head, {}).lookups is None
    found = file.parse(
        f'{head}[lookups]\ndns = "[::1]:54"\nasn = "asn.tsv"\n', {}, Path("/somewhere/scope.toml")
    ).lookups
    assert found == Lookups(dns="[::1]:54", asn="/somewhere/asn.tsv")


@pytest.mark.parametrize("spelling", ["2002:7f00:1::/48", "::127.0.0.1", "::ffff:0:127.0.0.1", "2a00::5efe:7f00:1"])
def test_an_address_of_a_tunnel_is_refused_and_never_ignored(spelling: str) -> None:
    for key, others in (("targets", ""), ("exclude", 'targets = ["127.0.0.0/30"]')):
        with pytest.raises(ScopeError, match="tunnel"):
            file.parse(f'name = "T"\n{others}\n{key} = ["{spelling}"]\n', {})


def test_a_table_of_networks_that_is_not_there_is_told_when_the_scope_is_read(tmp_path: Path) -> None:
    path = tmp_path / "scope.toml"
    text = 'name = "x"\ntargets = ["127.0.0.1"]\nports = [1]\n[lookups]\nasn = "asn.tsv"\n'
    path.write_text(text)
    with pytest.raises(ScopeError, match=r"scope\.toml:5: 'asn' in \[lookups\]: .*asn\.tsv cannot be read") as refused:
        file.load(path, {})
    assert "\n" not in str(refused.value)
    (tmp_path / "asn.tsv").mkdir()
    with pytest.raises(ScopeError, match="is no file"):
        file.load(path, {})
    path.write_text(f"{text}offline = true\n")
    assert file.load(path, {}).lookups is not None, "nothing is looked up in it"
    (tmp_path / "asn.tsv").rmdir()
    (tmp_path / "asn.tsv").write_text("192.0.2.0/24\t64496\tExample\n")
    path.write_text(text)
    assert file.load(path, {}).lookups == Lookups(asn=str(tmp_path / "asn.tsv"))


@pytest.mark.parametrize("key", ["targets", "exclude"])
@pytest.mark.parametrize("spelling", ["[::1", "[127.0.0.1", "[::1]9200", "[::1]/128", "[[::1]]", "::1]"])
def test_half_a_bracket_is_a_typo(spelling: str, key: str) -> None:
    others = 'targets = ["127.0.0.2"]\n' if key == "exclude" else ""
    with pytest.raises(ScopeError, match=re.escape(spelling)):
        file.parse(f'name = "T"\nports = [1]\n{others}{key} = ["{spelling}"]\n', {})


def test_brackets_that_close_are_read() -> None:
    targets = 'targets = ["[::1]", "[2001:db8::2]:9200"]\n'
    found = file.parse(f'name = "T"\nports = [1]\n{targets}exclude = ["[2001:db8::3]"]\n', {})
    assert (str(found.targets[0]), str(found.pinned[0].range), found.pinned[0].port) == ("::1", "2001:db8::2", 9200)
    assert [str(each) for each in found.exclude] == ["2001:db8::3"]
