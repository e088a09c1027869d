"""A keyed hash of the key each moderator was last seen with, so that a change is noticed over a restart."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("members", sa.Column("key_hash", sa.String(length=128), nullable=False, server_default=""))
