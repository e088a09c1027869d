"""Photos on their way in: rebuilt one at a time, so that a flood of them costs one decoder's memory, not many."""

import asyncio
from base64 import b64encode

from bot import logs
from bot.events import Event
from bot.privacy.media import CleanPhoto, PhotoRefused, clean_photo
from handlers.inbound import Photo, PhotoRefusal


class Darkroom:
    """Where photos become bare pixels. It keeps none of them. Closed where the city takes no photos."""

    def __init__(self, *, is_open: bool) -> None:
        self._is_open = is_open
        self._turn = asyncio.Lock()

    async def developed(self, blob: bytes) -> Photo | PhotoRefusal:
        """The picture as it may be kept, or why it is not. An uncovered face is a reason: text only, then."""
        if not self._is_open or not blob:
            return PhotoRefusal.OFF if not self._is_open else PhotoRefusal.UNREADABLE
        try:
            async with self._turn:
                cleaned = await asyncio.to_thread(clean_photo, blob)
        except PhotoRefused as refused:
            logs.get().event(Event.PHOTO_REFUSED, reason=refused.reason.value)
            return PhotoRefusal.UNREADABLE
        except OSError:  # no process to be had for it now: the words that came with it must not be lost
            logs.get().event(Event.PHOTO_REFUSED, reason="resources")
            return PhotoRefusal.UNREADABLE
        return _kept(cleaned)


def _kept(cleaned: CleanPhoto) -> Photo | PhotoRefusal:
    if cleaned.faces is None:
        logs.get().event(Event.PHOTO_REFUSED, reason="faces")
        return PhotoRefusal.FACES
    logs.get().event(Event.PHOTO_CLEANED, faces=cleaned.faces)
    return Photo(picture=b64encode(cleaned.jpeg).decode("ascii"), faces=cleaned.faces)
