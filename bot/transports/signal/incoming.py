"""A clean frame, typed by signalbot, becomes an `Incoming`."""

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from hashlib import blake2b
from types import SimpleNamespace
from typing import cast

from signalbot import DataMessage, EditMessage, Reaction, ReceivedMessage, RemoteDelete, SignalAPIError, parse

from bot.transports.base import Incoming, IncomingKind, Mark, Sender
from bot.transports.signal.book import Book
from bot.transports.signal.config import SignalConfig, internal_id
from bot.transports.signal.frames import Frame, Noise, Poison

# All that `parse` would ask of an API is whether to fetch files.
_FETCH_NOTHING = cast("object", SimpleNamespace(download_attachments=False))


class Reader:
    """Holds the key of marks: drawn at start, so that they join nothing beyond this process.

    `prefix` stands before every address, and says which of our numbers the person wrote to.
    """

    def __init__(self, config: SignalConfig, book: Book, now: Callable[[], datetime], prefix: bytes = b"") -> None:
        self._config, self._book, self._now, self._prefix = config, book, now, prefix
        self._rooms = {internal_id(group): room for room, group in config.rooms.items()}
        self._key = secrets.token_bytes(32)

    async def read(self, frame: Frame) -> Incoming:
        """What the frame says; `verified` is left to who knows. Raises Poison or Noise."""
        room = self._room(frame)
        start = Incoming(
            kind=IncomingKind.TEXT,
            sender=self.sender(frame.aci),
            received_at=self._now(),
            room=room,
            message=str(frame.at_ms),
            mark=Mark(self._config.platform, once=self._once(frame)),
        )
        return self._filled(start, await _typed(frame), frame)

    def sender(self, aci: str) -> Sender:
        known = aci.encode()
        return Sender(platform=self._config.platform, key=known, address=self._prefix + known)

    def _filled(self, start: Incoming, message: ReceivedMessage, frame: Frame) -> Incoming:
        match message:
            case EditMessage():
                target = str(message.target_sent_timestamp)
                return replace(start, kind=IncomingKind.EDITED, text=message.text or "", target=target)
            case Reaction():
                target = self._ours(start, message.timestamp)
                return replace(
                    start, kind=IncomingKind.REACTION, data=message.emoji or "", retracted=message.is_remove,
                    target=target,
                )  # fmt: skip
            case RemoteDelete():
                return replace(start, kind=IncomingKind.DELETED, target=str(message.timestamp))
            case DataMessage(text=str() as text) if text:
                target = self._ours(start, frame.quoted_ms) if frame.quoted_ms else ""
                return replace(start, text=text, target=target)
            case DataMessage() if frame.has_photo:
                return replace(start, kind=IncomingKind.PHOTO)
            case DataMessage() if frame.has_extras:
                return replace(start, kind=IncomingKind.UNSUPPORTED)
        raise Noise("empty")

    def _room(self, frame: Frame) -> str | None:
        if not frame.group:
            return None
        room = self._rooms.get(frame.group)
        if room is None:
            raise Noise("foreign_group")
        if room not in self._config.moderation:
            # Nobody reports into a channel, where everybody would see who did.
            raise Noise("channel")
        return room

    def _ours(self, start: Incoming, at_ms: int) -> str:
        return str(self._book.first_of(start.room or "", at_ms))

    def _once(self, frame: Frame) -> bytes:
        return blake2b(f"{frame.aci}|{frame.at_ms}".encode(), key=self._key, digest_size=16).digest()


async def _typed(frame: Frame) -> ReceivedMessage:
    try:
        return await parse(_FETCH_NOTHING, frame.clean)  # type: ignore[arg-type] # see above
    except (SignalAPIError, ValueError, TypeError):
        # pydantic's error would show the very words.
        raise Poison("signalbot cannot type it") from None
