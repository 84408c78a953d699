"""Hard tables keep what is known of their values and change what stands around them."""

import pytest

from bench.tables import Table
from bench.tables_hard import HOW, hard_tables, harder

PLAIN = Table(
    "en_GB",
    "flat",
    [{"home_address": f"{n} High Street", "email": f"u{n}@example.org", "house_no": n} for n in range(40)],
    {"home_address": "contact.address", "email": "contact.email", "house_no": ""},
)


@pytest.mark.parametrize("how", HOW)
def test_each_way_keeps_the_labels(how: str) -> None:
    made = harder(PLAIN, how, 7)
    assert made == harder(PLAIN, how, 7)
    assert (made.source, made.shape, len(made.records)) == ("en_GB", how, 40)
    assert set(made.records[0]) == set(made.wanted)
    wanted = sorted(made.wanted.values())
    assert wanted == (["", "contact.email"] if how == "wrong" else ["", "contact.address", "contact.email"])


def test_names_change_and_values_get_dirt() -> None:
    assert not set(harder(PLAIN, "missing", 7).wanted) & set(PLAIN.wanted)
    assert set(harder(PLAIN, "dirty", 7).wanted) == set(PLAIN.wanted)
    dirty = [record["email"] for record in harder(PLAIN, "dirty", 7).records]
    assert 0 < sum(value not in {record["email"] for record in PLAIN.records} for value in dirty) < 25


def test_clipped_names_stay_apart() -> None:
    record = {"home_address": "1 High Street", "home_addition": "b"}
    made = [harder(Table(str(n), "flat", [record], dict.fromkeys(record, "")), "clipped", 1) for n in range(20)]
    assert all(len(table.wanted) == 2 for table in made)


def test_all_of_them() -> None:
    made = hard_tables(3)
    assert {table.shape for table in made} == {*HOW, "unseen language", "homonyms", "look-alikes"}
    assert all(not any(t.wanted.values()) for t in made if t.shape in {"homonyms", "look-alikes"})
