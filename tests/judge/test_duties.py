import datetime as dt
from typing import get_args

import pytest

from leftopen.judge.duties import due, duties, rules
from leftopen.model import Level, Parts, People, Severity

SEVERE = Severity(4.5, 4.5, 5.0, "very high", Parts(4, 1.0, 0.5))


def of(level: Level) -> Severity:
    score = {"low": 1.0, "medium": 2.5, "high": 3.5, "very high": 4.5}[level]
    return Severity(score, score, score, level, Parts(1, 1.0, 0.5))


@pytest.mark.parametrize(
    ("labels", "regimes"),
    [
        (set(), set()),
        ({"person.name"}, {"GDPR 33", "GDPR 34"}),
        ({"id.cn.resident"}, {"GDPR 33", "GDPR 34", "PIPL 57"}),
        ({"id.us.ssn", "special.health"}, {"GDPR 33", "GDPR 34", "California 1798.82", "HIPAA 164.404"}),
        ({"special.health"}, {"GDPR 33", "GDPR 34"}),
        ({"id.br.cpf"}, {"GDPR 33", "GDPR 34", "LGPD 48"}),
    ],
)
def test_which_regimes_come_up(labels: set[str], regimes: set[str]) -> None:
    found = [duty.regime for duty in duties(labels, SEVERE)]
    assert set(found) == regimes
    assert len(found) == len(regimes)


@pytest.mark.parametrize("level", get_args(Level))
def test_people_are_told_where_the_risk_is_more_than_low(level: Level) -> None:
    found = {duty.regime for duty in duties({"special.health"}, of(level))}
    assert ("GDPR 34" in found) is (level != "low")
    assert "GDPR 33" in found


def test_a_condition_that_is_not_known_to_hold_brings_up_nothing() -> None:
    assert "GDPR 34" not in {duty.regime for duty in duties({"special.health"})}


@pytest.mark.parametrize(
    ("people", "told"), [(None, False), (People(100, 500, "x"), False), (People(100, 501, "x"), True)]
)
def test_a_duty_from_a_number_of_people_on(people: People | None, told: bool) -> None:
    found = {duty.regime for duty in duties({"id.us.ssn"}, SEVERE, people)}
    assert ("California 1798.82(f)" in found) is told


def test_each_rule_names_its_source_and_clock() -> None:
    assert len({rule.regime for rule in rules()}) == len(rules()) >= 6
    for rule in rules():
        assert rule.who
        assert rule.clock
        assert rule.starts
        assert any(character.isdigit() for character in rule.source)
        assert rule.checked >= dt.date(2026, 1, 1)
        assert (rule.business_days is None) == (rule.country is None)


@pytest.mark.parametrize(
    ("regime", "start", "ends"),
    [
        ("GDPR 33", "2026-11-27T10:30:00+01:00", "2026-11-30T10:30:00+01:00"),
        ("GDPR 34", "2026-11-27T10:30:00+01:00", None),
        ("California 1798.82", "2026-11-01T00:00:00+00:00", "2026-12-01T23:59:59+00:00"),
        # from a Thursday in Brazil: Friday is Good Friday, the weekend does not count
        ("LGPD 48", "2026-04-02T12:00:00-03:00", "2026-04-08T23:59:59-03:00"),
        ("LGPD 48", "2026-11-27T12:00:00-03:00", "2026-12-02T23:59:59-03:00"),
        ("none", "2026-11-27T12:00:00-03:00", None),
    ],
)
def test_when_a_clock_ends(regime: str, start: str, ends: str | None) -> None:
    found = due(regime, dt.datetime.fromisoformat(start))
    assert found == (dt.datetime.fromisoformat(ends) if ends else None)
