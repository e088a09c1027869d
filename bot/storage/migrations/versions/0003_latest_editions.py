"""The newest edition of a message has a handle of its own where people name it by that."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("posted", sa.Column("latest_ref", sa.String(length=200), server_default="", nullable=False))
