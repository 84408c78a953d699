"""The fit finds the weights that made the cases, stays where few tell, and takes nothing that is worse."""

from collections import Counter
from random import Random

import pytest

from bench import calibrate
from bench.calibrate import Case, Values, changed, chosen, fit, loss, odds, solve, sound, text, using, values
from bench.tables import Table
from leftopen.privacy.detect import weights
from leftopen.privacy.detect.weights import sure

STOOD = values(weights.weights())
EVEN = STOOD | {"called.base": 0.0, "called.slope": 2.94, "other_name": 3.4}
TRUE = STOOD | {"called.base": -1.0, "called.slope": 5.0, "other_name": 1.0}


def invented(told: Values, seed: int, many: int = 4000) -> Counter[Case]:
    r = Random(seed)
    found: Counter[Case] = Counter()
    for _ in range(many):
        case = Case("called", round(r.random(), 1), ("other_name",) if r.random() < 0.4 else (), 0.0, right=True)
        found[case._replace(right=r.random() < sure(odds(case, told)))] += 1
    return found


def test_it_finds_what_made_the_cases_and_leaves_what_none_tells_of() -> None:
    told = fit(invented(TRUE, 1), STOOD, 3.0)
    assert told["called.base"] == pytest.approx(-1.0, abs=0.4)
    assert told["called.slope"] == pytest.approx(5.0, abs=0.8)
    assert told["other_name"] == pytest.approx(1.0, abs=0.4)
    assert told["people.slope"] == STOOD["people.slope"]


def test_a_narrow_prior_holds() -> None:
    told = fit(invented(TRUE, 1), STOOD, 0.001)
    assert all(told[name] == pytest.approx(STOOD[name], abs=0.01) for name in STOOD)


def test_only_what_is_better_on_held_out_cases_is_taken() -> None:
    apart = invented(TRUE, 2)
    assert chosen(EVEN | {"called.base": -9.0}, EVEN, apart, frozenset()) == EVEN
    better = EVEN | {"called.base": -1.0, "called.slope": 5.0}
    assert loss(apart, better) < loss(apart, EVEN)
    assert chosen(better, EVEN, apart, frozenset({"called"})) == EVEN
    assert chosen(better | {"called.slope": 6.0}, EVEN, apart, frozenset())["called.slope"] in {
        6.0,
        EVEN["called.slope"],
    }


def test_a_way_must_claim_from_its_gate_on() -> None:
    assert all(sound(STOOD, way) or way == "beyond_chance" for way in calibrate.GATES)
    assert not sound(STOOD | {"proved.base": -0.1}, "proved")
    assert not sound(STOOD | {"hint_text.slope": -0.1}, "hint_text")
    assert not sound(STOOD | {"company.base": STOOD["company.base"] + 0.2}, "company")
    assert not sound(STOOD | {"other_name": -0.1}, "other_name")


def test_solve() -> None:
    assert solve([[2.0, 1.0], [1.0, 3.0]], [5.0, 10.0]) == pytest.approx([1.0, 3.0])


def test_the_file_keeps_its_words_and_takes_new_values() -> None:
    new = changed(weights.weights(), STOOD | {"called.base": -1.234, "other_name": 1.5})
    old = calibrate.FILE.read_text("utf-8")
    told = text(old, new)
    assert "[way.called]\nbase = -1.23\n" in told
    assert "[number.other_name]\nvalue = 1.5\n" in told
    assert told.count("\n") == old.count("\n")
    assert text(old, changed(weights.weights(), STOOD)) == old


def test_other_weights_hold_for_a_while() -> None:
    before = weights.number("other_name")
    with using(changed(weights.weights(), STOOD | {"other_name": 9.0})):
        assert weights.number("other_name") == 9.0
    assert weights.number("other_name") == before


def test_cases_and_counts_of_tables() -> None:
    records = [{"mail": f"u{n}@example.org", "n": n} for n in range(20)]
    found = calibrate.read([Table("en", "flat", records, {"mail": "contact.email", "n": ""})])
    (case,) = calibrate.cases(found)["en"]
    assert (case.way, case.right, case.strength) == ("called_and_checked", True, 1.0)
    counted = calibrate.tallied(found, weights.weights())
    assert (counted.right.total(), counted.clean) == (1, [0, 1])
    assert calibrate.picture(counted, counted).count("<circle") == 4
    assert calibrate.said_loss([(0.5, True)]) == pytest.approx(0.693, abs=0.001)
    assert calibrate.width_of({"a": invented(TRUE, 3, 200), "b": invented(TRUE, 4, 200)}, ["a", "b"], STOOD) in (
        calibrate.WIDTHS
    )


def test_what_company_opens_is_a_case() -> None:
    records = [{"name": f"Oak{'abcdefghij'[n]}", "email": f"u{n}@example.org"} for n in range(10)]
    wanted = {"name": "person.name", "email": "contact.email"}
    counted = calibrate.cases(calibrate.read([Table("en", "flat", records, wanted)]))["en"]
    assert "beside" in {case.way for case in counted}


def test_what_tells_tables_worse_is_not_adopted() -> None:
    people = [{"contact": f"Ada Oak{'abcdefghij'[n]}", "email": f"u{n}@example.org"} for n in range(10)]
    found = calibrate.read([Table("en", "flat", people, {"contact": "person.name", "email": "contact.email"})])
    stood = weights.weights()
    deaf = STOOD | {"called_and_checked.base": -9.0, "called_and_checked.slope": 0.0}
    surer = STOOD | {"called_and_checked.base": STOOD["called_and_checked.base"] + 1.0}
    assert calibrate.adopted(found, stood, deaf) == STOOD
    assert calibrate.adopted(found, stood, surer) == surer
    assert calibrate.worse(calibrate.tallied(found, stood), calibrate.tallied(found, changed(stood, deaf)))


def test_one_in_three_of_each_sort_of_sources_is_held_out() -> None:
    told = calibrate.held_out(["en", "captures", "de", "fr", "ledger", "it", "tracks", "ward"])
    assert told == ["de", "it", "captures", "ward"]
