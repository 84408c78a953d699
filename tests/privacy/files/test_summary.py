"""What was found in one line."""

import pytest

from leftopen.privacy.files import summary


def field(*labels: tuple[str, float]) -> dict[str, object]:
    return {"labels": [{"label": label, "confidence": confidence} for label, confidence in labels]}


FIELDS = [
    field(("special.health", 0.9), ("person.name", 0.2)),
    field(("special.sex_life", 0.6)),
    field(("contact.email", 0.9)),
    field(("contact.email", 0.5)),
    field(),
]


def test_counts() -> None:
    assert summary.counts(FIELDS) == {
        "fields": 4,
        "kinds": ["contact.email", "special.health", "special.sex_life"],
        "special": ["special.health", "special.sex_life"],
    }
    assert summary.sentence(FIELDS) == "4 fields of 3 kinds, special categories: health, sex life"
    assert summary.sentence([field(("person.name", 0.4))]) == "no field of personal data found for sure, hints in 1"
    assert summary.sentence([field()]) == "no field of personal data found"


def test_wanted() -> None:
    assert summary.wanted([]) == set()
    assert summary.wanted(["finance.card", "email"]) == {"finance.card", "contact.email"}
    assert "id.us.ssn" in summary.wanted(["id.us"])
    assert "special.health" in summary.wanted(["Sensitive"])
    assert summary.wanted(["any"]) > summary.wanted(["special", "financial"])
    with pytest.raises(KeyError, match="nope"):
        summary.wanted(["email", "nope"])


def test_what_fields_are_taken_together_is_told_by_its_weight_and_once() -> None:
    says = summary.together(["sessions", "patients", "sessions"])
    assert says == "taken together: session tokens (they open other doors), patient records"
    assert summary.together([]) == ""
