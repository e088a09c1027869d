"""What a town needs of a platform: phones, chats as people see them, and bad days. The bot behind it is always real."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, Self

from bot.app import App
from bot.parts import Parts
from bot.transports.base import Incoming, IncomingKind, Reaction, Transport
from geo.point import Point


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A message of the bot's as it stands in a chat now.

    `choices` are the words of its buttons or numbered lines, top down. `version` grows with every edit. `room` is
    "" in a private chat.
    """

    ref: str
    text: str
    room: str = ""
    choices: tuple[str, ...] = ()
    version: int = 0
    silent: bool = False
    photo: bytes = b""

    @property
    def edited(self) -> bool:
        return self.version > 0

    def choice(self, words: str) -> int:
        """Which choice has these words, counted from 0."""
        for number, label in enumerate(self.choices):
            if words.lower() in label.lower():
                return number
        raise LookupError(f"no choice {words!r} among {list(self.choices)}")


class TownBot(App):
    """The whole bot, and how many things people did it has committed, by platform."""

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts)
        self._taken: Counter[str] = Counter()
        self._took = asyncio.Event()

    async def receive(self, incoming: Incoming) -> Reaction:
        reaction = await super().receive(incoming)
        if incoming.sender and incoming.kind is not IncomingKind.ROOM_CHANGE:
            self._taken[incoming.sender.platform] += 1
            self._took.set()
        return reaction

    async def took_in(self, platform: str, inputs: int) -> None:
        """Wait until it has committed so many."""
        while self._taken[platform] < inputs:
            self._took.clear()
            await self._took.wait()


class Phone(Protocol):
    """A person's phone on one platform. Acts take effect at once and are answered later.

    `room` names a room, "" is the private chat with the bot. What was written is named by what `writes` returned.
    `place_forms` are the ways in which this platform shares a place; `secrets` what nobody may ever read of them.
    """

    name: str

    @property
    def secrets(self) -> Sequence[str]: ...

    @property
    def place_forms(self) -> Sequence[str]: ...

    def joins(self, room: str) -> None: ...

    def leaves(self, room: str) -> None: ...

    def writes(self, text: str, room: str = "", quoting: Shown | None = None) -> str: ...

    def shares(self, point: Point, form: str = "") -> None: ...

    def picks(self, message: Shown, words: str) -> None:
        """Take a choice the way it is offered here: press its button, or write its number."""
        ...

    def reacts(self, message: Shown, emoji: str) -> None: ...

    def takes_back(self, message: Shown, emoji: str) -> None: ...

    def edits(self, written: str, text: str) -> None: ...

    def deletes(self, written: str) -> None: ...

    def sends_voice(self) -> None: ...

    def sends_photo(self, blob: bytes, text: str = "") -> None: ...

    def shown(self, room: str = "") -> list[Shown]:
        """What the bot has standing in a chat, oldest first."""
        ...


class Platform(Protocol):
    """One platform of a town, which stays while the bot is stopped and started. `name` is as in the settings."""

    name: str

    async def __aenter__(self) -> Self: ...

    async def __aexit__(self, *_: object) -> None: ...

    @property
    def told(self) -> Sequence[str]:
        """Short lines shown to whoever pressed a button."""
        ...

    def tables(self) -> Mapping[str, Mapping[str, object]]:
        """Tables of the settings that let a bot reach it."""
        ...

    def opens(self, room: str) -> Mapping[str, object]:
        """Make a room; returns where it is, as the settings have it."""
        ...

    def transports(self) -> Sequence[Transport]:
        """Transports in place of those the settings name: none where they name a real one."""
        ...

    def phone(self, name: str, language: str = "en", number: str = "") -> Phone: ...

    def shown(self, room: str) -> list[Shown]: ...

    async def listened_to(self) -> None:
        """Wait until the bot that was just started listens."""
        ...

    async def heard(self, bot: TownBot) -> None:
        """Wait until all that people did has been committed and answered; what waits behind a cut wire is left out."""
        ...

    async def ends(self, bot: TownBot) -> None:
        """The story is told: let the bot give up what would wait for the town's time to pass, which it does no more."""
        ...

    def left(self) -> None:
        """The bot was stopped."""
        ...

    def refuses(self, times: int) -> None:
        """Refuse the next sends, surely without effect."""
        ...

    def muffles(self) -> None:
        """Let everything sent through, and no answer back."""
        ...

    def hides_members(self) -> None:
        """Say no more who is in a room, until it recovers."""
        ...

    def breaks_down(self) -> None:
        """Take nothing and bring nothing, until it recovers."""
        ...

    def recovers(self) -> None: ...
