import pytest

from leftopen.survey.figures import count, moment, written


@pytest.mark.parametrize(
    ("value", "counted", "read"),
    [
        (5, 5, 5),
        (0, 0, 0),
        (7, 7, 7),
        ("7", None, 7),
        (True, None, None),
        (-1, None, None),
        (2**63, None, None),
        (1.5, None, None),
        ("17", None, 17),
        ("9" * 18, None, 10**18 - 1),
        ("9" * 19, None, None),
        ("-1", None, None),
        ("１", None, None),
        ("", None, None),
        (b"17", None, None),
        (None, None, None),
    ],
)
def test_a_count_is_a_number_or_is_written(value: object, counted: int | None, read: int | None) -> None:
    assert (count(value), written(value)) == (counted, read)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("2026-11-27T06:10:50.555Z", 1795759850.555),
        ("2026-11-27T07:10:50+01:00", 1795759850.0),
        ("2026-11-27T06:10:50", None),
        ("1970-01-01T00:00:00Z", None),
        ("yesterday", None),
        (7, None),
    ],
)
def test_a_moment_has_a_zone(value: object, seconds: float | None) -> None:
    assert moment(value) == seconds
