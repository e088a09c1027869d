"""Who looks after what is urgent: moderators who said that they are on shift, by alias. Residents never hear of it."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from geo.folding import fold
from handlers import phrases
from handlers.act import Act
from handlers.incident import Incident, ModeratorState
from handlers.outbound import Answer
from handlers.ports import Context, Transaction
from handlers.roomnotes import tell_moderators

SWITCH = "shift"
LASTS = timedelta(hours=12)
"""A shift somebody forgot to end, ends."""
ON = frozenset({"on", "si", "empiezo"})
OFF = frozenset({"off", "no", "termino"})


def shift(act: Act) -> Answer:
    """`shift on` and `shift off`; anything else tells who is on shift."""
    wanted, ends_at = fold(act.action.argument), act.ctx.now + LASTS
    if wanted not in ON | OFF:
        return act.answer("room.shift.who", names=_listed(act))
    kept = {alias: at for alias, at in _kept(act.tx, act.ctx.now).items() if alias != act.alias}
    if wanted in ON:
        kept[act.alias] = ends_at
    act.tx.journal.set_switch(SWITCH, json.dumps({alias: at.isoformat() for alias, at in kept.items()}))
    act.note("shift")
    if wanted in ON:
        return act.answer("room.shift.on", alias=act.alias, time=phrases.clock(ends_at, act.ctx.policy))
    return act.answer("room.shift.off", alias=act.alias, names=_listed(act))


def on_shift(tx: Transaction, now: datetime) -> Sequence[str]:
    """The aliases on shift that may decide, in the order they began."""
    found = {alias: tx.moderators.by_alias(alias) for alias in _kept(tx, now)}
    return [alias for alias, each in found.items() if each and each.state is ModeratorState.ACTIVE]


def call_out(tx: Transaction, ctx: Context, incident: Incident, key: str, *, dedup: str = "") -> None:
    """Tell moderators of an urgent incident; where somebody is on shift, by name and with the text `key`.shift."""
    names = ", ".join(on_shift(tx, ctx.now))
    slots: dict[str, str | int] = {"code": incident.code, **({"names": names} if names else {})}
    tell_moderators(tx, ctx, f"{key}.shift" if names else key, incident=incident, slots=slots, dedup=dedup)


def _listed(act: Act) -> str:
    names = ", ".join(on_shift(act.tx, act.ctx.now))
    return names or act.words.say("room.shift.nobody")


def _kept(tx: Transaction, now: datetime) -> dict[str, datetime]:
    stored: dict[str, str] = json.loads(tx.journal.switch(SWITCH) or "{}")
    ends = {alias: datetime.fromisoformat(at) for alias, at in stored.items()}
    return {alias: at for alias, at in ends.items() if at > now}
