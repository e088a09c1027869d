"""Warns every channel through a second account, while the first one is in other hands. Needs neither store nor bot.

A channel is warned by whoever can still speak there: on the other platform by its own account, on the distrusted
one by the spare bot. Moderators' rooms hear nothing: exactly the channels do.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from bot.transports.base import DeliveryError, Limited, NotSent, Sent
from handlers.outbound import Message
from handlers.policy import Directory, Room

TRIES = 4
LONGEST_WAIT_S = 60.0
RETRY_S = 2.0


class Speaker(Protocol):
    """A transport that is used for sending alone."""

    def sending(self) -> AbstractAsyncContextManager[object]: ...

    async def send(self, room: str, message: Message) -> Sent: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """How it went in one room; `why` is "" where it is out, and never names a chat."""

    room: str
    why: str = ""


def rooms_of(directory: Directory, speakers: Mapping[str, Speaker]) -> tuple[list[Room], list[Room]]:
    """The rooms of channels that somebody can warn, and those that nobody can."""
    rooms = [room for channel in directory.channels for room in channel.rooms]
    reached = [room for room in rooms if _platform(room) in speakers]
    return reached, [room for room in rooms if room not in reached]


async def warn(
    rooms: list[Room], speakers: Mapping[str, Speaker], message: Callable[[Room], Message]
) -> AsyncIterator[Told]:
    """Tell each room once; one that fails holds up no other."""
    for platform, speaker in speakers.items():
        async with speaker.sending():
            for room in rooms:
                if _platform(room) == platform:
                    yield Told(room=room.name, why=await _tell(speaker, room.name, message(room)))


async def _tell(speaker: Speaker, room: str, message: Message) -> str:
    for attempt in range(1, TRIES + 1):
        try:
            await speaker.send(room, message)
        except NotSent as error:
            wait_s = error.retry_after_s if isinstance(error, Limited) else RETRY_S
            if attempt == TRIES or wait_s > LONGEST_WAIT_S:
                return "not sent: the platform was not reached, or takes nothing now"
            await asyncio.sleep(wait_s)
        except DeliveryError as error:
            return str(error)
        else:
            return ""
    return ""


def _platform(room: Room) -> str:
    return room.name.rpartition("@")[2]
