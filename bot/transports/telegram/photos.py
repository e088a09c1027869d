"""Fetches a photo into memory, bounded, where the operator takes photos at all."""

from telegram import Bot

from bot.transports.base import DeliveryError
from bot.transports.telegram.config import TelegramConfig
from bot.transports.telegram.outcomes import Moved, calling
from bot.transports.telegram.tally import Tally
from bot.transports.telegram.updates import Content, Spoken

MOST = 20
"""More than are worth waiting for: they are rebuilt one after the other."""


class Photos:
    """Only what Telegram has already re-encoded as a photo; files, which keep their hidden data, never."""

    def __init__(self, bot: Bot, config: TelegramConfig, tally: Tally) -> None:
        self._bot, self._config, self._tally = bot, config, tally
        self._in_work: set[int] = set()

    def takes(self, said: Spoken) -> bool:
        """Whether it is a photo, and photos are taken here."""
        return self._config.photos and said.content is Content.PHOTO and not said.edited and bool(said.photo)

    def begin(self, chat: int) -> bool:
        """Whether one of this chat may be worked on now: one at a time of each chat, and not too many of all."""
        if chat in self._in_work or len(self._in_work) >= MOST:
            self._tally.dropped("photo_too_many")
            return False
        self._in_work.add(chat)
        return True

    def end(self, chat: int) -> None:
        self._in_work.discard(chat)

    async def fetch(self, photo: str) -> bytes:
        """The bytes; nothing where it is too large or cannot be had."""
        try:
            file = await calling(lambda: self._bot.get_file(photo), repeatable=True)
            if (file.file_size or 0) > self._config.max_photo_bytes:
                self._tally.refused("too_large")
                return b""
            blob = await calling(file.download_as_bytearray, repeatable=True)
        except (DeliveryError, Moved):
            self._tally.dropped("photo_not_fetched")
            return b""
        return bytes(blob)
