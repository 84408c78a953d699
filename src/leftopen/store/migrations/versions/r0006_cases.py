"""Cases: what they are about, their timeline, whom to tell, what was told, and what stays of those that were purged."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision: str | None = "0005"
branch_labels: str | None = None
depends_on: str | None = None

_TABLES = ("tombstones", "case_notices", "case_contacts", "case_events", "case_exposures", "cases")


def upgrade() -> None:
    """Makes the tables; exposures that are there already get their cases when the database is next used."""
    op.create_table(
        "cases",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("party", sa.String(), nullable=True),
        _text("title"),
        _text("state"),
        _text("opened"),
        _text("changed"),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("cause", sa.String(), nullable=True),
        sa.Column("into", sa.Integer(), nullable=True),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("score_why", sa.String(), nullable=True),
        sa.Column("retain_until", sa.String(), nullable=True),
        sa.Column("parties", sa.LargeBinary(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False, server_default="") for name in ("head", "seal_key", "seal")),
        sa.ForeignKeyConstraint(["into"], ["cases.id"], name=op.f("fk_cases_into"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
    )
    for column in ("party", "state", "into"):
        op.create_index(op.f(f"ix_cases_{column}"), "cases", [column])
    op.create_table(
        "case_exposures",
        sa.Column("exposure", sa.Integer(), nullable=False),
        *_of_case("case_exposures"),
        _text("joined"),
        sa.ForeignKeyConstraint(
            ["exposure"], ["exposures.id"], name=op.f("fk_case_exposures_exposure"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("exposure", name=op.f("pk_case_exposures")),
    )
    _numbered("case_events", _text("at"), _text("who"), _text("what"), _may("why"), _text("digest"))
    _numbered(
        "case_contacts",
        _text("role"),
        _may("name"),
        _text("address"),
        _text("source"),
        sa.UniqueConstraint("case_id", "role", "address", name=op.f("uq_case_contacts")),
    )
    _numbered(
        "case_notices",
        *map(_text, ("role", "recipient", "language", "at")),
        sa.Column("sent", sa.Boolean(), nullable=True),
        _may("sent_at"),
        _text("digest"),
    )
    for table in ("case_exposures", "case_events", "case_contacts", "case_notices"):
        op.create_index(op.f(f"ix_{table}_case_id"), table, ["case_id"])
    op.create_table(
        "tombstones",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        *map(_text, ("numbers", "at", "who")),
        _may("why"),
        *map(_text, ("counts", "head", "seal_key", "seal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tombstones")),
    )


def downgrade() -> None:
    """Takes the tables away."""
    for table in _TABLES:
        op.drop_table(table)


def _numbered(table: str, *columns: sa.Column[str] | sa.Column[bool] | sa.UniqueConstraint) -> None:
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        *_of_case(table),
        *columns,
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _of_case(table: str) -> tuple[sa.Column[int], sa.ForeignKeyConstraint]:
    return sa.Column("case_id", sa.Integer(), nullable=False), sa.ForeignKeyConstraint(
        ["case_id"], ["cases.id"], name=op.f(f"fk_{table}_case_id"), ondelete="RESTRICT"
    )


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False)


def _may(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=True)
