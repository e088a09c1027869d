"""Makes `Incoming` of what was read: the last place where a chat or user id of Telegram has its own name."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.transports.base import Incoming, IncomingKind, Mark, Sender
from bot.transports.telegram.updates import Content, Pressed, Spoken, StandingChanged
from handlers.actions import Action, UnknownAction, Verb, decode, encode

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

    def spoken(self, said: Spoken, room: str | None, mark: Mark) -> Incoming:
        started = _started(said)
        return Incoming(
            kind=IncomingKind.EDITED if said.edited else IncomingKind.BUTTON if started else _KINDS[said.content],
            sender=self._sender(said.user),
            received_at=self._now(),
            room=room,
            text="" if started else said.text,
            pin=said.pin,
            data=started,
            message=handle(said.chat.id, said.message, room),
            target=self._target(said, room),
            language=said.language,
            mark=mark,
        )

    def without_attachment(self, said: Spoken, room: str | None, mark: Mark) -> list[Incoming]:
        """A refused attachment, then what was written under it: that may be the sighting."""
        refused = replace(self.spoken(said, room, mark), kind=IncomingKind.UNSUPPORTED, text="")
        if not said.text:
            return [refused]
        return [replace(refused, mark=None), replace(refused, kind=IncomingKind.TEXT, text=said.text)]

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
            verified=room is not None,
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

    def _sender(self, user: int) -> Sender:
        return Sender(platform=self._platform, key=str(user).encode(), address=str(user).encode())

    def _target(self, said: Spoken, room: str | None) -> str:
        if said.edited:
            return handle(said.chat.id, said.message, room)
        return handle(said.chat.id, said.answers, room) if said.answers is not None else ""


def handle(chat: int, message: int, room: str | None) -> str:
    """How a message is named outside: in a room as delivery's `ref`, in private with its chat."""
    return str(message) if room is not None else f"{chat}:{message}"


def link_payload(action: Action) -> str:
    """What stands behind `?start=` in a link that does what a button would; never a word about who follows it."""
    return f"{action.verb.value}-{action.subject}" if action.subject else action.verb.value


def _started(said: Spoken) -> str:
    """The button data behind `/start st-K7Q2` or `/start K7Q2`, "" for everything else."""
    if not said.chat.private or said.content is not Content.TEXT or said.edited:
        return ""
    command, _, payload = said.text.partition(" ")
    if command != "/start" or not payload or len(payload) > 64:
        return ""
    verb, dash, subject = payload.partition("-")
    try:
        action = decode(f"v1:{verb}:{subject}:") if dash else Action(Verb.START, payload)
        return encode(action) if action.verb in _LINKED else ""
    except (UnknownAction, ValueError):
        return ""


_LINKED = frozenset({Verb.START, Verb.STILL, Verb.GONE, Verb.VERIFY, Verb.RIGHTS, Verb.ZONES})
