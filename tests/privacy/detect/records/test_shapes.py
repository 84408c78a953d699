"""What values of nobody look like under words that are of somebody."""

from leftopen.privacy.detect.records import shapes
from tests.privacy.told import claimed


def test_votes_are_no_opinion() -> None:
    rows = [{"district": f"D{n}", "votes_for": 3 * n + 40, "turnout": n / 60, "seats": n % 3} for n in range(50)]
    assert claimed(rows)["votes_for"] == set()


def test_sorts_have_few_codes_and_digests_one_length() -> None:
    assert not shapes.tallied([1, 2, 3] * 20)
    assert shapes.digests(["a" * 32, "b" * 32])
    assert not shapes.digests(["a" * 32, "b" * 40])
