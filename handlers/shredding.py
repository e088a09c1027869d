"""The last resort: destroy every key at once, so that nothing sealed can ever be read again.

Two moderators decide it, for it cannot be undone. It is done inside the deciding transaction: who is told that the
keys are gone can rely on it.
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from handlers.act import Act
from handlers.errors import Refused
from handlers.outbound import Answer
from handlers.roomnotes import tell_moderators

SWITCH = "shred"
WITHIN = timedelta(minutes=10)
"""How long one moderator's word stands; a forgotten one must not wait for a slip of another's fingers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Who wants the keys destroyed, and until when that counts."""

    by: str
    until: str


def shred(act: Act) -> Answer:
    """The first time it is asked for it is explained to all; a second moderator's word does it."""
    first = _standing(act)
    if first is None:
        wish = Wish(by=act.alias, until=(act.ctx.now + WITHIN).isoformat())
        act.tx.journal.set_switch(SWITCH, json.dumps(asdict(wish)))
        minutes = int(WITHIN / timedelta(minutes=1))
        tell_moderators(act.tx, act.ctx, "room.shred.wanted", slots={"alias": act.alias, "minutes": minutes})
        return act.answer("room.shred.second", minutes=minutes)
    if first.by == act.alias:
        raise Refused("room.shred.already")
    act.tx.journal.set_switch(SWITCH, None)
    act.ctx.people.shred()
    act.tx.forget_unreadable()
    act.note("shred")
    by = act.named((first.by, act.alias))
    tell_moderators(act.tx, act.ctx, "room.shred.done", slots={"by": by})
    return act.answer("room.shred.gone")


def _standing(act: Act) -> Wish | None:
    value = act.tx.journal.switch(SWITCH)
    wish = Wish(**json.loads(value)) if value else None
    return wish if wish and datetime.fromisoformat(wish.until) > act.ctx.now else None
