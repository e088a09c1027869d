"""Makes `Incoming` of what was read: the last place where a chat or user id of Telegram has its own name."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.transports.base import Incoming, IncomingKind, Mark, Sender
from bot.transports.telegram.updates import Content, Pressed, Spoken, StandingChanged

HELD = timedelta(hours=25)
"""Telegram holds an update for a day; an older date is nobody's."""
_KINDS = {
    Content.TEXT: IncomingKind.TEXT,
    Content.PIN: IncomingKind.PIN,
    Content.PHOTO: IncomingKind.PHOTO,
    Content.OTHER: IncomingKind.UNSUPPORTED,
}


class Maker:
    """`platform` names us in senders; `now` stamps."""

    def __init__(self, platform: str, now: Callable[[], datetime]) -> None:
        self._platform, self._now = platform, now

    def spoken(self, said: Spoken, room: str | None, mark: Mark | None) -> Incoming:
        return Incoming(
            kind=IncomingKind.EDITED if said.edited else _KINDS[said.content],
            sender=self._sender(said.user),
            received_at=self._written_at(said),
            room=room,
            text=said.text,
            pin=said.pin,
            message=handle(said.chat.id, said.message, room),
            target=self._target(said, room),
            language=said.language,
            forwarded=said.forwarded,
            mark=mark,
        )

    def without_attachment(self, said: Spoken, room: str | None, mark: Mark) -> list[Incoming]:
        """A refused attachment, then what was written under it: that may be the sighting."""
        refused = replace(self.spoken(said, room, mark), text="")
        if not said.text:
            return [refused]
        return [replace(refused, mark=None), replace(refused, kind=IncomingKind.TEXT, text=said.text)]

    def photo(self, said: Spoken, blob: bytes) -> Incoming:
        """A photo after what was written under it, which was taken in by itself."""
        plain = self.spoken(said, None, None)
        return replace(plain, text="", blob=blob, target=plain.message if said.text else plain.target)

    def pressed(self, press: Pressed, room: str | None, mark: Mark) -> Incoming:
        chat = press.chat.id if press.chat else 0
        return Incoming(
            kind=IncomingKind.BUTTON,
            sender=self._sender(press.user),
            received_at=self._now(),
            room=room,
            data=press.data,
            target=handle(chat, press.message, room),
            language=press.language,
            mark=mark,
        )

    def changed(self, standing: StandingChanged, room: str, mark: Mark) -> Incoming:
        return Incoming(
            kind=IncomingKind.ROOM_CHANGE,
            sender=None,
            received_at=self._now(),
            room=room,
            change=standing.change,
            mark=mark,
        )

    def _written_at(self, said: Spoken) -> datetime:
        """When it was written: after an outage of ours, "now" in a report is hours ago."""
        now = self._now()
        written = datetime.fromtimestamp(min(max(said.sent_s, 0), now.timestamp()), UTC)
        return written if now - written <= HELD else now

    def _sender(self, user: int) -> Sender:
        return Sender(platform=self._platform, key=str(user).encode(), address=str(user).encode())

    def _target(self, said: Spoken, room: str | None) -> str:
        if said.edited:
            return handle(said.chat.id, said.message, room)
        return handle(said.chat.id, said.answers, room) if said.answers is not None else ""


def handle(chat: int, message: int, room: str | None) -> str:
    """How a message is named outside: in a room as delivery's `ref`, in private with its chat."""
    return str(message) if room is not None else f"{chat}:{message}"
