from pathlib import Path

import pytest
from msgspec.structs import replace

from leftopen import signing
from leftopen.cases.ladder import ROLES, due, policy, retained, rules, rungs
from leftopen.cases.model import CaseState

FRIDAY = "2026-11-27T23:30:00Z"


def at(state: str, since: str = FRIDAY, *told: str) -> tuple[str, str]:
    found = due(CaseState(state), since, told)
    return (found.at, found.step) if found else ("", "")


@pytest.mark.parametrize(
    ("state", "moment"),
    [
        ("new", "2026-11-30T17:00:00Z"),
        ("triaged", "2026-12-02T17:00:00Z"),
        ("notified", "2026-12-02T17:00:00Z"),
        ("acknowledged", "2027-01-26T17:00:00Z"),
        ("fixed", "2026-11-28T17:00:00Z"),
        ("verified", "2026-12-04T17:00:00Z"),
        ("closed", ""),
        ("accepted", ""),
        ("false_positive", ""),
    ],
)
def test_what_is_due_is_a_moment_after_working_days(state: str, moment: str) -> None:
    assert at(state)[0] == moment


def test_the_ladder_is_climbed_rung_by_rung() -> None:
    steps = [at("notified", FRIDAY, *ROLES[:told]) for told in (0, 1, 2, 3, 4)]
    assert [moment for moment, _ in steps] == [
        "2026-12-02T17:00:00Z",
        "2026-12-02T17:00:00Z",
        "2026-12-17T17:00:00Z",
        "2027-01-11T17:00:00Z",
        "",
    ]
    assert "national CSIRT" in steps[2][1]


def test_after_the_owner_the_hoster_is_due_too() -> None:
    roles = [rung.role for rung in policy().rung]
    assert roles == list(ROLES)
    assert [rung.days for rung in policy().rung] == sorted(rung.days for rung in policy().rung)


def test_every_waiting_time_names_its_source() -> None:
    own = policy()
    assert all(wait.source and wait.step.strip() for wait in (*own.state.values(), *own.rung))


def test_the_hour_is_that_of_the_zone() -> None:
    own = replace(policy(), zone="Europe/Amsterdam")
    winter = due(CaseState.NEW, "2026-11-26T10:00:00Z", (), own)
    summer = due(CaseState.NEW, "2026-06-25T10:00:00Z", (), own)
    assert winter
    assert summer
    assert (winter.at, summer.at) == ("2026-11-27T16:00:00Z", "2026-06-26T15:00:00Z")


def test_a_closed_case_is_kept_for_ninety_days() -> None:
    assert retained("2026-11-27T10:00:00Z") == "2027-02-25T17:00:00Z"


def test_holidays_of_the_team_are_no_working_days() -> None:
    before_christmas = "2026-12-23T10:00:00Z"  # a Wednesday; Christmas Day is a Friday
    dutch = replace(policy(), country="NL", zone="Europe/Amsterdam")
    with_none = due(CaseState.TRIAGED, before_christmas, (), replace(policy(), zone="Europe/Amsterdam"))
    found = due(CaseState.TRIAGED, before_christmas, (), dutch)
    assert with_none
    assert found
    assert (with_none.at, found.at) == ("2026-12-28T16:00:00Z", "2026-12-29T16:00:00Z")
    shut = due(CaseState.FIXED, before_christmas, (), dutch)
    assert shut
    assert shut.at == "2026-12-24T16:00:00Z", "days that are no working days are counted as they come"


def test_the_team_says_whose_days_those_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    signing.public()
    (tmp_path / "leftopen" / "config.toml").write_text('[deadlines]\ncountry = "NL"\nhour = 9\n')
    assert (rules().country, rules().hour, rules().zone) == ("NL", 9, policy().zone)
    assert at("triaged", "2026-12-23T10:00:00Z")[0] == "2026-12-29T09:00:00Z"


@pytest.mark.parametrize("since", ["", "yesterday", "2026-11-27", "2026-11-27T10:00:00"])
def test_what_no_program_of_ours_wrote_is_no_moment(since: str) -> None:
    assert due(CaseState.NEW, since) is None
    assert retained(since) is None


def test_from_when_on_each_rung_is_told() -> None:
    found = rungs("2026-11-23T09:00:00Z")
    assert [role for role, _ in found] == list(ROLES)
    assert found[1] == ("hoster", "2026-12-02T17:00:00Z")
    assert rungs("soon") == ()
