"""Short texts to every moderation room, put together from a key and closed values at the moment of sending."""

from collections.abc import Mapping, Sequence

from handlers.actions import Action, Verb, encode
from handlers.incident import Incident
from handlers.outbound import Post, PostKind, Urgency
from handlers.ports import Context, Transaction


def tell_moderators(
    tx: Transaction,
    ctx: Context,
    key: str,
    *,
    incident: Incident | None = None,
    slots: Mapping[str, str | int] | None = None,
    verbs: Sequence[Verb] = (),
    dedup: str = "",
    subject: str = "",
) -> None:
    """`verbs` become buttons about the incident; `dedup` is completed by the room; a `subject` is edited in place."""
    code = incident.code if incident else ""
    choices = [[f"card.button.{verb.value}", encode(Action(verb, code))] for verb in verbs]
    for room in ctx.directory.moderation:
        tx.outbox.post(
            Post(
                room=room.name,
                kind=PostKind.ROOM_NOTE,
                urgency=Urgency.MODERATION,
                incident=code,
                payload={"key": key, "slots": dict(slots or {}), "choices": choices},
                dedup=f"{dedup}:{room.name}" if dedup else "",
                subject=subject,
                coalesce=f"{subject}:{room.name}" if subject else "",
                edits=bool(subject),
            )
        )
