import pytest

from leftopen.survey.figures import count, written


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
