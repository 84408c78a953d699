"""The whole program against real servers: what it says of each must be what is true of it, and nothing more.

One lab for the session, in parts where the machine has not the memory for all; the audits run through the command line,
as a user runs them. To try one server or one state: `pytest -m live tests/live -k redis-open`; only the servers of the
chosen tests are started then.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from leftopen.model import Access, Report, Service, Status
from leftopen.report.json import load
from tests.live import frame, lab
from tests.live.frame import Expect, Lab, Server
from tests.live.people import (
    DIRECTORY_FIELDS,
    FACE_FIELDS,
    OBJECT_FIELDS,
    PEOPLE_FIELDS,
    VARIABLE_FIELDS,
    Person,
    make_people,
)

pytestmark = [pytest.mark.live, pytest.mark.timeout(900, func_only=True)]  # starting the servers has limits of its own

TRUTH = {**PEOPLE_FIELDS, **FACE_FIELDS, **DIRECTORY_FIELDS, **VARIABLE_FIELDS, **OBJECT_FIELDS}
FORMATS = ("json", "html", "csv", "md")
SECONDS = 600
"""An audit that takes longer hangs."""
PER_RECORD = 5
"""Key-value stores take a request for each value, two more to know what it is and how large, and where keys are drawn
by chance some more."""
MOST_MEMORY = 0.6
"""The share of the free memory that servers may take at once; those of other files may be up beside them."""
MOST_REQUESTS, MOST_BYTES_IN, MOST_CONNECTIONS = 60, 1_500_000, 18
EXPOSED, NOTHING, UNJUDGED = 1, 0, 4
"""Exit codes; the last where a service was recognised and could not be judged, as some of the lab cannot."""


def sampled(service: Service) -> int:
    """How many records were read of a service."""
    return sum(collection.sampled for collection in service.catalog.collections)


@dataclass(frozen=True)
class Case:
    """One port of one server with what is true of it."""

    server: Server
    port: int

    @property
    def expect(self) -> Expect:
        return self.server.expect[self.port]

    def __str__(self) -> str:
        return self.server.name if len(self.server.expect) == 1 else f"{self.server.name}:{self.port}"


@dataclass(frozen=True)
class Audit:
    """One run of the program: everything that it wrote is in `folder` and `said`."""

    folder: Path
    code: int
    said: bytes
    report: Report

    def service(self, case: Case) -> Service | None:
        where = case.server.address, case.port
        return next((s for s in self.report.services if (s.address, s.port) == where), None)

    def written(self) -> Iterator[tuple[str, bytes]]:
        """Name and content of all that was written."""
        yield "the terminal", self.said
        yield from ((str(path.relative_to(self.folder)), path.read_bytes()) for path in _files(self.folder))


CASES = [Case(server, port) for server in frame.servers() for port in server.expect]
KEEPING = [server for server in frame.servers() if server.state]


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


# --- the lab and the audits -------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def chosen(request: pytest.FixtureRequest) -> Sequence[Server]:
    """The servers of the chosen tests: all of them, where one of these is about all."""
    worker = getattr(request.config, "workerinput", None)
    if worker and "loadfile" not in worker["mainargv"]:
        pytest.fail("these tests share one lab: run them in one process, with --dist loadfile where there are several")
    names = {_name(item) for item in request.session.items if item.get_closest_marker("live")}
    return [server for server in frame.servers() if None in names or server.name in names]


def _name(item: pytest.Item) -> str | None:
    """The server that a test is about; None: all."""
    params: Mapping[str, object] = item.callspec.params if hasattr(item, "callspec") else {}
    about = params.get("about")
    return about.server.name if isinstance(about, Case) else about.name if isinstance(about, Server) else None


@pytest.fixture(scope="session")
def skipped(chosen: Sequence[Server]) -> Mapping[str, str]:
    """Servers that cannot be had on this machine, and why. Installs what is missing."""
    products = [product for product in frame.wanted() if any(s in chosen for s in product.servers)]
    reasons = lab.get([product.name for product in products])
    return {server.name: reasons[p.name] for p in products if p.name in reasons for server in p.servers}


States = Mapping[str, Mapping[str, int]]
"""What servers hold, by their names."""


@dataclass(frozen=True)
class Part:
    """Servers that were up together: their audits by the local address that they were asked from, the audit of all of
    them a second time, and what they held before the first audit and after the last. `failed`: those that did not
    start, and why."""

    servers: Sequence[Server]
    failed: Mapping[str, str]
    audits: Mapping[str | None, Audit]
    again: Audit
    before: States
    after: States

    def every(self) -> Iterator[Audit]:
        """All its audits."""
        yield from (*self.audits.values(), self.again)


@pytest.fixture(scope="session")
def parts(
    chosen: Sequence[Server], skipped: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Sequence[Part]:
    """The lab, in as many parts as the memory of this machine makes of it; each is audited and stopped again."""
    there = [server for server in chosen if server.name not in skipped]
    return [_part(some, tmp_path_factory) for some in frame.parts(there, int(frame.free_memory() * MOST_MEMORY))]


def _part(servers: Sequence[Server], folders: pytest.TempPathFactory) -> Part:
    with Lab(servers, lenient=True) as lab:
        there = [server for server in servers if server.name not in lab.failed]
        sources: dict[str | None, Sequence[Server]] = {None: there}
        for source in sorted({e.source for server in there for e in server.expect.values() if e.source}):
            sources[source] = [s for s in there if source in {e.source for e in s.expect.values()}]
        before = _states(lab, there)
        audits = {source: _audit(some, folders.mktemp("audit"), source) for source, some in sources.items()}
        again = _audit(there, folders.mktemp("again"))
        return Part(servers, lab.failed, audits, again, before, _states(lab, there))


def _states(lab: Lab, servers: Sequence[Server]) -> States:
    return {server.name: server.state(lab.places[server.name]) for server in servers if server.state}


Of = Callable[[Server], Part]


@pytest.fixture(scope="session")
def part_of(parts: Sequence[Part], skipped: Mapping[str, str]) -> Of:
    """The part that a server is in; a test about one that cannot be had is skipped."""

    def find(server: Server) -> Part:
        if server.name in skipped:
            pytest.skip(skipped[server.name])
        part = next(part for part in parts if server in part.servers)
        if server.name in part.failed:
            pytest.fail(f"it did not start: {part.failed[server.name]}")
        return part

    return find


def _audit(servers: Sequence[Server], folder: Path, source: str | None = None) -> Audit:
    """Writes a scope file for these servers and runs the program, which may write into `folder` alone."""
    (folder / "scope.toml").write_text(_scope(servers), "utf-8")
    (folder / "tmp").mkdir()
    program = [sys.executable, "-m", "leftopen", "audit", "scope.toml", "--out", "out", "--format", ",".join(FORMATS)]
    options = ["--db", f"sqlite:///{folder / 'kept.db'}", *(["--source", source] if source else [])]
    env = {**os.environ, "TMPDIR": str(folder / "tmp"), "HOME": str(folder)}
    done = subprocess.run([*program, *options], cwd=folder, env=env, capture_output=True, timeout=SECONDS)
    said = done.stdout + done.stderr
    assert done.returncode in (EXPOSED, NOTHING, UNJUDGED), said.decode("utf-8", "replace")[-2000:]
    return Audit(folder, done.returncode, said, load((folder / "out" / "report.json").read_bytes()))


def _scope(servers: Sequence[Server]) -> str:
    addresses = ", ".join(f'"{server.address}"' for server in servers)
    ports = sorted({port for server in servers for port in server.ports})
    return (
        f'name = "The live lab"\ntargets = [{addresses}]\nports = {ports}\n\n'
        '[authorisation]\nby = "The live lab"\nreference = "LAB-1"\nexpires = 2099-12-31\n'
    )


# --- each server ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("about", CASES, ids=str)
def test_a_server_is_judged_right(about: Case, part_of: Of) -> None:
    expect = about.expect
    audit = part_of(about.server).audits[expect.source]
    service = audit.service(about)
    if service is None:
        assert "absent" in expect.accesses, f"it was missed: {_problems(audit, about)}"
        return
    assert service.access.value in expect.accesses, service.proof
    assert service.protocol == expect.protocol or not expect.protocol
    assert service.tls is expect.tls
    assert expect.product is None or service.product == expect.product
    assert expect.version is None or (service.version or "").startswith(expect.version)
    assert expect.records is None or _records(service, expect.collection) == expect.records
    claimed = _claimed(service)
    missed = expect.labels - {label for *_, label in claimed}
    untrue = {claim for claim in claimed if claim[2] not in TRUTH.get(claim[1], ())}
    assert (sorted(missed), sorted(untrue)) == ([], []), "missed, and claimed though not true"


def _problems(audit: Audit, case: Case) -> list[str]:
    where = case.server.address, case.port
    return [f"{p.stage}: {p.says}" for p in audit.report.errors if (p.address, p.port) == where]


def _records(service: Service, collection: str | None) -> int | None:
    found = service.catalog.collections
    if collection is None:
        return sum(each.records or 0 for each in found)
    return next((each.records for each in found if each.name == collection), None)


def _claimed(service: Service) -> set[tuple[str, str, str]]:
    """Collection, field and label of every claim."""
    return {
        (collection.name, field.path, label.label)
        for collection in service.catalog.collections
        for field in collection.fields
        for label in field.labels
        if label.claimed
    }


@pytest.mark.parametrize("about", KEEPING, ids=lambda server: server.name)
def test_a_server_is_left_as_it_was(about: Server, part_of: Of) -> None:
    part = part_of(about)
    assert all(audit.report.run.whole for audit in part.every())
    assert part.after[about.name] == part.before[about.name]


# --- the whole --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def audits(parts: Sequence[Part]) -> Sequence[Audit]:
    """All that were made."""
    return [audit for part in parts for audit in part.every()]


def test_the_audit_ends_as_it_should(audits: Sequence[Audit]) -> None:
    for audit in audits:
        found = any(service.access.exposed for service in audit.report.services)
        ends = EXPOSED if found else NOTHING
        assert audit.code == (UNJUDGED if audit.report.run.unjudged else ends)
        assert audit.report.run.whole
        assert all((audit.folder / "out" / f"report.{word}").stat().st_size > 0 for word in FORMATS)
        assert not list((audit.folder / "tmp").iterdir())


def test_there_are_no_errors(audits: Sequence[Audit]) -> None:
    """A port of which nothing is expected, such as that of Kafka's controller, may be one that cannot be judged."""
    known = {(case.server.address, case.port) for case in CASES if "unknown" not in case.expect.accesses}
    maybe = {(case.server.address, case.port) for case in CASES if "absent" in case.expect.accesses}
    wrong = [
        problem
        for audit in audits
        for problem in audit.report.errors
        if (problem.address, problem.port) not in maybe
        and (problem.status is not Status.UNJUDGED or (problem.address, problem.port) in known)
    ]
    assert not wrong


def test_nothing_else_is_called_exposed(parts: Sequence[Part]) -> None:
    known = {(case.server.address, case.port) for case in CASES}
    services = [service for part in parts for service in part.audits[None].report.services]
    others = [service for service in services if (service.address, service.port) not in known]
    assert not [service.id for service in others if service.access.exposed or service.severity]


def test_two_audits_give_the_same_verdicts(parts: Sequence[Part]) -> None:
    def verdicts(audit: Audit) -> dict[str, object]:
        return {s.id: (s.protocol, s.access, s.product, s.version, _claimed(s)) for s in audit.report.services}

    for part in parts:
        assert verdicts(part.again) == verdicts(part.audits[None])


def test_asking_costs_little(audits: Sequence[Audit]) -> None:
    services = [service for audit in audits for service in audit.report.services]
    asked = {s.id: 2 if s.access is Access.LOCKED else 1 for s in services}  # what refuses is asked once more
    bound = {s.id: asked[s.id] * MOST_REQUESTS + PER_RECORD * sampled(s) for s in services}
    assert not [s.id for s in services if s.footprint.requests > bound[s.id]]
    assert not [s.id for s in services if s.footprint.bytes_in > MOST_BYTES_IN]
    assert not [s.id for s in services if s.footprint.connections > MOST_CONNECTIONS]


def test_the_journal_verifies(audits: Sequence[Audit]) -> None:
    for audit in audits:
        verify = [sys.executable, "-m", "leftopen", "verify", str(audit.folder / "out")]
        done = subprocess.run(verify, capture_output=True, text=True, timeout=SECONDS)
        assert (done.returncode, "intact" in done.stdout) == (0, True), done.stdout + done.stderr


def test_no_value_of_a_person_was_written(audits: Sequence[Audit]) -> None:
    people = make_people()  # those that every lab is filled with
    values = {form for person in people for value in _values(person) for form in _forms(value)}
    assert len(values) > 5 * len(people)
    for audit in audits:
        for name, content in audit.written():
            assert not [value for value in values if value in content], f"in {name}"


def _values(person: Person) -> list[str]:
    keys = ("email", "phone", "id_number", "card", "address", "password_md5")
    return [person[key] for key in keys] + ([person["name"]] if len(person["name"]) >= 3 else [])


def _forms(value: str) -> set[bytes]:
    """As it is, as JSON escapes it, and numbers without their separators."""
    digits = "".join(char for char in value if char.isdigit())
    plain = {value, value.encode("ascii", "backslashreplace").decode("ascii")}
    return {form.encode() for form in plain | ({digits} if len(digits) >= 9 else set())}
