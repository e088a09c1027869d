"""What was alerted where, who did what by alias, the switches of the whole bot, and counts of nobody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, func, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert

from bot.codec import moment, seconds
from bot.storage.schema import acts, alerts, outbox, statistics, switches
from bot.storage.unit import Unit
from handlers.incident import AlertRecord
from handlers.outbound import PostKind
from handlers.retention import SUPPRESSED_BELOW

_ALERTED = select(alerts).where(alerts.c.incident == bindparam("b_code")).order_by(alerts.c.first_at, alerts.c.room)
_ON_THE_WAY = (
    select(outbox.c.room, outbox.c.due_at)
    .where(
        outbox.c.incident == bindparam("b_code"),
        outbox.c.kind == bindparam("b_kind"),
        outbox.c.state == bindparam("b_state"),
    )
    .order_by(outbox.c.id)
)
_RECORD = (
    upsert(alerts)
    .values({name: bindparam(name) for name in ("incident", "room", "first_at", "alerts")})
    .on_conflict_do_update(index_elements=["incident", "room"], set_={"alerts": alerts.c.alerts + bindparam("more")})
)
_ACTED = insert(acts)
_ACTS = (
    select(func.count())
    .select_from(acts)
    .where(acts.c.alias == bindparam("b_alias"), acts.c.act == bindparam("b_act"), acts.c.at > bindparam("b_since"))
)
_SWITCH = select(switches.c.value).where(switches.c.name == bindparam("b_name"))
_SET = (
    upsert(switches)
    .values(name=bindparam("name"), value=bindparam("value"))
    .on_conflict_do_update(index_elements=["name"], set_={"value": bindparam("new_value")})
)
_UNSET = delete(switches).where(switches.c.name == bindparam("b_name"))
_COUNT = (
    upsert(statistics)
    .values(name=bindparam("name"), bucket=bindparam("bucket"), n=bindparam("by"))
    .on_conflict_do_update(index_elements=["name", "bucket"], set_={"n": statistics.c.n + bindparam("more")})
)
_COUNTS = (
    select(statistics)
    .where(statistics.c.bucket >= bindparam("b_since"))
    .order_by(statistics.c.name, statistics.c.bucket)
)

DAY_S = 86_400
"""A bucket is a day of UTC: the second of one event would outlive its incident by a year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """One bucket of a statistic; `n` is None where it is too small to be shown."""

    name: str
    bucket: datetime
    n: int | None


@dataclass(frozen=True, slots=True)
class SqlJournal:
    """`handlers.ports.Journal` over SQL. An alert that is being sent right now counts as sent."""

    unit: Unit

    def alerted(self, code: str) -> Sequence[AlertRecord]:
        done = [
            AlertRecord(incident=code, room=row.room, first_at=moment(row.first_at), alerts=row.alerts)
            for row in self.unit.rows(_ALERTED, b_code=code)
        ]
        rooms = {record.room for record in done}
        sending = self.unit.rows(_ON_THE_WAY, b_code=code, b_kind=PostKind.ALERT.value, b_state="sending")
        fresh = {row.room: moment(row.due_at) for row in sending if row.room not in rooms}
        return done + [AlertRecord(incident=code, room=room, first_at=at) for room, at in fresh.items()]

    def record_alert(self, record: AlertRecord) -> None:
        self.unit.change(
            _RECORD,
            incident=record.incident,
            room=record.room,
            first_at=seconds(record.first_at),
            alerts=record.alerts,
            more=record.alerts,
        )

    def acted(self, alias: str, act: str, code: str, at: datetime) -> None:
        self.unit.change(_ACTED, alias=alias, act=act, incident=code, at=seconds(at))

    def acts(self, alias: str, act: str, since: datetime) -> int:
        found = self.unit.first(_ACTS, b_alias=alias, b_act=act, b_since=seconds(since))
        return int(found[0]) if found else 0

    def switch(self, name: str) -> str | None:
        found = self.unit.first(_SWITCH, b_name=name)
        return str(found[0]) if found else None

    def set_switch(self, name: str, value: str | None) -> None:
        if value is None:
            self.unit.change(_UNSET, b_name=name)
        else:
            self.unit.change(_SET, name=name, value=value, new_value=value)

    def count(self, name: str, bucket: datetime, by: int = 1) -> None:
        self.unit.change(_COUNT, name=name, bucket=_day(bucket), by=by, more=by)


def counts(unit: Unit, since: datetime) -> list[Count]:
    """Statistics since the day of a time, by name and bucket, small ones suppressed."""
    return [
        Count(name=row.name, bucket=moment(row.bucket), n=row.n if row.n >= SUPPRESSED_BELOW else None)
        for row in unit.rows(_COUNTS, b_since=_day(since))
    ]


def _day(at: datetime) -> int:
    return seconds(at) - seconds(at) % DAY_S
