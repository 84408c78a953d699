"""Counters of one field."""

import random
from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from stdnum import iban, luhn
from stdnum.cn import ric

from leftopen.model import CLAIM
from leftopen.privacy.detect.evidence import (
    FULL,
    KEPT,
    LATE,
    LATE_STRIDE,
    SETTLED,
    SETTLED_STRIDE,
    STRIDE,
    WHOLE,
    Column,
)
from leftopen.privacy.detect.kinds import detectors
from leftopen.privacy.detect.values import CELL
from leftopen.privacy.detect.weigh import weigh
from leftopen.privacy.flatten import Node
from tests.privacy.told import told

BITS = {detector.label: bit for bit, detector in enumerate(detectors())}


def column(*parts: str) -> Column:
    return Column(Node(parts), frozenset())


def test_whole_inside_and_named() -> None:
    found = column("mail")
    found.take(["zhao@example.org"])
    found.take(["write to zhao@example.org or call tomorrow"])
    found.take(["nothing"])
    found.count()
    bit = BITS["contact.email"]
    assert (found.whole[bit], found.inside[bit], found.fits[bit]) == (1, 1, 1)
    assert (found.present, found.examined) == (3, 3)


def test_empty_values_are_present_but_not_examined() -> None:
    found = column("mail")
    for value in ("", None):
        found.take([value])
    found.count()
    assert (found.present, found.examined) == (2, 0)


def test_after_the_first_ones_a_share_is_examined_and_weighted() -> None:
    found = column("mail")
    for n in range(FULL + 100 * STRIDE):
        found.take([f"write to u{n}@example.org or to nobody"])
    found.count()
    assert found.present == FULL + 100 * STRIDE
    assert abs(found.examined - found.present) <= STRIDE
    assert found.inside[BITS["contact.email"]] == found.examined
    assert found.looks == FULL + 100


def test_a_settled_field_is_hardly_examined_and_counts_all_the_same() -> None:
    found = column("mail")
    for n in range(3 * SETTLED_STRIDE + 7):
        found.take([f"u{n}@example.org"])
    found.count()
    assert found.settled
    assert found.looks == SETTLED + 3
    assert found.whole[BITS["contact.email"]] == found.examined == found.present


def test_a_field_of_two_minds_is_not_settled() -> None:
    found = column("contact")
    for n in range(FULL):
        found.take([f"u{n}@example.org" if n % 3 else f"item {n}"])
    found.count()
    assert not found.settled
    assert found.looks == WHOLE + (FULL - WHOLE) // STRIDE


def test_texts_of_a_settled_field_are_examined() -> None:
    found = column("remark")
    for n in range(2 * SETTLED):
        found.take([f"K{n}"])
    found.take(["he asked us to write to zhao@example.org"])
    found.count()
    assert found.settled
    assert found.inside[BITS["contact.email"]] == 1


def test_values_of_a_settled_field_are_kept_as_far_as_asked() -> None:
    found = Column(Node(("mail",)), frozenset(), keep=FULL)
    values = [f"u{n}@example.org" for n in range(2 * FULL)]
    for value in values:
        found.take([value])
    found.count()
    assert found.settled
    assert set(found.kept) <= set(values)
    assert len(set(found.kept)) == len(found.kept)
    assert len(found.kept) == FULL


def test_memory_is_bounded() -> None:
    found = column("x")
    for n in range(3000):
        found.take([f"value {n}"] * 100)
        assert len(found.waiting) <= SETTLED
    for n in range(30):
        found.take([f"{n}" * 20_000])
        assert sum(len(value) for values in found.waiting for value in values) <= 100_000
    found.count()
    assert len(found.kept) <= KEPT
    assert len(found.memo) <= 1024
    assert max(len(values) for values in found.samples.values()) <= CELL if found.samples else True


def test_repeated_values_count_each_time() -> None:
    found = column("性别")
    for n in range(40):
        found.take(["男" if n % 2 else "女"])
    found.count()
    assert found.fits[BITS["person.gender"]] == 40


def test_absorb_adds() -> None:
    one, two = column("mail"), column("mail")
    one.take(["a1@example.org"])
    two.take(["a2@example.org"])
    one.absorb(two)
    assert (one.present, one.whole[BITS["contact.email"]], one.kept) == (2, 2, ["a1@example.org", "a2@example.org"])


def test_a_repeated_text_shows_what_it_showed() -> None:
    column = Column(Node(("mail",)), frozenset())
    for _ in range(3):
        column.take(["zhao@example.org"])
    column.count()
    assert (column.present, column.examined, column.types["text"]) == (3, 3, 3)
    assert sorted(column.whole.values()) == [3]
    assert column.kept == ["zhao@example.org"] * 3


def _iban(n: int) -> str:
    body = f"37040044{532013000 + 7 * n:010}"
    return f"DE{iban.calc_check_digits(f'DE00{body}')}{body}"


def _card(n: int) -> str:
    body = f"411111{111111111 + 31 * n:09}"
    return f"{body}{luhn.calc_check_digit(body)}"


def _resident(n: int) -> str:
    body = f"110105194912{1 + n % 28:02}{n // 28:03}"
    return f"{body}{ric.calc_check_digit(f'{body}0')}"


STANDS: dict[str, Callable[[int], str]] = {
    "contact.email": lambda n: f"write to zhao{n}@example.org about it",
    "finance.iban": lambda n: f"paid from {_iban(n)} on this day",
    "network.ip": lambda n: f"seen from 203.0.{n // 250}.{1 + n % 250} with others",
    "id.cn.resident": lambda n: f"the card {_resident(n)} was shown once",
    "contact.phone": lambda n: f"he rang from +49 30 {901820 + n} at noon",
    "finance.card": lambda n: f"card {_card(n)} was charged a few euros",
}
"""A kind and a text that holds one, each time another."""


def _texts(holding: Callable[[int], str], every: int, count: int, seed: int) -> Column:
    """A field of running texts, one of `every` of them with such a value in it, wherever it happens to stand."""
    chosen = random.Random(seed)
    words = ("river", "green", "table", "music", "paper", "stone", "light", "north")
    found = column("note")
    places = set(chosen.sample(range(count), count // every))
    for place in range(count):
        text = " ".join(chosen.choice(words) for _ in range(12))
        found.take([f"{text}, {holding(place)}" if place in places else f"{text} {place % 90}"])
    found.count()
    return found


def _claims(found: Column) -> dict[str, float]:
    return {detectors()[each.bit].label: each.matches for each in weigh(found) if each.confidence >= CLAIM}


@pytest.mark.unmeasured
@pytest.mark.parametrize("every", [100, 50, 20])
@pytest.mark.parametrize("label", STANDS)
def test_what_stands_in_a_few_of_a_hundred_texts_is_found_each_time(label: str, every: int) -> None:
    for seed in range(3):
        found = _texts(STANDS[label], every, 2000, seed)
        assert found.within(BITS[label]) == (2000 // every, 2000 // every, 2000)
        assert _claims(found) == {label: 2000 // every}


@pytest.mark.parametrize("label", STANDS)
def test_what_stands_in_one_of_a_thousand_texts_may_be_chance(label: str) -> None:
    assert _claims(_texts(STANDS[label], 1000, 2000, 1)) == {}


@pytest.mark.parametrize("label", STANDS)
def test_a_line_below_many_texts_is_one_value(label: str) -> None:
    assert _claims(_texts(lambda _: STANDS[label](7), 50, 2000, 1)) == {}


def test_the_same_illness_in_many_texts_is_that_of_many_people() -> None:
    found = _texts(lambda _: "diagnosis: asthma, to be seen again", 4, 400, 1)
    assert "special.health" in _claims(found)


def _sixteen(n: int) -> str:
    return f"with {random.Random(n).randrange(10**15, 10**16)} among others"


def test_numbers_of_orders_are_cards_as_often_as_chance_has_it() -> None:
    """One in twenty-five numbers of sixteen figures passes as a card: in all texts, in some and in a few."""
    for every, seed in product((1, 10, 100, 1000), range(4)):
        found = _texts(_sixteen, every, 2000, seed)
        assert found.hits[BITS["finance.card"]] > 0 or every > 1
        assert _claims(found) == {}, every


def test_cards_among_numbers_of_orders_are_found() -> None:
    found = _texts(lambda n: _sixteen(n) if n % 4 else f"with {_card(n)} among others", 1, 2000, 1)
    assert "finance.card" in _claims(found)


def test_what_stands_in_nearly_all_texts_is_told_by_those_that_are_examined() -> None:
    found = _texts(STANDS["contact.email"], 2, 1600, 1)
    assert not found.spotted
    inside, hits, looks = found.within(BITS["contact.email"])
    assert looks == FULL + 35
    assert hits < looks < 1600
    assert 500 < inside < 1200


def test_texts_are_skimmed_when_columns_are_put_together() -> None:
    one, two = _texts(STANDS["contact.email"], 100, 1000, 1), _texts(STANDS["contact.email"], 100, 2000, 2)
    one.absorb(two)
    assert one.within(BITS["contact.email"]) == (30, 30, 3000)


def test_lists_of_texts_are_skimmed() -> None:
    found = column("notes")
    for place in range(2000):
        found.take(["nothing of note here", f"write to u{place}@example.org today" if place % 100 == 7 else "or there"])
    found.count()
    assert found.within(BITS["contact.email"]) == (20, 20, 2000)


SORTS: dict[str, list[object]] = {
    "settled": [f"u{n}@example.org" for n in range(3000)],
    "settled with texts among them": [
        f"write to u{n} or to nobody else" if n % 5 == 0 else f"u{n}@example.org" for n in range(3000)
    ],
    "settled, words and a script without spaces": [f"李娜{n}" if n % 2 else f"u{n}@example.org" for n in range(3000)],
    "texts": [f"nothing stands in line {n} of this" if n % 100 else f"ask u{n}@example.org now" for n in range(3000)],
    "words": [("yes", "no", "perhaps")[n % 3] for n in range(3000)],
    "very many words": [("yes", "no", "perhaps")[n % 3] for n in range(3 * LATE)],
    "numbers": list(range(3000)),
    "vectors": [[0.01 * n] * 8 for n in range(1500)],
    "mixed": [(n, str(n), n / 7, True, f"a text with the number {n}")[n % 5] for n in range(3000)],
}


@pytest.mark.parametrize("sort", sorted(SORTS))
@pytest.mark.parametrize("size", [1, 97, 700, 3000])
def test_values_of_many_records_at_once_count_as_each_does(sort: str, size: int) -> None:
    values = SORTS[sort]
    one, at_once = column("mail"), column("mail")
    for value in values:
        one.take([value])
    for start in range(0, len(values), size):
        at_once.take_all(values[start : start + size])
    for each in (one, at_once):
        each.count()
    for name in ("present", "examined", "settled", "looks", "types", "whole", "inside", "fits", "spotted", "kept"):
        assert getattr(at_once, name) == getattr(one, name), name
    assert (at_once.skim.looks if at_once.skim else 0) == (one.skim.looks if one.skim else 0)


def test_long_words_settle_and_are_searched_all_the_same() -> None:
    found = column("secret")
    for n in range(1000):
        word = f"{n:08x}" * 12
        found.take([f"{word}/u{n}@example.org" if n % 100 == 99 else word])
    found.count()
    assert found.settled
    assert found.looks < 2 * SETTLED
    assert found.within(BITS["contact.email"])[1] in (10, 11)  # one of them may stand for those passed over, too


def test_whole_values_are_examined_in_fewer_records_than_running_text() -> None:
    numbers, texts = column("height"), column("note")
    for n in range(FULL):
        numbers.take([n / 7])
        texts.take([f"this is line {n} of a text"])
    for each in (numbers, texts):
        each.count()
    assert (numbers.looks, texts.looks) == (WHOLE + (FULL - WHOLE) // STRIDE, FULL)
    assert abs(numbers.examined - FULL) <= STRIDE


def test_values_that_are_not_examined_are_kept_as_far_as_asked() -> None:
    one = Column(Node(("weight",)), frozenset(), 2 * FULL)
    at_once = Column(Node(("weight",)), frozenset(), 2 * FULL)
    for n in range(2 * FULL):
        one.take([n / 7])
    at_once.take_all([n / 7 for n in range(2 * FULL)])
    for each in (one, at_once):
        each.count()
    assert sorted(set(one.kept)) == sorted(set(at_once.kept))
    assert set(one.kept) >= {n / 7 for n in range(FULL)}


LISTS: dict[str, list[list[Any]]] = {
    "numbers": [[n] * (n % 3 + 1) for n in range(2000)],
    "words": [[("a", "beta", "vip")[n % 3]] * (n % 4 + 1) for n in range(2000)],
    "texts": [[f"a text with the number {n}"] * (n % 3 + 1) for n in range(1500)],
    "mail": [[f"u{n}@example.org", f"v{n}@example.org"][: n % 2 + 1] for n in range(2000)],
}


@pytest.mark.parametrize("sort", sorted(LISTS))
@pytest.mark.parametrize("size", [97, 2000])
def test_lists_of_many_records_at_once_count_as_each_does(sort: str, size: int) -> None:
    lists = LISTS[sort]
    one, at_once = column("tags"), column("tags")
    for each in lists:
        one.take(each)
    for start in range(0, len(lists), size):
        some = lists[start : start + size]
        at_once.take_lists([value for each in some for value in each], some)
    for found in (one, at_once):
        found.count()
    for name in ("present", "examined", "settled", "looks", "types", "whole", "inside", "fits", "spotted", "kept"):
        assert getattr(at_once, name) == getattr(one, name), name
    assert (at_once.skim.looks if at_once.skim else 0) == (one.skim.looks if one.skim else 0)


def test_of_very_many_records_fewer_are_examined_and_weigh_as_much() -> None:
    found = column("height")
    found.take_all([n / 7 for n in range(3 * LATE)])
    found.count()
    assert found.looks == WHOLE + (LATE - WHOLE) // STRIDE + 2 * LATE // LATE_STRIDE
    assert abs(found.examined - found.present) <= LATE_STRIDE


def shown(found: Column) -> tuple[object, ...]:
    """All that was counted."""
    counters: list[Any] = [found.whole, found.inside, found.fits, found.masks, found.agrees, found.hits, found.types]
    return (
        *[dict(each) for each in counters],
        found.examined,
        found.present,
        found.looks,
        found.little,
        found.enum,
        found.kept,
    )


@pytest.mark.parametrize("name", ["mail", "national_id", "amount", "x"])
@pytest.mark.parametrize(
    "values",
    [
        ["zhao@example.org", "", "Islam", "zhao@example.org", "ask u7@example.org soon", "1.5E+12", "李娜", "x" * 70],
        ["bad \ud800 text", "1.5E+12", "110105198701172200", "E11.9", "no", "two words", "4111111111111111"],
        [4111111111111111, 7, 110105198701172200, 7, -1, 10**24],
        [0.5, 0.0, float("inf"), -0.5, 0.5, 1e-9],
        [13910002000.0, 0.5, 2.0],
        [10**25, 3],
        [True, 1, 1.0, "1", None],
    ],
    ids=["texts", "odd texts", "whole numbers", "fractions", "whole as fractions", "endless", "of all sorts"],
)
def test_records_that_are_counted_together_count_as_each_alone(name: str, values: list[Any]) -> None:
    together, alone = column(name), column(name)
    for value in values * 3:
        together.take([value])
        alone.take([value])
        alone.count()
    together.count()
    assert shown(together) == shown(alone)
    assert together.samples == alone.samples


def test_texts_of_numbers_that_were_fractions() -> None:
    chance = random.Random(7)
    numbers = [f"447{chance.randrange(10**9):09d}.0" for _ in range(40)]
    assert told("mobile_no", numbers)["contact.phone"] >= 0.7
    assert "contact.phone" not in told("amount", [f"{n}.0" for n in range(1_000_000, 9_000_000, 200_011)])
