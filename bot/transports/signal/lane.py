"""One request at a time for one number: concurrent ones crash the server, and Signal counts them together."""

import asyncio
import heapq
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from enum import IntEnum
from itertools import count

from bot.pacing import Pace, Pacer
from bot.transports.base import Limited, NotSent

FIRST_HOLD_S, LAST_HOLD_S = 60.0, 3840.0
LOOK_AGAIN_S = 60.0
"""How soon whoever waits asks again, however long the pause is."""
JITTER = 0.1
"""Waits are up to a tenth longer, so that nothing goes by the clock."""


class Rank(IntEnum):
    """Who goes first when several wait."""

    VOUCH = 0  # who is in a group: a moderator waits for it, and only the server itself is asked
    POST = 1
    REPLY = 2
    LOOK = 3  # other questions to the server
    LAST = 4  # goes where nobody else wants to, and takes nothing of the pace that they may need


PACED = frozenset({Rank.POST, Rank.REPLY, Rank.LAST})
"""What Signal counts."""


class Lane:
    """Turns by rank, one pace for everything that is sent, and a pause for all when Signal asks for one."""

    def __init__(
        self,
        *,
        pace_s: float,
        burst: int,
        within_s: float,
        seconds: Callable[[], float],
        jitter: Callable[[], float] = random.random,
    ) -> None:
        pace = Pace(per_second=1 / pace_s if pace_s else None, burst=burst)
        self._pacer, self._within_s, self._seconds, self._jitter = Pacer(pace), within_s, seconds, jitter
        self._busy = False
        self._waiting: list[tuple[Rank, int, asyncio.Future[None]]] = []
        self._order = count()
        self._held_until_s = float("-inf")
        self._holds = 0

    @property
    def held_s(self) -> float:
        """How long nothing may be sent."""
        return max(0.0, self._held_until_s - self._seconds())

    def hold(self, at_least_s: float = 0.0) -> Limited:
        """Signal asked to wait: each time in a row twice as long, and no shorter than it says itself."""
        wait_s = max(at_least_s, min(LAST_HOLD_S, FIRST_HOLD_S * 2.0**self._holds))
        self._holds = min(self._holds + 1, 10)
        return self._hold(wait_s)

    def rest(self) -> None:
        """Pause for the shortest time, however often it comes: the fault may be one recipient's alone."""
        self._hold(FIRST_HOLD_S)

    def release(self) -> None:
        """A captcha was solved."""
        self._held_until_s = float("-inf")

    def went_well(self) -> None:
        self._holds = 0

    def wait_s(self) -> float:
        """How long an answer must wait still."""
        return max(self.held_s, self._pace_wait_s())

    @asynccontextmanager
    async def turn(self, rank: Rank) -> AsyncIterator[None]:
        """Wait for the turn; Limited while everything pauses, NotSent when the line is too long."""
        self._check(rank)
        await self._enter(rank)
        try:
            # Those before it may have been told to wait.
            self._check(rank)
            if rank in PACED:
                await self._keep_pace()
            yield
        finally:
            self._leave()

    def _hold(self, wait_s: float) -> Limited:
        wait_s *= 1 + JITTER * self._jitter()
        self._held_until_s = self._seconds() + wait_s
        return self._limited()

    def _limited(self) -> Limited:
        # Not for all of it: an operator may solve the captcha meanwhile, and asking us costs Signal nothing.
        return Limited(min(self.held_s, LOOK_AGAIN_S), whole_token=True)

    def _check(self, rank: Rank) -> None:
        if rank in PACED and self.held_s > 0:
            raise self._limited()
        if rank is Rank.LAST and self._pacer.rested_s(self._seconds()) > 0:
            raise NotSent("the pace is others' now")

    def _pace_wait_s(self) -> float:
        return self._pacer.token_wait_s(self._seconds()) * (1 + JITTER * self._jitter())

    async def _keep_pace(self) -> None:
        wait_s = self._pace_wait_s()
        if wait_s > self._within_s:
            raise Limited(wait_s, whole_token=True)
        if wait_s > 0:
            await asyncio.sleep(wait_s)
        self._pacer.spend("", self._seconds())

    async def _enter(self, rank: Rank) -> None:
        if not self._busy:
            self._busy = True
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (rank, next(self._order), turn))
        try:
            async with asyncio.timeout(self._within_s):
                await turn
        except BaseException as error:
            if turn.done() and not turn.cancelled():
                self._leave()
            turn.cancel()
            if isinstance(error, TimeoutError):
                raise NotSent("others are being sent") from None
            raise

    def _leave(self) -> None:
        while self._waiting:
            _, _, turn = heapq.heappop(self._waiting)
            if not turn.done():
                turn.set_result(None)
                return
        self._busy = False
