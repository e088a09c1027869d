"""The outbox as delivery empties it: lease, say that a call begins, say how it ended."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, exists, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.sql.elements import ColumnElement

from bot.codec import moment, seconds
from bot.outbox import Handles, OutboxRow
from bot.storage.journal import SqlJournal
from bot.storage.posts import SqlOutbox
from bot.storage.schema import IS_QUEUED, outbox, posted
from bot.storage.unit import Unit
from handlers.incident import AlertRecord
from handlers.outbound import Notice, Post, PostKind, Urgency

LEASE = timedelta(seconds=60)
"""How long a leased row is left alone before another owner may take it."""

_other = outbox.alias("other")
_UNLEASED = or_(outbox.c.lease_until.is_(None), outbox.c.lease_until <= bindparam("b_now"))
# One message about an incident at a time in one room, and none past one that waits to be tried again: a correction
# must not overtake its alert, nor an edit its message.
_ROOM_IS_BUSY = exists().where(
    outbox.c.incident != "",
    outbox.c.room != "",
    _other.c.room == outbox.c.room,
    _other.c.incident == outbox.c.incident,
    _other.c.id != outbox.c.id,
    or_(
        _other.c.state == "sending",
        and_(_other.c.state == "queued", _other.c.lease_until > bindparam("b_now")),
        and_(
            _other.c.state == "queued",
            _other.c.attempts > 0,
            _other.c.id < outbox.c.id,
            _other.c.urgency <= outbox.c.urgency,
        ),
    ),
)
_NOTICES = outbox.c.room == ""
_IN_ROOMS = outbox.c.room.in_(bindparam("rooms", expanding=True))


def _due(*only: ColumnElement[bool]) -> Select[Any]:
    """Free rows whose time has come: by urgency, in turns between incidents, then by time."""
    turn = func.row_number().over(
        partition_by=(outbox.c.urgency, outbox.c.incident), order_by=(outbox.c.due_at, outbox.c.id)
    )
    free = (
        select(outbox.c.id, outbox.c.urgency, outbox.c.due_at, turn.label("turn"))
        .where(IS_QUEUED, outbox.c.due_at <= bindparam("b_now"), _UNLEASED, ~_ROOM_IS_BUSY, *only)
        .subquery()
    )
    order = (free.c.urgency, free.c.turn, free.c.due_at, free.c.id)
    return select(free.c.id).order_by(*order).limit(bindparam("b_limit"))


_DUE = _due()
_DUE_IN_ROOMS = _due(_IN_ROOMS)
_DUE_IN_ROOMS_AND_NOTICES = _due(or_(_IN_ROOMS, _NOTICES))
_STILL_FREE = (
    select(outbox)
    .where(outbox.c.id.in_(bindparam("ids", expanding=True)), IS_QUEUED, _UNLEASED)
    .with_for_update(skip_locked=True)
)
_LEASE = (
    update(outbox)
    .where(outbox.c.id == bindparam("b_id"), IS_QUEUED, _UNLEASED)
    .values(owner=bindparam("new_owner"), lease_until=bindparam("until"))
)
_LATEST_POSTED = (
    select(posted)
    .where(posted.c.room == bindparam("b_room"), posted.c.subject == bindparam("b_subject"))
    .order_by(posted.c.id.desc())
    .limit(1)
)
_MINE = (outbox.c.id == bindparam("b_id"), outbox.c.owner == bindparam("b_owner"))
_BEGIN = (
    update(outbox)
    .where(*_MINE, IS_QUEUED)
    .values(
        state="sending",
        is_edit=bindparam("editing"),
        attempts=outbox.c.attempts + 1,
        lease_until=bindparam("until"),
    )
)
# `unknown` too: an answer may come after somebody else gave the row up.
_SETTLE = (
    update(outbox)
    .where(*_MINE, outbox.c.state.in_(("sending", "unknown")))
    .values(state=bindparam("to"), details=None, lease_until=None, settled_at=bindparam("at"))
)
_GIVE_UP = (
    update(outbox)
    .where(*_MINE, outbox.c.state.in_(("queued", "sending", "unknown")))
    .values(state=bindparam("to"), details=None, lease_until=None, settled_at=bindparam("at"))
)
_UNSURE = (
    update(outbox)
    .where(outbox.c.id == bindparam("b_id"), outbox.c.state == "sending")
    .values(state="unknown", lease_until=None, settled_at=bindparam("at"))
)
# `unknown` too: delivery sends what is harmless twice again without asking anyone.
_AGAIN = (
    update(outbox)
    .where(*_MINE, outbox.c.state.in_(("queued", "sending", "unknown")))
    .values(state="queued", due_at=bindparam("due"), owner="", lease_until=None, settled_at=None)
)
_UNLEASE = update(outbox).where(outbox.c.owner == bindparam("b_owner"), IS_QUEUED).values(owner="", lease_until=None)
_UNLEASE_ALL = update(outbox).where(IS_QUEUED, outbox.c.owner != "").values(owner="", lease_until=None)
_BEGUN_BY = select(outbox).where(outbox.c.state == "sending", outbox.c.owner == bindparam("b_owner"))
_BEGUN_BY_ANY = select(outbox).where(outbox.c.state == "sending")
_BEGUN_AND_LAPSED = select(outbox).where(outbox.c.state == "sending", outbox.c.lease_until <= bindparam("b_now"))
_UNKNOWN = select(outbox).where(outbox.c.state == "unknown").order_by(outbox.c.id)
_NEXT_DUE = select(func.min(outbox.c.due_at)).where(IS_QUEUED)
_EDITED = (
    update(posted)
    .where(posted.c.room == bindparam("b_room"), posted.c.ref == bindparam("b_ref"))
    .values(
        ref=bindparam("new_ref"),
        shown=bindparam("new_shown"),
        latest_ref=bindparam("new_latest"),
        latest_at=bindparam("at"),
        edits=posted.c.edits + 1,
    )
)
_POSTED = (
    upsert(posted)
    .values(edits=0, **{name: bindparam(name) for name in ("room", "subject", "ref", "shown", "first_at", "latest_at")})
    .on_conflict_do_nothing()
)


def lease(unit: Unit, owner: str, limit: int, rooms: Iterable[str] | None, notices: bool) -> list[OutboxRow]:
    """Take rows to send, in the order to send them. Nobody else gets them until the lease ends."""
    asked: dict[str, Any] = {"b_now": unit.now_s, "b_limit": limit}
    statement = _DUE
    if rooms is not None:
        asked["rooms"] = sorted(set(rooms))
        statement = _DUE_IN_ROOMS_AND_NOTICES if notices else _DUE_IN_ROOMS
    ids = [row[0] for row in unit.rows(statement, **asked)]
    free = {row.id: row for row in unit.rows(_STILL_FREE, ids=ids, b_now=unit.now_s)}
    until = unit.now_s + int(LEASE.total_seconds())
    taken, busy = [], set()
    for row in (free[each] for each in ids if each in free):
        where = (row.room, row.incident)
        if row.room and row.incident and where in busy:
            continue
        if not unit.change(_LEASE, b_id=row.id, new_owner=owner, until=until, b_now=unit.now_s):
            continue
        if opened := _opened(unit, row, owner):
            busy.add(where)
            taken.append(opened)
    return taken


def begin(unit: Unit, row: OutboxRow, is_edit: bool) -> bool:
    """Say that the call begins; False when the row was dropped or taken meanwhile and must not be sent."""
    until = unit.now_s + int(LEASE.total_seconds())
    return unit.change(_BEGIN, b_id=row.id, b_owner=row.owner, editing=is_edit, until=until) == 1


def done(unit: Unit, row: OutboxRow, handles: Handles, edited: bool, gone_at: datetime | None = None) -> bool:
    """It is out: forget what it said, remember which message it is, and that this room was alerted.

    `gone_at` is when it has to be deleted again, which outlives a restart.
    """
    if not unit.change(_SETTLE, b_id=row.id, b_owner=row.owner, to="done", at=unit.now_s):
        return False
    if row.post:
        _record_alert(unit, row.post)
        if row.post.subject and handles.ref:
            _remember(unit, row.post, row.edit_ref if edited else "", handles)
        if gone_at is not None:
            SqlOutbox(unit).post(_taking_back(row.post.room, handles.ref, gone_at))
    return True


def retry(unit: Unit, row: OutboxRow, at: datetime) -> None:
    """Surely not sent: queue it again, not before a time."""
    unit.change(_AGAIN, b_id=row.id, b_owner=row.owner, due=seconds(at))


def give_up(unit: Unit, row: OutboxRow, state: str) -> None:
    """Never will be sent: "failed" or "dropped"."""
    unit.change(_GIVE_UP, b_id=row.id, b_owner=row.owner, to=state, at=unit.now_s)


def unsure(unit: Unit, row: OutboxRow) -> None:
    """It may be out: hold it until a moderator says. The room counts as alerted, so a correction reaches it."""
    if unit.change(_UNSURE, b_id=row.id, at=unit.now_s) and row.post:
        _record_alert(unit, row.post)


def recover(unit: Unit, owner: str | None) -> list[OutboxRow]:
    """After the death of an owner (None: of everyone before us): what it began and may have sent is unknown."""
    if owner is not None:
        unit.change(_UNLEASE, b_owner=owner)
        return _recover(unit, unit.rows(_BEGUN_BY, b_owner=owner))
    unit.change(_UNLEASE_ALL)
    return _recover(unit, unit.rows(_BEGUN_BY_ANY))


def recover_lapsed(unit: Unit) -> list[OutboxRow]:
    """The same for calls whose owner has not been heard of since its lease ended."""
    return _recover(unit, unit.rows(_BEGUN_AND_LAPSED, b_now=unit.now_s))


def held(unit: Unit) -> list[OutboxRow]:
    """Rows of unknown outcome, oldest first."""
    return [found for row in unit.rows(_UNKNOWN) if (found := _outbox_row(unit, row, row.owner))]


def next_due(unit: Unit) -> datetime | None:
    """When the next queued row may go; in the past when one waits already."""
    found = unit.first(_NEXT_DUE)
    return moment(found[0]) if found and found[0] is not None else None


def _recover(unit: Unit, begun: Sequence[Row[Any]]) -> list[OutboxRow]:
    lost = []
    for found in begun:
        row = _opened(unit, found, found.owner)
        if row is None:
            continue
        if found.is_edit:
            # An edit done twice is an edit.
            retry(unit, row, unit.now)
        else:
            unsure(unit, row)
            lost.append(row)
    return lost


def _opened(unit: Unit, row: Row[Any], owner: str) -> OutboxRow | None:
    """The row; None and given up where the key of what it says is gone, for it can never be sent."""
    found = _outbox_row(unit, row, owner)
    if found is None:
        unit.change(_GIVE_UP, b_id=row.id, b_owner=owner, to="failed", at=unit.now_s)
    return found


def _outbox_row(unit: Unit, row: Row[Any], owner: str) -> OutboxRow | None:
    common: dict[str, Any] = {"id": row.id, "urgency": Urgency(row.urgency), "owner": owner, "attempts": row.attempts}
    if not row.room:
        notice = unit.unpack(Notice, row.details, f"notice:{row.report}")
        return OutboxRow(**common, notice=notice) if notice else None
    post = unit.unpack(Post, row.details, f"post:{row.room}")
    if post is None:
        return None
    before = unit.first(_LATEST_POSTED, b_room=row.room, b_subject=row.subject) if post.edits else None
    if before is None:
        return OutboxRow(**common, post=post)
    first_at = moment(before.first_at)
    return OutboxRow(
        **common, post=post, edit_ref=before.ref, shown=before.shown, edits=before.edits, first_sent_at=first_at
    )


def _taking_back(room: str, ref: str, at: datetime) -> Post:
    return Post(
        room=room,
        kind=PostKind.TAKE_BACK,
        urgency=Urgency.HOUSEKEEPING,
        payload={"ref": ref},
        not_before=at,
        silent=True,
    )


def _record_alert(unit: Unit, post: Post) -> None:
    if post.kind is PostKind.ALERT:
        SqlJournal(unit).record_alert(AlertRecord(incident=post.incident, room=post.room, first_at=unit.now))


def _remember(unit: Unit, post: Post, edited_ref: str, handles: Handles) -> None:
    now = unit.now_s
    renewed = {"new_ref": handles.ref, "new_shown": handles.shown, "new_latest": handles.latest, "at": now}
    if edited_ref and unit.change(_EDITED, b_room=post.room, b_ref=edited_ref, **renewed):
        return
    new = {"subject": post.subject, "ref": handles.ref, "shown": handles.shown, "first_at": now, "latest_at": now}
    unit.change(_POSTED, room=post.room, **new)
