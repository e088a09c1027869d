"""Says what is to be said after a commit, and wipes our side of a private chat when asked to."""

import asyncio
from collections import deque
from dataclasses import dataclass, field

from bot import logs
from bot.events import Event
from bot.transports.base import DeliveryError, NotSent, Reaction, Undeliverable
from bot.transports.signal.book import Book
from bot.transports.signal.lane import Lane, Rank
from bot.transports.signal.outlet import Outlet
from handlers.outbound import Message

TRIES = 4
RETRY_S = 1.0
LONGEST_WAIT_S = 600.0
"""An answer that comes later than this answers nothing any more."""
MOST = 2_000
LOOK_S = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Answers to one input. `room` is "" for a private chat; `set_timer`: its messages do not disappear yet."""

    address: bytes = field(repr=False)
    room: str
    reaction: Reaction = field(repr=False)
    set_timer: bool = False


class Replies:
    """Never stored: what cannot be said within a few tries is dropped and counted."""

    def __init__(self, outlet: Outlet, lane: Lane, book: Book) -> None:
        self._outlet, self._lane, self._book = outlet, lane, book
        self._jobs: deque[Job] = deque()
        self._wake, self._idle = asyncio.Event(), asyncio.Event()
        self._idle.set()

    def put(self, job: Job) -> None:
        if len(self._jobs) >= MOST:
            self._dropped("other")
            return
        self._jobs.append(job)
        self._idle.clear()
        self._wake.set()

    async def run(self) -> None:
        while True:
            while not self._jobs:
                self._idle.set()
                self._wake.clear()
                await self._wake.wait()
            await self._say(self._jobs.popleft())

    async def drained(self) -> None:
        """Wait until everything is said."""
        await self._idle.wait()

    async def _say(self, job: Job) -> None:
        before = self._book.trail(job.address) if job.reaction.erase and not job.room else ()
        if job.set_timer and not job.room:
            await self._set_timer(job.address)
        toast = (Message(text=job.reaction.toast),) if job.reaction.toast else ()
        for message in (*toast, *job.reaction.replies):
            await self._patiently(job, message)
        for at_ms in before:
            await self._wipe(job.address, at_ms)

    async def _set_timer(self, address: bytes) -> None:
        if not self._book.first_contact(address):
            return
        # "Received" matters more than its timer: where this fails, the next answer tries again.
        try:
            await self._paced()
            await self._outlet.set_timer(address)
        except DeliveryError:
            return

    async def _patiently(self, job: Job, message: Message) -> None:
        for attempt in range(1, TRIES + 1):
            try:
                await self._paced()
                await self._once(job, message)
            except NotSent:
                if attempt < TRIES:
                    await asyncio.sleep(RETRY_S * attempt)
            except Undeliverable:
                return self._dropped("blocked")
            except DeliveryError:
                return self._dropped("unknown_outcome")
            else:
                return None
        return self._dropped("other")

    async def _once(self, job: Job, message: Message) -> None:
        if job.room:
            await self._outlet.to_room(job.room, message, Rank.REPLY)
        else:
            await self._outlet.to_person(job.address, message, Rank.REPLY)

    async def _paced(self) -> None:
        while (wait_s := self._lane.wait_s()) > 0:
            if wait_s > LONGEST_WAIT_S:
                raise Undeliverable("too late to be an answer")
            # Not all at once: a pause may end early.
            await asyncio.sleep(min(wait_s, LOOK_S))

    async def _wipe(self, address: bytes, at_ms: int) -> None:
        try:
            await self._paced()
            await self._outlet.delete(address.decode(errors="replace"), at_ms, Rank.REPLY)
        except DeliveryError:
            return

    def _dropped(self, reason: str) -> None:
        logs.get().event(Event.DELIVERY_DROPPED, transport="signal", lane="reply", reason=reason)
