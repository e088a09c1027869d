"""The only one that writes to a SQLite file: jobs are taken in order, and committed in groups.

A job runs inside its own savepoint: if it fails, only its own changes go. Its caller is answered after the COMMIT
of the whole group. Only the writer's task touches the connection; a cancelled caller merely stops waiting.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from bot.storage.engine import Job
from bot.storage.errors import StoreClosed, failed
from bot.storage.seam import Thread
from handlers.errors import Conflict

T = TypeVar("T")

GROUP_MAX = 64
"""Jobs a COMMIT: enough to make the disk's share small, few enough to answer the first within milliseconds."""
CONFLICT_TRIES = 5
"""With one writer a conflict can only come from stale values; a few runs settle it or show a mistake."""


@dataclass(frozen=True, slots=True)
class _Task:
    job: Job[Any]
    answer: asyncio.Future[Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Outcome:
    value: Any = None
    error: Exception | None = None


class Writer:
    """Takes jobs until it is closed; then finishes those it has.

    `orphaned` is awaited when the loop ends without a close: a thread left behind would keep the process alive.
    """

    def __init__(self, thread: Thread, engine: Engine, orphaned: Callable[[], Awaitable[None]] | None = None) -> None:
        self._thread, self._engine = thread, engine
        self._orphaned = orphaned or thread.close
        self._waiting: deque[_Task] = deque()
        self._wake = asyncio.Event()
        self._closing = False
        self._pump = asyncio.create_task(self._pump_jobs(), name="whistle store writer")

    async def run(self, job: Job[T]) -> T:
        """Commit a job; raises what it raised, `StoreFailed` or `StoreClosed`."""
        if self._closing:
            raise StoreClosed("the store is closing")
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        # A cancelled caller never looks at its answer; an error in it is no news to the loop.
        answer.add_done_callback(lambda done: done.cancelled() or done.exception())
        self._waiting.append(_Task(job, answer))
        self._wake.set()
        return await asyncio.shield(answer)

    async def outside(self, work: Callable[[], T]) -> T:
        """Run something that must not stand in a transaction (VACUUM, a checkpoint), between two groups."""
        return await asyncio.shield(asyncio.ensure_future(self._thread.hop(work)))

    async def close(self) -> None:
        """Finish every job that was taken."""
        self._closing = True
        self._wake.set()
        await asyncio.wait([self._pump])

    async def _pump_jobs(self) -> None:
        try:
            while await self._some_wait():
                group = [self._waiting.popleft() for _ in range(min(GROUP_MAX, len(self._waiting)))]
                await self._commit(group)
        finally:
            if self._waiting or not self._closing:
                # The loop is being taken down around us: let nobody wait, and every thread end.
                self._closing = True
                self._refuse(self._waiting)
                await self._orphaned()

    async def _some_wait(self) -> bool:
        """Whether there is a job; False once closing and all are done."""
        while not self._waiting:
            if self._closing:
                return False
            self._wake.clear()
            await self._wake.wait()
        return True

    async def _commit(self, group: list[_Task]) -> None:
        jobs = [task.job for task in group]
        try:
            outcomes = await self._thread.hop(lambda: run_group(self._engine, jobs))
        except asyncio.CancelledError:
            self._refuse(group)
            raise
        except Exception as error:  # noqa: BLE001  whatever the database says, every caller must hear of it
            outcomes = [_Outcome(error=failed(error))] * len(group)
        for task, outcome in zip(group, outcomes, strict=True):
            _answer(task, outcome)

    def _refuse(self, tasks: "deque[_Task] | list[_Task]") -> None:
        for task in tasks:
            _answer(task, _Outcome(error=StoreClosed("the store is closing")))


def run_group(engine: Engine, jobs: list[Job[Any]]) -> list[_Outcome]:
    """One transaction of many jobs. Raises when nothing of it was committed."""
    with engine.begin() as connection:
        return [_run_one(connection, job) for job in jobs]


def _run_one(connection: Connection, job: Job[Any]) -> _Outcome:
    error: Exception | None = None
    for _ in range(CONFLICT_TRIES):
        savepoint = connection.begin_nested()
        try:
            value = job(connection)
            savepoint.commit()
            return _Outcome(value)
        except Conflict as conflict:
            savepoint.rollback()
            error = conflict
        except SQLAlchemyError as refused:
            savepoint.rollback()
            return _Outcome(error=failed(refused))
        except Exception as raised:  # noqa: BLE001  it is the caller's error, and raised there
            savepoint.rollback()
            return _Outcome(error=raised)
    return _Outcome(error=error)


def _answer(task: _Task, outcome: _Outcome) -> None:
    if task.answer.done():
        return
    if outcome.error is not None:
        task.answer.set_exception(outcome.error)
    else:
        task.answer.set_result(outcome.value)
