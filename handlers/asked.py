"""The numbers behind the latest question to a moderator, for rooms without buttons."""

import json
from datetime import datetime, timedelta

from handlers.actions import Action, decode, encode
from handlers.outbound import Answer
from handlers.ports import Context, Transaction

BINDS_FOR = timedelta(minutes=10)
"""After so long a bare number is talk again."""


def remember(tx: Transaction, ctx: Context, room: str, alias: str, answer: Answer) -> None:
    """Bind numbers to the choices of this answer; an answer without choices unbinds the earlier ones."""
    actions = [encode(choice.action) for message in answer.replies for choice in message.flat_choices]
    until = (ctx.now + BINDS_FOR).isoformat()
    tx.journal.set_switch(_name(room, alias), json.dumps([until, actions]) if actions else None)


def choice(tx: Transaction, ctx: Context, room: str, alias: str, number: int) -> Action | None:
    stored = tx.journal.switch(_name(room, alias))
    if not stored:
        return None
    until, actions = json.loads(stored)
    if datetime.fromisoformat(until) < ctx.now or number > len(actions):
        return None
    return decode(actions[number - 1])


def _name(room: str, alias: str) -> str:
    return f"asked:{room}:{alias}"
