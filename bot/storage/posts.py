"""The outbox as handlers fill it, in the transaction that decides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, func, insert, or_, select, update

from bot.codec import seconds
from bot.storage.journal import SqlJournal
from bot.storage.schema import IS_QUEUED, outbox, posted
from bot.storage.unit import Unit
from handlers.outbound import Notice, Post, PostKind, Urgency

_SEEN = select(outbox.c.id).where(outbox.c.dedup == bindparam("b_dedup"))
_ADD = insert(outbox)
_OLDER = select(outbox.c.id, outbox.c.due_at, outbox.c.attempts).where(
    outbox.c.room == bindparam("b_room"), outbox.c.coalesce == bindparam("b_coalesce"), IS_QUEUED
)
_DROPPED: dict[str, Any] = {"state": "dropped", "details": None, "settled_at": bindparam("settled_at")}
_DROP = update(outbox).where(outbox.c.id == bindparam("b_id"), IS_QUEUED).values(_DROPPED)
_RELEASE = (
    update(outbox)
    .where(outbox.c.id == bindparam("b_id"), outbox.c.state == bindparam("b_state"))
    .values(state="queued", due_at=bindparam("due"), owner="", lease_until=None, settled_at=None)
)
_DROP_FOR = (
    update(outbox)
    .where(
        outbox.c.incident == bindparam("b_incident"),
        outbox.c.kind.in_((PostKind.ALERT.value, PostKind.ALERT_EDIT.value)),
        IS_QUEUED,
    )
    .values(_DROPPED)
)
_ALERTS_WAITING = select(outbox.c.room).where(
    outbox.c.incident == bindparam("b_incident"), outbox.c.kind == PostKind.ALERT.value, IS_QUEUED
)
_WAITING = (
    select(outbox.c.room, func.count().label("n"))
    .where(IS_QUEUED, outbox.c.room != bindparam("none"))
    .group_by(outbox.c.room)
)
_SUBJECT = select(posted.c.subject).where(
    posted.c.room == bindparam("b_room"),
    or_(posted.c.ref == bindparam("b_ref"), posted.c.latest_ref == bindparam("b_ref")),
)


@dataclass(frozen=True, slots=True)
class SqlOutbox:
    """`handlers.ports.Outbox` over SQL."""

    unit: Unit

    def post(self, post: Post) -> None:
        if self._seen(post.dedup):
            return
        due_at = seconds(post.not_before) if post.not_before else self.unit.now_s
        if post.coalesce:
            due_at = self._replace_older(post, due_at)
        self._add(
            due_at,
            post.dedup,
            urgency=int(post.urgency),
            room=post.room,
            report="",
            incident=post.incident,
            kind=post.kind.value,
            subject=post.subject,
            coalesce=post.coalesce,
            details=self.unit.pack(post, f"post:{post.room}"),
        )

    def notice(self, notice: Notice) -> None:
        if self._seen(notice.dedup):
            return
        self._add(
            self.unit.now_s,
            notice.dedup,
            urgency=int(Urgency.NOTICE),
            room="",
            report=notice.report,
            incident="",
            kind="notice",
            subject="",
            coalesce="",
            details=self.unit.pack(notice, f"notice:{notice.report}"),
        )

    def release(self, row: int) -> bool:
        return self.unit.change(_RELEASE, b_id=row, b_state="unknown", due=self.unit.now_s) == 1

    def drop_for(self, incident: str) -> Sequence[str]:
        waiting = {row.room for row in self.unit.rows(_ALERTS_WAITING, b_incident=incident)}
        self.unit.change(_DROP_FOR, b_incident=incident, settled_at=self.unit.now_s)
        heard = {record.room for record in SqlJournal(self.unit).alerted(incident)}
        return sorted(waiting - heard)

    def waiting(self) -> Mapping[str, int]:
        return {str(row.room): int(row.n) for row in self.unit.rows(_WAITING, none="")}

    def _seen(self, dedup: str) -> bool:
        return bool(dedup) and self.unit.first(_SEEN, b_dedup=dedup) is not None

    def _replace_older(self, post: Post, due_at: int) -> int:
        """Drop older rows; the new one takes their place in the line, or news that keeps coming would never go."""
        for older in self.unit.rows(_OLDER, b_room=post.room, b_coalesce=post.coalesce):
            if self.unit.change(_DROP, b_id=older.id, settled_at=self.unit.now_s) and post.not_before is None:
                # A row that was tried before waits because its platform asked for it.
                due_at = older.due_at if older.attempts else min(due_at, older.due_at)
        return due_at

    def _add(self, due_at: int, dedup: str, **columns: Any) -> None:
        self.unit.change(
            _ADD,
            state="queued",
            due_at=due_at,
            dedup=dedup or None,
            is_edit=False,
            attempts=0,
            owner="",
            lease_until=None,
            settled_at=None,
            **columns,
        )


def subject_in(unit: Unit, room: str, message: str) -> str | None:
    """What a message of ours is about."""
    found = unit.first(_SUBJECT, b_room=room, b_ref=message)
    return str(found[0]) if found else None
