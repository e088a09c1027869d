"""What platforms tell of rooms themselves, and what moderators are told of deliveries."""

from collections import Counter

from handlers import safetynumbers
from handlers.inbound import RoomChange, RoomEvent
from handlers.incident import Incident
from handlers.ports import Context, Transaction
from handlers.roomnotes import tell_moderators
from handlers.routing import channels_for, rooms_of

_COUNTED = frozenset({RoomChange.NEARLY_FULL, RoomChange.JOIN_REQUESTS})


def room_event(tx: Transaction, ctx: Context, event: RoomEvent) -> None:
    """Moderators hear of every change; a changed safety number suspends whoever speaks with it."""
    change = event.event
    if change is RoomChange.KEY_SEEN:
        safetynumbers.seen(tx, ctx, event.member, event.key)
        return
    if change is RoomChange.SAFETY_NUMBER_CHANGED:
        safetynumbers.distrusted(tx, ctx, event.member)
        return
    slots: dict[str, str | int] = {"room": event.room}
    if change in _COUNTED:
        slots["count"] = event.count
    minute = int(event.now.timestamp()) // 60
    tell_moderators(
        tx, ctx, f"room.event.{change.value}", slots=slots, dedup=f"event:{change.value}:{event.room}:{minute}"
    )


def delivery_report(tx: Transaction, ctx: Context, incident: Incident) -> None:
    """How many rooms have the alert, by platform, and how many still wait. Called again, it edits itself."""
    rooms = [room.name for room in rooms_of(channels_for(ctx, incident.place, private_home=incident.private_home))]
    alerted = {record.room for record in tx.journal.alerted(incident.code)}
    wanted, sent = Counter(map(_platform, rooms)), Counter(_platform(room) for room in rooms if room in alerted)
    counts = ", ".join(f"{sent[platform]}/{total} {platform}" for platform, total in wanted.items())
    waiting = len(rooms) - sum(sent.values())
    tell_moderators(
        tx,
        ctx,
        "room.delivery.waiting" if waiting else "room.delivery.done",
        incident=incident,
        slots={"code": incident.code, "counts": counts, "waiting": waiting},
        subject=f"delivery:{incident.code}",
    )


def _platform(room: str) -> str:
    return room.rpartition("@")[2]
