"""The tables. `migrations` makes and changes them; a test compares the two.

Times are ISO 8601 UTC text ending in `Z`, which sorts as time does.
"""

from sqlalchemy import CheckConstraint, Float, ForeignKey, LargeBinary, MetaData, UniqueConstraint
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
