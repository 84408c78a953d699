"""Labels are told once and completely."""

from typing import Any

import pytest

from leftopen.privacy.detect import labels as module
from leftopen.privacy.detect.kinds import detectors
from leftopen.privacy.detect.labels import families, labels

PROMISED = [
    "person.name",
    "person.birth_date",
    "person.gender",
    "person.photo",
    "person.age",
    "contact.email",
    "contact.phone",
    "contact.address",
    "id.cn.resident",
    "id.us.ssn",
    "finance.card",
    "finance.iban",
    "finance.account",
    "finance.transaction",
    "location.coordinates",
    "location.trace",
    "credential.password",
    "credential.password_hash",
    "credential.api_key",
    "credential.token",
    "network.ip",
    "network.mac",
    "vehicle.plate",
    "biometric.face_embedding",
    "biometric.face_image",
    "biometric.face_attribute",
    "biometric.fingerprint",
    "special.ethnicity",
    "special.religion",
    "special.health",
    "special.sex_life",
    "special.politics",
    "special.union",
    "special.genetic",
    "special.fertility",
    "minor.child",
    "criminal.record",
]


def test_every_promised_label_is_there() -> None:
    assert set(PROMISED) <= set(labels())


def test_special_ones_cite_the_special_category() -> None:
    for name, meaning in labels().items():
        if name.startswith("special.") and name != "special.sex_life":
            assert meaning.special
            assert "Art. 9" in meaning.law["gdpr"]
            assert "Art. 28" in meaning.law["pipl"]
            assert meaning.enisa == "sensitive"


def test_labels_that_link_are_identifiers() -> None:
    linked = {name for name, meaning in labels().items() if meaning.link}
    assert {"contact.email", "contact.phone", "id.cn.resident"} <= linked
    assert not any(name.startswith(("person.", "special.", "credential.")) for name in linked)


def test_every_detector_has_one() -> None:
    assert {detector.label for detector in detectors()} <= set(labels())


LAW = {"gdpr": "Art. 4(1)", "pipl": "Art. 4"}
GOOD: dict[str, Any] = {"title": "x", "enisa": "simple", "identifying": 0.5, "law": LAW}


@pytest.mark.parametrize(
    "told",
    [
        {**GOOD, "enisa": "harmless"},
        {**GOOD, "identifying": 0.3},
        {**GOOD, "law": {"gdpr": "Art. 4(1)"}},
        {**GOOD, "colour": "red"},
        {key: value for key, value in GOOD.items() if key != "title"},
    ],
)
def test_an_unsound_label_stops_the_program(told: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "tomls", lambda *_: (("a.toml", {"label": {"name": "person.shoe", **told}}),))
    labels.cache_clear()
    try:
        with pytest.raises(ValueError, match=r"person\.shoe"):
            labels()
    finally:
        labels.cache_clear()


def test_a_label_told_twice_stops_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    tables = (
        ("a.toml", {"label": {"name": "person.shoe", **GOOD}}),
        ("b.toml", {"label": {"name": "person.shoe", **GOOD}}),
    )
    monkeypatch.setattr(module, "tomls", lambda *_: tables)
    labels.cache_clear()
    try:
        with pytest.raises(ValueError, match="told twice"):
            labels()
    finally:
        labels.cache_clear()


def test_every_family_has_a_title() -> None:
    assert {label.partition(".")[0] for label in labels()} == set(families())
    assert next(iter(families())) == "special"


def test_each_label_says_what_it_is_in_the_union_in_britain_and_in_china() -> None:
    for name, meaning in labels().items():
        assert {"gdpr", "uk", "pipl"} <= meaning.law.keys(), name
        assert ("Art. 9" in meaning.law["gdpr"]) == ("DPA 2018 s. 10 and" in meaning.law["uk"]), name
