"""Figures of accuracy are counted right, and the product keeps its own."""

from collections import Counter

from bench.accuracy import BARS, CLEAN, Labels, f1, fine, macro, reliability, tally
from bench.tables import Table, tables

TABLE = Table("en", "flat", [], {"a": "contact.email", "b": "id.us", "c": "", "d": "", "e": "person.age"})


def tell(_: Table) -> dict[str, Labels]:
    return {
        "a": [("contact.email", 0.95), ("location.trace", 0.9)],
        "b": [("id.us.ssn", 0.8), ("contact.phone", 0.6)],
        "c": [("person.name", 0.4)],
        "d": [("person.name", 0.5)],
    }


def test_what_is_right_false_and_missed() -> None:
    told = tally([TABLE], tell)
    assert (dict(told.right), dict(told.missed)) == ({"contact.email": 1, "id.us": 1}, {"person.age": 1})
    assert dict(told.false) == {"contact.phone": 1, "person.name": 1}
    assert told.clean == [1, 2]
    assert told.words == ["false contact.phone: en b", "false person.name: en d", "missed person.age: en e, got []"]
    assert macro(told) == 2 / 3


def test_the_product_is_asked_where_nothing_else_is() -> None:
    records = [{"mail": f"u{n}@example.org", "n": n} for n in range(20)]
    told = tally([Table("en", "flat", records, {"mail": "contact.email", "n": ""})])
    assert (told.right.total(), told.missed.total(), told.false.total(), told.clean) == (1, 0, 0, [0, 1])


def test_measures() -> None:
    assert (f1(0, 0, 0), f1(1, 1, 0), f1(0, 1, 1)) == (1.0, 2 / 3, 0.0)
    assert (fine("id.us.ssn", "id.us"), fine("id.usa", "id.us"), fine("id.us", "")) == (True, False, False)
    assert (fine("b.c", "a|b"), fine("c", "a|b"), fine("", "")) == (True, False, False)
    assert reliability([(0.95, True), (0.91, False), (1.0, True), (0.2, False)]) == [(0.2, 1, 0.0), (0.9, 3, 2 / 3)]
    assert macro(tally([])) == 1.0


def test_what_a_whole_store_is_counts_where_it_is_asked_for() -> None:
    table = Table("en", "company", [], {"amount": "finance.transaction", "price": ""})
    told = tally([table], lambda _: {"amount": [("finance.transaction", 0.8)], "price": [("finance.transaction", 0.8)]})
    assert (told.right.total(), told.false.total(), told.clean) == (1, 0, [0, 1])


def test_the_product_keeps_above_its_bars() -> None:
    """Words and rules that came later must not take from what was right: half of the tables, none of them hard."""
    told = tally(tables(21)[::2])
    assert macro(told) >= BARS["macro F1"], told.words
    special = Counter({label: n for label, n in told.right.items() if label.startswith("special.")})
    false, missed = (
        sum(n for label, n in each.items() if label.startswith("special.")) for each in (told.false, told.missed)
    )
    assert f1(special.total(), false, missed) >= BARS["special F1"], told.words
    assert told.clean[0] <= CLEAN * told.clean[1], told.words
