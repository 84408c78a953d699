"""What other tools reported."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision: str | None = "0004"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Makes the table of claims."""
    op.create_table(
        "claims",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("port", sa.Integer(), nullable=False),
        sa.Column("protocol", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("claim", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=True),
        sa.Column("first_imported", sa.String(), nullable=False),
        sa.Column("last_imported", sa.String(), nullable=False),
        sa.CheckConstraint("claim IN ('open', 'reachable')", name=op.f("ck_claims_claim")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claims")),
        sa.UniqueConstraint("address", "port", "source", name=op.f("uq_claims")),
    )


def downgrade() -> None:
    """Takes it away."""
    op.drop_table("claims")
