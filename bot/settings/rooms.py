"""Who gets what: moderation rooms and channels, and where they are on each platform."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Annotated, Final

from pydantic import AfterValidator, BeforeValidator, Field

from bot.settings.kinds import Amount, Count, Language, Names, Section, expected

MODERATORS: Final = "moderators"
_TELEGRAM = re.compile(r"-?\d{5,20}")
_SIGNAL = re.compile(r"group\.[A-Za-z0-9+/=_-]{8,}")


class RoomAddress(Section):
    """One chat of a platform. `language` is what is written there; empty: the first of city.languages.

    `topic`: the number of a topic of a Telegram supergroup, 0 for none.
    """

    address: str = ""
    topic: Count = Field(default=0, ge=0)
    language: Language | None = None


def _addresses(value: object) -> object:
    one = value if isinstance(value, (list, tuple)) else [value]
    return [
        {"address": str(each)} if isinstance(each, (str, int)) and not isinstance(each, bool) else each for each in one
    ]


def _is_telegram(rooms: tuple[RoomAddress, ...]) -> tuple[RoomAddress, ...]:
    if not all(_TELEGRAM.fullmatch(room.address) for room in rooms):
        raise expected("the number of a Telegram chat, such as -1001234567890")
    return rooms


def _is_signal(rooms: tuple[RoomAddress, ...]) -> tuple[RoomAddress, ...]:
    if not all(_SIGNAL.fullmatch(room.address) for room in rooms):
        raise expected('the id of a Signal group as `whistle signal groups` shows it, such as "group.abc..."')
    return rooms


_Rooms = Annotated[tuple[RoomAddress, ...], BeforeValidator(_addresses)]
TelegramRooms = Annotated[_Rooms, AfterValidator(_is_telegram)]
SignalRooms = Annotated[_Rooms, AfterValidator(_is_signal)]


class Rooms(Section):
    """The rooms of a channel, or of the moderators, by platform: one, one per language, and where one is full more."""

    telegram: TelegramRooms = ()
    signal: SignalRooms = ()
    sim: _Rooms = ()
    simsig: _Rooms = ()

    def named(self, owner: str, main_language: str) -> "Iterator[tuple[str, str, RoomAddress]]":
        """Yield (room name, language, address); a second room on a platform has its language in its name.

        A second one of that language has its number as well: "phillips.es@signal", "phillips.es-2@signal".
        """
        for platform in PLATFORMS:
            rooms: tuple[RoomAddress, ...] = getattr(self, platform)
            seen: Counter[str] = Counter()
            for number, room in enumerate(rooms):
                language = room.language or main_language
                seen[language] += 1
                turn = f"-{seen[language]}" if seen[language] > 1 else ""
                yield f"{owner}{f'.{language}{turn}' if number else ''}@{platform}", language, room


PLATFORMS: Final = ("telegram", "signal", "sim", "simsig")


class WatchSetting(Section):
    """A named place a channel wants to hear about, and from how far around it."""

    place: str = Field(min_length=1)
    radius_m: Amount = Field(default=300.0, gt=0, le=5000)


def _watched(value: object) -> object:
    listed = [part.strip() for part in value.split(",")] if isinstance(value, str) else value
    if not isinstance(listed, (list, tuple)):
        return listed
    return [{"place": each} if isinstance(each, str) else each for each in listed]


Watches = Annotated[tuple[WatchSetting, ...], BeforeValidator(_watched)]


class ChannelSetting(Rooms):
    """One [[channels]] table: a neighborhood's channel."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")
    areas: Names = ()
    everywhere: bool = False
    watch: Watches = ()
