"""Whose word counts: who is on the list of moderators, and in their room at this moment, by the platform's own word.

A member's first act, a one-time code, or the operator puts somebody on the list; an alias is all that is known.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from handlers import safetynumbers
from handlers.act import Act
from handlers.errors import Refused
from handlers.inbound import RoomInput, Standing
from handlers.incident import Moderator, ModeratorState
from handlers.outbound import Answer
from handlers.ports import Context, Transaction

BIRDS = (
    "heron", "wren", "crane", "finch", "robin", "raven", "swift", "egret", "plover", "kestrel", "osprey", "oriole",
    "thrush", "avocet", "bittern", "bunting", "cuckoo", "curlew", "dipper", "dunlin", "falcon", "grebe", "hawk",
    "ibis", "jay", "kite", "lark", "linnet", "magpie", "martin", "merlin", "owl", "petrel", "pipit", "puffin",
    "quail", "rail", "rook", "shrike", "siskin", "snipe", "sparrow", "starling", "stork", "swallow", "tanager",
    "teal", "tern", "tit", "vireo", "wagtail", "warbler", "waxwing", "whimbrel", "willet", "yellowhammer",
)  # fmt: skip
_REFUSALS: Mapping[Standing, str] = {Standing.OUTSIDE: "room.outside", Standing.UNKNOWN: "room.unvouched"}
INVITE_ALPHABET = "23456789BCDFGHJKMNPQRTVWXYZ"
INVITE_LENGTH = 10
INVITE_LIVES = timedelta(hours=24)


def admitted(tx: Transaction, ctx: Context, said: RoomInput) -> Moderator:
    """The moderator who says this; a member of the room becomes one at their first act. Raises Refused."""
    found = tx.moderators.by_member(said.member) or _first_act(tx, ctx, said)
    if said.key:
        safetynumbers.seen(tx, ctx, said.member, said.key)
        found = tx.moderators.by_alias(found.alias) or found
    if found.state is ModeratorState.SUSPENDED:
        raise Refused("room.suspended", alias=found.alias)
    if refusal := _REFUSALS.get(said.standing):
        raise Refused(refusal)
    return found


def _first_act(tx: Transaction, ctx: Context, said: RoomInput) -> Moderator:
    if ctx.policy.admit_room_members and said.standing is Standing.UNKNOWN:
        raise Refused("room.unvouched")
    if not (ctx.policy.admit_room_members and said.standing is Standing.MEMBER):
        raise Refused("room.not_admitted")
    return enlist(tx, ctx.now, free_alias(tx), said.member)


def enlist(tx: Transaction, now: datetime, alias: str, member: str) -> Moderator:
    """A new moderator under a free alias. Raises Conflict where somebody took it first."""
    found = Moderator(alias=alias, state=ModeratorState.ACTIVE, admitted_at=now)
    tx.moderators.admit(found, member)
    return found


def invite(tx: Transaction, now: datetime, draw: Callable[[str, int], str], alias: str = "") -> str:
    """A one-time code, shown once and kept as a hash: for a new moderator, or for more of the one with this alias."""
    code = draw(INVITE_ALPHABET, INVITE_LENGTH)
    tx.moderators.invite(hash_of(code), alias, now + INVITE_LIVES)
    return code


def join(tx: Transaction, ctx: Context, said: RoomInput, code: str) -> str:
    """The alias that a code gives to whoever says it. Raises Refused."""
    known = tx.moderators.by_member(said.member)
    if known is not None:
        raise Refused("room.joined_before", alias=known.alias)
    alias = tx.moderators.redeem(hash_of(code), ctx.now)
    if alias is None:
        raise Refused("room.bad_code")
    if not alias:
        return enlist(tx, ctx.now, free_alias(tx), said.member).alias
    tx.moderators.link(alias, said.member)
    return alias


def link(act: Act) -> Answer:
    """A code with which the same moderator speaks from another platform, still as one alias with one vote."""
    code = invite(act.tx, act.ctx.now, act.ctx.draw, act.alias)
    return act.answer("room.link", code=code)


def let_in(act: Act) -> Answer:
    """Let in who asks to join a channel's group. Only the platform of that group can, so it is said in its own room."""
    wanted, platform = act.action.argument.lower(), act.said.room.rpartition("@")[2]
    rooms = [(channel.name, room.name) for channel in act.ctx.directory.channels for room in channel.rooms]
    named = [room for channel, room in rooms if wanted in {channel, room}]
    here = tuple(room for room in named if platform and room.endswith(f"@{platform}"))
    if not here:
        known = ", ".join(dict.fromkeys(channel for channel, _ in rooms))
        raise Refused("room.let_in.elsewhere" if named else "room.let_in.which", names=known)
    act.note("let_in")
    return replace(act.answer("room.let_in.done", names=", ".join(here)), let_in=here)


def hash_of(code: str) -> str:
    """Codes are drawn from 2^47, live for a day and are tried by hand: a plain hash is enough."""
    return hashlib.blake2b(code.strip().upper().encode(), digest_size=16, person=b"invite").hexdigest()


def free_alias(tx: Transaction) -> str:
    """The next bird that nobody is; a bird with a number when all are taken."""
    taken = {moderator.alias for moderator in tx.moderators.all()}
    names = (bird if turn == 1 else f"{bird}{turn}" for turn in range(1, len(taken) + 2) for bird in BIRDS)
    return next(name for name in names if name not in taken)
