"""The tables: portable types only; times are epoch seconds, positions microdegrees, nouns JSON in `details`.

Columns stand only for what is asked about. No column holds an identity, an address, an exact pin or plain words:
`member` is a keyed hash, `ciphertext` is sealed, refs name messages of our own.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    literal_column,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite numbers rows by itself only in a column declared INTEGER.
RowId = BigInteger().with_variant(Integer, "sqlite")
Seconds = BigInteger

LOCK_SHARDS = 512
"""Rows that stand for cells of the map where a database has several writers."""

IS_OPEN = literal_column("incidents.state") != literal_column("'closed'")
"""Spelled out, not bound: a planner uses a partial index only where it can read the condition."""
IS_QUEUED = literal_column("outbox.state") == literal_column("'queued'")

reports = Table(
    "reports",
    metadata,
    Column("ref", String(16), primary_key=True),
    Column("state", String(16), nullable=False),
    Column("incident", String(8), nullable=False),
    Column("number", Integer, nullable=False),
    Column("received_at", Seconds, nullable=False),
    Column("due_at", Seconds, nullable=False),
    Column("details", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Index(None, "incident", "number"),
    Index(
        "ix_reports_due",
        "due_at",
        sqlite_where=literal_column("state") == literal_column("'draft'"),
        postgresql_where=literal_column("state") == literal_column("'draft'"),
    ),
)

incidents = Table(
    "incidents",
    metadata,
    Column("code", String(8), primary_key=True),
    Column("state", String(16), nullable=False),
    Column("cell", BigInteger),
    Column("lat_e6", Integer),
    Column("lon_e6", Integer),
    Column("opened_at", Seconds, nullable=False),
    Column("last_report_at", Seconds, nullable=False),
    Column("closed_at", Seconds),
    Column("details", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Index(
        "ix_incidents_open_cell",
        "cell",
        "last_report_at",
        sqlite_where=literal_column("state") != literal_column("'closed'"),
        postgresql_where=literal_column("state") != literal_column("'closed'"),
    ),
    Index(
        "ix_incidents_open_age",
        "opened_at",
        sqlite_where=literal_column("state") != literal_column("'closed'"),
        postgresql_where=literal_column("state") != literal_column("'closed'"),
    ),
    Index(None, "closed_at"),
)

codes = Table(
    "codes",
    metadata,
    Column("code", String(8), primary_key=True),
    Column("used_at", Seconds, nullable=False),
)

lock_shards = Table("lock_shards", metadata, Column("shard", Integer, primary_key=True, autoincrement=False))

votes = Table(
    "votes",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("incident", String(8), nullable=False),
    Column("alias", String(64), nullable=False),
    Column("ballot", String(16), nullable=False),
    Column("edition", Integer, nullable=False),
    Column("details", Text, nullable=False),
    UniqueConstraint("incident", "alias", "ballot", "edition"),
    Index(None, "alias"),
)

tags = Table(
    "tags",
    metadata,
    Column("incident", String(8), primary_key=True),
    Column("made_under", String(8), primary_key=True),
    Column("epoch", Integer, primary_key=True, autoincrement=False),
    Column("tag", Integer, primary_key=True, autoincrement=False),
    Index(None, "made_under", "epoch", "tag"),
)

wordings = Table(
    "wordings",
    metadata,
    Column("owner", String(64), primary_key=True),
    Column("epoch", BigInteger, nullable=False),
    Column("nonce", LargeBinary, nullable=False),
    Column("ciphertext", LargeBinary, nullable=False),
    Column("written_at", Seconds, nullable=False),
    Index(None, "written_at"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("state", String(8), nullable=False),
    Column("urgency", Integer, nullable=False),
    Column("due_at", Seconds, nullable=False),
    Column("room", String(128), nullable=False),  # "" for a notice
    Column("report", String(16), nullable=False),  # "" for a post
    Column("incident", String(8), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("coalesce", String(128), nullable=False),
    Column("dedup", String(200)),
    Column("is_edit", Boolean, nullable=False),  # of the call begun: an edit may be repeated, a send not
    Column("attempts", Integer, nullable=False),
    Column("owner", String(64), nullable=False),
    Column("lease_until", Seconds),
    Column("settled_at", Seconds),
    Column("details", Text),
    UniqueConstraint("dedup"),
    Index(
        "ix_outbox_queued",
        "urgency",
        "due_at",
        sqlite_where=literal_column("state") == literal_column("'queued'"),
        postgresql_where=literal_column("state") == literal_column("'queued'"),
    ),
    Index(None, "room", "coalesce", "state"),
    Index(None, "incident", "room"),
    Index(None, "state", "owner"),
    Index(None, "settled_at"),
)

posted = Table(
    "posted",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("room", String(128), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("ref", String(200), nullable=False),
    Column("shown", String(64), nullable=False, server_default=""),  # a mark of the picture above it, "" for none
    Column("latest_ref", String(200), nullable=False, server_default=""),  # of its newest edition, "" where it is `ref`
    Column("first_at", Seconds, nullable=False),
    Column("latest_at", Seconds, nullable=False),
    Column("edits", Integer, nullable=False),
    UniqueConstraint("room", "ref"),
    Index(None, "room", "subject"),
    Index(None, "latest_at"),
)

alerts = Table(
    "alerts",
    metadata,
    Column("incident", String(8), primary_key=True),
    Column("room", String(128), primary_key=True),
    Column("first_at", Seconds, nullable=False),
    Column("alerts", Integer, nullable=False),
)

moderators = Table(
    "moderators",
    metadata,
    Column("alias", String(64), primary_key=True),
    Column("details", Text, nullable=False),
    Column("revision", Integer, nullable=False),
)

members = Table(
    "members",
    metadata,
    Column("member", String(128), primary_key=True),
    Column("alias", String(64), nullable=False),
    Column("key_hash", String(128), nullable=False, server_default=""),  # keyed, of the key they were last seen with
)

invites = Table(
    "invites",
    metadata,
    Column("code_hash", String(128), primary_key=True),
    Column("alias", String(64), nullable=False),
    Column("expires_at", Seconds, nullable=False),
)

acts = Table(
    "acts",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("alias", String(64), nullable=False),
    Column("act", String(32), nullable=False),
    Column("incident", String(8), nullable=False),
    Column("at", Seconds, nullable=False),
    Index(None, "alias", "act", "at"),
    Index(None, "at"),
)

switches = Table(
    "switches",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)

statistics = Table(
    "statistics",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("bucket", Seconds, primary_key=True, autoincrement=False),
    Column("n", Integer, nullable=False),
)

sequences = Table(
    "sequences",
    metadata,
    Column("source", String(64), primary_key=True),
    Column("latest", BigInteger, nullable=False),
    Column("at", Seconds, nullable=False),
)

set_aside = Table(
    "set_aside",
    metadata,
    Column("source", String(64), primary_key=True),
    Column("number", BigInteger, primary_key=True, autoincrement=False),  # -1: it had none
    Column("error", String(64), nullable=False),
    Column("at", Seconds, nullable=False),
    Index(None, "at"),
)

once_keys = Table(
    "once_keys",
    metadata,
    Column("source", String(64), primary_key=True),
    Column("key", LargeBinary(64), primary_key=True),
    Column("at", Seconds, nullable=False),
    Index(None, "at"),
)
