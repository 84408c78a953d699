import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.ingest import Listed, Wrong
from leftopen.ingest.plain import fits, read


@pytest.mark.parametrize(
    ("line", "host", "port"),
    [
        ("10.0.0.7:9200", "10.0.0.7", 9200),
        ("  db.internal.example:1  # the old one", "db.internal.example", 1),
        ("[2001:db8::1]:65535", "2001:db8::1", 65535),
        ("[::ffff:10.0.0.7]:80", "::ffff:10.0.0.7", 80),
        ("my_host-1:0080", "my_host-1", 80),
        ("10.0.0.7:9200\r", "10.0.0.7", 9200),
    ],
)
def test_a_line_is_a_host_and_a_port(line: str, host: str, port: int) -> None:
    assert list(read(f"\n# a list\n{line}\n")) == [Listed(3, host, port)]


@pytest.mark.parametrize(
    "line",
    [
        "10.0.0.7",
        ":9200",
        "10.0.0.7:",
        "10.0.0.7:0",
        "10.0.0.7:65536",
        "10.0.0.7:000080999",
        "10.0.0.7:٣",
        "10.0.0.7:9200 extra",
        "two words:80",
        "http://10.0.0.7:9200",
        "10.1:80",
        "999.1.1.1:80",
        "-x:80",
        "[::1:80",
        "[::g]:80",
        "[1.2.3]:80",
        "a\0b:80",
    ],
)
def test_anything_else_is_refused_with_its_line(line: str) -> None:
    with pytest.raises(Wrong, match="host:port") as caught:
        list(read(f"10.0.0.1:1\n{line}\n10.0.0.2:2"))
    assert caught.value.line == 2


@pytest.mark.parametrize("line", ["2001:db8::1:9200", "::1", "fd00::1:80"])
def test_an_address_without_brackets_is_told_apart(line: str) -> None:
    with pytest.raises(Wrong, match="brackets"):
        list(read(line))


@given(st.text(max_size=80))
def test_whatever_the_text_it_ends_in_targets_or_wrong(text: str) -> None:
    found, line = list[Listed](), 1
    try:
        found.extend(read(text))
    except Wrong as wrong:
        line = wrong.line
    assert 1 <= line <= text.count("\n") + 1
    assert all(1 <= item.port <= 65535 and item.host and item.host.isascii() for item in found)


def test_markup_and_json_are_no_plain_lists() -> None:
    assert fits("10.0.0.1:80")
    assert not fits("  <?xml version='1.0'?>")
    assert not fits('{"ip": "10.0.0.1"}')
