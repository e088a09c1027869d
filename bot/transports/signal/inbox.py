"""What was taken in and is not committed yet: RAM only, in order for each person, side by side between them.

signal-cli has confirmed it to Signal already, so it is kept and tried until it is committed.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot.transports.base import Incoming, TryAgain
from bot.transports.signal.frames import Frame
from bot.transports.signal.number import Number

MOST = 20_000
TRIES = 3
"""How often an input may fail in our own code before it is set aside and those behind it get their turn."""
FIRST_WAIT_S, LAST_WAIT_S = 0.05, 5.0


@dataclass(frozen=True, slots=True, eq=False)
class Pending:
    incoming: Incoming = field(repr=False)
    frame: Frame | None = field(default=None, repr=False)
    number: Number | None = field(default=None, repr=False)


Take = Callable[[Pending], Awaitable[None]]


class Inbox:
    """`work` runs several times side by side; what is left when it is cancelled is there for the next run."""

    def __init__(self, failed: Callable[[BaseException], None]) -> None:
        self._failed = failed
        self._lines: dict[bytes, deque[Pending]] = {}
        self._free: deque[bytes] = deque()
        self._wake = asyncio.Event()
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def put(self, pending: Pending) -> bool:
        """False when there is no room left."""
        if self._size >= MOST:
            return False
        self._size += 1
        person = pending.incoming.sender.key if pending.incoming.sender else b""
        line = self._lines.get(person)
        if line is None:
            self._lines[person] = deque([pending])
            self._free.append(person)
            self._wake.set()
        else:
            line.append(pending)
        return True

    async def work(self, take: Take) -> None:
        while True:
            person = await self._next()
            try:
                await self._handle(self._lines[person][0], take)
            except BaseException:
                self._free.appendleft(person)
                self._wake.set()
                raise
            self._done(person)

    async def _next(self) -> bytes:
        while not self._free:
            self._wake.clear()
            await self._wake.wait()
        return self._free.popleft()

    async def _handle(self, pending: Pending, take: Take) -> None:
        wait_s, failures = FIRST_WAIT_S, 0
        while True:
            try:
                await take(pending)
            except TryAgain:
                pass
            except Exception as error:  # noqa: BLE001  a fault of ours: try again, then let the others pass
                failures += 1
                if failures >= TRIES:
                    self._failed(error)
                    return
            else:
                return
            await asyncio.sleep(wait_s)
            wait_s = min(wait_s * 2, LAST_WAIT_S)

    def _done(self, person: bytes) -> None:
        self._size -= 1
        line = self._lines[person]
        line.popleft()
        if line:
            self._free.append(person)
            self._wake.set()
        else:
            del self._lines[person]
