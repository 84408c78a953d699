import copy
import dataclasses
import datetime as dt
import pickle
import time
from collections.abc import Iterable

import pytest

from leftopen.net.admission import EXPIRED, Permit, admit
from leftopen.scope.authority_proof import Denied
from leftopen.scope.file import ScopeError, parse
from tests.permits import permitted, scope_of

HOST = "127.82.40.1"


def soon(seconds: float) -> str:
    """So many seconds from now, as a scope file has it."""
    return (dt.datetime.now(dt.UTC) + dt.timedelta(seconds=seconds)).isoformat()


def test_a_permit_answers_for_its_scope_until_it_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    permit = permitted(scope_of([HOST], [80], expires=soon(600)))
    assert (permit.expired, permit.why_not(HOST, 80)) == (False, None)
    assert permit.why_not(HOST, 81) == "port not in the scope"
    later = time.time() + 601
    monkeypatch.setattr(time, "time", lambda: later)
    assert (permit.expired, permit.why_not(HOST, 80)) == (True, EXPIRED)


def test_nobody_else_makes_one() -> None:
    permit = permitted(scope_of([HOST], [80]))
    fields = (permit.scope, permit.resolved, permit.lost, permit.barred, permit.until, permit.proof)
    with pytest.raises(TypeError, match="made by admit alone"):
        Permit(*fields, object())
    with pytest.raises((TypeError, ValueError)):
        dataclasses.replace(permit, until=permit.until + dt.timedelta(days=1))  # type: ignore[call-arg]  # refused
    with pytest.raises(dataclasses.FrozenInstanceError):
        permit.until = permit.until + dt.timedelta(days=1)  # type: ignore[misc]  # it is frozen


def test_it_goes_to_other_processes_as_it_is() -> None:
    permit = permitted(scope_of(["db.localhost"], [80]), {"db.localhost": [HOST]})
    for other in (pickle.loads(pickle.dumps(permit)), copy.copy(permit)):
        assert other == permit
        assert other.why_not(HOST, 80) is None
        assert other.why_not(HOST, 81) == "port not in the scope"


@pytest.mark.parametrize("expires", ["2020-01-01", soon(-1)], ids=["long ago", "a second ago"])
def test_what_has_expired_is_refused_before_a_name_is_looked_up(expires: str) -> None:
    def lookup(name: str) -> Iterable[str]:
        raise AssertionError(name)

    with pytest.raises(Denied, match="expired"):
        admit(scope_of(["db.localhost"], [80], expires=expires), lookup=lookup)
    with pytest.raises(Denied, match="no \\[authorisation\\]"):
        admit(parse('name = "T"\ntargets = ["db.localhost"]\nports = [80]\n', {}), lookup=lookup)


def test_names_are_resolved_once_and_what_has_no_address_is_said() -> None:
    asked: list[str] = []

    def lookup(name: str) -> Iterable[str]:
        asked.append(name)
        return [HOST] if name == "db.localhost" else []

    scope = scope_of(["db.localhost", "gone.localhost", "db.localhost:81"], [80])
    permit = admit(scope, names=["db.localhost"], lookup=lookup)
    assert asked == ["db.localhost", "gone.localhost"]
    assert permit.resolved == (("db.localhost", HOST),)
    assert permit.lost == ("gone.localhost",)
    assert permit.why_not(HOST, 81) is None


def test_names_besides_those_of_the_scope_are_no_permission() -> None:
    permit = admit(scope_of([HOST], [80]), names=["other.example"], lookup=lambda _: ["127.82.40.2"])
    assert permit.resolved == (("other.example", "127.82.40.2"),)
    assert permit.why_not("127.82.40.2", 80) == "address not in the scope"


def test_an_excluded_name_without_an_address_is_refused() -> None:
    text = 'name = "T"\ntargets = ["127.82.40.0/24"]\nexclude = ["printer.example"]\nports = [80]\n'
    text += '[authorisation]\nby = "IT"\nreference = "T-1"\nexpires = 2099-12-31\n'
    with pytest.raises(ScopeError, match=r"'printer\.example' has no address.*Exclude its addresses"):
        admit(parse(text, {}), lookup=lambda _: [])


def test_public_addresses_need_a_proof_which_ends_the_permit_too() -> None:
    def shows(until: str) -> Permit:
        return admit(scope_of(["192.0.2.1"], [80]), well_known=lambda _: f"v=leftopen1; ref=T-1; until={until}")

    assert permitted(scope_of([HOST], [80])).proof is None
    assert shows("2099-06-30").proof == "http"
    assert shows("2099-06-30").until == dt.datetime(2099, 7, 1, tzinfo=dt.UTC)
    assert shows("2100-06-30").until == dt.datetime(2100, 1, 1, tzinfo=dt.UTC)
    with pytest.raises(Denied, match=r"192\.0\.2\.1"):
        shows("2020-01-01")


def test_a_name_is_no_permission_for_this_machine_or_its_link() -> None:
    known = {"db.partner.example": ["127.82.40.9", "10.0.0.7"], "web.partner.example": ["169.254.169.254"]}
    permit = permitted(scope_of([HOST, *known], [80]), known)
    assert permit.resolved == (("db.partner.example", "10.0.0.7"),)
    assert [name for name, _ in permit.barred] == ["db.partner.example", "web.partner.example"]
    assert permit.why_not("127.82.40.9", 80) == permit.why_not("169.254.169.254", 80) == "address not in the scope"
    assert permit.why_not("10.0.0.7", 80) is None
    with pytest.raises(Denied, match=r"web\.partner\.example points to 169\.254\.169\.254, .*: nothing was sent"):
        permitted(scope_of(["web.partner.example"], [80]), known)


def test_an_excluded_name_leaves_out_what_it_points_to_wherever_that_is() -> None:
    text = 'name = "T"\ntargets = ["127.82.40.0/24", "db.partner.example"]\nexclude = ["db.partner.example"]\n'
    text += "ports = [80]\n"
    text += '[authorisation]\nby = "IT"\nreference = "T-1"\nexpires = 2099-12-31\n'
    permit = permitted(parse(text, {}), {"db.partner.example": ["::ffff:127.82.40.9"]})
    assert permit.why_not("127.82.40.9", 80) == "excluded by the scope"
    assert permit.targets.size == 255


def test_exclusions_that_leave_nothing_are_refused() -> None:
    text = 'name = "T"\ntargets = ["127.82.40.0/24"]\nexclude = ["::ffff:127.82.40.0/120"]\nports = [80]\n'
    text += '[authorisation]\nby = "IT"\nreference = "T-1"\nexpires = 2099-12-31\n'
    with pytest.raises(ScopeError, match="the exclusions leave nothing to ask"):
        admit(parse(text, {}))
    assert permitted(scope_of(["gone.example"], [80])).lost == ("gone.example",), "said in the report of the run"
