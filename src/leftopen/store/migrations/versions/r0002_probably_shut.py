"""A state for what is silent for a day, and what asking came to each time."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision: str | None = "0001"
branch_labels: str | None = None
depends_on: str | None = None

_OLD = "state IN ('open', 'shut', 'unclear')"
_NEW = "state IN ('open', 'shut', 'probably_shut', 'unclear')"
_COLUMNS = "id, exposure, at, state, says"


def upgrade() -> None:
    """Lets both tables hold the state, and checks their status."""
    _rebuild(_NEW, sa.Column("status", sa.String(), nullable=False, server_default="undecided"))


def downgrade() -> None:
    """What is probably shut is unclear again."""
    op.execute("UPDATE exposures SET state = 'unclear' WHERE state = 'probably_shut'")
    op.execute("UPDATE checks SET state = 'unclear' WHERE state = 'probably_shut'")
    _rebuild(_OLD)


def _rebuild(states: str, *more: sa.Column[str]) -> None:
    """Makes the tables anew with another constraint, which SQLite cannot change.

    The checks are put aside meanwhile: taking `exposures` away would delete them, as it deletes its rows.
    """
    op.execute(f"CREATE TABLE checks_kept AS SELECT {_COLUMNS} FROM checks")  # noqa: S608 - constants
    op.drop_table("checks")
    with op.batch_alter_table("exposures") as exposures:
        exposures.drop_constraint(op.f("ck_exposures_state"), type_="check")
        exposures.create_check_constraint(op.f("ck_exposures_state"), states)
    op.create_table(
        "checks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("exposure", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("says", sa.String(), nullable=False),
        *more,
        sa.CheckConstraint(states, name=op.f("ck_checks_state")),
        sa.ForeignKeyConstraint(["exposure"], ["exposures.id"], name=op.f("fk_checks_exposure"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checks")),
    )
    op.create_index(op.f("ix_checks_exposure"), "checks", ["exposure"])
    op.execute(f"INSERT INTO checks ({_COLUMNS}) SELECT {_COLUMNS} FROM checks_kept")  # noqa: S608 - constants
    op.drop_table("checks_kept")
