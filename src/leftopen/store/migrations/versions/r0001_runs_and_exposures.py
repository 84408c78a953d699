"""Runs, the exposures they showed, and each time one was asked again."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision: str | None = None
branch_labels: str | None = None
depends_on: str | None = None

_STATES = "state IN ('open', 'shut', 'unclear')"


def upgrade() -> None:
    """Makes the three tables."""
    op.create_table(
        "runs",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("scope_digest", sa.String(), nullable=False),
        sa.Column("scope_text", sa.String(), nullable=False),
        sa.Column("started", sa.String(), nullable=False),
        sa.Column("finished", sa.String(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("services", sa.Integer(), nullable=False),
        sa.Column("exposed", sa.Integer(), nullable=False),
        sa.Column("worst", sa.Float(), nullable=True),
        sa.Column("report", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runs")),
    )
    op.create_table(
        "exposures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("port", sa.Integer(), nullable=False),
        sa.Column("transport", sa.String(), nullable=False),
        sa.Column("protocol", sa.String(), nullable=False),
        sa.Column("run", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("says", sa.String(), nullable=False),
        sa.Column("first_seen", sa.String(), nullable=False),
        sa.Column("last_seen", sa.String(), nullable=False),
        sa.Column("last_checked", sa.String(), nullable=False),
        sa.Column("service", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(_STATES, name=op.f("ck_exposures_state")),
        sa.ForeignKeyConstraint(["run"], ["runs.id"], name=op.f("fk_exposures_run"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exposures")),
        sa.UniqueConstraint("scope", "address", "port", "transport", "protocol", name=op.f("uq_exposures")),
    )
    op.create_index(op.f("ix_exposures_state"), "exposures", ["state"])
    op.create_table(
        "checks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("exposure", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("says", sa.String(), nullable=False),
        sa.CheckConstraint(_STATES, name=op.f("ck_checks_state")),
        sa.ForeignKeyConstraint(["exposure"], ["exposures.id"], name=op.f("fk_checks_exposure"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checks")),
    )
    op.create_index(op.f("ix_checks_exposure"), "checks", ["exposure"])


def downgrade() -> None:
    """Takes the three tables away."""
    for table in ("checks", "exposures", "runs"):
        op.drop_table(table)
