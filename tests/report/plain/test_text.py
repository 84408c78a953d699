import pytest

from leftopen.report.plain.text import count, day, listed, moment, parse, size


def test_parse_reads_what_it_can() -> None:
    assert parse("2026-11-23T09:00:41Z") == parse("2026-11-23T10:00:41+01:00") == parse("2026-11-23T09:00:41")
    for text in (None, "", "yesterday", "9999-99-99", "0001-01-01T00:00:00+23:00"):
        assert parse(text) is None


def test_times_for_people() -> None:
    assert moment("2026-11-23T09:05:41Z") == "23 November 2026, 09:05 UTC"
    assert day("soon\x1b") == "soon"
    assert moment(None) == day("") == "not known"


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (2048, "2.0 KiB"),
        (1 << 60, "1,048,576 TiB"),
    ],
)
def test_size(number: int, shown: str) -> None:
    assert size(number) == shown


def test_numbers_and_lists() -> None:
    assert count(0, "address", "addresses") == "0 addresses"
    assert listed([]) == ""
    assert listed(["a"]) == "a"
    assert listed(["a", "b"]) == "a and b"
    assert listed(list("abcdefgh"), 2) == "a, b and 6 more"
