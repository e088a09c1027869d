"""What moderators are told of posts that failed, and of alerts nobody can say whether they went out."""

from handlers.actions import Action, Verb, encode
from handlers.outbound import Post, PostKind, Urgency
from handlers.ports import Context, Transaction


def ask_to_resend(tx: Transaction, ctx: Context, post: Post, row: int) -> None:
    """An alert may or may not be out: only a person can look and decide."""
    again = [["delivery.resend", encode(Action(Verb.RESEND, post.incident, str(row)))]]
    slots: dict[str, str | int] = {"code": post.incident, "room": post.room, "number": row}
    _tell(tx, ctx, post, {"key": "delivery.unknown", "slots": slots, "choices": again}, f"unknown:{row}")


def tell_undelivered(tx: Transaction, ctx: Context, post: Post) -> None:
    """A room cannot be reached; said once an hour, however much was meant for it."""
    hour = int(ctx.now.timestamp()) // 3600
    slots: dict[str, str | int] = {"room": post.room}
    _tell(tx, ctx, post, {"key": "delivery.failed", "slots": slots, "choices": []}, f"failed:{post.room}:{hour}")


def tell_unsayable(tx: Transaction, ctx: Context, post: Post) -> None:
    """A message could not be put into words; once an hour, so that this note can never answer its own fault."""
    hour = int(ctx.now.timestamp()) // 3600
    slots: dict[str, str | int] = {"room": post.room}
    _tell(tx, ctx, post, {"key": "delivery.unsayable", "slots": slots, "choices": []}, f"unsayable:{hour}")


def _tell(tx: Transaction, ctx: Context, post: Post, payload: dict[str, object], dedup: str) -> None:
    for room in ctx.directory.moderation:
        tx.outbox.post(
            Post(
                room=room.name,
                kind=PostKind.ROOM_NOTE,
                urgency=Urgency.MODERATION,
                incident=post.incident,
                payload=payload,
                dedup=f"{dedup}:{room.name}",
            )
        )
