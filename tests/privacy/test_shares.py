"""Records of which several read a share are told as those that one reads."""

import random
from collections.abc import Sequence
from typing import Any

import pytest

from leftopen.lab.people import Town
from leftopen.privacy.fields import Fields
from leftopen.privacy.files.classify import begun, ended, take
from leftopen.privacy.flatten import FANOUT
from leftopen.privacy.shares import Shares

PEOPLE = Town(5).people(90)


def records(seed: int) -> list[Any]:
    """Of several shapes: nested, pairs, keys that are values, documents in texts, other types in one place."""
    r = random.Random(seed)
    found: list[Any] = []
    for n, p in enumerate(PEOPLE):
        shapes: list[Any] = [
            {"name": p.latin, "contact": {"mail": p.email, "phones": [{"n": n}, {"n": n + 1}]}, "left": None},
            {"attributes": [{"name": "email", "value": p.email}, {"name": "ssn", "value": p.resident_id}]},
            {"accounts": {p.email: {"balance": n}, f"{n:07}": {"balance": n}}},
            {"payload": f'{{"mail": "{p.email}", "n": {n}}}', "mixed": r.choice([n, "x", None, [n, "y"], {"z": n}])},
            ["a", p.latin, n],
            f"write to {p.email}",
            n,
        ]
        found.append(r.choice(shapes))
    return found


def told(batches: Sequence[Sequence[Any]], shares: int, alone: int = 3) -> dict[str, Any]:
    """What is said of them where so many shares are read of what comes after the first."""
    first = begun("people")
    for batch in batches[:alone]:
        take(first, batch)
    here = Shares(first)
    ends = []
    for share in range(shares):  # as a fork would: one that has read the beginning too
        other = begun("people")
        for batch in batches[:alone]:
            take(other, batch)
        counting = Shares(other)
        for batch in batches[alone + share :: shares]:
            take(other, batch)
        ends.append(counting.told())
    for end in ends:
        here.add(end)
    assert first.records == first.tree.records == sum(map(len, batches))
    return ended(first, "people")


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("shares", [1, 2, 4])
def test_shares_are_told_as_one(seed: int, shares: int) -> None:
    all_of_them = records(seed)
    batches = [all_of_them[at : at + 5] for at in range(0, len(all_of_them), 5)]
    whole = begun("people")
    for batch in batches:
        take(whole, batch)
    expected = ended(whole, "people")
    found = told(batches, shares)
    assert _plain(found) == _plain(expected)
    assert found["holds"] == expected["holds"]


def _plain(found: dict[str, Any]) -> list[Any]:
    """Without examples, of which each share has its first."""
    fields = [
        {**field, "labels": [{**label, "example": None} for label in field["labels"]]} for field in found["fields"]
    ]
    return sorted(fields, key=lambda field: field["path"])


def test_paths_that_one_share_alone_met() -> None:
    batches = [[{"n": 1}]] * 3 + [[{"n": 2, "inner": [{"mail": p.email}]}] for p in PEOPLE[:40]] + [[{"other": 1}]]
    found = {field["path"]: field for field in told(batches, 2)["fields"]}
    assert found["inner[].mail"]["records"] == 40
    assert found["inner[].mail"]["labels"][0]["label"] == "contact.email"
    assert found["other"]["records"] == 1


def test_what_bounds_a_map_bounds_the_sum() -> None:
    batches = [[{"n": 1}]] * 3 + [[{f"key{'abcdefghij'[n % 10]}{n // 10}x": n}] for n in range(2 * FANOUT)]
    first = begun()
    shares = Shares(first)
    for share in range(2):
        other = begun()
        counting = Shares(other)
        for batch in batches[share::2]:
            take(other, batch)
        shares.add(counting.told())
    assert len(first.tree.root.children) <= FANOUT + 1
    assert sum(child.column.present for child in first.tree.root.children.values()) == len(batches)


def test_columns_of_a_wide_table_are_added_up_whoever_met_them() -> None:
    wide = [[{**{f"answer_{n}x": n for n in range(2 * FANOUT)}, "mail": p.email}] * 2 for p in PEOPLE[:8]]
    first = begun()
    shares = Shares(first)
    for share in range(2):
        other = begun()
        counting = Shares(other)
        for batch in wide[share::2]:
            take(other, batch)
        shares.add(counting.told())
    assert len(first.tree.root.children) == 2 * FANOUT + 1
    assert first.tree.root.children["mail"].column.present == 2 * len(wide)


def test_what_was_counted_before_stands_once() -> None:
    fields = Fields()
    for p in PEOPLE:
        fields.take({"mail": p.email})
    shares = Shares(fields)
    shares.add(Shares(fields).told())
    (field,) = ended(fields)["fields"]
    assert field["records"] == len(PEOPLE)
    assert field["labels"][0]["matches"] == len(PEOPLE)
