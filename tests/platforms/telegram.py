"""Telegram as a platform of the town: the real library and HTTP against a Bot API server on loopback."""

import socket
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from datetime import datetime
from typing import Self

from bot.clock import TownClock
from bot.transports.base import Transport
from bot.transports.telegram import TelegramTransport
from geo.point import Point
from tests.fake_telegram.methods import as_raw
from tests.fake_telegram.people import Person
from tests.fake_telegram.server import TOKEN, FakeTelegram, Fault, fake_telegram
from tests.fake_telegram.world import BOT_ID, Clock, Room, Said
from tests.platforms.base import Shown, TownBot

MODERATORS_ID = -1001000000000
PUBLIC_URL = "https://whistle.example/telegram"
PATIENCE_S = 30.0
_VOICE = {"voice": {"file_id": "v", "file_unique_id": "v", "duration": 3}}


class TelegramPhone:
    def __init__(self, platform: "TelegramPlatform", person: Person) -> None:
        self.name, self.person, self._platform = person.name, person, platform

    @property
    def secrets(self) -> Sequence[str]:
        raw = self.person.raw
        return (str(self.person.id), raw["last_name"], raw["username"])

    @property
    def place_forms(self) -> Sequence[str]:
        return ("location", "venue", "live")

    def joins(self, room: str) -> None:
        self._platform.rooms[room].members[self.person.id] = "member"

    def leaves(self, room: str) -> None:
        self._platform.rooms[room].members[self.person.id] = "left"

    def writes(self, text: str, room: str = "", quoting: Shown | None = None) -> str:
        place = self._room(room)
        reply = {"reply_to_message": as_raw(place, place.said[int(quoting.ref)])} if quoting else {}
        return str(self.person.writes(text, place, **reply))

    def shares(self, point: Point, form: str = "") -> None:
        if form == "venue":
            location = {"latitude": point.lat, "longitude": point.lon}
            venue = {"location": location, "title": "Corner Café", "address": "12 Nowhere Rd"}
            self.person.sends({"venue": venue, "location": location})
        else:
            self.person.shares(point.lat, point.lon, live=form == "live")

    def picks(self, message: Shown, words: str) -> None:
        place = self._room(message.room)
        said = place.said[int(message.ref)]
        self.person.presses(said.data_of(message.choices[message.choice(words)]), place, said)

    def reacts(self, message: Shown, emoji: str) -> None:
        raise NotImplementedError("a bot is told of no reaction it did not ask for")

    takes_back = reacts

    def edits(self, written: str, text: str) -> None:
        self.person.edits(int(written), {"text": text})

    def deletes(self, written: str) -> None:
        raise NotImplementedError("a bot is told of no deletion")

    def sends_voice(self) -> None:
        self.person.sends(_VOICE)

    def sends_photo(self, blob: bytes, text: str = "") -> None:
        name = f"photo{len(self._platform.fake.methods.files)}"
        self._platform.fake.methods.files[name] = blob
        sizes = [{"file_id": name, "file_unique_id": name, "width": 320, "height": 240}]
        self.person.sends({"photo": sizes, **({"caption": text} if text else {})})

    def shown(self, room: str = "") -> list[Shown]:
        return _standing(self._room(room), room)

    def _room(self, room: str) -> Room:
        return self._platform.rooms[room] if room else self.person.chat


class TelegramPlatform:
    """`webhook`: Telegram calls the bot, instead of being asked."""

    name = "telegram"

    def __init__(self, clock: TownClock, *, webhook: bool = False) -> None:
        self.rooms: dict[str, Room] = {}
        self.fake: FakeTelegram
        self._clock, self._webhook = clock, webhook
        self._port = free_port() if webhook else 0
        self._stack = AsyncExitStack()
        self._muffled: Fault | None = None
        self._hidden: Fault | None = None

    async def __aenter__(self) -> Self:
        self.fake = await self._stack.enter_async_context(fake_telegram())
        self.fake.world.clock = TownTime(self._clock)
        self.fake.waiting.proxied[PUBLIC_URL] = f"http://127.0.0.1:{self._port}/telegram"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    @property
    def told(self) -> list[str]:
        return [text for _, text in self.fake.methods.toasts if text]

    def tables(self) -> Mapping[str, Mapping[str, object]]:
        hook = {
            "receive": "webhook",
            "webhook_url": PUBLIC_URL,
            "webhook_port": self._port,
        }
        told = {"enabled": True, "token": TOKEN, "base_url": self.fake.url}
        return {"telegram": {**told, **hook} if self._webhook else told}

    def opens(self, room: str) -> Mapping[str, object]:
        number = MODERATORS_ID - len(self.rooms)
        kind = "supergroup" if room == "moderators" else "channel"
        opened = self.fake.world.room(number, kind, title=room.title())
        if kind == "channel":
            opened.username = f"{room.replace('-', '_')}_alerts"
        self.rooms[f"{room}@{self.name}"] = opened
        return {"address": str(number)}

    def transports(self) -> Sequence[Transport]:
        return ()

    def phone(self, name: str, language: str = "en", number: str = "") -> TelegramPhone:
        """A bot is never told a phone number."""
        return TelegramPhone(self, self.fake.person(name.title(), language))

    def shown(self, room: str) -> list[Shown]:
        return _standing(self.rooms[room], room)

    async def listened_to(self) -> None:
        if self._webhook:
            await self.fake.until(lambda: self.fake.waiting.hook)

    async def heard(self, bot: TownBot) -> None:
        transport = _transport_of(bot)
        if self.fake.is_up:
            await self.fake.until(lambda: not self.fake.waiting.updates, PATIENCE_S)
            # Everything is said, or waits for time to pass.
            await self.fake.until(
                lambda: not transport._intake.lanes.open or transport._outlet.turns.waiting, PATIENCE_S
            )

    async def ends(self, bot: TownBot) -> None:
        await give_up_what_waits(_transport_of(bot))

    def left(self) -> None:
        return None

    def refuses(self, times: int) -> None:
        self.fake.fails(method="sendMessage", status=429, times=times, more={"retry_after": 5})

    def muffles(self) -> None:
        self._muffled = self.fake.fails(method="sendMessage", after=True, times=-1)

    def hides_members(self) -> None:
        self._hidden = self.fake.fails(method="getChatMember", status=500, times=-1)

    def breaks_down(self) -> None:
        self.fake.cut()

    def recovers(self) -> None:
        if self._muffled:
            self.fake.faults.remove(self._muffled)
            self._muffled = None
        if self._hidden:
            self.fake.faults.remove(self._hidden)
            self._hidden = None
        self.fake.mend()


class TownTime(Clock):
    """The server's clock is the town's."""

    def __init__(self, clock: TownClock) -> None:
        super().__init__()
        self._clock = clock

    def now(self) -> datetime:
        return self._clock.now()


async def give_up_what_waits(transport: TelegramTransport) -> None:
    """A stop lets answers wait for their turn for seconds, in which no time of the town's passes."""
    if transport._outlet.turns.waiting:
        await transport._intake.lanes.drain(0)
        await transport._pins.lanes.drain(0)


def _transport_of(bot: TownBot) -> TelegramTransport:
    return next(each for each in bot.parts.transports if isinstance(each, TelegramTransport))


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def _standing(place: Room, room: str) -> list[Shown]:
    return [_shown(said, room) for said in place.said.values() if said.author == BOT_ID and not _is_place_button(said)]


def _is_place_button(said: Said) -> bool:
    """A line of its own that brings up "share a place", and says no more."""
    return any(button["text"] == said.text for row in said.markup.get("keyboard", []) for button in row)


def _shown(said: Said, room: str) -> Shown:
    rows = said.markup.get("inline_keyboard", [])
    return Shown(
        ref=str(said.id),
        text=said.text,
        room=room,
        choices=tuple(button["text"] for row in rows for button in row),
        version=said.edits,
        photo=said.photo,
        silent=str(said.given.get("disable_notification", "")).lower() == "true",
    )
