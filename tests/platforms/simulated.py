"""The simulator as a platform of the town: with buttons ("sim") or without ("simsig")."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Self

from bot.transports.base import Transport
from bot.transports.simulator import Chat, SimMessage, SimPhone, Simulator, SimWorld, Weather
from geo.point import Point
from tests.platforms.base import Shown, TownBot


class SimulatedPhone:
    """A SimPhone, which behaves as a phone on this platform does."""

    def __init__(self, world: SimWorld, phone: SimPhone) -> None:
        self.name, self._world, self._phone = phone.name, world, phone

    @property
    def secrets(self) -> Sequence[str]:
        return (self._phone.handle, self._phone.number, self._phone.number.lstrip("+"))

    @property
    def place_forms(self) -> Sequence[str]:
        return ("pin",)

    def joins(self, room: str) -> None:
        self._phone.joins(room)

    def leaves(self, room: str) -> None:
        self._phone.leaves(room)

    def writes(self, text: str, room: str = "", quoting: Shown | None = None) -> str:
        return self._phone.writes(text, room, self._message(quoting) if quoting else None).ref

    def shares(self, point: Point, form: str = "") -> None:
        self._phone.shares(point)

    def picks(self, message: Shown, words: str) -> None:
        self._phone.picks(self._message(message), words)

    def reacts(self, message: Shown, emoji: str) -> None:
        self._phone.reacts(self._message(message), emoji)

    def takes_back(self, message: Shown, emoji: str) -> None:
        self._phone.takes_back(self._message(message), emoji)

    def edits(self, written: str, text: str) -> None:
        self._phone.edits(self._chat("").messages[written], text)

    def deletes(self, written: str) -> None:
        self._phone.deletes(self._chat("").messages[written])

    def sends_voice(self) -> None:
        self._phone.sends_voice()

    def sends_photo(self, blob: bytes, text: str = "") -> None:
        self._phone.sends_photo(blob, text)

    def shown(self, room: str = "") -> list[Shown]:
        return [_shown(message, room) for message in self._phone.sees(room)]

    def _message(self, message: Shown) -> SimMessage:
        return self._chat(message.room).messages[message.ref]

    def _chat(self, room: str) -> Chat:
        return self._world.chats[room or self._phone.handle]


class Simulated:
    def __init__(self, world: SimWorld, name: str) -> None:
        self.name = name
        self.told: list[str] = []
        self._world, self._network = world, world.networks[name]
        world.observe(lambda event: self._tell(event.chat, event.toast))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        return None

    def tables(self) -> Mapping[str, Mapping[str, object]]:
        return {}

    def opens(self, room: str) -> Mapping[str, object]:
        self._world.open_room(f"{room}@{self.name}")
        return {}

    def transports(self) -> Sequence[Transport]:
        return (Simulator(self._world, self.name),)

    def phone(self, name: str, language: str = "en", number: str = "") -> SimulatedPhone:
        return SimulatedPhone(self._world, self._world.phone(name, self.name, language, number))

    def shown(self, room: str) -> list[Shown]:
        return [_shown(message, room) for message in self._world.chats[room].shown if message.from_bot]

    def removes(self, message: Shown) -> None:
        """Somebody who may deletes it for everybody."""
        self._world.remove(message.room, message.ref)

    async def listened_to(self) -> None:
        return None

    async def heard(self, bot: TownBot) -> None:
        if self._network.weather is not Weather.DOWN:
            await self._world.inboxes[self.name].empty()

    async def ends(self, bot: TownBot) -> None:
        return None

    def left(self) -> None:
        return None

    def refuses(self, times: int) -> None:
        self._network.slip(*[Weather.DOWN] * (times - 1), 5.0)

    def muffles(self) -> None:
        self._network.turn(Weather.MUFFLED)

    def hides_members(self) -> None:
        self._network.answers_questions = False

    def breaks_down(self) -> None:
        self._network.turn(Weather.DOWN)

    def recovers(self) -> None:
        self._network.turn(Weather.CLEAR)
        self._network.answers_questions = True

    def _tell(self, chat: str, toast: str) -> None:
        if toast and self._world.chats[chat].platform == self.name:
            self.told.append(toast)


def simulated(first: str, second: str, now: Callable[[], datetime]) -> tuple[Simulated, Simulated]:
    """Two platforms of one simulated world."""
    world = SimWorld(now)
    return Simulated(world, first), Simulated(world, second)


def _shown(message: SimMessage, room: str) -> Shown:
    labels = tuple(button.label for row in message.buttons for button in row)
    return Shown(
        ref=message.ref,
        text=message.text,
        room=room,
        choices=labels or message.numbers,
        version=len(message.history),
        silent=message.silent,
        photo=message.photo,
    )
