import pytest
from msgspec.structs import replace

from leftopen.model import Access, People, Problem, Stage, Status
from leftopen.privacy.detect.labels import families, labels
from leftopen.report.plain import words
from leftopen.report.plain.text import count
from tests.report.example import CAMERA, ESTATES, FACES, LOCKED, PEOPLE, SESSIONS, nothing, report


def test_the_headline_counts_what_lets_read() -> None:
    assert words.headline(report()) == "4 services let anybody read what was not meant for them."
    one = replace(report(), services=(FACES, LOCKED))
    assert words.headline(one) == "1 service lets anybody read what was not meant for them."
    assert words.headline(nothing()) == "Nothing was found open."
    early = replace(nothing(), run=replace(nothing().run, complete=False, whole=False))
    assert words.headline(early) == "Nothing was found open so far."


def test_the_worst_comes_first_and_the_unrated_last() -> None:
    unrated = replace(SESSIONS, id="z", severity=None)
    mixed = replace(report(), services=(unrated, CAMERA, PEOPLE, FACES))
    assert [s.id for s in words.exposed(mixed)] == [FACES.id, PEOPLE.id, CAMERA.id, "z"]
    assert words.worst(mixed) == FACES.severity


def test_hints_are_no_claims() -> None:
    assert "person.name" not in words.claims(FACES)
    assert words.claims(FACES)[:2] == ["special.ethnicity", "biometric.face_embedding"]


def test_people_are_a_range_over_the_estates() -> None:
    more = replace(ESTATES[1], people=People(10, 50_000, "x"))
    assert words.people(replace(report(), estates=(ESTATES[0], more))) == (81_000, 146_000)
    assert words.people(nothing()) is None


def test_found_says_what_how_many_and_how_bad() -> None:
    told = " ".join(words.found(report()))
    assert "at least 81,000 people" in told
    assert "rated very high: 4.5 by the method of ENISA, 5 if" in told
    assert "oldest data found dates from 11 December 2018" in told


def test_found_says_what_the_stores_are_also_one_that_this_version_does_not_know() -> None:
    first, *rest = FACES.catalog.collections
    catalog = replace(FACES.catalog, collections=(replace(first, holds=("moon_rocks", "faces")), *rest))
    one = replace(report(), services=(replace(FACES, catalog=catalog),))
    assert "Taken together that is: face-recognition records and moon rocks." in list(words.found(one))
    assert not any("Taken together" in each for each in words.found(report()))


def test_found_admits_what_is_not_known() -> None:
    unknown = replace(report(), services=(FACES,), estates=())
    assert "How many people they concern is not known." in list(words.found(unknown))
    bare = replace(report(), services=(SESSIONS,), estates=())
    assert "No personal data was recognised" in next(words.found(bare))
    assert list(words.found(nothing())) == []


def test_done_names_who_permitted_it() -> None:
    assert "authorised by Chief Information Security Officer (reference AUD-2026-114" in " ".join(words.done(report()))
    assert "names no authorisation" in " ".join(words.done(nothing()))
    early = replace(report(), run=replace(report().run, complete=False, whole=False))
    assert "ended early: what" in " ".join(words.done(early))
    lost = replace(early, run=replace(early.run, lost="10.20.0.0/16"))
    assert "ended early as the network to 10.20.0.0/16 was lost: what" in " ".join(words.done(lost))
    assert "could not be asked" not in " ".join(words.done(early))
    dropped = replace(report(), run=replace(report().run, dropped=1200))
    assert "1,200 could not be asked" in " ".join(words.done(dropped))


def test_labels_take_their_name_and_law_from_the_catalogue() -> None:
    known = labels()["criminal.record"]
    assert words.name_of("criminal.record") == known.title
    assert words.law_of("criminal.record") == known.law["gdpr"]
    assert words.is_special("special.genetic")
    assert words.name_of("shoe.left_size") == "left size (shoe)"
    assert words.name_of("odd") == "odd"
    assert words.law_of("shoe.left_size") is None
    assert not words.is_special("shoe.left_size")


def test_every_family_of_the_catalogue_has_words() -> None:
    assert {label.partition(".")[0] for label in labels()} <= set(families())


def test_every_access_word_is_explained() -> None:
    assert set(words.ACCESS) == set(Access)


def test_an_estate_in_a_sentence() -> None:
    assert words.of_estate(ESTATES[0]).startswith("3 services that one operator seems to run; they hold ")
    assert words.of_estate(ESTATES[0]).endswith(" of at least 81,000 people.")
    alone = "One service on its own; it holds no personal data that was read and recognised."
    assert words.of_estate(ESTATES[1]) == alone


@pytest.mark.parametrize(("unjudged", "says"), [(1, "1 service"), (2, "2 services")])
def test_what_could_not_be_judged_is_no_all_clear(unjudged: int, says: str) -> None:
    doubtful = replace(nothing(), run=replace(nothing().run, complete=False, unjudged=unjudged))
    assert words.headline(doubtful) == f"Nothing was found open, but {says} could not be judged."
    (line,) = [line for line in words.done(doubtful) if "judged" in line]
    assert f"{says} could not be judged: this is no all-clear" in line
    assert "ended early" not in line


@pytest.mark.parametrize(("local", "unjudged"), [(1, 0), (2, 0), (2, 1), (0, 2)])
def test_what_this_machine_could_not_ask_is_told_apart(local: int, unjudged: int) -> None:
    lacks = [Problem(f"10.0.0.{n}", 1, Stage.CONNECT, "no descriptor", Status.LOCAL) for n in range(local)]
    left = [Problem(f"10.0.1.{n}", 1, Stage.PROVE, "no answer", Status.UNJUDGED) for n in range(unjudged)]
    run = replace(nothing().run, complete=False, unjudged=local + unjudged)
    for again in (lacks, lacks * 2):  # asked twice, said twice
        told = replace(nothing(), run=run, errors=(*again, *left))
        assert words.unasked(told) == local
        said = " ".join(words.done(told))
        for number, how in ((unjudged, "judged"), (local, "asked")):
            assert (f"{count(number, 'service')} could not be {how}" in said) == bool(number)
    how = "judged" if unjudged else "asked"
    says = f"Nothing was found open, but {count(local + unjudged, 'service')} could not be {how}."
    assert words.headline(told) == says
