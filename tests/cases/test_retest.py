"""Shut is a word for proof only: the table says for each pair what may be said."""

import datetime as dt
from typing import Any

import pytest
from msgspec.structs import replace

from leftopen.cases import retest
from leftopen.cases.model import CaseDoor
from leftopen.cases.retest import (
    APART,
    Retested,
    State,
    answered,
    controls,
    judge,
    known,
    patient,
    places,
    target,
    verdicts,
)
from leftopen.model import (
    Access,
    Again,
    Door,
    DoorState,
    Problem,
    Report,
    Run,
    ScopeNote,
    Service,
    Stage,
    Status,
    Tool,
    utc,
)
from leftopen.store.store import Check
from leftopen.survey import makers


def service(access: Access, protocol: str = "redis") -> Service:
    return Service(
        id="10.0.0.1:6379/tcp", address="10.0.0.1", port=6379, protocol=protocol, access=access, proof="told"
    )


BEFORE = service(Access.OPEN)


def problem(status: Status, says: str = "told", address: str = "10.0.0.1") -> Problem:
    return Problem(address, 6379, Stage.CONNECT, says, status)


@pytest.mark.parametrize(
    ("now", "status", "state"),
    [
        (service(Access.OPEN), None, "open"),
        (service(Access.METADATA), None, "open"),
        (service(Access.FACTORY), None, "open"),
        (service(Access.EMPTY), None, "open"),
        (service(Access.LOCKED), None, "shut"),
        (service(Access.DECOY), None, "unclear"),
        (service(Access.UNKNOWN), None, "unclear"),
        (service(Access.LOCKED, "mysql"), None, "unclear"),
        (service(Access.OPEN, "mysql"), None, "unclear"),
        (service(Access.EMPTY, "mysql"), None, "unclear"),
        (service(Access.UNKNOWN, "mysql"), None, "unclear"),
        (service(Access.DECOY, "mysql"), None, "unclear"),
        (service(Access.UNKNOWN), Status.REFUSED, "unclear"),
        (None, Status.REFUSED, "shut"),
        (None, None, "unclear"),
    ],
)
def test_judge(now: Service | None, status: Status | None, state: State) -> None:
    verdict = judge(BEFORE, now, problem(status) if status else None)
    assert verdict.state == state
    assert verdict.says.endswith(".")


def test_a_server_that_says_nothing_is_no_other_service() -> None:
    silent = replace(service(Access.UNKNOWN, "unknown"), proof="accepts connections and stays silent")
    verdict = judge(BEFORE, silent)
    assert verdict.state == "unclear"
    assert "it accepts connections and stays silent." in verdict.says
    assert "nother service" not in verdict.says


@pytest.mark.parametrize("status", list(Status))
def test_without_a_service_only_a_refused_connection_is_shut(status: Status) -> None:
    assert (judge(BEFORE, None, problem(status)).state == "shut") == (status is Status.REFUSED)


def test_the_state_hangs_on_no_sentence() -> None:
    assert judge(BEFORE, None, problem(Status.REFUSED, "tomorrow's words for it")).state == "shut"
    assert judge(BEFORE, None, problem(Status.SILENT, "refuses the connection")).state == "unclear"


def test_a_later_connection_that_is_refused_proves_nothing() -> None:
    later = Problem("10.0.0.1", 6379, Stage.PROVE, "told", Status.REFUSED)
    assert judge(BEFORE, None, later).state == "unclear"


@pytest.mark.parametrize("before", [a for a in Access if a.exposed])
@pytest.mark.parametrize("now", list(Access))
def test_only_locked_is_shut_when_something_answers(before: Access, now: Access) -> None:
    answer = replace(service(now), facts=makers.TURNED_DOWN if before is Access.FACTORY else {})
    assert (judge(service(before), answer).state == "shut") == (now is Access.LOCKED)


def test_an_emptied_store_is_said_to_be_an_open_door() -> None:
    assert "emptied" in judge(BEFORE, service(Access.EMPTY)).says


def test_why_nothing_could_be_said_is_shown() -> None:
    assert "(silent)" in judge(BEFORE, None, problem(Status.SILENT, "silent")).says
    assert "(no answer)" in judge(BEFORE, None).says


def test_verdicts_pair_known_services_with_an_audit() -> None:
    gone, moved, late = (replace(BEFORE, id=f"10.0.0.{n}:6379/tcp", address=f"10.0.0.{n}") for n in (2, 3, 4))
    audit = Report(
        Tool("leftopen", "0.1.0"),
        ScopeNote("s", "d"),
        Run("r", "2026-11-23T09:00:00Z", "2026-11-23T09:00:41Z", 4, 1, 1, 1),
        (service(Access.LOCKED),),
        (),
        (
            problem(Status.REFUSED, address="10.0.0.2"),
            problem(Status.SILENT, "did not answer in time", "10.0.0.4"),
        ),
    )
    found = list(verdicts([BEFORE, gone, moved, late], audit))
    assert [each.state for each in found] == ["shut", "shut", "unclear", "unclear"]
    assert "did not answer in time" in found[3].says


def test_what_is_open_at_another_port_of_the_host_may_have_moved_there() -> None:
    def audit(*services: Service) -> Report:
        run = Run("r", "2026-11-23T09:00:00Z", "2026-11-23T09:00:41Z", 2, 1, 1, 1)
        return Report(Tool("leftopen", "0.1.0"), ScopeNote("s", "d"), run, services, (), (problem(Status.REFUSED),))

    there = replace(BEFORE, id="10.0.0.1:6380/tcp", port=6380)
    (moved,) = verdicts([BEFORE], audit(there))
    assert (moved.state, moved.status) == ("unclear", Status.REFUSED)
    assert "at port 6380 of this host" in moved.says
    locked = replace(service(Access.LOCKED), id=BEFORE.id)
    assert [each.state for each in verdicts([BEFORE], audit(locked, there))] == ["unclear"]
    for other in (
        replace(there, access=Access.LOCKED),
        replace(there, protocol="mysql"),
        replace(there, id="10.0.0.2:6380/tcp", address="10.0.0.2"),
    ):
        assert [each.state for each in verdicts([BEFORE], audit(other))] == ["shut"]
    assert [each.state for each in verdicts([BEFORE, there], audit(there))] == ["shut", "open"], "judged by itself"


# --- the door that was open -------------------------------------------------------------------------------------------

OPEN, SHUT, UNDECIDED = DoorState.OPEN, DoorState.SHUT, DoorState.UNDECIDED
PEOPLE, ORDERS, MASKED = Door("people"), Door("orders"), Door("c███", exact=False)


@pytest.mark.parametrize(
    ("doors", "now", "again", "state", "says"),
    [
        ((PEOPLE,), "locked", {"people": SHUT}, "shut", "“people”"),
        ((PEOPLE, ORDERS), "locked", {"people": SHUT, "orders": SHUT}, "shut", "“people” and “orders”"),
        ((PEOPLE,), "locked", {"people": OPEN}, "open", "“people” can still be read by name"),
        ((PEOPLE, ORDERS), "locked", {"people": SHUT, "orders": OPEN}, "open", "“orders”"),
        ((PEOPLE,), "locked", {"people": UNDECIDED}, "unclear", "1 of 1 things"),
        ((PEOPLE, ORDERS), "locked", {"people": SHUT, "orders": UNDECIDED}, "unclear", "“people”, asked for by name"),
        ((PEOPLE, MASKED), "locked", {"people": SHUT}, "unclear", "have names that are not kept"),
        ((MASKED,), "locked", {}, "unclear", "have names that are not kept"),
        ((PEOPLE,), "locked", {}, "unclear", "could not be asked for again"),
        ((), "locked", {}, "shut", "refuses an anonymous reader"),
        ((PEOPLE,), "unknown", {"people": SHUT}, "shut", "“people”"),
        ((PEOPLE,), "unknown", {"people": OPEN}, "open", "“people”"),
        ((PEOPLE,), "unknown", {}, "unclear", "could not be decided"),
        ((PEOPLE,), "decoy", {"people": SHUT}, "unclear", "decoy"),
        ((PEOPLE,), "empty", {}, "open", "emptied"),
    ],
)
def test_shut_is_what_was_read_before_and_no_less(
    doors: tuple[Door, ...], now: str, again: dict[str, DoorState], state: State, says: str
) -> None:
    before = replace(service(Access.OPEN, "elasticsearch"), doors=doors)
    verdict = judge(before, replace(service(Access(now), "elasticsearch"), again=again))
    assert verdict.state == state
    assert says in verdict.says


def test_what_stands_before_it_may_refuse_for_it() -> None:
    before = replace(service(Access.OPEN, "elasticsearch"), doors=(PEOPLE,))
    login = replace(service(Access.UNKNOWN, "unknown"), again={"people": SHUT})
    assert judge(before, login).state == "shut"
    assert judge(before, replace(login, again={})).state == "unclear"


def test_words_of_one_probe_are_one_service() -> None:
    assert judge(service(Access.OPEN, "elasticsearch"), service(Access.OPEN, "opensearch")).state == "open"
    assert judge(service(Access.OPEN, "redis"), service(Access.OPEN, "mongodb")).state == "unclear"


def test_of_a_probe_that_knows_no_names_locked_speaks_for_all() -> None:
    before = replace(service(Access.OPEN, "redis"), doors=(PEOPLE, MASKED))
    assert judge(before, service(Access.LOCKED, "redis")).state == "shut"


def test_a_maker_s_login_is_shut_only_where_it_was_tried_again() -> None:
    before = service(Access.FACTORY, "rtsp")
    now = service(Access.LOCKED, "rtsp")
    assert judge(before, replace(now, facts={"realm": "x", **makers.TURNED_DOWN})).state == "shut"
    assert judge(before, replace(now, facts={"realm": "x"})).state == "unclear"
    assert judge(before, replace(now, protocol="camera", facts=makers.TURNED_DOWN)).state == "unclear"


def test_only_names_as_they_are_are_asked_for() -> None:
    again = target(replace(BEFORE, doors=(PEOPLE, MASKED), tls=True)).again
    assert again
    assert (again.protocol, again.tls, again.doors) == ("redis", True, ("people",))


# --- silence ----------------------------------------------------------------------------------------------------------

NOW = dt.datetime(2026, 11, 27, 9, tzinfo=dt.UTC)
SILENT = Retested("unclear", "told", Status.SILENT)


def ago(hours: float, status: Status = Status.SILENT) -> Check:
    return Check(utc(NOW - dt.timedelta(hours=hours)), "unclear", "told", status)


@pytest.mark.parametrize(
    ("earlier", "control", "state"),
    [
        ([], True, "unclear"),
        ([ago(24)], True, "probably_shut"),
        ([ago(APART.total_seconds() / 3600)], True, "probably_shut"),
        ([ago(APART.total_seconds() / 3600 - 0.1)], True, "unclear"),
        ([ago(24)], False, "unclear"),
        ([ago(48), ago(24)], True, "probably_shut"),
        ([ago(48), ago(1, Status.IDENTIFIED)], True, "unclear"),
        ([ago(48), ago(3, Status.UNDECIDED), ago(1)], True, "unclear"),
        ([ago(24, Status.UNDECIDED)], True, "unclear"),
    ],
)
def test_silence_for_a_day_beside_a_host_that_answers(earlier: list[Check], control: bool, state: State) -> None:
    found = patient(SILENT, earlier, NOW, control=control)
    assert found.state == state
    assert (found.status is Status.SILENT) is control


def test_other_verdicts_know_no_patience() -> None:
    shut = Retested("shut", "told", Status.REFUSED)
    assert patient(shut, [ago(24)], NOW, control=True) == shut


def test_silence_is_that_of_no_connection() -> None:
    assert judge(BEFORE, None, problem(Status.SILENT)).status is Status.SILENT
    accepts = replace(problem(Status.SILENT), stage=Stage.PROVE)
    assert judge(BEFORE, None, accepts).status is Status.UNDECIDED


def an_audit(*services: Service, errors: tuple[Problem, ...] = ()) -> Report:
    run = Run("r", "2026-11-23T09:00:00Z", "2026-11-23T09:00:41Z", 4, 1, 1, 1)
    return Report(Tool("leftopen", "0.1.0"), ScopeNote("s", "d"), run, services, (), errors)


def at(address: str) -> Service:
    return replace(BEFORE, id=f"{address}:6379/tcp", address=address)


def test_controls_are_other_hosts_and_those_beside_it_first() -> None:
    audit = an_audit(BEFORE, at("10.9.9.9"), at("10.0.0.7"), at("10.0.0.8"))
    assert [each.address for each in controls(audit, [BEFORE])] == ["10.0.0.7", "10.0.0.8"]
    assert [each.address for each in controls(audit, [BEFORE, at("10.0.0.7")])] == ["10.0.0.8", "10.9.9.9"]
    assert len(controls(audit, [])) == retest.CONTROLS


def test_a_control_answers_with_a_service_or_a_refusal_and_is_another_host() -> None:
    assert answered(BEFORE, an_audit(at("10.0.0.7")))
    assert answered(BEFORE, an_audit(errors=(problem(Status.REFUSED, address="10.0.0.7"),)))
    assert not answered(BEFORE, an_audit(errors=(problem(Status.SILENT, address="10.0.0.7"),)))
    assert not answered(BEFORE, an_audit(BEFORE))


# --- what a database keeps is input -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "seen", "place"),
    [
        ("::ffff:10.0.0.1", "10.0.0.1", "10.0.0.1:6379/tcp"),
        ("64:ff9b::a00:1", "10.0.0.1", "10.0.0.1:6379/tcp"),
        ("2001:DB8::0:1", "2001:db8::1", "[2001:db8::1]:6379/tcp"),
    ],
)
def test_an_address_is_taken_as_the_network_sees_it(address: str, seen: str, place: str) -> None:
    taken = known(replace(BEFORE, address=address, id="x"))
    assert taken is not None
    assert (taken.address, taken.id) == (seen, place)
    report = Report(
        Tool("leftopen", "0"), ScopeNote("s", "d"), Run("r", "", "", 1, 1, 1, 0), (replace(BEFORE, address=address),)
    )
    assert [control.address for control in controls(report, [])] == [seen]
    assert controls(report, [taken]) == []


@pytest.mark.parametrize(
    "change",
    [
        {"address": "db.example.org"},
        {"address": ""},
        {"port": 0},
        {"port": 65_536},
        {"protocol": "anna.zzberg@example.org"},
        {"access": Access.LOCKED},
    ],
)
def test_what_no_audit_can_have_written_is_not_taken(change: dict[str, Any]) -> None:
    assert known(BEFORE) is not None
    assert known(replace(BEFORE, **change)) is None


def test_text_is_masked_once_more_and_what_a_retest_has_no_use_for_is_left() -> None:
    forged = replace(
        BEFORE,
        proof="Anna Berg, anna.zzberg@example.org",
        facts={"title": "maria.garcia"},
        remedy=("call Anna",),
        doors=(Door("people"), Door("anna.zzberg@example.org"), Door("c███", exact=False)),
    )
    taken = known(forged)
    assert taken is not None
    assert (taken.proof, taken.facts, taken.remedy) == ("", {}, ())
    assert (taken.doors[0], taken.doors[2]) == (Door("people"), Door("c███", exact=False))
    assert not taken.doors[1].exact
    assert "zzberg" not in repr(taken)
    assert target(taken).again == Again("redis", False, ("people",))


@pytest.mark.parametrize("told", ["", "yesterday", "2026-11-25", "9999-99-99T00:00:00Z", "2026-11-20T00:00:00"])
def test_a_time_that_nobody_wrote_proves_no_patience(told: str) -> None:
    forged = replace(ago(48), at=told)
    assert patient(SILENT, [forged], NOW, control=True).state == "unclear"
    assert patient(SILENT, [forged, ago(24)], NOW, control=True).state in ("unclear", "probably_shut")


def test_a_place_is_named_with_its_transport_and_without() -> None:
    door = CaseDoor(1, "::1", 53, "udp", "dns", "open", "", "", "", "")
    assert places(door) == ("[::1]:53/udp", "[::1]:53")


@pytest.mark.parametrize(
    ("protocol", "left"), [("s3", True), ("http-listing", True), ("smb", True), ("couchdb", False)]
)
def test_what_stays_readable_where_its_list_is_refused_is_told(protocol: str, left: bool) -> None:
    before = replace(service(Access.OPEN, protocol), doors=(Door("backups", exact=True),))
    now = replace(service(Access.LOCKED, protocol), again={"backups": DoorState.SHUT})
    found = judge(before, now)
    assert found.state == "shut"
    assert ("kept their names" in found.says) is left
    named_nothing = judge(replace(before, doors=()), replace(now, again={}))
    assert named_nothing.state == "shut"
    assert ("kept their names" in named_nothing.says) is left


@pytest.mark.parametrize("protocol", ["s3", "http-listing", "smb"])
def test_what_was_tried_is_told_where_lists_alone_are_asked_for(protocol: str) -> None:
    before = replace(service(Access.OPEN, protocol), doors=(Door("backups", exact=True),))
    says = judge(before, replace(service(Access.LOCKED, protocol), again={"backups": DoorState.SHUT})).says
    assert "only the list" in says
    assert "were asked for" in says
