"""Where time comes from: the machine's clock, or one of our own that can be stepped, sped up or stopped.

Nothing else in Whistle asks what time it is. A wait always names how long it may take.
"""

import asyncio
import contextlib
import time
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Time for a whole process. `now` is aware UTC; `seconds` only ever grows and means nothing by itself."""

    def now(self) -> datetime: ...

    def seconds(self) -> float: ...

    async def wait(self, seconds: float, wake: asyncio.Event | None = None) -> bool:
        """Wait so long, or until `wake` is set; True when it was. Does not clear it."""
        ...


class MachineClock:
    """The time of this machine."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def seconds(self) -> float:
        return time.monotonic()

    async def wait(self, seconds: float, wake: asyncio.Event | None = None) -> bool:
        if wake is None:
            await asyncio.sleep(max(0.0, seconds))
            return False
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(max(0.0, seconds)):
                await wake.wait()
        return wake.is_set()


class TownClock:
    """Time of our own, for the demo, for replay and for tests.

    `speed` 1 runs as the machine does, 60 makes an hour a minute, 0 stands still until `advance`. Use it from
    one event loop.
    """

    def __init__(self, start: datetime, *, speed: float = 0.0) -> None:
        if start.tzinfo is None or speed < 0:
            raise ValueError("a clock starts at an aware time and never runs backwards")
        self._start, self._speed = start, speed
        self._passed, self._since = 0.0, time.monotonic()
        self._changed = asyncio.Event()

    @property
    def speed(self) -> float:
        return self._speed

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self.seconds())

    def seconds(self) -> float:
        return self._passed + (time.monotonic() - self._since) * self._speed

    def run_at(self, speed: float) -> None:
        """Change how fast time passes; whoever waits notices."""
        if speed < 0:
            raise ValueError("a clock never runs backwards")
        self._passed, self._since, self._speed = self.seconds(), time.monotonic(), speed
        self._tell()

    def advance(self, span: timedelta) -> None:
        """Step forward; whoever waited for less wakes up."""
        if span < timedelta(0):
            raise ValueError("a clock never runs backwards")
        self._passed += span.total_seconds()
        self._tell()

    def advance_to(self, at: datetime) -> None:
        """Step to a time; an earlier one leaves the clock as it is."""
        self.advance(max(timedelta(0), at - self.now()))

    async def wait(self, seconds: float, wake: asyncio.Event | None = None) -> bool:
        until = self.seconds() + seconds
        while not (wake and wake.is_set()):
            left_s = until - self.seconds()
            if left_s <= 0:
                return False
            events = [self._changed] if wake is None else [self._changed, wake]
            await _first(events, left_s / self._speed if self._speed else None)
        return True

    def _tell(self) -> None:
        told, self._changed = self._changed, asyncio.Event()
        told.set()


async def _first(events: Iterable[asyncio.Event], timeout_s: float | None) -> None:
    waits = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        await asyncio.wait(waits, timeout=timeout_s, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for each in waits:
            each.cancel()
