"""The brake: while frozen, nothing goes out to channels. What is decided meanwhile waits and is not lost."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from handlers.act import Act
from handlers.errors import Refused
from handlers.outbound import Answer
from handlers.ports import Context, Transaction
from handlers.roomnotes import tell_moderators

SWITCH = "frozen"
TO_LIFT = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Freeze:
    """Who pulled the brake, until when ("" until lifted), and who wants it lifted."""

    by: tuple[str, ...]
    until: str = ""
    lifting: tuple[str, ...] = ()


def frozen(tx: Transaction, now: datetime) -> bool:
    """Whether channels must not be told anything now. Delivery asks before every post to a channel."""
    return _current(tx, now) is not None


def freeze(act: Act) -> Answer:
    """Alone for a while; with a second moderator until it is lifted."""
    found = _current(act.tx, act.ctx.now)
    act.note("freeze")
    if found is None:
        until = act.ctx.now + act.ctx.policy.freeze_alone_for
        _set(act.tx, Freeze(by=(act.alias,), until=until.isoformat()))
        return act.answer("room.frozen.alone", minutes=_minutes(act.ctx.policy.freeze_alone_for))
    if act.alias in found.by:
        raise Refused("room.frozen.already")
    _set(act.tx, replace(found, by=(*found.by, act.alias), until="", lifting=()))
    return act.answer("room.frozen.held", by=act.named((*found.by, act.alias)))


def unfreeze(act: Act) -> Answer:
    """Whoever froze alone lifts alone; otherwise it takes two."""
    found = _current(act.tx, act.ctx.now)
    if found is None:
        raise Refused("room.frozen.not")
    act.note("unfreeze")
    lifting = tuple(dict.fromkeys((*found.lifting, act.alias)))
    if found.by != (act.alias,) and len(lifting) < TO_LIFT:
        _set(act.tx, replace(found, lifting=lifting))
        return act.answer("room.frozen.lifting", votes=len(lifting), needed=TO_LIFT)
    act.tx.journal.set_switch(SWITCH, None)
    return act.answer("room.frozen.lifted")


def thaw(tx: Transaction, ctx: Context) -> int:
    """Tell moderators when a freeze has ended by itself; returns whether one has."""
    if not tx.journal.switch(SWITCH) or frozen(tx, ctx.now):
        return 0
    tx.journal.set_switch(SWITCH, None)
    tell_moderators(tx, ctx, "room.frozen.over")
    return 1


def _current(tx: Transaction, now: datetime) -> Freeze | None:
    value = tx.journal.switch(SWITCH)
    if not value:
        return None
    stored = json.loads(value)
    found = Freeze(by=tuple(stored["by"]), until=stored["until"], lifting=tuple(stored["lifting"]))
    return None if found.until and datetime.fromisoformat(found.until) <= now else found


def _set(tx: Transaction, value: Freeze) -> None:
    tx.journal.set_switch(SWITCH, json.dumps(asdict(value)))


def _minutes(span: timedelta) -> int:
    return int(span / timedelta(minutes=1))
