"""Fetches a photo into memory, bounded, where the operator takes photos at all."""

from telegram import Bot

from bot.transports.base import DeliveryError
from bot.transports.telegram.config import TelegramConfig
from bot.transports.telegram.outcomes import Moved, calling
from bot.transports.telegram.tally import Tally


class Photos:
    """Only what Telegram has already re-encoded as a photo; files, which keep their hidden data, never."""

    def __init__(self, bot: Bot, config: TelegramConfig, tally: Tally) -> None:
        self._bot, self._config, self._tally = bot, config, tally

    async def fetch(self, photo: str) -> bytes:
        """The bytes; nothing where photos are off, one is too large or cannot be had."""
        if not self._config.photos or not photo:
            return b""
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
