"""Who speaks next on one platform: what is said back in a conversation takes its turns beside what delivery sends.

Both count on one `Pacer`, so together they stay below the limits of each room and of the token; private chats, whose
names delivery never learns, are counted here. Delivery asks the pacer and goes when it may; whoever answers somebody
waits here.
"""

import asyncio
from datetime import timedelta

from bot.clock import Clock
from bot.holds import EVERYTHING, Holds
from bot.pacing import Bursts, Pacer
from bot.transports.base import Limited, NotSent

LONGEST_S = 60.0
"""A reply that would wait longer is not worth saying; and who waits here holds up what comes in."""
DELIVERY_WAITS_S = 30.0
"""What delivery sends has a time limit of its own: what must wait longer is tried again, and holds up nothing here."""
REPLIES_TAKE = 2
"""Replies take every second message of the token at most: neither a broadcast nor a crowd starves the other."""


class TooSoon(NotSent):
    """Our own pace does not allow it yet; nobody was asked."""

    def __init__(self, wait_s: float) -> None:
        super().__init__("it is not its turn yet")
        self.wait_s = wait_s


class Turns:
    """One platform's pacer with the clock it runs by. Use it from one event loop."""

    def __init__(self, platform: str, pacer: Pacer, clock: Clock, holds: Holds | None = None) -> None:
        self.pacer = pacer
        self.waiting = 0
        """How many wait for time to pass."""
        self._platform, self._clock, self._holds = platform, clock, holds or Holds()
        self._private = Bursts(pacer.pace.private_gap_s, pacer.pace.private_burst)
        self._line = asyncio.Lock()
        self._in_line = 0
        self._next_s = float("-inf")
        self._gap_s = REPLIES_TAKE / pacer.pace.per_second if pacer.pace.per_second else 0.0

    async def take(self, room: str = "", *, private: str = "") -> None:
        """Wait until one more message may go, and count it. Raises `TooSoon` where that takes too long.

        `private` stands for a private chat where it is no room: any name that is always the same and names nobody.
        """
        while True:
            await self.wait(self._chat_wait_s(room, private))
            if (wait_s := self._in_line * self._gap_s) > LONGEST_S:
                raise TooSoon(wait_s)
            self._in_line += 1
            try:
                async with self._line:
                    await self.wait(max(self._next_s - self._now(), self.pacer.token_wait_s(self._now())))
                    if self._may_go(room, private):
                        self._count(room, private)
                        return
            finally:
                self._in_line -= 1

    async def take_private(self, private: str) -> None:
        """The same for what delivery has counted already, though not in this chat."""
        while (wait_s := self._private.wait_s(private, self._now())) > 0:
            if wait_s > DELIVERY_WAITS_S:
                raise TooSoon(wait_s)
            await self.wait(wait_s)
        self._private.spend(private, self._now())

    def check(self, room: str, count: int) -> None:
        """Raises `TooSoon` where a message in so many parts would be stopped halfway by the room's window."""
        wait_s = self.pacer.chat_wait_s(room, self._now(), count) if count else 0.0
        if wait_s > self.pacer.pace.chat_gap_s:
            raise TooSoon(wait_s)

    async def held(self, limit: Limited, chat: str, *, lasting: bool = True) -> None:
        """The platform asked to wait: so does everybody else who would write there.

        `lasting`: also after a restart. Not for a private chat, of which nothing is kept.
        """
        everything = limit.whole_token
        self.pacer.hold(chat, self._now() + limit.retry_after_s, everything=everything)
        if lasting or everything:
            now = self._clock.now()
            until = now + timedelta(seconds=limit.retry_after_s)
            await self._holds.keep(self._platform, EVERYTHING if everything else chat, until, now)

    def held_private(self, limit: Limited, private: str) -> None:
        """The same for a private chat, of which nothing is kept."""
        self._private.hold(private, self._now() + limit.retry_after_s)

    async def restore(self) -> None:
        """At a start: go on waiting where an earlier process was asked to."""
        for room, until in (await self._holds.kept(self._platform)).items():
            left_s = (until - self._clock.now()).total_seconds()
            if left_s > 0:
                self.pacer.hold(room, self._now() + left_s, everything=room == EVERYTHING)

    def _chat_wait_s(self, room: str, private: str) -> float:
        at_s = self._now()
        in_room = self.pacer.chat_wait_s(room, at_s) if room else 0.0
        return max(in_room, self._private.wait_s(private, at_s) if private else 0.0)

    def _may_go(self, room: str, private: str) -> bool:
        """Delivery may have been there first."""
        return self.pacer.token_wait_s(self._now()) <= 0 and self._chat_wait_s(room, private) <= 0

    def _count(self, room: str, private: str) -> None:
        self._next_s = self._now() + self._gap_s
        self.pacer.spend(room, self._now())
        if private:
            self._private.spend(private, self._now())

    async def wait(self, seconds: float) -> None:
        """Let time pass. Raises `TooSoon` where it would be too long."""
        if seconds > LONGEST_S:
            raise TooSoon(seconds)
        if seconds <= 0:
            return
        self.waiting += 1
        try:
            await self._clock.wait(seconds)
        finally:
            self.waiting -= 1

    def _now(self) -> float:
        return self._clock.seconds()
