"""What goes out: rows of the outbox, most urgent first, no faster than each platform bears.

Rows are leased only when they may go now, so a new alert overtakes whatever still waits. `sending` is committed
before the platform is called; what nobody can tell the outcome of is held for a moderator if it is an alert, and
sent again where a double does no harm.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum
from typing import Any

from bot import logs
from bot.clock import Clock
from bot.conversations import Offers
from bot.copies import Copies
from bot.errands import Desk, Errand, Unsayable
from bot.events import Event, word_of
from bot.lanes import Lanes, Rider
from bot.metrics import Metrics
from bot.outbox import Deliveries, OutboxRow
from bot.transports.base import DeliveryError, Limited, NotSent, Sent, Undeliverable
from handlers.outbound import Message, PostKind, Urgency

ASKED_AGAIN_S = 5.0
"""How often it is looked whether a question may be asked by now."""
POLL_S = 5.0
"""How often to look when nobody rang: for rows whose time came, or that another process wrote."""
OTHERS_S = 1.0
"""How often to look at what is due but not free: another process has it, or a room answers slowly."""
SEND_TIMEOUT_S = 40.0
STOP_WITHIN_S = 10.0
FIRST_RETRY_S, LAST_RETRY_S = 1.0, 60.0
NOTICE_TRIES = 20
"""A notice is worth some minutes of trying; an alert is tried for as long as it stands."""
SENT_AGAIN = frozenset({PostKind.CARD, PostKind.ROOM_NOTE, PostKind.SUMMARY, PostKind.WORDING, PostKind.PHOTO})
"""A double of these in the moderators' room does no harm; of an alert it might."""
LANES: Mapping[Urgency, str] = {
    Urgency.ALERT: "alert", Urgency.MODERATION: "card", Urgency.NOTICE: "notice", Urgency.EDIT: "edit",
    Urgency.HOUSEKEEPING: "housekeeping",
}  # fmt: skip


class Outcome(Enum):
    """What moderators hear of."""

    SENT = "sent"
    WAITS = "waits"
    UNKNOWN = "unknown"
    FAILED = "failed"
    UNSAYABLE = "unsayable"


Reporter = Callable[[OutboxRow, Outcome], Awaitable[None]]


@dataclass(kw_only=True, eq=False)
class Delivery:
    """Delivers for all platforms of a process, from one loop. A slow platform holds up no other."""

    queue: Deliveries
    desk: Desk
    offers: Offers
    lanes: Lanes
    clock: Clock
    owner: str
    metrics: Metrics
    report: Reporter
    copies: Copies | None = None
    """For subscribers; None where nobody gets alerts in private."""
    jitter: Callable[[], float] = random.random
    bell: asyncio.Event = field(default_factory=asyncio.Event)
    _pumping: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def recover(self) -> None:
        """At start: keep to the pauses an earlier process was asked for, and tell of what it may have sent."""
        await self.lanes.restore()
        for row in await self.queue.recover(self.owner):
            await self._unsure(row)

    async def run(self) -> None:
        """Deliver until cancelled; then let what is in flight finish."""
        try:
            while True:
                self.bell.clear()
                await self.clock.wait(await self.turn(), self.bell)
        finally:
            await self._finish()

    async def turn(self) -> float:
        """As `pump`; where it fails, as with a database that is away, that is logged and soon tried again."""
        try:
            return await self.pump()
        except Exception as error:  # noqa: BLE001  the root of delivery: nothing would ever be sent again
            logs.get().event(Event.JOB_FAILED, job="deliver", error=error)
            return POLL_S

    async def settle(self) -> None:
        """Deliver all that may go now, and return when nothing is in flight. For stepped time."""
        while True:
            self.bell.clear()
            await self.pump()
            if not self.lanes.going:
                return
            await asyncio.wait(self.lanes.going)

    async def pump(self) -> float:
        """Start whatever may go now; answers for how long nothing more can."""
        self.lanes.forget_quiet()
        async with self._pumping:
            return await self._pump()

    async def _pump(self) -> float:
        all_leased = await self._lease()
        held = self.lanes.held
        held.sort(key=lambda errand: errand.row.urgency)
        wait_s = await self._idle_s()
        for errand in tuple(held):
            pause_s = self.lanes.wait_s(errand)
            if pause_s <= 0:
                held.remove(errand)
                self._go(errand, self._deliver(errand))
            else:
                wait_s = min(wait_s, pause_s)
        return min(wait_s, await self._copy()) if self.copies and all_leased else wait_s

    async def _copy(self) -> float:
        """Start one message to a subscriber where nothing else wants to go; answers for how long none can."""
        assert self.copies is not None
        copy, wait_s = await self.copies.next()
        if copy is not None:
            self._go(copy, self.copies.give(copy))
        return wait_s or POLL_S

    async def _lease(self) -> bool:
        """Take what may go now; False where there may be more of it."""
        free, room_names = self.lanes.openings()
        if free <= 0:
            return False
        room_names -= await self.desk.held_rooms()
        rows = await self.queue.lease(self.clock.now(), self.owner, free, room_names)
        for row in rows:
            errand = self.desk.errand(row)
            if errand is None or errand.platform not in self.lanes.transports:
                await self._drop(row, "address_gone" if row.notice else "room_gone")
            else:
                self.lanes.held.append(errand)
        return len(rows) < free

    async def _idle_s(self) -> float:
        due = await self.queue.next_due()
        if due is None:
            return POLL_S
        due_in_s = (due - self.clock.now()).total_seconds()
        if due_in_s > 0:
            return min(POLL_S, due_in_s)
        change_s = self.lanes.next_change_s()
        return OTHERS_S if change_s is None else min(OTHERS_S, change_s)

    # One errand

    def _go(self, rider: Rider, work: Coroutine[Any, Any, None]) -> None:
        self.lanes.spend(rider)
        task = asyncio.create_task(work)
        self.lanes.going[task] = rider
        task.add_done_callback(self._back)

    def _back(self, task: asyncio.Task[None]) -> None:
        del self.lanes.going[task]
        self.bell.set()
        if not task.cancelled() and (error := task.exception()):
            logs.get().event(Event.JOB_FAILED, job="release", error=error)

    async def _deliver(self, errand: Errand) -> None:
        if await self.desk.must_wait(errand):
            await self.queue.failed(errand.row, self.clock.now() + timedelta(seconds=ASKED_AGAIN_S))
            return
        if errand.takes_back:
            await self._take_back(errand)
            return
        try:
            message = await self.desk.message(errand)
        except Unsayable as error:
            await self._unsayable(errand, error)
            return
        errand = errand.fit_for(self.lanes.transports[errand.platform].features, self.clock.now())
        if message is None:
            await self._drop(errand.row, "expired")
        elif await self.queue.sending(errand.row, is_edit=errand.is_edit):
            await self._send(errand, message)

    async def _send(self, errand: Errand, message: Message) -> None:
        try:
            async with asyncio.timeout(SEND_TIMEOUT_S):
                sent = await errand.run(self.lanes.transports[errand.platform], message)
        except NotSent as error:
            await self._later(errand, error)
        except Undeliverable as error:
            await self._never(errand, message, error)
        except Exception as error:  # noqa: BLE001  timeouts and a transport's own faults: nobody knows
            self._count(errand, "unknown")
            if not isinstance(error, DeliveryError | TimeoutError):
                self._log_failed(errand, error)
            await self._unsure(errand.row)
        else:
            await self._arrived(errand, message, sent)

    async def _arrived(self, errand: Errand, message: Message, sent: Sent) -> None:
        self._count(errand, "sent")
        self.offers.remember(errand.chat, sent.ref, tuple(choice.action for choice in message.flat_choices))
        self.desk.sent(errand)
        if self.copies and errand.row.post and _is_alert(errand.row):
            # Before it is settled: after a crash in between it is asked about, and nobody gets it twice.
            self.copies.told(errand.row.post, errand.row.id)
        ref = "" if errand.address else sent.ref
        gone_at = self.clock.now() + timedelta(seconds=message.lives_s) if message.lives_s else None
        await self.queue.done(
            errand.row, ref, shown=sent.shown, latest=sent.latest, edited=errand.is_edit, gone_at=gone_at
        )
        if errand.row.post and errand.row.post.kind is PostKind.ALERT:
            await self.report(errand.row, Outcome.SENT)
        logs.get().event(
            Event.DELIVERY_SENT, transport=word_of(errand.platform), lane=LANES[errand.row.urgency], count=1
        )

    async def _take_back(self, errand: Errand) -> None:
        """Delete what stood long enough. Twice does no harm, so whatever is not known is tried again."""
        if not await self.queue.sending(errand.row, is_edit=True):
            return
        try:
            async with asyncio.timeout(SEND_TIMEOUT_S):
                await self.lanes.transports[errand.platform].delete(errand.chat, errand.takes_back)
        except Undeliverable as error:
            # Gone by another hand, or too old for the platform to delete.
            self._log_failed(errand, error)
            await self.queue.failed(errand.row)
        except (DeliveryError, TimeoutError) as error:
            await self._later(errand, error if isinstance(error, NotSent) else NotSent())
        else:
            self._count(errand, "sent")
            await self.queue.done(errand.row)

    async def _later(self, errand: Errand, error: NotSent) -> None:
        if errand.row.notice and errand.row.attempts >= NOTICE_TRIES:
            await self._drop(errand.row, "blocked")
            return
        wait_s = self._backoff_s(errand.row)
        if isinstance(error, Limited):
            wait_s = error.retry_after_s
            await self.lanes.turns_of(errand).held(error, errand.chat, lasting=errand.row.post is not None)
        self._count(errand, "retried")
        await self.queue.failed(errand.row, self.clock.now() + timedelta(seconds=wait_s))
        logs.get().event(
            Event.DELIVERY_RETRIED, transport=word_of(errand.platform), lane=LANES[errand.row.urgency],
            attempt=errand.row.attempts + 1, wait_s=wait_s,
        )  # fmt: skip
        if errand.row.attempts == 0 and _is_alert(errand.row):
            await self.report(errand.row, Outcome.WAITS)

    async def _never(self, errand: Errand, message: Message, error: Undeliverable) -> None:
        if errand.is_edit:
            # Too old to be edited, or deleted by hand: people need to know all the same.
            self.lanes.spend(errand)
            await self._send(errand.anew(), message)
            return
        self._count(errand, "failed")
        self._log_failed(errand, error)
        await self.queue.failed(errand.row)
        if errand.row.post:
            await self.report(errand.row, Outcome.FAILED)

    async def _unsayable(self, errand: Errand, error: Unsayable) -> None:
        """A fault of our own: another try would end the same, and would hold up what comes after it."""
        self._count(errand, "failed")
        self._log_failed(errand, error)
        await self.queue.failed(errand.row)
        if errand.row.post:
            await self.report(errand.row, Outcome.UNSAYABLE)

    async def _unsure(self, row: OutboxRow) -> None:
        if row.edit_ref or row.notice or (row.post and row.post.kind in SENT_AGAIN):
            await self.queue.failed(row, self.clock.now() + timedelta(seconds=self._backoff_s(row)))
            return
        await self.queue.unknown(row)
        await self.report(row, Outcome.UNKNOWN)

    async def _drop(self, row: OutboxRow, reason: str) -> None:
        await self.queue.dropped(row)
        lane = LANES[row.urgency]
        self.metrics.deliveries.labels("none", "dropped").inc()
        if row.notice:
            logs.get().event(Event.DELIVERY_DROPPED, lane=lane, reason=reason, count=1)

    def _backoff_s(self, row: OutboxRow) -> float:
        ceiling_s = min(LAST_RETRY_S, FIRST_RETRY_S * 2.0 ** min(row.attempts, 10))
        return ceiling_s * (0.5 + self.jitter() / 2)

    def _count(self, errand: Errand, outcome: str) -> None:
        self.metrics.deliveries.labels(word_of(errand.platform), outcome).inc()

    def _log_failed(self, errand: Errand, error: Exception) -> None:
        lane = LANES[errand.row.urgency]
        logs.get().event(Event.DELIVERY_FAILED, transport=word_of(errand.platform), lane=lane, error=error)

    async def _finish(self) -> None:
        if self.lanes.going:
            await asyncio.wait(self.lanes.going, timeout=STOP_WITHIN_S)
        for task in tuple(self.lanes.going):
            task.cancel()


def _is_alert(row: OutboxRow) -> bool:
    return row.post is not None and row.post.kind in (PostKind.ALERT, PostKind.ALERT_EDIT)
