"""Every label has tests of both sides: names or values that are one, and names or values that are none."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from leftopen.privacy.data import tomls
from leftopen.privacy.detect.kinds import detectors
from leftopen.privacy.detect.labels import labels
from leftopen.privacy.detect.numbers import NumberKind, rows

ROOT = Path(__file__).parents[1] / "privacy"
COLUMNS: dict[str, list[Any]] = tomllib.loads((ROOT / "columns.toml").read_text("utf-8"))
KINDS = [
    (file, table) for file, table in tomls("leftopen.privacy.detect.kinds") if "label" in table or "number" in table
]
TABLES: list[dict[str, Any]] = tomllib.loads((ROOT / "tables.toml").read_text("utf-8"))["table"]


def told() -> tuple[set[str], set[str]]:
    """The labels that have examples of values or names of fields, and those that have counterexamples."""
    good, bad = set(), set()
    for file, table in tomls("leftopen.privacy.detect.kinds"):
        found: list[tuple[str, Any, Any]] = [
            (row.label, row.good or row.fields, row.bad or row.not_fields) for row in rows(table, file)
        ]
        examples = table.get("examples", {})
        if "label" in table:
            label = table["label"]["name"]
            found.append((label, examples.get("good"), [*examples.get("bad", ()), *examples.get("not_fields", ())]))
        good |= {label for label, yes, _ in found if yes}
        bad |= {label for label, _, no in found if no}
    return good, bad


def modules() -> dict[str, str]:
    """The tests of those kinds that a module tells, by label."""
    tests = {path.stem.removeprefix("test_"): path for path in (ROOT / "detect" / "kinds").rglob("test_*.py")}
    return {
        detector.label: tests[stem].read_text("utf-8")
        for detector in detectors()
        if (stem := detector.name.rpartition(".")[2]) in tests
    }


@pytest.mark.parametrize("label", sorted(labels()))
def test_a_label_has_values_that_are_one_and_values_that_are_none(label: str) -> None:
    good, bad = told()
    own = modules().get(label, "")
    wanted = {row[0] for row in COLUMNS["kinds"]} | {each[1] for table in TABLES for each in table["columns"]}
    assert label in good or label in wanted or "True" in own or ">=" in own, "nothing shows that it is found"
    assert label in bad or "False" in own or "not in" in own, "nothing shows what it is not"


HARD = {"bad": 2, "not_fields": 2, "others": 3}
"""Of each kind: values that are none, names that look like its own, fields of other things that look like it."""
NUMBERS = {"bad": 4, "not_fields": 2}


@pytest.mark.parametrize(("file", "table"), KINDS, ids=[file for file, _ in KINDS])
def test_a_kind_has_hard_negatives(file: str, table: dict[str, Any]) -> None:
    if "label" in table:
        examples = table.get("examples", {})
        assert {
            name: len(examples.get(name, ())) for name, least in HARD.items() if len(examples.get(name, ())) < least
        } == {}
    for row in rows(table, file):
        near = [value for value in row.bad if len(value) in NumberKind(row, row.label).lengths()]
        assert len(set(row.bad)) >= NUMBERS["bad"], row.label
        assert len(set(row.not_fields)) >= NUMBERS["not_fields"], row.label
        assert len(near) >= NUMBERS["bad"] // 2, f"{row.label}: too few that are as long as it"


def test_every_special_category_has_homonyms_that_are_nothing() -> None:
    names = " ".join(str(row[0]).casefold() for row in COLUMNS["nothing"])
    homonyms = ("race", "treatment", "condition", "faith", "party", "union", "sex", "dna", "fingerprint", "diagnosis")
    assert [word for word in homonyms if word not in names] == []


def test_the_readme_says_which_languages() -> None:
    """The languages of `names/`, as the first line of each file calls them."""
    readme = " ".join((ROOT.parents[1] / "README.md").read_text("utf-8").split())
    files = sorted((ROOT.parents[1] / "src" / "leftopen" / "privacy" / "detect" / "names").glob("*.toml"))
    first = [path.read_text("utf-8").partition("\n")[0] for path in files]
    called = {match[1] for line in first if (match := re.search(r"(?:in|of) ([A-Z][a-z]+)", line))}
    assert len(called) >= len(files) - 1  # Chinese has two
    assert sorted(name for name in called if name not in readme) == []
