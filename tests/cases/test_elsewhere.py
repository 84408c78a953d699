"""A retest looks at the other ports of a host that its scope names, and says how far it looked."""

from collections.abc import Mapping

import pytest
from msgspec.structs import replace

from leftopen.cases import elsewhere, retest
from leftopen.model import Access, Door, Problem, Report, Run, ScopeNote, Service, Stage, Status, Target, Tool
from leftopen.net.admission import Permit, admit
from leftopen.probes import named_ports
from leftopen.scope import file

HOST, TWIN, OTHER = "127.82.34.1", "::1", "127.82.34.2"
NAME = "db.example.org"


def service(address: str = HOST, port: int = 6379, access: Access = Access.OPEN) -> Service:
    return Service(
        id=Target(address, port).id, address=address, port=port, protocol="redis", access=access, proof="told"
    )


def permit(targets: str, ports: str, names: Mapping[str, tuple[str, ...]] = {}) -> Permit:
    text = (
        f'name = "T"\ntargets = {targets}\nports = {ports}\n[authorisation]\nby = "Head of IT"\nreference = "T-1"\n'
        "expires = 2099-12-31\n"
    )
    return admit(file.parse(text, named_ports(), "test"), lookup=lambda name: names.get(name, ()))


def report(*services: Service, errors: tuple[Problem, ...] = ()) -> Report:
    run = Run("r", "2026-11-23T09:00:00Z", "2026-11-23T09:00:41Z", 4, 1, 1, 1)
    return Report(Tool("leftopen", "0"), ScopeNote("s", "d"), run, services, (), errors)


REFUSED = Problem(HOST, 6379, Stage.CONNECT, "told", Status.REFUSED)


def test_the_places_of_a_host_are_those_of_the_scope_but_for_other_exposures() -> None:
    given = permit(f'["{HOST}", "{OTHER}:9999", "{HOST}:7777"]', "[6379, 6380, 9200]")
    found = elsewhere.hosts(given, [service()], {(HOST, 6379), (HOST, 9200)})
    assert found == {HOST: elsewhere.Whereabouts((HOST,), ((HOST, 6380), (HOST, 7777)), 2)}
    assert elsewhere.targets(given, found) == [Target(HOST, 6380), Target(HOST, 7777)]


def test_addresses_of_one_name_are_one_host() -> None:
    given = permit(f'["{NAME}", "{HOST}", "{TWIN}"]', "[6379, 7777]", {NAME: (HOST, TWIN)})
    found = elsewhere.hosts(given, [service()], {(HOST, 6379)})
    assert found[HOST].addresses == (HOST, TWIN)
    assert {target.id for target in elsewhere.targets(given, found)} == {
        f"{HOST}:7777/tcp",
        f"[{TWIN}]:6379/tcp",
        f"[{TWIN}]:7777/tcp",
    }
    assert {target.host for target in elsewhere.targets(given, found)} == {NAME}
    there = service(TWIN, 7777)
    (moved,) = retest.verdicts([service()], report(there, errors=(REFUSED,)), found)
    assert (moved.state, "at port 7777 of this host (at ::1)" in moved.says) == ("unclear", True)


def test_of_very_many_ports_the_likely_ones_are_asked_and_the_sentence_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elsewhere, "MOST", 100)
    found = elsewhere.hosts(permit(f'["{HOST}"]', '["1-9999"]'), [service()], {(HOST, 6379)})
    assert (HOST, 6380) in found[HOST].places[:2]
    assert len(found[HOST].places) == 100
    (said,) = retest.verdicts([service()], report(errors=(REFUSED,)), found)
    assert said.state == "shut"
    assert said.says.endswith("is open at 100 of the 9,998 other ports of this host in the scope.")


@pytest.mark.parametrize(
    ("named", "errors", "says"),
    [
        (0, (), "The scope names no other port of this host, so that none was asked."),
        (1, (), "No store of its kind is open at the other port of this host in the scope."),
        (2, (), "No store of its kind is open at the 2 other ports of this host in the scope."),
        (2, (Status.REFUSED, Status.SILENT), "in the scope; 1 of them did not say what is there."),
    ],
)
def test_how_far_was_looked(named: int, errors: tuple[Status, ...], says: str) -> None:
    host = elsewhere.Whereabouts((HOST,), tuple((HOST, 7000 + number) for number in range(named)), named)
    problems = tuple(
        Problem(HOST, 7000 + number, Stage.CONNECT, "told", status) for number, status in enumerate(errors)
    )
    assert elsewhere.looked(host, report(errors=problems)).endswith(says)


def test_what_answers_there_undecided_may_be_the_one_that_moved() -> None:
    there = service(port=7777, access=Access.UNKNOWN)
    (moved,) = retest.verdicts([service()], report(there, errors=(REFUSED,)))
    assert (moved.state, "answers, undecided, at port 7777" in moved.says) == ("unclear", True)
    for access in (Access.LOCKED, Access.EMPTY, Access.DECOY):
        (shut,) = retest.verdicts([service()], report(replace(there, access=access), errors=(REFUSED,)))
        assert shut.state == "shut"


@pytest.mark.parametrize(
    ("host", "kept"), [(NAME, NAME), ("a b", None), ("x\r\nHost: y", None), ("10.0.0.1", None), (None, None)]
)
def test_it_is_asked_by_the_name_by_which_it_was_open(host: str | None, kept: str | None) -> None:
    taken = retest.known(replace(service(), host=host, doors=(Door("people"),)))
    assert taken is not None
    assert taken.host == kept
    assert retest.target(taken).host == kept
