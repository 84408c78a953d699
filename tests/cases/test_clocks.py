import datetime as dt

import pytest

from leftopen.cases.clocks import clocks
from leftopen.model import Parts, People, Severity

SEVERE = Severity(4.5, 4.5, 5.0, "very high", Parts(4, 1.0, 0.5))
TOLD = ("2026-04-03T09:00:00Z", "2026-04-02T15:00:00Z")


def ends(labels: set[str], told: tuple[str, ...] = TOLD, zone: str = "America/Sao_Paulo") -> dict[str, str | None]:
    return {each.regime: each.ends for each in clocks(labels, SEVERE, None, told, zone)}


def test_a_clock_ends_at_a_date_and_hour_in_a_zone_counted_from_the_first_notice() -> None:
    found = ends({"id.br.cpf"})
    # Thursday, 12:00 in São Paulo: Good Friday and the weekend are no business days there.
    assert found["LGPD 48"] == "2026-04-08T23:59:59-03:00"
    assert found["GDPR 33"] == "2026-04-05T12:00:00-03:00"
    assert found["GDPR 34"] is None, "without undue delay has no length"


def test_the_zone_is_said_and_the_moment_is_one() -> None:
    (first, *_) = clocks({"person.name"}, SEVERE, None, TOLD, "Asia/Shanghai")
    assert (first.regime, first.zone) == ("GDPR 33", "Asia/Shanghai")
    assert first.counted_from == "2026-04-02T23:00:00+08:00"
    assert first.ends
    assert dt.datetime.fromisoformat(first.ends) == dt.datetime(2026, 4, 5, 15, tzinfo=dt.UTC)


@pytest.mark.parametrize("told", [(), ("soon",)])
def test_nothing_began_before_somebody_was_told(told: tuple[str, ...]) -> None:
    found = clocks({"id.br.cpf"}, SEVERE, None, told, "UTC")
    assert {each.regime for each in found} >= {"LGPD 48", "GDPR 33"}
    assert all(each.counted_from is None and each.ends is None for each in found)


def test_no_personal_data_has_no_clocks() -> None:
    assert clocks(set(), SEVERE, None, TOLD, "UTC") == ()


def test_a_duty_from_a_number_of_people_on_is_there_with_that_many() -> None:
    regimes = {each.regime for each in clocks({"id.us.ssn"}, SEVERE, People(9, 900, "x"), TOLD, "UTC")}
    assert "California 1798.82(f)" in regimes
