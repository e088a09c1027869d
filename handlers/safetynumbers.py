"""A moderator with another key than before, as on a new phone: out until another moderator asks them in person."""

from handlers.abuse import suspend
from handlers.ports import Context, Transaction
from handlers.roomnotes import tell_moderators


def seen(tx: Transaction, ctx: Context, member: str, key: str) -> None:
    """Keep the hash of the key a member speaks with; another one than was kept suspends them."""
    known = tx.moderators.key_of(member)
    if known is None or known == key:
        return
    tx.moderators.keep_key(member, key)
    if known:
        _suspended(tx, ctx, member)


def distrusted(tx: Transaction, ctx: Context, member: str) -> None:
    """The platform itself says that the key is another, but not which: the next one seen is the one to keep."""
    tx.moderators.keep_key(member, "")
    _suspended(tx, ctx, member)


def _suspended(tx: Transaction, ctx: Context, member: str) -> None:
    """Suspend whoever is a moderator, and tell the others."""
    moderator = tx.moderators.by_member(member)
    if moderator is None:
        return
    suspend(tx, ctx, moderator)
    minute = int(ctx.now.timestamp()) // 60
    tell_moderators(
        tx,
        ctx,
        "room.event.safety_number_changed",
        slots={"alias": moderator.alias},
        dedup=f"event:safety_number_changed:{moderator.alias}:{minute}",
    )
