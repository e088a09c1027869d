"""Everything a log line may say: the table of events, their levels and their fields.

A field takes a bounded number, a word of a closed list, an incident code or the type and line of an error.
Nothing else has a way into a line, so neither has anything of a person. A new event is a new row here.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Literal, Protocol

from bot.faults import Trace, fault

Level = Literal["debug", "info", "warning", "error"]
Printable = str | int | float

REFUSED = "refused"
"""Stands where a value did not fit its field: the line survives, the value does not."""


class Field(Protocol):
    """What one field of an event may hold."""

    def passes(self, value: object) -> Printable:
        """Answer what may be printed for `value`; `REFUSED` where it does not fit. Never raises."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number; a larger one is cut to `top`, which is smaller than any platform's ids."""

    top: int = 1_000_000

    def passes(self, value: object) -> Printable:
        if not isinstance(value, int):
            return REFUSED
        return min(max(int(value), -1), self.top)


@dataclass(frozen=True, slots=True)
class Seconds:
    """A duration, to a tenth of a second."""

    top: float = 1_000_000.0

    def passes(self, value: object) -> Printable:
        if not isinstance(value, int | float) or math.isnan(value):
            return REFUSED
        return round(min(max(float(value), -1.0), self.top), 1)


@dataclass(frozen=True, slots=True)
class OneOf:
    """A word of a closed list, given as text or as an enum whose value is that word."""

    words: frozenset[str]

    def passes(self, value: object) -> Printable:
        word = value.value if isinstance(value, Enum) else value
        return str(word) if isinstance(word, str) and word in self.words else REFUSED


@dataclass(frozen=True, slots=True)
class Code:
    """An incident code: no vowels, no look-alike characters (K7Q2)."""

    pattern: re.Pattern[str] = field(default=re.compile(r"[2-9B-DF-HJ-NP-TV-Z]{4,6}"), repr=False)

    def passes(self, value: object) -> Printable:
        return str(value) if isinstance(value, str) and self.pattern.fullmatch(value) else REFUSED


@dataclass(frozen=True, slots=True)
class Fault:
    """An error: its type and line, and those of its causes; never its text."""

    def passes(self, value: object) -> Printable:
        if isinstance(value, BaseException):
            return fault(value)
        return str(value) if isinstance(value, Trace) else REFUSED


def one_of(*words: str) -> OneOf:
    """A field that holds one of these words."""
    return OneOf(frozenset(words))


COUNT = Whole()
STATUS = Whole(top=999)
WAIT_S = Seconds()
CODE = Code()
ERROR = Fault()
TRANSPORT = one_of("telegram", "signal", "simulator")


def word_of(platform: str) -> str:
    """The word of the log for a platform: the simulator has several flavors."""
    return "simulator" if platform.startswith("sim") else platform


SWITCH = one_of("on", "off", "unavailable")
LANE = one_of("alert", "correction", "card", "answer", "notice", "edit", "housekeeping", "post", "reply")
DECISION = one_of("reported", "confirmed", "rejected", "cleared", "false", "expired", "doubted", "merged", "split")
REASON = one_of(
    "rate_one",  # one witness sent more than its share
    "rate_all",  # intake as a whole is full
    "muted",
    "too_long",
    "unsupported",
    "stale",
    "forged",
    "foreign",
    "unauthorized",
    "key_gone",
    "address_gone",
    "room_gone",
    "blocked",
    "expired",
    "too_large",
    "too_many_pixels",
    "format",
    "unreadable",
    "resources",
    "faces",  # nothing here can cover them
    "unknown_outcome",
    "other",
)


class Event(Enum):
    """The names of all events, `area.what_happened`."""

    APP_STARTED = "app.started"
    APP_STOPPING = "app.stopping"
    APP_FAILED = "app.failed"
    MEMORY_HARDENED = "app.memory_hardened"
    HEALTH_CHANGED = "health.changed"
    INTAKE_COMMITTED = "intake.committed"
    INTAKE_REFUSED = "intake.refused"
    INTAKE_QUARANTINED = "intake.quarantined"
    INTAKE_FAILED = "intake.failed"
    INTAKE_CONNECTED = "intake.connected"
    HANDLER_FAILED = "handler.failed"
    INCIDENT_OPENED = "incident.opened"
    INCIDENT_DECIDED = "incident.decided"
    INCIDENT_CLOSED = "incident.closed"
    DELIVERY_SENT = "delivery.sent"
    DELIVERY_RETRIED = "delivery.retried"
    DELIVERY_DROPPED = "delivery.dropped"
    DELIVERY_FAILED = "delivery.failed"
    PACING_WAITS = "pacing.waits"
    STORAGE_OPENED = "storage.opened"
    STORAGE_RETRIED = "storage.retried"
    STORAGE_FAILED = "storage.failed"
    JOB_RAN = "job.ran"
    JOB_FAILED = "job.failed"
    PURGE_DONE = "purge.done"
    KEYRING_ROTATED = "keyring.rotated"
    KEYRING_SHREDDED = "keyring.shredded"
    KEYRING_FAILED = "keyring.failed"
    PHOTO_CLEANED = "photo.cleaned"
    PHOTO_REFUSED = "photo.refused"
    LOOP_FAILED = "loop.failed"
    THREAD_FAILED = "thread.failed"
    LIBRARY_WARNED = "library.warned"
    LIBRARY_FAILED = "library.failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The level of an event and the fields it may carry; any of them may be left out."""

    level: Level
    fields: Mapping[str, Field]


def _shape(level: Level, **fields: Field) -> Shape:
    return Shape(level=level, fields=fields)


JOB = one_of(
    "pass_on",
    "deliver",
    "expire",
    "escalate",
    "digest",
    "purge",
    "rotate",
    "copy",
    "release",
    "checkpoint",
    "backup",
    "health",
    "map_card",
    "other",
)
LIBRARY = one_of(
    "httpx", "httpcore", "telegram", "signalbot", "aiohttp", "aiosqlite", "asyncpg", "sqlalchemy", "alembic",
    "geopy", "asyncio", "websockets", "apscheduler", "urllib3", "PIL", "concurrent", "py", "other",
)  # fmt: skip

EVENTS: Mapping[Event, Shape] = {
    Event.APP_STARTED: _shape("info", transports=COUNT, rooms=COUNT),
    Event.APP_STOPPING: _shape("info"),
    Event.APP_FAILED: _shape("error", error=ERROR),
    Event.MEMORY_HARDENED: _shape("info", core_dumps=SWITCH, debuggers=SWITCH, memory_lock=SWITCH),
    Event.HEALTH_CHANGED: _shape("warning", state=one_of("ok", "degraded", "failing"), transport=TRANSPORT),
    Event.INTAKE_COMMITTED: _shape("debug", transport=TRANSPORT, count=COUNT),
    Event.INTAKE_REFUSED: _shape("info", transport=TRANSPORT, reason=REASON, count=COUNT),
    Event.INTAKE_QUARANTINED: _shape("warning", transport=TRANSPORT, error=ERROR, count=COUNT),
    Event.INTAKE_FAILED: _shape(
        "warning", transport=TRANSPORT, error=ERROR, status=STATUS, attempt=COUNT, wait_s=WAIT_S
    ),
    Event.INTAKE_CONNECTED: _shape("info", transport=TRANSPORT, attempt=COUNT),
    Event.HANDLER_FAILED: _shape("error", error=ERROR, transport=TRANSPORT),
    Event.INCIDENT_OPENED: _shape("info", code=CODE),
    Event.INCIDENT_DECIDED: _shape("info", code=CODE, decision=DECISION),
    Event.INCIDENT_CLOSED: _shape("info", code=CODE),
    Event.DELIVERY_SENT: _shape("debug", transport=TRANSPORT, lane=LANE, count=COUNT, code=CODE),
    Event.DELIVERY_RETRIED: _shape(
        "info", transport=TRANSPORT, lane=LANE, attempt=COUNT, wait_s=WAIT_S, status=STATUS, error=ERROR
    ),
    Event.DELIVERY_DROPPED: _shape("warning", transport=TRANSPORT, lane=LANE, reason=REASON, count=COUNT, code=CODE),
    Event.DELIVERY_FAILED: _shape("error", transport=TRANSPORT, lane=LANE, error=ERROR, status=STATUS, code=CODE),
    Event.PACING_WAITS: _shape("info", transport=TRANSPORT, lane=LANE, waiting=COUNT, wait_s=WAIT_S),
    Event.STORAGE_OPENED: _shape("info", engine=one_of("sqlite", "postgresql"), schema=COUNT),
    Event.STORAGE_RETRIED: _shape("info", attempt=COUNT, error=ERROR),
    Event.STORAGE_FAILED: _shape("error", error=ERROR),
    Event.JOB_RAN: _shape("debug", job=JOB, count=COUNT),
    Event.JOB_FAILED: _shape("error", job=JOB, error=ERROR),
    Event.PURGE_DONE: _shape("info", rows=COUNT, busy=COUNT),
    Event.KEYRING_ROTATED: _shape("info", keys=COUNT, addresses=COUNT, mutes=COUNT),
    Event.KEYRING_SHREDDED: _shape("warning", keys=COUNT, addresses=COUNT, mutes=COUNT),
    Event.KEYRING_FAILED: _shape("error", error=ERROR),
    Event.PHOTO_CLEANED: _shape("debug", faces=COUNT),
    Event.PHOTO_REFUSED: _shape("info", reason=REASON),
    Event.LOOP_FAILED: _shape("error", error=ERROR),
    Event.THREAD_FAILED: _shape("error", error=ERROR),
    Event.LIBRARY_WARNED: _shape("warning", library=LIBRARY, line=ERROR, error=ERROR),
    Event.LIBRARY_FAILED: _shape("error", library=LIBRARY, line=ERROR, error=ERROR),
}
