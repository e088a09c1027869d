"""What the contract of transports needs of each platform: a few things people do, and what a chat then shows.

A platform adds itself by a harness and a line in `HARNESSES`; its network may be a fake server, its transport never.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import Protocol

from bot.transports.base import Incoming, Reaction, Receive, Transport
from bot.transports.simulator import SimMessage, Simulator, SimWorld, Weather
from tests.fake_signal.daemon import FakeDaemon
from tests.transports_signal.contract import signal_harness
from tests.transports_telegram.contract import telegram_harness

ROOM = "moderators"


class Receiver:
    """Takes what a transport hands in; `mishaps` are raised first, one each."""

    def __init__(self, *mishaps: Exception, reaction: Reaction | None = None) -> None:
        self.seen: list[Incoming] = []
        self.committed: list[Incoming] = []
        self._mishaps = list(mishaps)
        self._reaction = reaction or Reaction()
        self._changed = asyncio.Event()

    async def __call__(self, incoming: Incoming) -> Reaction:
        self.seen.append(incoming)
        self._changed.set()
        if self._mishaps:
            raise self._mishaps.pop(0)
        self.committed.append(incoming)
        self._changed.set()
        return self._reaction

    async def has(self, committed: int) -> list[Incoming]:
        async with asyncio.timeout(20):
            while len(self.committed) < committed:
                self._changed.clear()
                await self._changed.wait()
        return self.committed


@asynccontextmanager
async def running(platform: "Harness", receive: Receive) -> AsyncIterator[None]:
    task = asyncio.create_task(platform.transport.run(receive))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


class Harness(Protocol):
    """One platform with a room called `room`, a resident, and a moderator who belongs to the room.

    A harness may have `excused`: claims its platform cannot keep, by the test's name, and why.
    """

    transport: Transport
    room: str

    def resident_writes(self, text: str) -> None: ...

    def resident_shares(self, lat: float, lon: float) -> None: ...

    def moderator_writes(self, text: str, *, private: bool = False) -> None: ...

    async def moderator_leaves(self) -> None:
        """Leave the room; returns when the bot can know."""
        ...

    def hide_members(self) -> None:
        """Say no more who is in a room."""
        ...

    def stranger_writes_in_room(self, text: str) -> None:
        """Somebody whose membership the platform does not vouch for."""
        ...

    def shown(self, *, private: bool = False) -> list[str]:
        """The bot's messages that stand in the room, or in the resident's chat."""
        ...

    def pictures(self) -> list[bytes]:
        """What stands above each message of the bot in the room, b"" for nothing."""
        ...

    async def until_shown(self, words: str, *, private: bool = False) -> None: ...

    def cut(self) -> None:
        """Nothing gets through any more."""
        ...

    def swallow_answers(self) -> None:
        """What is sent takes effect, but no answer comes back."""
        ...

    def mend(self) -> None: ...

    def restarted(self) -> Transport:
        """The same platform after the bot's process has gone and come back."""
        ...


class SimHarness:
    def __init__(self, platform: str) -> None:
        self.room = f"{ROOM}@{platform}"
        self._platform = platform
        self._world = SimWorld(lambda: datetime.now(UTC), [self.room])
        self.transport: Transport = Simulator(self._world, platform)
        self._resident = self._world.phone("ana", platform)
        self._moderator = self._world.phone("heron", platform)
        self._moderator.joins(self.room)

    def resident_writes(self, text: str) -> None:
        self._resident.writes(text)

    def resident_shares(self, lat: float, lon: float) -> None:
        from geo.point import Point

        self._resident.shares(Point(lat, lon))

    def moderator_writes(self, text: str, *, private: bool = False) -> None:
        self._moderator.writes(text, "" if private else self.room)

    async def moderator_leaves(self) -> None:
        self._moderator.leaves(self.room)

    def hide_members(self) -> None:
        self._world.networks[self._platform].answers_questions = False

    def stranger_writes_in_room(self, text: str) -> None:
        self._resident.writes(text, self.room)

    def shown(self, *, private: bool = False) -> list[str]:
        return [message.text for message in self._seen(private=private)]

    def pictures(self) -> list[bytes]:
        return [message.photo for message in self._seen(private=False)]

    async def until_shown(self, words: str, *, private: bool = False) -> None:
        assert await self._world.until(lambda: any(words in m.text for m in self._seen(private=private)))

    def cut(self) -> None:
        self._world.networks[self._platform].turn(Weather.DOWN)

    def swallow_answers(self) -> None:
        self._world.networks[self._platform].turn(Weather.MUFFLED)

    def mend(self) -> None:
        self._world.networks[self._platform].turn(Weather.CLEAR)

    def restarted(self) -> Transport:
        self.transport = Simulator(self._world, self._platform)
        return self.transport

    def _seen(self, *, private: bool) -> list[SimMessage]:
        return self._resident.sees("" if private else self.room)


@asynccontextmanager
async def _simulated(platform: str) -> AsyncIterator[Harness]:
    yield SimHarness(platform)


HARNESSES: dict[str, Callable[[], AbstractAsyncContextManager[Harness]]] = {
    "sim": lambda: _simulated("sim"),
    "simsig": lambda: _simulated("simsig"),
    "telegram": telegram_harness,
    "signal": signal_harness,
    "signal daemon": lambda: signal_harness(FakeDaemon),
}
