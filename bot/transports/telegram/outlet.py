"""Everything that is sent, edited and deleted goes through here; what comes back is a DeliveryError or done."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from secrets import token_bytes
from typing import NoReturn

from telegram import Bot, ReplyParameters
from telegram.error import TelegramError

from bot.transports.base import DeliveryError, NotSent, TryAgain, Undeliverable, Unknown
from bot.transports.telegram.compose import Piece, choices_of, edit_manner, html, manner, pieces
from bot.transports.telegram.config import TelegramConfig
from bot.transports.telegram.fitting import TOAST_LIMIT, shorten
from bot.transports.telegram.outcomes import Moved, calling, gone, unchanged
from bot.transports.telegram.roombook import ChatId, RoomBook
from bot.turns import Turns
from handlers.outbound import Message

_MOST_DELETED = 100
"""deleteMessages takes no more ids at once."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class _Where:
    """A chat, the room it is or what it is paced under, the topic in it, and the message that is answered."""

    chat: ChatId
    room: str = ""
    private: str = ""
    topic: int | None = None
    answers: int | None = None


class Outlet:
    """One bot's calls. Rooms are followed when they move; nothing is ever forwarded, copied or sent by file id."""

    def __init__(self, bot: Bot, rooms: RoomBook, config: TelegramConfig, turns: Turns) -> None:
        self._bot, self._rooms, self._config, self.turns = bot, rooms, config, turns
        self._pacing_key = token_bytes(16)

    async def to_room(
        self, room: str, message: Message, *, answers: int | None = None, counted: bool = False
    ) -> list[int]:
        """Send to a room, following it once if it moved; the ids of what was sent.

        `counted`: delivery has counted the message at this pace already, though as one.
        """
        made, topic = pieces(message), self._rooms.topic_of(room)
        try:
            where = _Where(chat=self._rooms.chat_of(room), room=room, topic=topic, answers=answers)
            return await self._to_chat(where, made, message, counted=counted)
        except Moved as moved:
            await self._follow(room, moved)
        # The quoted message stayed behind in the old chat.
        return await self._to_chat(_Where(chat=self._rooms.chat_of(room), room=room), made, message, counted=counted)

    async def to_chat(self, chat: int, message: Message, share_place: str = "", *, counted: bool = False) -> list[int]:
        """Send to a chat that is no room."""
        made = pieces(message, share_place=share_place)
        try:
            where = _Where(chat=chat, private=self.paced_under(chat))
            return await self._to_chat(where, made, message, counted=counted)
        except Moved:
            raise Undeliverable("the group has moved") from None

    def paced_under(self, chat: int) -> str:
        """What a chat that is no room is counted under: pacing knows no one's id."""
        return blake2b(str(chat).encode(), key=self._pacing_key, digest_size=16).hexdigest()

    async def edit(self, room: str, ids: Sequence[int], message: Message) -> list[int]:
        """Rewrite what `to_room` sent, into as many messages as there were; the ids that are left."""
        made = pieces(message, parts=len(ids))
        chat = self._rooms.chat_of(room)
        self.turns.check(room, len(made) - 1)
        try:
            for message_id, piece in zip(ids, made, strict=False):
                last = piece is made[-1]
                if piece is not made[0]:
                    await self.turns.take(room)
                await self._edit_one(chat, message_id, piece, message if last else Message(text=piece.text))
        except Moved as moved:
            await self.left_behind(room, moved)
        if spare := ids[len(made) :]:
            await self.delete(chat, spare)
        return list(ids[: len(made)])

    async def left_behind(self, room: str, moved: Moved) -> NoReturn:
        """Follow a room for what comes next; message ids do not survive its move."""
        await self._follow(room, moved)
        raise Undeliverable("the group has moved; its messages stayed behind") from None

    async def delete(self, chat: ChatId, ids: Sequence[int]) -> None:
        """Delete for both sides; what is gone already counts as deleted."""
        for start in range(0, len(ids), _MOST_DELETED):
            some = list(ids[start : start + _MOST_DELETED])
            try:
                await calling(partial(self._delete, chat, some), repeatable=True)
            except Moved:
                raise Undeliverable("the group has moved; its messages stayed behind") from None

    async def answer(self, press: str, text: str = "") -> None:
        """Answer a pressed button; an answer that comes too late is nobody's loss."""
        try:
            await calling(lambda: self._bot.answer_callback_query(press, text=shorten(text, TOAST_LIMIT) or None))
        except (DeliveryError, Moved):
            return

    async def _to_chat(self, where: _Where, made: list[Piece], message: Message, *, counted: bool) -> list[int]:
        sent: list[int] = []
        if where.room and len(made) > 1:
            self.turns.check(where.room, len(made) - counted)
        for piece in made:
            try:
                if sent or not counted:
                    await self.turns.take(where.room, private=where.private)
                elif where.private:
                    await self.turns.take_private(where.private)
                sent.append(await self._send_one(where, piece, message, first=not sent))
            except NotSent:
                await self._take_back(where.chat, sent)
                raise
        return sent

    async def _take_back(self, chat: ChatId, sent: list[int]) -> None:
        # The whole message will be tried again, so its first half must not stay.
        if not sent:
            return
        try:
            await self.delete(chat, sent)
        except DeliveryError:
            raise Unknown("only a part was sent") from None

    async def _send_one(self, where: _Where, piece: Piece, message: Message, *, first: bool) -> int:
        answers = where.answers if first else None
        quoted = ReplyParameters(answers, allow_sending_without_reply=True) if answers else None
        sent = await calling(
            lambda: self._bot.send_message(
                where.chat,
                html(piece),
                message_thread_id=where.topic,
                reply_markup=piece.markup,
                reply_parameters=quoted,
                **manner(message),
            )
        )
        return sent.message_id

    async def _edit_one(self, chat: ChatId, message_id: int, piece: Piece, message: Message) -> None:
        async def edit() -> None:
            try:
                await self._bot.edit_message_text(
                    html(piece), chat, message_id, reply_markup=choices_of(message), **edit_manner()
                )
            except TelegramError as error:
                if not unchanged(error):
                    raise

        await calling(edit, repeatable=True)

    async def _delete(self, chat: ChatId, ids: list[int]) -> None:
        try:
            if len(ids) == 1:
                await self._bot.delete_message(chat, ids[0])
            else:
                await self._bot.delete_messages(chat, ids)
        except TelegramError as error:
            if not gone(error):
                raise

    async def _follow(self, room: str, moved: Moved) -> None:
        old = self._rooms.chat_of(room)
        try:
            if isinstance(old, int):
                await self._rooms.moved(old, moved.chat)
        except TryAgain:
            raise NotSent("where the room is now could not be kept") from None


async def patiently(seconds: float) -> None:
    """Wait, in one place, so that every wait of this package can be found."""
    await asyncio.sleep(seconds)
