"""A mark with each scope text that only this user can make."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision: str | None = "0003"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Adds the column; texts that are there already have no mark, and permit nothing by themselves any more."""
    with op.batch_alter_table("runs") as table:
        table.add_column(sa.Column("scope_mac", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    """Takes the column away."""
    with op.batch_alter_table("runs") as table:
        table.drop_column("scope_mac")
