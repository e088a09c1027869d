"""Which picture stands above a message of ours: an edit has to know."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("posted", sa.Column("shown", sa.String(length=64), server_default="", nullable=False))
