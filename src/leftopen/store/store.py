"""The store: audits as they were reported, and the exposures they showed, with when each was seen and asked again."""

import hashlib
import hmac
import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Literal, Self, get_args

import msgspec
from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError, SQLAlchemyError
from sqlalchemy.orm import Session

from leftopen import signing
from leftopen.model import Report, Service, Status, Tried
from leftopen.store import claims, schema
from leftopen.store.claims import Claim
from leftopen.store.schema import NoRoom, StoreError
from leftopen.store.tables import CheckRow, ExposureRow, LoginRow, RunRow

State = Literal["open", "shut", "probably_shut", "unclear"]
_LOCKED = "another program keeps the database locked: wait until it has ended"
_REMEDIES = {
    sqlite3.SQLITE_FULL: "the disk is full: make room",
    sqlite3.SQLITE_READONLY: "the database may only be read: allow writing to it and its folder, or name another file",
    sqlite3.SQLITE_CANTOPEN: "the database cannot be opened: check the folder and who may write to it",
    sqlite3.SQLITE_NOTADB: "the file is no database: name another file",
    sqlite3.SQLITE_CORRUPT: "the database is damaged: restore a copy, or name another file",
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    sqlite3.SQLITE_IOERR: "the disk failed or refused: check the disk and its free space",
    sqlite3.SQLITE_PERM: "the system refused access: check who may write to the file",
}
_SERVER = {
    "08": "the server of the database did not let us in: check address, database, user and password, and that it runs",
    "28": "the server of the database refused the login: check user and password",
    "3D": "the server has no such database: have it made with createdb",
    "42": "the server refused the work: check what this user may do there",
    "53": "the server has no room or too many connections: make room",
    "55": _LOCKED,
    "57": "the server of the database ended the connection: try again",
}
"""By the class of the SQLSTATE, https://www.postgresql.org/docs/current/errcodes-appendix.html; no state: no server."""
_NO_ROOM = "53"


class RunNote(Struct, frozen=True):
    """An audit in a list; `load` has all of it. `worst` is the highest severity score."""

    id: str
    scope: str
    scope_digest: str
    started: str
    finished: str
    complete: bool
    services: int
    exposed: int
    worst: float | None


class Check(Struct, frozen=True):
    """One time that an exposure was asked again. `status` is SILENT only where another host answered then."""

    at: str
    state: State
    says: str
    status: Status = Status.UNDECIDED


class Exposure(Struct, frozen=True):
    """A service that was exposed: `service` as last seen exposed, `run` the audit that saw it so."""

    id: int
    scope: str
    run: str
    state: State
    says: str
    first_seen: str
    last_seen: str
    last_checked: str
    service: Service


class Store:
    """The database at `sqlite:///FILE` or at a bare file name; brought up to date when opened, and made then, if it
    is to `create` one.

    Every method raises `StoreError` where the database does not let it do its work; nothing is half written then.
    """

    def __init__(self, url: str, *, create: bool = True) -> None:
        self._engine = schema.engine(url, create=create)
        with _explained():
            schema.upgrade(self._engine)

    def close(self) -> None:
        """Closes the file."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def session(self, *, reads: bool = False) -> Iterator[Session]:
        """A transaction, all or nothing; those that write come one after the other."""
        with _explained(), Session(self._engine.execution_options(reads=reads)) as session, session.begin():
            yield session

    def save(
        self, report: Report, scope_text: str, then: Callable[[Session, Report], None] = lambda _, __: None
    ) -> None:
        """Keeps an audit, and opens an exposure for each service that somebody without a right can read.

        The same run again takes the place of what was kept of it, so that a resumed audit is saved once. An exposure
        that the report shows locked or does not show stays as it is: whether it is shut is for `record` to say.
        `then` belongs to the same transaction.
        """
        with self.session() as session:
            session.merge(_run_row(report, scope_text))
            session.flush()
            for service in report.services:
                if service.access.exposed:
                    _see(session, report, service)
            then(session, report)

    def scrub(self) -> None:
        """Leaves nothing of what was deleted in free pages or in the log beside the database.

        Raises StoreError where another program still reads it: what was deleted is gone, and this is to be done again.
        """
        with _explained():
            schema.scrub(self._engine)

    def amend(self, report: Report, then: Callable[[Session, Report], None] = lambda _, __: None) -> None:
        """Puts a report in the place of what is kept of its run; the exposures stay as they are. `then` is of the same
        transaction.
        """
        with self.session() as session:
            row = session.get(RunRow, writable(report.run.id))
            if row is None:
                raise StoreError(f"no audit {report.run.id!r} in the database: name one that it holds")
            row.report = _bytes(report)
            then(session, report)

    def runs(self) -> list[RunNote]:
        """All audits, the latest first."""
        with self.session(reads=True) as session:
            rows = session.scalars(select(RunRow).order_by(RunRow.finished.desc(), RunRow.id.desc()))
            return [RunNote(**{name: getattr(row, name) for name in RunNote.__struct_fields__}) for row in rows]

    def load(self, run_id: str) -> Report:
        """The report of an audit."""
        with _explained():
            return msgspec.json.decode(self._run(run_id).report, type=Report)

    def scope_text(self, run_id: str) -> str:
        """The scope file that permitted an audit, as it was: a text that was changed in the database is none, and
        neither is one that another user has put there.
        """
        row = self._run(run_id)
        if row.scope_digest != "sha256:" + hashlib.sha256(row.scope_text.encode()).hexdigest():
            raise StoreError(f"the scope kept with run {run_id} was changed since: name the scope file with --scope")
        if not hmac.compare_digest(row.scope_mac.encode(), _mac(row.id, row.scope_digest, row.scope_text).encode()):
            says = "was not put there by this user, or was changed since"
            raise StoreError(f"the scope kept with run {run_id} {says}: name the scope file with --scope")
        return row.scope_text

    def _run(self, run_id: str) -> RunRow:
        with self.session(reads=True) as session:
            row = session.get(RunRow, run_id)
            if row is None:
                raise StoreError(f"no audit {run_id!r} in the database: name one that it holds")
            session.refresh(row, ["report"])
            session.expunge(row)
            return row

    def report_claims(self, found: Sequence[Claim], at: str) -> None:
        """Keeps what other tools reported, as imported `at` a time (ISO 8601 UTC)."""
        with self.session() as session:
            claims.keep(session, found, at)

    def reported(self) -> list[Claim]:
        """What other tools reported, the latest seen first: claims, and no exposures."""
        with self.session(reads=True) as session:
            return list(claims.known(session))

    def tried(self) -> tuple[Tried, ...]:
        """The factory logins that were tried, by device."""
        with self.session(reads=True) as session:
            rows = session.scalars(select(LoginRow).order_by(LoginRow.device))
            return tuple(Tried(row.device, row.tries, row.locked_out, row.at) for row in rows)

    def remember(self, tried: Sequence[Tried]) -> None:
        """Keeps these tries; a count never falls, and a sign of lockout stays."""
        with self.session() as session:
            for one in tried:
                row = session.get(LoginRow, one.device)
                if row is None:
                    session.add(LoginRow(device=one.device, tries=one.tries, locked_out=one.locked_out, at=one.at))
                    continue
                row.tries, row.at = max(row.tries, one.tries), max(row.at, one.at)
                row.locked_out = row.locked_out or one.locked_out

    def exposures(self, state: State | None = None) -> list[Exposure]:
        """The exposures in this state (None: all), the one longest open first."""
        query = select(ExposureRow).order_by(ExposureRow.first_seen, ExposureRow.id)
        with self.session(reads=True) as session:
            rows = session.scalars(query if state is None else query.where(ExposureRow.state == state))
            return [_exposure(row) for row in rows]

    def record(
        self,
        exposure_id: int,
        *,
        at: str,
        state: State,
        says: str,
        status: Status = Status.UNDECIDED,
        then: Callable[[Session, int], None] = lambda _, __: None,
    ) -> Exposure:
        """Notes that an exposure was asked again `at` a time (ISO 8601 UTC), and what came of it.

        The latest answer is the exposure's state; `says` must be our own words; `then` is of the same transaction.
        """
        if state not in get_args(State):
            raise ValueError(f"state {state!r}")
        with self.session() as session:
            row = session.get(ExposureRow, exposure_id)
            if row is None:
                raise StoreError(f"no exposure {exposure_id} in the database")
            session.add(CheckRow(exposure=exposure_id, at=at, state=state, says=says, status=status))
            if at >= row.last_checked:
                row.state, row.says, row.last_checked = state, says, at
            if state == "open":
                row.last_seen = max(row.last_seen, at)
            session.flush()
            then(session, exposure_id)
            return _exposure(row)

    def checks(self, exposure_id: int) -> list[Check]:
        """Every time that an exposure was asked again, the first one first."""
        query = select(CheckRow).where(CheckRow.exposure == exposure_id).order_by(CheckRow.at, CheckRow.id)
        with self.session(reads=True) as session:
            return [msgspec.convert(row, Check, from_attributes=True) for row in session.scalars(query)]


@contextmanager
def _explained() -> Iterator[None]:
    """Turns what the database says into one line with a remedy; its own text can quote rows, and is not repeated.

    Codes: https://www.sqlite.org/rescode.html; the low byte of an extended code is the primary one.
    """
    try:
        yield
    except (DatabaseError, sqlite3.DatabaseError) as fault:
        told = fault.orig if isinstance(fault, DatabaseError) else fault
        if (state := getattr(told, "sqlstate", "")) != "":
            kind = (state or "08")[:2]
            error = NoRoom if kind == _NO_ROOM else StoreError
            raise error(_SERVER.get(kind, "the server refused the work: see its log")) from None
        code = getattr(told, "sqlite_errorcode", -1) & 0xFF
        error = NoRoom if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR) else StoreError
        says = _REMEDIES.get(code, "the database refused the work: check the file, or name another one")
        raise error(says) from None
    except msgspec.MsgspecError:
        raise StoreError("the database holds a report that this version cannot read: upgrade leftopen") from None
    except SQLAlchemyError:
        raise StoreError("the database could not be used: check the file, or name another one") from None


def _bytes(value: Struct) -> bytes:
    """JSON; lone surrogates of a hostile peer, which UTF-8 cannot hold, become `?`."""
    return json.dumps(msgspec.to_builtins(value), ensure_ascii=False).encode("utf-8", "replace")


def writable(value: str) -> str:
    """Text that every database can hold: no lone surrogates, no NUL."""
    return value.replace("\0", "").encode("utf-8", "replace").decode()


def _mac(run: str, digest: str, text: str) -> str:
    """A mark that only this user can make. Where the user can have no key the secret is empty, as for a checkpoint."""
    try:
        secret = signing.derived("database")
    except signing.NoKey:
        secret = b""
    said = b"".join(len(part).to_bytes(8, "big") + part for part in (run.encode(), digest.encode(), text.encode()))
    return hmac.new(secret, said, hashlib.sha256).hexdigest()


def _run_row(report: Report, scope_text: str) -> RunRow:
    run = report.run
    mac = _mac(writable(run.id), writable(report.scope.digest), writable(scope_text))
    return RunRow(
        id=writable(run.id),
        scope=writable(report.scope.name),
        scope_digest=writable(report.scope.digest),
        scope_text=writable(scope_text),
        scope_mac=mac,
        started=run.started,
        finished=run.finished,
        complete=run.complete,
        services=len(report.services),
        exposed=sum(service.access.exposed for service in report.services),
        worst=max((service.severity.score for service in report.services if service.severity), default=None),
        report=_bytes(report),
    )


def _see(session: Session, report: Report, service: Service) -> None:
    """Opens the exposure, or opens it again; an older report than the last one changes only when it was first seen."""
    seen = report.run.finished
    key = {
        "scope": writable(report.scope.name),
        "address": writable(service.address),
        "port": service.port,
        "transport": service.transport,
        "protocol": writable(service.protocol),
    }
    row = session.scalar(select(ExposureRow).filter_by(**key))
    if row is None:
        row = ExposureRow(**key, first_seen=seen, last_seen="", last_checked="")
        session.add(row)
    row.first_seen = min(row.first_seen, seen)
    if seen >= row.last_seen:
        row.last_seen, row.run, row.service = seen, writable(report.run.id), _bytes(service)
    if seen >= row.last_checked:
        row.last_checked, row.state, row.says = seen, "open", writable(service.proof)
    session.flush()


def _exposure(row: ExposureRow) -> Exposure:
    """The row, whose values are those that a program of ours could have written; else `msgspec.MsgspecError`."""
    values = {name: getattr(row, name) for name in Exposure.__struct_fields__ if name != "service"}
    return msgspec.convert({**values, "service": msgspec.json.decode(row.service, type=Service)}, Exposure)
