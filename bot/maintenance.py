"""What happens by itself: drafts are passed on, alerts expire, claims end, keys and rows are destroyed in time.

A job never ends the others: what goes wrong is logged by its type and the job tries again at its next turn.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush
from typing import Protocol

from bot import logs
from bot.clock import Clock
from bot.context import Contexts
from bot.events import Event
from bot.metrics import Metrics
from bot.privacy.detailkeys import DetailKeys
from bot.privacy.keyring import Keyring
from bot.work import Work
from handlers import lifecycle, report
from handlers.ports import Transaction
from handlers.retention import Retention

AT_ONCE = 50
LOOK_EVERY = timedelta(seconds=15)
"""For what nobody announced: drafts of another process or of before a restart, expiries, claims."""
ROTATE_EVERY = timedelta(minutes=10)
PURGE_EVERY = timedelta(hours=1)


class Purges(Work, Protocol):
    wiped: bool

    async def purge(self, now: datetime, retention: Retention) -> Mapping[str, int]: ...


@dataclass(kw_only=True, eq=False)
class Maintenance:
    """The jobs of a process. `step` does what is due; `run` does so until it is cancelled."""

    store: Purges
    contexts: Contexts
    keyring: Keyring
    clock: Clock
    retention: Retention
    metrics: Metrics
    details: DetailKeys | None = None
    committed: Callable[[], None] = lambda: None
    bell: asyncio.Event = field(default_factory=asyncio.Event)
    _expected: list[datetime] = field(default_factory=list)
    _next: dict[str, datetime] = field(default_factory=dict)

    def expect(self, *waits: timedelta) -> None:
        """Something will be due after each of these waits."""
        for wait in waits:
            # Up to the next whole second: a flood of inputs must not become a flood of looks.
            at = (self.clock.now() + wait).replace(microsecond=0) + timedelta(seconds=1)
            if at not in self._expected:
                heappush(self._expected, at)
        self.bell.set()

    async def run(self) -> None:
        while True:
            self.bell.clear()
            await self.step()
            await self.clock.wait(max(0.0, (self._wake_at() - self.clock.now()).total_seconds()), self.bell)

    async def step(self) -> None:
        """Do everything that is due now, once."""
        now = self.clock.now()
        while self._expected and self._expected[0] <= now:
            heappop(self._expected)
        await self._guarded("pass_on", self.pass_on)
        for name, every, job in (
            ("expire", LOOK_EVERY, self.tick),
            ("rotate", ROTATE_EVERY, self.rotate),
            ("purge", PURGE_EVERY, self.purge),
        ):
            if self._next.get(name, now) <= now:
                self._next[name] = now + every
                await self._guarded(name, job)

    async def pass_on(self) -> int:
        """Pass on the drafts whose time has come."""
        if not await self.store.read(lambda tx: bool(tx.reports.due(self.clock.now(), 1))):
            return 0
        return await self._all(lambda tx: report.pass_on_due(tx, self.contexts.fresh(), AT_ONCE))

    async def tick(self) -> int:
        """Let alerts expire, claims end and undecided incidents close."""
        return await self._all(lambda tx: lifecycle.tick(tx, self.contexts.fresh()), once=True)

    async def rotate(self) -> int:
        """Destroy keys and conversations past their life."""
        epochs = await self.store.read(lambda tx: {incident.epoch for incident in tx.incidents.open()})
        gone = self.keyring.rotate(epochs)
        details = self.details.rotate() if self.details else 0
        logs.get().event(
            Event.KEYRING_ROTATED,
            keys=gone.keys + details,
            addresses=gone.addresses,
            mutes=gone.mutes,
        )
        return 0

    async def purge(self) -> int:
        """Destroy rows past their time; soon again while somebody's reading keeps them in the log."""
        now = self.clock.now()
        gone = await self.store.purge(now, self.retention)
        if not self.store.wiped:
            self._next["purge"] = now + LOOK_EVERY
        logs.get().event(Event.PURGE_DONE, rows=sum(gone.values()), busy=int(not self.store.wiped))
        return 0

    async def _all(self, work: Callable[[Transaction], int], *, once: bool = False) -> int:
        total = 0
        while done := await self.store.run(work):
            total += done
            self.committed()
            if once or done < AT_ONCE:
                break
        return total

    async def _guarded(self, name: str, job: Callable[[], Awaitable[int]]) -> None:
        try:
            count = await job()
        except Exception as error:  # noqa: BLE001  the root of a job: the next turn tries again
            self.metrics.jobs_failed.inc()
            logs.get().event(Event.JOB_FAILED, job=name, error=error)
        else:
            if count:
                logs.get().event(Event.JOB_RAN, job=name, count=count)

    def _wake_at(self) -> datetime:
        times = [*self._expected[:1], *self._next.values()]
        return min(times, default=self.clock.now() + LOOK_EVERY)
