"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_LOCK_SHARDS = 512


def upgrade() -> None:

    op.create_table(
        "acts",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("alias", sa.String(length=64), nullable=False),
        sa.Column("act", sa.String(length=32), nullable=False),
        sa.Column("incident", sa.String(length=8), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acts")),
    )
    op.create_index(op.f("ix_acts_alias_act_at"), "acts", ["alias", "act", "at"], unique=False)
    op.create_index(op.f("ix_acts_at"), "acts", ["at"], unique=False)
    op.create_table(
        "alerts",
        sa.Column("incident", sa.String(length=8), nullable=False),
        sa.Column("room", sa.String(length=128), nullable=False),
        sa.Column("first_at", sa.BigInteger(), nullable=False),
        sa.Column("alerts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("incident", "room", name=op.f("pk_alerts")),
    )
    op.create_table(
        "codes",
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_codes")),
    )
    op.create_table(
        "incidents",
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("cell", sa.BigInteger(), nullable=True),
        sa.Column("lat_e6", sa.Integer(), nullable=True),
        sa.Column("lon_e6", sa.Integer(), nullable=True),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("last_report_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_incidents")),
    )
    op.create_index(op.f("ix_incidents_closed_at"), "incidents", ["closed_at"], unique=False)
    op.create_index(
        "ix_incidents_open_age",
        "incidents",
        ["opened_at"],
        unique=False,
        sqlite_where=sa.text("state != 'closed'"),
        postgresql_where=sa.text("state != 'closed'"),
    )
    op.create_index(
        "ix_incidents_open_cell",
        "incidents",
        ["cell", "last_report_at"],
        unique=False,
        sqlite_where=sa.text("state != 'closed'"),
        postgresql_where=sa.text("state != 'closed'"),
    )
    op.create_table(
        "invites",
        sa.Column("code_hash", sa.String(length=128), nullable=False),
        sa.Column("alias", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_invites")),
    )
    op.create_table(
        "lock_shards",
        sa.Column("shard", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("shard", name=op.f("pk_lock_shards")),
    )
    op.create_table(
        "members",
        sa.Column("member", sa.String(length=128), nullable=False),
        sa.Column("alias", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("member", name=op.f("pk_members")),
    )
    op.create_table(
        "moderators",
        sa.Column("alias", sa.String(length=64), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("alias", name=op.f("pk_moderators")),
    )
    op.create_table(
        "once_keys",
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("key", sa.LargeBinary(length=64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("source", "key", name=op.f("pk_once_keys")),
    )
    op.create_index(op.f("ix_once_keys_at"), "once_keys", ["at"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("urgency", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("room", sa.String(length=128), nullable=False),
        sa.Column("report", sa.String(length=16), nullable=False),
        sa.Column("incident", sa.String(length=8), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("coalesce", sa.String(length=128), nullable=False),
        sa.Column("dedup", sa.String(length=200), nullable=True),
        sa.Column("is_edit", sa.Boolean(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.Column("lease_until", sa.BigInteger(), nullable=True),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.Column("details", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("dedup", name=op.f("uq_outbox_dedup")),
    )
    op.create_index(op.f("ix_outbox_incident_room"), "outbox", ["incident", "room"], unique=False)
    op.create_index(
        "ix_outbox_queued",
        "outbox",
        ["urgency", "due_at"],
        unique=False,
        sqlite_where=sa.text("state = 'queued'"),
        postgresql_where=sa.text("state = 'queued'"),
    )
    op.create_index(op.f("ix_outbox_room_coalesce_state"), "outbox", ["room", "coalesce", "state"], unique=False)
    op.create_index(op.f("ix_outbox_settled_at"), "outbox", ["settled_at"], unique=False)
    op.create_index(op.f("ix_outbox_state_owner"), "outbox", ["state", "owner"], unique=False)
    op.create_table(
        "posted",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("room", sa.String(length=128), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("ref", sa.String(length=200), nullable=False),
        sa.Column("first_at", sa.BigInteger(), nullable=False),
        sa.Column("latest_at", sa.BigInteger(), nullable=False),
        sa.Column("edits", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posted")),
        sa.UniqueConstraint("room", "ref", name=op.f("uq_posted_room_ref")),
    )
    op.create_index(op.f("ix_posted_latest_at"), "posted", ["latest_at"], unique=False)
    op.create_index(op.f("ix_posted_room_subject"), "posted", ["room", "subject"], unique=False)
    op.create_table(
        "reports",
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("incident", sa.String(length=8), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_reports")),
    )
    op.create_index(
        "ix_reports_due",
        "reports",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("state = 'draft'"),
        postgresql_where=sa.text("state = 'draft'"),
    )
    op.create_index(op.f("ix_reports_incident_number"), "reports", ["incident", "number"], unique=False)
    op.create_table(
        "sequences",
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("latest", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_sequences")),
    )
    op.create_table(
        "statistics",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("bucket", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", "bucket", name=op.f("pk_statistics")),
    )
    op.create_table(
        "switches",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_switches")),
    )
    op.create_table(
        "tags",
        sa.Column("incident", sa.String(length=8), nullable=False),
        sa.Column("made_under", sa.String(length=8), nullable=False),
        sa.Column("epoch", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tag", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("incident", "made_under", "epoch", "tag", name=op.f("pk_tags")),
    )
    op.create_index(op.f("ix_tags_made_under_epoch_tag"), "tags", ["made_under", "epoch", "tag"], unique=False)
    op.create_table(
        "votes",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("incident", sa.String(length=8), nullable=False),
        sa.Column("alias", sa.String(length=64), nullable=False),
        sa.Column("ballot", sa.String(length=16), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_votes")),
        sa.UniqueConstraint(
            "incident", "alias", "ballot", "edition", name=op.f("uq_votes_incident_alias_ballot_edition")
        ),
    )
    op.create_index(op.f("ix_votes_alias"), "votes", ["alias"], unique=False)
    op.create_table(
        "wordings",
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("nonce", sa.LargeBinary(), nullable=False),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
        sa.Column("written_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("owner", name=op.f("pk_wordings")),
    )
    op.create_index(op.f("ix_wordings_written_at"), "wordings", ["written_at"], unique=False)

    shards = sa.table("lock_shards", sa.column("shard", sa.Integer))
    op.bulk_insert(shards, [{"shard": shard} for shard in range(_LOCK_SHARDS)])
