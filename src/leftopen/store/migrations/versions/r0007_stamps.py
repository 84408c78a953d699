"""Time stamps of cases, and an index by which an address and port are found among many exposures."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision: str | None = "0006"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Makes the table and the index."""
    op.create_table(
        "case_stamps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_stamps_case_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_stamps")),
    )
    op.create_index(op.f("ix_case_stamps_case_id"), "case_stamps", ["case_id"])
    op.create_index("ix_exposures_place", "exposures", ["address", "port"])


def downgrade() -> None:
    """Takes them away."""
    op.drop_index("ix_exposures_place", "exposures")
    op.drop_table("case_stamps")
