"""What names of fields say of detectors."""

from leftopen.privacy.detect.calls import called
from leftopen.privacy.detect.kinds import by_value, detectors

BITS = {detector.label: bit for bit, detector in enumerate(detectors())}


def test_a_clear_name_calls_its_kind_and_speaks_for_no_other() -> None:
    hints, weak, names, calls, general = called((("customer", "email"), frozenset()))
    assert hints["contact.email"] >= 0.9
    assert names[BITS["contact.email"]] >= 0.9
    assert names[BITS["finance.iban"]] == 0.0
    assert (BITS["contact.email"] in calls, weak, general) == (True, frozenset(), ())


def test_a_general_name_calls_all_kinds_whose_valid_values_count_below_it() -> None:
    _, _, _, calls, general = called((("national_id",), frozenset()))
    assert set(general) == set(by_value()["id.national"]) - set(calls)


def test_what_is_about_a_person_leaves_no_name_ambiguous_but_about_a_thing_it_does() -> None:
    _, alone, _, _, _ = called((("name",), frozenset()))
    _, person, _, _, _ = called((("name",), frozenset({"about.person"})))
    _, thing, _, _, _ = called((("name",), frozenset({"about.person", "about.thing"})))
    assert "person.name" in alone
    assert person == frozenset()
    assert thing == alone
