import json
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from leftopen.audit.plan import JOURNAL
from leftopen.face.cli import main
from leftopen.journal import Journal, JournalError
from leftopen.model import Access, Certificate, Estate, Lookups, Report, Service
from leftopen.report import json as report_json
from leftopen.store import custody
from leftopen.store.store import Store
from tests.net.lookups import servers
from tests.net.lookups.servers import ADDRESS, World, card
from tests.report import example

BASE = example.report()
NAMES = {("db.fairhaven.example", "A"): [ADDRESS], ("fairhaven.example", "A"): ["127.66.0.2"]}
ANSWERS: dict[str, Any] = {
    f"/rdap/ip/{ADDRESS}": servers.network("Stratohost GmbH", "ALLOCATED PA"),
    "/rdap/domain/fairhaven.example": {
        "objectClassName": "domain",
        "ldhName": "fairhaven.example",
        "entities": [{"roles": ["registrant"], "vcardArray": card("Fairhaven Clinic Ltd")}],
    },
}
CERTIFICATE = Certificate(
    "CN=db", "CN=db", ("db.fairhaven.example",), "ab" * 32, "2020-01-01T00:00:00Z", "2030-01-01T00:00:00Z"
)
SERVICE = Service(
    id=f"{ADDRESS}:9200/tcp", address=ADDRESS, port=9200, protocol="elasticsearch", access=Access.OPEN, proof="p",
    estate="estate-1", certificate=CERTIFICATE,
)  # fmt: skip


def report(lookups: Lookups | None, head: str | None = None) -> Report:
    return replace(
        BASE,
        services=(SERVICE,),
        estates=(Estate("estate-1", (SERVICE.id,)),),
        scope=replace(BASE.scope, lookups=lookups, names={}),
        run=replace(BASE.run, journal=head),
    )


def audited(folder: Path, lookups: Lookups | None) -> Path:
    """An output folder as an audit leaves it."""
    with Journal(folder / JOURNAL) as journal:
        journal.note("open")
        head = journal.head
    documents = {"report.json": report_json.render(report(lookups, head)), "report.md": b"old"}
    for name, data in documents.items():
        (folder / name).write_bytes(data)
    custody.end(folder, documents)
    return folder


def parties(folder: Path) -> set[tuple[str, str | None, str]]:
    told = json.loads((folder / "report.json").read_bytes())["estates"][0]["parties"]
    return {(party["role"], party["name"], party["verdict"]) for party in told}


def test_a_folder_is_attributed_and_verify_accepts_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with servers.running(World(NAMES, ANSWERS)) as world:
        audited(tmp_path, Lookups(dns=world.dns, rdap=world.rdap))
        assert main(["attribute", str(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert "operator: Fairhaven Clinic Ltd (confirmed" in out
    assert "contact: abuse@stratohost.example" in out
    wanted = {("operator", "Fairhaven Clinic Ltd", "confirmed"), ("hoster", "Stratohost GmbH", "likely")}
    assert wanted <= parties(tmp_path)
    assert "Fairhaven Clinic Ltd" in (tmp_path / "report.md").read_text("utf-8")
    assert main(["verify", str(tmp_path)]) == 0
    assert '"kind":"lookup"' in (tmp_path / JOURNAL).read_text("utf-8")
    assert not (tmp_path / "report.html").exists()


def test_offline_asks_nobody_and_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with servers.running(World(NAMES, ANSWERS)) as world:
        audited(tmp_path, Lookups(dns=world.dns, rdap=world.rdap))
        assert main(["attribute", str(tmp_path), "--offline", "--format", "json"]) == 0
        assert world.asked == []
    out, err = capsys.readouterr()
    (estate,) = json.loads(out)
    assert estate["lookups"] == "offline"
    assert "Nobody was asked: --offline" in err
    assert main(["verify", str(tmp_path)]) == 0


def test_the_scope_of_the_command_line_comes_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scope = tmp_path / "scope.toml"
    folder = tmp_path / "out"
    folder.mkdir()
    with servers.running(World(NAMES, ANSWERS, frozenset({"db.fairhaven.example"}))) as world:
        audited(folder, None)
        head = f'name = "x"\ntargets = ["{ADDRESS}"]\nports = [9200]\n'
        scope.write_text(f'{head}[lookups]\ndns = "{world.dns}"\nrdap = "{world.rdap}"\n', "utf-8")
        assert main(["attribute", str(folder), "--scope", str(scope)]) == 0
    assert "of the lookups got no answer" in capsys.readouterr().err
    assert json.loads((folder / "report.json").read_bytes())["estates"][0]["lookups"] == "partial"
    assert main(["attribute", str(folder)]) == 0
    assert "the scope has no [lookups]" in capsys.readouterr().err


def test_a_folder_that_was_changed_is_left_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    audited(tmp_path, None)
    path = tmp_path / "report.json"
    path.write_bytes(path.read_bytes().replace(b"Example", b"Changed", 1) + b" ")
    before = path.read_bytes()
    assert main(["attribute", str(tmp_path)]) == 2
    assert "was left as it is" in capsys.readouterr().err
    assert path.read_bytes() == before


def test_a_database_is_attributed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url = f"sqlite:///{tmp_path}/leftopen.db"
    Store(url).close()
    assert main(["attribute", "--db", url]) == 2
    assert "holds no report yet" in capsys.readouterr().err
    with servers.running(World(NAMES, ANSWERS)) as world:
        with Store(url) as store:
            store.save(report(Lookups(dns=world.dns, rdap=world.rdap)), 'name = "x"')
        assert main(["attribute", "--db", url]) == 0
    with Store(url) as store:
        found = store.load(store.runs()[0].id)
    assert {party.name for party in found.estates[0].parties} == {"Fairhaven Clinic Ltd", "Stratohost GmbH"}


@pytest.mark.parametrize(
    ("make", "says"),
    [(None, "cannot be read"), (b"nonsense", "is no report of leftopen"), (report_json.render(BASE), "has no journal")],
)
def test_what_is_no_output_folder(
    make: bytes | None, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if make is not None:
        (tmp_path / "report.json").write_bytes(make)
    assert main(["attribute", str(tmp_path)]) == 2
    assert says in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["x", "--db", "y"]])
def test_one_place_has_to_be_named(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["attribute", *arguments]) == 2
    assert "either DIR or --db URL" in capsys.readouterr().err


def test_a_journal_that_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise JournalError("journal.jsonl: cannot be written: full")

    audited(tmp_path, None)
    monkeypatch.setattr("leftopen.face.commands.attribute.look_up", refused)
    assert main(["attribute", str(tmp_path)]) == 2
    assert "cannot be written" in capsys.readouterr().err
