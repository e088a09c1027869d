"""What happens to one update: who may say it, where it goes, and what is said back after the commit.

Rooms are taken at Telegram's word only: the configured chat, and membership asked for at this moment. Names and
usernames decide nothing.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

from cachetools import TTLCache

from bot.transports.base import DeliveryError, Incoming, IncomingKind, Mark, Reaction, Receive, TryAgain
from bot.transports.telegram.config import TelegramConfig
from bot.transports.telegram.incoming import Maker
from bot.transports.telegram.lanes import Lanes
from bot.transports.telegram.outcomes import Moved
from bot.transports.telegram.outlet import Outlet, patiently
from bot.transports.telegram.photos import Photos
from bot.transports.telegram.replies import Replies
from bot.transports.telegram.roombook import RoomBook
from bot.transports.telegram.standing import Standing
from bot.transports.telegram.tally import Tally
from bot.transports.telegram.updates import (
    Author,
    Content,
    GroupMoved,
    Pressed,
    Spoken,
    StandingChanged,
    read,
)
from handlers.actions import UnknownAction, decode
from handlers.outbound import Message

HINT_EVERY_S = 60.0
ALBUM_S = 300.0
ANSWERS_WAIT = 20
"""For one person: whoever has so many coming is told no more until some were said."""


class Intake:
    """Takes one raw update at a time. `take` returns once it is committed, or was nothing to commit."""

    def __init__(
        self,
        *,
        config: TelegramConfig,
        rooms: RoomBook,
        standing: Standing,
        outlet: Outlet,
        photos: Photos,
        replies: Replies,
        tally: Tally,
        now: Callable[[], datetime],
    ) -> None:
        self._config, self._rooms, self._standing = config, rooms, standing
        self._outlet, self._photos, self._replies, self._tally = outlet, photos, replies, tally
        self._make = Maker(config.platform, now)
        self._hinted: TTLCache[int, bool] = TTLCache(1024, HINT_EVERY_S)
        self._albums: TTLCache[str, bool] = TTLCache(1024, ALBUM_S)
        self.lanes = Lanes()
        self.username = ""
        """Without the @, once Telegram has told it."""

    async def take(self, raw: object, mark: Mark, receive: Receive) -> None:
        """Raises TryAgain where nothing was committed, and Poison where the update is unreadable."""
        await self.lanes.room()
        match read(raw):
            case Spoken() as said if said.chat.private:
                await self._resident(said, mark, receive)
            case Spoken() as said:
                await self._in_group(said, mark, receive)
            case Pressed() as press:
                await self._pressed(press, mark, receive)
            case StandingChanged() as standing:
                await self._standing_changed(standing, mark, receive)
            case GroupMoved() as move:
                await self._rooms.moved(move.old, move.new)

    async def _resident(self, said: Spoken, mark: Mark, receive: Receive) -> None:
        if said.edited and (said.content is Content.PIN or not said.text):
            # The next points of a live location: each would be a step of somebody's way.
            self._tally.dropped("live_point" if said.content is Content.PIN else "edited_attachment")
            return
        if said.author is not Author.PERSON:
            self._tally.dropped("not_a_person")
            return
        reaction = Reaction()
        for incoming in self._incomings(said, mark):
            part = await receive(incoming)
            reaction = replace(part, replies=(*reaction.replies, *_aloud(part)), erase=part.erase or reaction.erase)
        if said.live:
            hint = Message(text=self._replies.words(said.language, "telegram.stop_live"))
            reaction = replace(reaction, replies=(*reaction.replies, hint))
        chat = said.chat.id
        # Before the replies: they may ask for this message to be deleted.
        self._replies.trail.remember(chat, [said.message])
        refusal = self._photo_refusal(said) if self._photos.takes(said) else None
        replies = (*reaction.replies, *([self._message(refusal, said.language)] if refusal else []))
        # A photo that is taken is answered by itself, and wiped only then.
        heard = 0 if refusal == "" else said.message
        self._answer(chat, replace(reaction, replies=replies), said.language, heard)
        if refusal == "":
            self.lanes.put(f"photo:{chat}", partial(self._photo, said, receive))

    def _photo_refusal(self, said: Spoken) -> str | None:
        """What to say of a photo that is not taken: "" where it is, None where that was said of its album before."""
        if said.album and said.album in self._albums:
            told, self._albums[said.album] = self._albums[said.album], True
            return None if told else "photo.one"
        if said.album:
            self._albums[said.album] = False
        return "" if self._photos.begin(said.chat.id) else "photo.busy"

    async def _photo(self, said: Spoken, receive: Receive) -> None:
        """Beside everything else: a photo made to be slow holds up nobody, and not the words that came with it."""
        chat = said.chat.id
        try:
            reaction = await receive(self._make.photo(said, await self._photos.fetch(said.photo)))
        except TryAgain:
            reaction = Reaction(replies=(self._message("photo.busy", said.language),))
        finally:
            self._photos.end(chat)
        self._answer(chat, reaction, said.language, said.message)

    def _incomings(self, said: Spoken, mark: Mark) -> list[Incoming]:
        plain = self._make.spoken(said, None, mark)
        if said.edited or said.content in {Content.TEXT, Content.PIN}:
            return [plain]
        if self._photos.takes(said):
            return [replace(plain, kind=IncomingKind.TEXT)] if said.text else []
        parts = self._make.without_attachment(said, None, mark)
        if said.album and said.album in self._albums:
            # One refusal for an album is enough; what is written under any of its photos still counts.
            return [part for part in parts if part.text]
        if said.album:
            self._albums[said.album] = True
        return parts

    async def _in_group(self, said: Spoken, mark: Mark, receive: Receive) -> None:
        room = self._rooms.name_of(said.chat)
        if said.edited or said.chat.channel:
            self._tally.dropped("edited_in_room")
        elif room is None or room not in self._rooms.moderation:
            self._hint_privately(said, room)
        elif said.author is Author.ANONYMOUS_ADMIN:
            self._tally.refused("unauthorized")
            self._hint(said.chat.id, partial(self._replies.in_room, room, [self._message("telegram.anonymous")]))
        elif said.author is not Author.PERSON or said.forwarded:
            # Somebody else's words are nobody's decision here.
            self._tally.refused("foreign")
        else:
            await self._moderator(said, room, mark, receive)

    async def _moderator(self, said: Spoken, room: str, mark: Mark, receive: Receive) -> None:
        if said.content not in {Content.TEXT, Content.PIN}:
            self._tally.dropped("attachment_in_room")
            return
        said = replace(said, text=self._without_name(said.text))
        reaction = await receive(self._make.spoken(said, room, mark))
        work = partial(self._replies.in_room, room, _aloud(reaction), answers=said.message)
        self.lanes.put(said.chat.id, work)

    async def _pressed(self, press: Pressed, mark: Mark, receive: Receive) -> None:
        room = self._rooms.name_of(press.chat) if press.chat else None
        refusal = await self._refusal(press, room)
        if refusal:
            self.lanes.put(
                press.id, partial(self._outlet.answer, press.id, self._replies.words(press.language, refusal))
            )
            return
        # A button spins until it is answered; where the commit takes longer the answer does not wait for it.
        begun = asyncio.Event()
        early = self.lanes.put(("early", press.id), partial(self._answer_early, press.id, begun))
        try:
            reaction = await receive(self._make.pressed(press, room, mark))
        finally:
            # An answer that is on its way already is the only one Telegram takes.
            answered = begun.is_set()
            if not answered:
                early.cancel()
        if reaction.refused:
            self._tally.refused(reaction.refused)
        # In a lane of its own, so that no reply waiting for its turn holds it up.
        toast = None if answered else self.lanes.put(press.id, partial(self._outlet.answer, press.id, reaction.toast))
        chat = press.chat.id if press.chat else press.user
        if answered:
            reaction = replace(reaction, replies=_aloud(reaction))
        if room is None:
            reaction = self._bearable(chat, reaction)

        async def say() -> None:
            if toast is not None:
                await asyncio.wait({toast})
            if room is None:
                await self._say_private(chat, reaction, press.language)
            else:
                await self._replies.in_room(room, reaction.replies)

        self.lanes.put(chat, say)

    async def _refusal(self, press: Pressed, room: str | None) -> str:
        """The text to refuse a button with, "" where it may be acted upon."""
        try:
            decode(press.data)
        except UnknownAction:
            self._tally.refused("forged")
            return "telegram.stale"
        if press.chat is not None and press.chat.private and press.chat.id == press.user:
            return ""
        if press.chat is None or room is None or room not in self._rooms.moderation:
            self._tally.refused("foreign")
            return "telegram.stale"
        try:
            member = await self._standing.is_member(press.chat.id, press.user)
        except (DeliveryError, Moved):
            self._tally.refused("unauthorized")
            return "telegram.try_again"
        if not member:
            self._tally.refused("unauthorized")
            return "telegram.not_a_member"
        return ""

    async def _answer_early(self, press: str, begun: asyncio.Event) -> None:
        await patiently(self._config.answer_within_s)
        begun.set()
        await self._outlet.answer(press)

    async def _standing_changed(self, standing: StandingChanged, mark: Mark, receive: Receive) -> None:
        room = self._rooms.name_of(standing.chat)
        if room is not None:
            await receive(self._make.changed(standing, room, mark))

    def _answer(self, chat: int, reaction: Reaction, language: str, heard: int) -> None:
        reaction = self._bearable(chat, reaction)
        self.lanes.put(chat, partial(self._say_private, chat, reaction, language, heard))

    def _bearable(self, chat: int, reaction: Reaction) -> Reaction:
        """A flood is not answered word by word: answers to one person go out one a second."""
        if not reaction.replies or self.lanes.waiting(chat) < ANSWERS_WAIT:
            return reaction
        self._tally.dropped("answer")
        return replace(reaction, replies=())

    async def _say_private(self, chat: int, reaction: Reaction, language: str, heard: int = 0) -> None:
        await self._replies.in_private(chat, reaction.replies, language, erase=reaction.erase, heard=heard)

    def _hint_privately(self, said: Spoken, room: str | None) -> None:
        """In a neighborhood's group a report would be read by everybody: ask for it privately, repeat nothing."""
        command, _, name = said.text.partition(" ")[0].partition("@")
        ours = name.casefold() == self.username.casefold() if name else room is not None
        if command.startswith("/") and ours:
            link = f"https://t.me/{self.username}" if self.username else ""
            text = f"{self._replies.words(said.language, 'telegram.write_privately')} {link}".strip()
            self._hint(said.chat.id, partial(self._replies.in_group, said.chat.id, Message(text=text, silent=True)))
        else:
            self._tally.dropped("group_chatter")

    def _hint(self, chat: int, work: Callable[[], Awaitable[None]]) -> None:
        if chat not in self._hinted:
            self._hinted[chat] = True
            self.lanes.put(chat, work)

    def _message(self, key: str, language: str = "") -> Message:
        return Message(text=self._replies.words(language, key))

    def _without_name(self, text: str) -> str:
        """`/pending@our_bot` as `/pending`: how Telegram writes commands where several bots listen."""
        command, space, rest = text.partition(" ")
        name = command.partition("@")[2]
        if command.startswith("/") and name and name.casefold() == self.username.casefold():
            return f"{command.partition('@')[0]}{space}{rest}"
        return text


def _aloud(reaction: Reaction) -> tuple[Message, ...]:
    """What is said where nothing was pressed that could show a toast."""
    return (Message(text=reaction.toast), *reaction.replies) if reaction.toast else reaction.replies
