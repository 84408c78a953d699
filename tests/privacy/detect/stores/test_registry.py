"""What a store is: each composite by its own examples, and what holds of all of them."""

import msgspec
import pytest

from leftopen.privacy.detect import stores, wordbook
from leftopen.privacy.detect.labels import labels
from leftopen.privacy.detect.stores import Composite, composites, holds, rank, says
from leftopen.report.plain.tongue import LANGUAGES


def among_known(word: str) -> bool:
    return any(label.startswith(word) for label in labels()) if word.endswith(".") else word in labels()


@pytest.mark.parametrize("name", sorted(composites()))
def test_its_examples_are_one_and_its_look_alikes_are_none(name: str) -> None:
    composite = composites()[name]
    assert composite.good
    assert len(composite.bad) >= 2
    for example in composite.good:
        assert name in holds(example.name, example.fields.items()), example
    for example in composite.bad:
        assert name not in holds(example.name, example.fields.items()), example


@pytest.mark.parametrize("name", sorted(composites()))
def test_it_stands_on_labels_and_composites_that_there_are(name: str) -> None:
    composite = composites()[name]
    asked = [*composite.needs, *composite.forbids, *(each for either in composite.any for each in either)]
    assert composite.needs or composite.any
    assert [word for word in asked if not among_known(word)] == []
    assert set(composite.unless) <= set(composites()) - {name}
    assert [word for word in composite.words if "." in word and word not in wordbook.concepts()] == []
    examples = (each for example in (*composite.good, *composite.bad) for each in example.fields.values())
    assert {label for told in examples for label in told} <= set(labels())


@pytest.mark.parametrize("name", sorted(composites()))
def test_it_is_called_something_in_each_language_of_reports(name: str) -> None:
    assert set(composites()[name].says) == set(LANGUAGES)
    assert says(name, "zh") != says(name)


def test_ranks_differ_so_that_the_order_is_told_by_the_data_alone() -> None:
    ranks = [each.rank for each in composites().values()]
    assert sorted(set(ranks)) == ranks


def test_two_are_told_of_one_collection_at_most_the_most_delicate_first() -> None:
    fields = {
        "plate": ["vehicle.plate"],
        "lat": ["location.coordinates"],
        "face": ["biometric.face_image"],
        "ethnic": ["special.ethnicity"],
        "token": ["credential.token"],
    }
    assert holds("capture", fields.items()) == ("faces_by_ethnicity", "sessions")


def test_nothing_is_told_of_a_collection_without_claims() -> None:
    assert holds("patients", [("diagnosis", []), ("patient.name", [])]) == ()
    assert holds("patients", []) == ()


@pytest.mark.parametrize("said", ["patients", "PatientRecords", "tbl_patient_2024"])
def test_a_word_may_stand_in_the_name_of_the_collection(said: str) -> None:
    fields = {"who": ["person.name"], "what": ["special.health"]}
    assert holds(said, fields.items()) == ("patients",)
    assert holds("members", fields.items()) == ("health_of_people",)


def test_a_word_within_another_is_none() -> None:
    assert holds("impatience", [("who", ["person.name"]), ("what", ["special.health"])]) == ("health_of_people",)


def test_a_name_that_this_version_does_not_know_speaks_for_itself() -> None:
    assert says("moon_rocks", "zh") == "moon rocks"
    assert rank("moon_rocks") > max(map(rank, composites()))


def test_it_is_said_in_english_where_a_language_has_no_word() -> None:
    assert says("patients", "fr") == "patient records"


def test_a_file_that_is_no_composite_stops_with_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stores, "tomls", lambda _: (("odd.toml", {"rank": 1, "says": {"en": "x"}, "wants": []}),))
    composites.cache_clear()
    try:
        with pytest.raises(ValueError, match=r"odd\.toml: .*wants"):
            composites()
    finally:
        monkeypatch.undo()
        composites.cache_clear()


def test_labels_are_taken_by_their_beginning_only_where_it_ends_in_a_dot() -> None:
    composite = msgspec.convert({"rank": 1, "says": {"en": "x"}, "needs": ["id."]}, Composite)
    assert composite.takes(frozenset({"id.us.ssn"}))
    assert not msgspec.structs.replace(composite, needs=("id",)).takes(frozenset({"id.us.ssn"}))
    assert not msgspec.structs.replace(composite, forbids=("id.us.ssn",)).takes(frozenset({"id.us.ssn"}))
