"""Short texts to every moderation room, put together from a key and closed values at the moment of sending."""

from collections.abc import Mapping, Sequence

from handlers.actions import Action, Verb, encode
from handlers.incident import Incident
from handlers.outbound import Post, PostKind, Urgency
from handlers.ports import Context, Transaction


def tell_moderators(  # noqa: PLR0913  each names one part of a note; most notes need few
    tx: Transaction,
    ctx: Context,
    key: str,
    *,
    incident: Incident | None = None,
    slots: Mapping[str, str | int] | None = None,
    verbs: Sequence[Verb] = (),
    dedup: str = "",
    subject: str = "",
    coalesce: str = "",
) -> None:
    """`verbs` become buttons about the incident; a `subject` is edited in place.

    `dedup` and `coalesce` are completed by the room; of several that coalesce, only the newest waiting is sent.
    """
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
                coalesce=f"{coalesce or subject}:{room.name}" if coalesce or subject else "",
                edits=bool(subject),
            )
        )
