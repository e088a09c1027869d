"""Deleting what has had its time, by one table of retention."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Column, Delete, Row, Select, Table, bindparam, delete, or_, select
from sqlalchemy.sql.elements import ColumnElement

from bot.storage.schema import (
    acts,
    alerts,
    codes,
    incidents,
    invites,
    once_keys,
    outbox,
    posted,
    reports,
    sequences,
    set_aside,
    statistics,
    tags,
    votes,
    wordings,
)
from bot.storage.unit import Unit
from handlers.retention import Retention

Span = Callable[[Retention], float]

_BEFORE: ColumnElement[int] = bindparam("before")
_CLOSED_LONG_AGO = select(incidents.c.code).where(incidents.c.closed_at < _BEFORE)
_SETTLED_STATES = ("done", "failed", "unknown", "dropped")


def _details(retention: Retention) -> float:
    return retention.incident_details.total_seconds()


# What is deleted, and how old it must be. Children of an incident go before it.
_TABLE: tuple[tuple[str, Delete, Span], ...] = (
    ("wordings", delete(wordings).where(wordings.c.written_at < _BEFORE), lambda r: r.wording.total_seconds()),
    (
        "reports",
        delete(reports).where(
            or_(
                reports.c.incident.in_(_CLOSED_LONG_AGO),
                # One that never came to an incident and is no draft any more: withdrawn.
                (reports.c.incident == "") & (reports.c.state != "draft") & (reports.c.received_at < _BEFORE),
            )
        ),
        _details,
    ),
    ("votes", delete(votes).where(votes.c.incident.in_(_CLOSED_LONG_AGO)), _details),
    ("tags", delete(tags).where(tags.c.incident.in_(_CLOSED_LONG_AGO)), _details),
    ("alerts", delete(alerts).where(alerts.c.incident.in_(_CLOSED_LONG_AGO)), _details),
    ("incidents", delete(incidents).where(incidents.c.closed_at < _BEFORE), _details),
    (
        "outbox",
        delete(outbox).where(outbox.c.state.in_(_SETTLED_STATES), outbox.c.settled_at < _BEFORE),
        _details,
    ),
    ("posted", delete(posted).where(posted.c.latest_at < _BEFORE), _details),
    ("acts", delete(acts).where(acts.c.at < _BEFORE), lambda r: r.audit.total_seconds()),
    ("invites", delete(invites).where(invites.c.expires_at < _BEFORE), lambda _r: 0.0),
    ("codes", delete(codes).where(codes.c.used_at < _BEFORE), lambda r: r.codes.total_seconds()),
    ("sequences", delete(sequences).where(sequences.c.at < _BEFORE), lambda r: r.sequences.total_seconds()),
    ("set_aside", delete(set_aside).where(set_aside.c.at < _BEFORE), lambda r: r.set_aside.total_seconds()),
    ("once_keys", delete(once_keys).where(once_keys.c.at < _BEFORE), lambda r: r.once.total_seconds()),
    ("statistics", delete(statistics).where(statistics.c.bucket < _BEFORE), lambda r: r.statistics.total_seconds()),
)


def _kept(key: Column[Any]) -> tuple[Select[Any], Delete]:
    table = key.table
    assert isinstance(table, Table)
    every = select(key, *(column for column in table.c if column is not key)).where(table.c.details.is_not(None))
    return every, delete(table).where(key == bindparam("b_key"))


# Tables whose details may be sealed, and the row that each was sealed for.
_SEALED: tuple[tuple[tuple[Select[Any], Delete], Callable[[Row[Any]], str]], ...] = (
    (_kept(reports.c.ref), lambda row: f"report:{row.ref}"),
    (_kept(incidents.c.code), lambda row: f"incident:{row.code}"),
    (_kept(votes.c.id), lambda row: f"vote:{row.incident}:{row.alias}"),
    (_kept(outbox.c.id), lambda row: f"post:{row.room}" if row.room else f"notice:{row.report}"),
)
TABLES = frozenset(name for name, _, _ in _TABLE)
"""What a purge empties."""
_EVERY_WORDING = delete(wordings)
_ORPHANS = tuple(delete(table).where(table.c.incident.not_in(select(incidents.c.code))) for table in (tags, alerts))


def purge(unit: Unit, retention: Retention) -> Mapping[str, int]:
    """Delete what is past its time; answers how many rows of which table."""
    return {name: unit.change(statement, before=unit.now_s - int(span(retention))) for name, statement, span in _TABLE}


def forget_unreadable(unit: Unit) -> None:
    """After a shred: delete what no key opens any more. Words always rest sealed, so all of them go."""
    unit.change(_EVERY_WORDING)
    for (every, forget), name in _SEALED:
        for row in unit.rows(every):
            if unit.plain(row.details, name(row)) is None:
                unit.change(forget, b_key=row[0])
    for orphans in _ORPHANS:
        unit.change(orphans)
