"""Kinds as data: each is held to the examples that its own file gives, and its fields are told by their names."""

from typing import Any, NamedTuple

import pytest

from leftopen.model import CLAIM
from leftopen.privacy.data import tomls
from leftopen.privacy.detect.kinds import Detector, detectors
from leftopen.privacy.detect.labels import DETECTORS
from leftopen.privacy.detect.numbers import rows
from tests.privacy.told import claimed, told

_KEYS = ("good", "bad", "fields", "beside", "not_fields")


def _called_so(detector: Detector) -> bool:
    """True for the one of several detectors of a label that is called after it."""
    return detector.name.replace("_", ".") == detector.label.replace("_", ".")


_BY_LABEL = {each.label: each for each in (*detectors(), *filter(_called_so, detectors()))}


class Example(NamedTuple):
    """What one unit is held to."""

    label: str
    good: tuple[str, ...]
    bad: tuple[str, ...]
    fields: tuple[str, ...]
    beside: tuple[str, ...]
    not_fields: tuple[str, ...]

    @property
    def detector(self) -> Detector:
        return _BY_LABEL[self.label]


def _examples() -> list[Example]:
    found = []
    for file, table in tomls(DETECTORS):
        if "examples" in table:
            told_ = {key: tuple(table["examples"].get(key, ())) for key in _KEYS}
            found.append(Example(table["label"]["name"], **told_))
        found += [Example(r.label, r.good, r.bad, r.fields, (), r.not_fields) for r in rows(table, file)]
    return found


EXAMPLES = _examples()
OTHERS = [
    (table["label"]["name"], field, values)
    for _, table in tomls(DETECTORS)
    for field, values in table.get("examples", {}).get("others", {}).items()
]
ALL = pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.label)


@ALL
def test_good_and_bad_values(example: Example) -> None:
    detector = example.detector
    assert [value for value in example.good if not (detector.valid(value) and detector.plausible([value]))] == []
    assert [value for value in example.bad if detector.valid(value)] == []


@ALL
def test_fields_are_told_by_their_names(example: Example) -> None:
    values = [value for value in example.good if not value.startswith("http")] * 10
    for field in example.fields:
        assert told(field, values).get(example.label, 0) >= CLAIM, field


@ALL
def test_fields_that_others_have_too_are_told_beside_what_is_personal(example: Example) -> None:
    for field in example.beside:
        values = [value for value in example.good if not value.startswith("http")] * 10
        assert told(field, values).get(example.label, 0) < CLAIM, field
        rows = [{"email": f"u{n}@example.org", field: value} for n, value in enumerate(values)]
        assert claimed(rows)[field] == {example.label}, field


@ALL
def test_other_fields_are_not(example: Example) -> None:
    for field in example.not_fields:
        for values in (["yes", "no"] * 10, [0, 1] * 10, ["x9", "b7"] * 10):
            assert told(field, values).get(example.label, 0) < CLAIM, field


@ALL
def test_values_that_are_none_are_nothing_under_other_names(example: Example) -> None:
    record = {f"{field} {n}": value for n, value in enumerate(example.bad) for field in ("x9", "order_no", "tracking")}
    claims = claimed([record] * 3)
    assert [field for field in record if example.label in claims.get(field, ())] == []


@pytest.mark.parametrize(("label", "field", "values"), OTHERS, ids=[f"{label} {field}" for label, field, _ in OTHERS])
def test_what_looks_like_a_kind_and_is_another_thing(label: str, field: str, values: list[Any]) -> None:
    assert told(field, values * 8).get(label, 0) < CLAIM


@ALL
def test_masks_show_a_fifth_at_most(example: Example) -> None:
    for value in example.good:
        shown = example.detector.mask([value])
        if shown.isascii():
            assert value not in shown
        else:
            assert sum(c.isalnum() for c in shown) <= max(1, len(value) // 5)


def test_flags_speak_where_the_whole_name_is_clear() -> None:
    for field, label in {
        "BreedReady": "special.fertility",
        "是否怀孕": "special.fertility",
        "union_member": "special.union",
        "政治面貌": "special.politics",
        "是否戴眼镜": "biometric.face_attribute",
    }.items():
        assert told(field, [0, 1] * 10)[label] >= 0.8
        assert told(field, [True, False] * 10)[label] >= 0.8


def test_a_closed_set_without_a_name_is_a_hint() -> None:
    assert 0.3 < told("x9", ["汉族", "回族", "维吾尔族", "藏族"] * 6)["special.ethnicity"] < CLAIM
    assert 0.3 < told("x9", ["Islam", "Buddhism", "Catholic", "佛教"] * 6)["special.religion"] < CLAIM
    assert told("size", ["M", "F"] * 10) == {}


def test_answers_do_not_show() -> None:
    for label in ("special.religion", "special.ethnicity", "person.gender", "special.politics"):
        assert {_BY_LABEL[label].mask([value]) for value in ("Islam", "汉族", "F", 1)} == {"███"}
    assert _BY_LABEL["biometric.face_attribute"].mask([True]) == "yes/no flag"


@pytest.mark.parametrize("detector", detectors(), ids=lambda detector: detector.name)
def test_normal_gives_text(detector: Detector) -> None:
    values: list[Any] = ["a", "", "1" * 50, "é"]
    assert all(isinstance(detector.normal(value), str) for value in values)
