"""Messages with a picture: a photo with the words under it, uploaded each time and never sent by file id."""

from collections.abc import Sequence
from dataclasses import replace
from hashlib import blake2b
from typing import Any

from telegram import Bot, InputMediaPhoto
from telegram.constants import ParseMode
from telegram.error import TelegramError

from bot.transports.base import Undeliverable
from bot.transports.telegram.compose import choices_of
from bot.transports.telegram.fitting import CAPTION_LIMIT, as_html, clean, units
from bot.transports.telegram.outcomes import Moved, calling, unchanged
from bot.transports.telegram.outlet import Outlet
from bot.transports.telegram.roombook import RoomBook
from handlers.outbound import Message, Picture

_MARK_BYTES = 8


class Pictures:
    """What differs where a message has a picture; everything else goes through the outlet."""

    def __init__(self, bot: Bot, rooms: RoomBook, outlet: Outlet) -> None:
        self._bot, self._rooms, self._outlet = bot, rooms, outlet

    async def send(self, room: str, message: Message) -> tuple[int, str] | None:
        """Send it as a photo: its id and the mark of its picture. None where it has to go as words alone."""
        if message.picture is None or (caption := _caption(message)) is None:
            return None
        picture, chat, topic = message.picture, self._rooms.chat_of(room), self._rooms.topic_of(room)
        try:
            sent = await calling(
                lambda: self._bot.send_photo(
                    chat,
                    picture.image,
                    caption,
                    filename=_file(picture),
                    message_thread_id=topic,
                    parse_mode=ParseMode.HTML,
                    reply_markup=choices_of(message),
                    disable_notification=message.silent,
                    protect_content=message.guarded,
                )
            )
        except (Undeliverable, Moved):
            # A room may take no photos, or have another address by now: the words find their way.
            await self._another(room)
            return None
        return sent.message_id, _mark(picture)

    async def edit(self, room: str, ids: Sequence[int], message: Message, shown: str) -> tuple[int, str] | None:
        """Rewrite the words under the photo, and the photo where it differs; None where no photo is to stand there."""
        if message.picture is None or (caption := _caption(message)) is None:
            return None
        picture, chat = message.picture, self._rooms.chat_of(room)
        where: dict[str, Any] = {"chat_id": chat, "message_id": ids[0], "reply_markup": choices_of(message)}

        async def edit() -> None:
            try:
                if shown == _mark(picture):
                    await self._bot.edit_message_caption(caption=caption, parse_mode=ParseMode.HTML, **where)
                else:
                    photo = InputMediaPhoto(picture.image, caption, ParseMode.HTML, filename=_file(picture))
                    await self._bot.edit_message_media(photo, **where)
            except TelegramError as error:
                if not unchanged(error):
                    raise

        try:
            await calling(edit, repeatable=True)
        except Moved as moved:
            await self._outlet.left_behind(room, moved)
        except Undeliverable:
            if shown:
                raise
            await self._another(room)
            return None
        await self._outlet.delete(chat, ids[1:])
        return ids[0], _mark(picture)

    async def without(self, room: str, ids: Sequence[int], message: Message) -> list[int]:
        """Put words in the place of a photo, which Telegram does not let become a text."""
        await self._outlet.delete(self._rooms.chat_of(room), ids)
        return await self._outlet.to_room(room, replace(message, silent=True), counted=True)

    async def _another(self, room: str) -> None:
        """Count the message of words that follows; delivery counted one only."""
        await self._outlet.turns.take(room)


def _caption(message: Message) -> str | None:
    """The words as they stand under a photo; None where they do not fit there."""
    text = clean(message.text)
    return as_html(text) if units(text) <= CAPTION_LIMIT else None


def _file(picture: Picture) -> str:
    return f"picture.{picture.kind}"


def _mark(picture: Picture) -> str:
    return blake2b(picture.image, digest_size=_MARK_BYTES).hexdigest()
