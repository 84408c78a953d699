import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.ingest import Listed, Skipped
from leftopen.ingest.common.text import LINE, ListText
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
    assert list(read(ListText.of(f"\n# a list\n{line}\n"))) == [Listed(3, host, port, source="list")]


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
    one, wrong, other = read(ListText.of(f"10.0.0.1:1\n{line}\n10.0.0.2:2"))
    assert isinstance(wrong, Skipped)
    assert wrong.line == 2
    assert "host:port" in wrong.says
    assert isinstance(one, Listed)
    assert isinstance(other, Listed)


@pytest.mark.parametrize("line", ["2001:db8::1:9200", "::1", "fd00::1:80"])
def test_an_address_without_brackets_is_told_apart(line: str) -> None:
    (wrong,) = read(ListText.of(line))
    assert isinstance(wrong, Skipped)
    assert "brackets" in wrong.says


@given(st.text(max_size=80))
def test_whatever_the_text_each_line_is_a_target_or_said(text: str) -> None:
    for item in read(ListText.of(text)):
        assert item.line is not None
        assert 1 <= item.line <= text.count("\n") + 1
        if isinstance(item, Listed):
            assert 1 <= item.port <= 65535
            assert item.host
            assert item.host.isascii()


def test_a_line_without_end_costs_itself() -> None:
    assert [type(item) for item in read(ListText.of("x" * (LINE + 1) + "\n10.0.0.1:80"))] == [Skipped, Listed]


def test_markup_and_json_are_no_plain_lists() -> None:
    assert fits("10.0.0.1:80")
    assert not fits("  <?xml version='1.0'?>")
    assert not fits('{"ip": "10.0.0.1"}')
    assert not fits('[ {"ip": "10.0.0.1"}')
    assert fits("[2001:db8::1]:80")
