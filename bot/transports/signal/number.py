"""One of our numbers: its lane, its wire, the groups it is in, and what it still has to say."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from datetime import datetime

from bot.transports.signal.book import Book
from bot.transports.signal.challenges import INTAKE, Challenges
from bot.transports.signal.circle import Circle
from bot.transports.signal.circuit import Circuit, Limits
from bot.transports.signal.config import SignalConfig
from bot.transports.signal.forgetting import Forgetting
from bot.transports.signal.incoming import Reader
from bot.transports.signal.keys import Keys
from bot.transports.signal.lane import Lane
from bot.transports.signal.outlet import Outlet
from bot.transports.signal.receivers import STREAMS, account_of, connected, contacts_of
from bot.transports.signal.receiving import Receiving
from bot.transports.signal.replies import Replies
from bot.transports.signal.roomwatch import Changed, RoomWatch
from bot.transports.signal.tally import Tally

Hear = Callable[["Number", str], Awaitable[None]]
"""Takes a raw frame that the number received."""


@dataclass(frozen=True, slots=True)
class Shared:
    """What all our numbers know together."""

    book: Book
    challenges: Challenges
    keys: Keys = field(default_factory=Keys)


class Number:
    """`config` is this number's own. Raw frames go to `hear`; `changed` is told of its groups, `limited` of pauses."""

    def __init__(
        self,
        config: SignalConfig,
        *,
        task: str,
        shared: Shared,
        changed: Changed,
        limited: Limits,
        now: Callable[[], datetime],
        seconds: Callable[[], float],
    ) -> None:
        self.config, self.task, book = config, task, shared.book
        self.tally = Tally(now)
        self.lane = Lane(pace_s=config.pace_s, burst=config.burst, within_s=config.turn_within_s, seconds=seconds)
        self.circuit = Circuit(task, self.lane, self.tally, shared.challenges, limited)
        self.outlet = Outlet(config, lane=self.lane, book=book, circuit=self.circuit, tally=self.tally, now=now)
        self.account = account_of(config, self.outlet.ask)
        self.circle = Circle(
            config,
            account_of(config, self.outlet.ask_first),
            watch=RoomWatch(config, self.account, self.tally, changed),
            keys=shared.keys,
            tally=self.tally,
            changed=changed,
        )
        self.reader = Reader(config, book, now, prefix=prefix_of(task))
        self.replies = Replies(self.outlet, self.lane, book)
        self.forgetting = Forgetting(config, contacts_of(config, self.outlet), self.account, self.tally, seconds)
        self._receiving = Receiving(config, self.tally, STREAMS[config.receiver], self.circle.look_soon)

    async def run(self, hear: Hear) -> None:
        """Receive until cancelled; answers that were begun are finished before it returns."""
        async with connected(self.config, self._receiving) as (wire, frames):
            self.outlet.open(wire)
            answering = asyncio.create_task(self.replies.run())
            try:
                async with asyncio.TaskGroup() as tasks:
                    tasks.create_task(self._listen(frames, hear))
                    tasks.create_task(self.circle.keep())
                    tasks.create_task(self.forgetting.keep())
            finally:
                await self._finish(answering)
                self.outlet.shut()

    async def solve(self, token: str, captcha: str) -> None:
        """Hand in a solved captcha. Raises DeliveryError."""
        await self.account.solve(token, captcha)
        self.circuit.answered(token)

    async def _listen(self, frames: AsyncGenerator[str, None], hear: Hear) -> None:
        async with aclosing(frames):
            async for raw in frames:
                await hear(self, raw)

    async def _finish(self, answering: asyncio.Task[None]) -> None:
        """A stop is not held up by a platform that is away."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self.config.stop_within_s):
                await self.replies.drained()
        answering.cancel()
        with suppress(asyncio.CancelledError):
            await answering


def prefix_of(task: str) -> bytes:
    """What stands before the address of a person who wrote to this number, so that no other answers them."""
    return b"" if task == INTAKE else task.encode() + b":"
