"""Sketches tell overlap and number, and nothing else."""

import copy
import pickle
import random

import pytest

from leftopen.model import Sketch
from leftopen.privacy.sketch import K, Sketcher, distinct, overlap, size


def sketch(sketcher: Sketcher, values: range, label: str = "contact.email") -> Sketch:
    return sketcher.sketch("c", label, [sketcher.hash(label, str(value)) for value in values])


def test_overlap_of_small_sets_is_exact() -> None:
    sketcher = Sketcher()
    one, two = sketch(sketcher, range(100)), sketch(sketcher, range(75, 175))
    assert overlap(one, two) == (0.25, 100)
    assert overlap(one, one) == (1.0, 100)
    assert overlap(one, sketch(sketcher, range(500, 600))) == (0.0, 100)


def test_overlap_of_large_sets_is_near() -> None:
    sketcher = Sketcher()
    share, compared = overlap(sketch(sketcher, range(4000)), sketch(sketcher, range(2000, 6000)))
    assert compared >= K // 2
    assert share == pytest.approx(0.5, abs=0.15)


def test_labels_and_keys_keep_apart() -> None:
    sketcher = Sketcher()
    assert overlap(sketch(sketcher, range(9)), sketch(sketcher, range(9), "contact.phone")) == (0.0, 0)
    assert overlap(sketch(sketcher, range(9)), sketch(Sketcher(), range(9)))[0] == 0.0
    assert sketcher.hash("a", "x") != sketcher.hash("b", "x")
    assert overlap(sketch(sketcher, range(9)), sketch(sketcher, range(0))) == (0.0, 0)


def test_size() -> None:
    sketcher = Sketcher()
    assert size(sketch(sketcher, range(K - 1))) == K - 1
    assert size(sketch(sketcher, range(20_000))) == pytest.approx(20_000, rel=0.3)


def test_the_key_is_dropped_and_never_leaves() -> None:
    sketcher = Sketcher()
    key = sketcher._key
    assert key is not None
    assert key.hex() not in repr(sketcher)
    for escape in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError):
            escape(sketcher)
    sketcher.close()
    with pytest.raises(ValueError, match="closed"):
        sketcher.hash("a", "x")


@pytest.mark.parametrize(("people", "each"), [(2_000, 1), (1_000, 20), (300, 100), (50, 1000)])
def test_the_range_holds_the_true_number_nearly_always(people: int, each: int) -> None:
    """200 random samples of 200 records of stores whose number of people is known."""
    chance = random.Random(people)
    sketcher = Sketcher()
    held = 0
    for _ in range(200):
        drawn = chance.sample(range(people * each), 200)
        hashes = [sketcher.hash("l", str(record % people)) for record in drawn]
        low, high = distinct(sketcher.sketch("c", "l", hashes), 200, people * each)
        held += low <= people <= high
    assert held >= 180


def test_a_whole_store_is_counted() -> None:
    sketcher = Sketcher()
    assert distinct(sketch(sketcher, range(25)), 25, 25) == (25, 25)


def test_a_small_sample_without_repeats_knows_little() -> None:
    low, high = distinct(sketch(Sketcher(), range(25)), 25, 2_500_000)
    assert low < 200
    assert high == 2_500_000


@pytest.mark.parametrize("total", [10**9, 10**16, 2**63 - 1])
def test_what_a_store_says_of_its_size_makes_nobody_of_whom_nothing_was_read(total: int) -> None:
    """Beyond 2**53 a share of the store is none that a float can tell from 0."""
    low, high = distinct(sketch(Sketcher(), range(1)), 1, total)
    assert low == 1
    assert 1 <= high <= total
    low, _ = distinct(sketch(Sketcher(), range(25)), 25, total)
    assert 25 <= low < 200


def test_fields_that_not_every_record_has() -> None:
    _, high = distinct(sketch(Sketcher(), range(10)), 100, 1000)
    assert high == 100


@pytest.mark.parametrize(("sampled", "total"), [(0, 100), (25, 0), (-1, -1)])
def test_impossible_numbers_are_answered(sampled: int, total: int) -> None:
    assert distinct(sketch(Sketcher(), range(7)), sampled, total) == (7, 7)


def test_nothing_and_one() -> None:
    assert distinct(sketch(Sketcher(), range(0)), 25, 100) == (0, 0)
    assert distinct(sketch(Sketcher(), range(1)), 25, 100) == (1, 4)


def test_more_estimated_than_seen_is_what_was_seen() -> None:
    """Ordinary data: several addresses in each record, and an estimate that is a little too high."""
    sketcher = Sketcher()
    for number in range(40):
        hashes = [sketcher.hash("contact.email", f"{number}-{n}") for n in range(400)]
        low, high = distinct(sketcher.sketch("x", "contact.email", hashes), 25, 3000)
        assert 200 <= low <= high <= 3000 * 16
