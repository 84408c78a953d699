"""The tables. `migrations` makes and changes them; a test compares the two.

Times are ISO 8601 UTC text ending in `Z`, which sorts as time does.
"""

from sqlalchemy import CheckConstraint, Float, ForeignKey, Index, LargeBinary, MetaData, UniqueConstraint, event
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

_STATES = "state IN ('open', 'shut', 'probably_shut', 'unclear')"


class Base(DeclarativeBase):
    """Names for constraints, so that a migration can name them too."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


_TYPES: dict[type, tuple[type, ...]] = {str: (str,), bytes: (bytes, str), float: (float, int), int: (int,)}


@event.listens_for(Base, "load", propagate=True)
def _typed(row: Base, _: object) -> None:
    """Refuses a row with a value of another type: SQLite takes any in any column, from whoever writes the file."""
    for column in row.__table__.columns:
        wanted = _TYPES.get(column.type.python_type)
        value = row.__dict__.get(column.key)
        if wanted and value is not None and not isinstance(value, wanted):
            raise InvalidRequestError(f"{column} holds what is no {column.type.python_type.__name__}")


class RunRow(Base):
    """An audit: the report as `report.json` has it, and the scope file that permitted it.

    `scope_mac`: an HMAC-SHA256 over run, digest and text of the scope with a secret of this user's (`signing.derived`).
    """

    __tablename__ = "runs"

    id: Mapped[str] = mapped_column(primary_key=True)
    scope: Mapped[str]
    scope_digest: Mapped[str]
    scope_text: Mapped[str]
    scope_mac: Mapped[str] = mapped_column(server_default="")
    started: Mapped[str]
    finished: Mapped[str]
    complete: Mapped[bool]
    services: Mapped[int]
    exposed: Mapped[int]
    worst: Mapped[float | None] = mapped_column(Float)
    report: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class LoginRow(Base):
    """How often a factory login was tried on a device, in all audits together; `device` as in `model.Tried`."""

    __tablename__ = "logins"

    device: Mapped[str] = mapped_column(primary_key=True)
    tries: Mapped[int]
    locked_out: Mapped[bool]
    at: Mapped[str]


class ExposureRow(Base):
    """A service that was exposed at least once, known by its scope, address, port, transport and protocol.

    The scope is part of it, since the same private address is another machine in another network.
    """

    __tablename__ = "exposures"
    __table_args__ = (
        UniqueConstraint("scope", "address", "port", "transport", "protocol"),
        CheckConstraint(_STATES, name="state"),
        Index("ix_exposures_place", "address", "port"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    scope: Mapped[str]
    address: Mapped[str]
    port: Mapped[int]
    transport: Mapped[str]
    protocol: Mapped[str]
    run: Mapped[str] = mapped_column(ForeignKey("runs.id", ondelete="RESTRICT"))
    state: Mapped[str] = mapped_column(index=True)
    says: Mapped[str]
    first_seen: Mapped[str]
    last_seen: Mapped[str]
    last_checked: Mapped[str]
    service: Mapped[bytes] = mapped_column(LargeBinary)


class CheckRow(Base):
    """One time that an exposure was asked again, and what came of it; `status` is a `model.Status`."""

    __tablename__ = "checks"
    __table_args__ = (CheckConstraint(_STATES, name="state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    exposure: Mapped[int] = mapped_column(ForeignKey("exposures.id", ondelete="CASCADE"), index=True)
    at: Mapped[str]
    state: Mapped[str]
    says: Mapped[str]
    status: Mapped[str] = mapped_column(server_default="undecided")


class ClaimRow(Base):
    """What another tool reported of a service: a claim to look into, never an exposure by itself."""

    __tablename__ = "claims"
    __table_args__ = (
        UniqueConstraint("address", "port", "source"),
        CheckConstraint("claim IN ('open', 'reachable')", name="claim"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str]
    port: Mapped[int]
    protocol: Mapped[str | None]
    source: Mapped[str]
    claim: Mapped[str]
    at: Mapped[str | None]
    first_imported: Mapped[str]
    last_imported: Mapped[str]


class CaseRow(Base):
    """What is done about the exposures of one responsible party. Its number is never given to another one.

    `party`: by what a later finding is known to belong here (`cases.opening`); `parties`, JSON, as the reports have
    them; `into` the case that it was merged into; `changed` since when it is in its state; `score` and `score_why` what
    a person put in the place of the computed severity; `head`, `seal_key`, `seal` its manifest, signed (`cases.seals`).
    """

    __tablename__ = "cases"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    party: Mapped[str | None] = mapped_column(index=True)
    title: Mapped[str]
    state: Mapped[str] = mapped_column(index=True)
    opened: Mapped[str]
    changed: Mapped[str]
    owner: Mapped[str | None]
    cause: Mapped[str | None]
    into: Mapped[int | None] = mapped_column(ForeignKey("cases.id", ondelete="RESTRICT"), index=True)
    score: Mapped[float | None] = mapped_column(Float)
    score_why: Mapped[str | None]
    retain_until: Mapped[str | None]
    parties: Mapped[bytes] = mapped_column(LargeBinary)
    head: Mapped[str] = mapped_column(server_default="")
    seal_key: Mapped[str] = mapped_column(server_default="")
    seal: Mapped[str] = mapped_column(server_default="")


class MemberRow(Base):
    """An exposure that a case is about; it is in one case at a time."""

    __tablename__ = "case_exposures"

    exposure: Mapped[int] = mapped_column(ForeignKey("exposures.id", ondelete="RESTRICT"), primary_key=True)
    case: Mapped[int] = mapped_column("case_id", ForeignKey("cases.id", ondelete="RESTRICT"), index=True)
    joined: Mapped[str]


class EventRow(Base):
    """A line of the timeline of a case; `digest` is a SHA-256 over it and the digest of the line before."""

    __tablename__ = "case_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    case: Mapped[int] = mapped_column("case_id", ForeignKey("cases.id", ondelete="RESTRICT"), index=True)
    at: Mapped[str]
    who: Mapped[str]
    what: Mapped[str]
    why: Mapped[str | None]
    digest: Mapped[str]


class ContactRow(Base):
    """Whom to tell: `role` owner, hoster, csirt or authority; `address` a mail address or a web address."""

    __tablename__ = "case_contacts"
    __table_args__ = (UniqueConstraint("case_id", "role", "address"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case: Mapped[int] = mapped_column("case_id", ForeignKey("cases.id", ondelete="RESTRICT"), index=True)
    role: Mapped[str]
    name: Mapped[str | None]
    address: Mapped[str]
    source: Mapped[str]


class NoticeRow(Base):
    """A notice that was drafted: `at` when, `sent` None until somebody sends it, `sent_at` when that was done.

    `digest`: SHA-256 of the message, which itself is not kept here.
    """

    __tablename__ = "case_notices"

    id: Mapped[int] = mapped_column(primary_key=True)
    case: Mapped[int] = mapped_column("case_id", ForeignKey("cases.id", ondelete="RESTRICT"), index=True)
    role: Mapped[str]
    recipient: Mapped[str]
    language: Mapped[str]
    at: Mapped[str]
    sent: Mapped[bool | None]
    sent_at: Mapped[str | None]
    digest: Mapped[str]


class StampRow(Base):
    """A time stamp (RFC 3161): the answer of an authority for `head`, the digest of a line of the case's timeline."""

    __tablename__ = "case_stamps"

    id: Mapped[int] = mapped_column(primary_key=True)
    case: Mapped[int] = mapped_column("case_id", ForeignKey("cases.id", ondelete="RESTRICT"), index=True)
    head: Mapped[str]
    answer: Mapped[bytes] = mapped_column(LargeBinary)


class TombstoneRow(Base):
    """What stays of a case that was purged: numbers and digests, signed. `numbers`, JSON: those merged into it too."""

    __tablename__ = "tombstones"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    numbers: Mapped[str]
    at: Mapped[str]
    who: Mapped[str]
    why: Mapped[str | None]
    counts: Mapped[str]
    head: Mapped[str]
    seal_key: Mapped[str]
    seal: Mapped[str]
