"""Gives subscribers in private what their channels were told: one after the other, and after everything else.

Nothing of it is in the outbox, in a log line or in a metric, where it would count who subscribes. What is still to be
given rests beside the list of subscribers, and is lost when that is.
"""

import asyncio
import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC

from bot import logs
from bot.clock import Clock
from bot.context import Contexts
from bot.events import Event
from bot.lanes import BUSY_S, Lanes
from bot.privacy.replies import Replies, ReturnAddress
from bot.privacy.subscribers import Subscriber, Subscribers
from bot.relays import Given, Relay, Relays, Shuffle, relay_name
from bot.transports.base import Limited, NotSent, Sent, Transport, Undeliverable, Unknown
from bot.work import Unavailable, Work
from handlers.alertcontent import AlertContent, from_json
from handlers.alerttext import ENDED
from handlers.freezing import frozen
from handlers.outbound import Message, Post
from handlers.ports import Transaction
from handlers.render import render_copy

SEND_TIMEOUT_S = 40.0
AGAIN_S, FAULT_S = 5.0, 60.0
"""When others were first or nobody took it, and after a fault of ours."""
SILENT_S = 60.0
"""How long the others are first where a phone does not answer."""
COOL_S, LONGEST_COOL_S = 900.0, 7200.0
"""Where the platform limits a number, these messages are the first to stop and the last to begin again."""
MOST_FAILURES = 3
"""So many messages in a row that surely did not arrive, while others had theirs, end a subscription."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """One message to one subscriber; `chat` is what pacing counts it under, `before` what they got last of it."""

    relay: str
    to: Subscriber = field(repr=False)
    said: AlertContent
    before: Given | None = None
    in_room: bool = False

    @property
    def takes_back(self) -> str:
        """The message to be deleted first, for it names the corner of what turned out to be a home; "" for none."""
        before = self.before
        return before.ref if before and before.is_fine and not self.said.anchor else ""

    @property
    def platform(self) -> str:
        return self.to.sender.platform

    @property
    def chat(self) -> str:
        return f"private {self.to.name}"


@dataclass(kw_only=True, eq=False)
class Copies:
    """What is to be given, and the giving. Use it from one event loop."""

    subscribers: Subscribers
    relays: Relays
    replies: Replies
    store: Work
    contexts: Contexts
    lanes: Lanes
    clock: Clock
    shuffle: Shuffle = field(default_factory=lambda: random.SystemRandom().shuffle)
    _rests_until_s: float = float("-inf")
    _limits: int = 0
    _reached: int = 0
    _failures: dict[str, tuple[int, int]] = field(default_factory=dict)
    """How often in a row, and how many were reached before the first time."""
    _said_twice: set[tuple[str, str]] = field(default_factory=set)
    _silent_until_s: dict[tuple[str, str], float] = field(default_factory=dict)
    """Who is not asked again before, of which relay, to delete what they got."""
    _faults: set[str] = field(default_factory=set)
    """Of which relays one was logged: a line for each person would count them."""

    def told(self, post: Post, row: int) -> None:
        """A room was told this: its channel's subscribers are to get it. `row` is where it stood in the outbox."""
        try:
            self._told(post, row)
        except Exception as error:  # noqa: BLE001  what a channel was told is told, whatever becomes of this
            logs.get().event(Event.JOB_FAILED, job="copy", error=error)

    async def next(self) -> tuple[Copy | None, float]:
        """Who is to get something this moment; None with how long nobody is."""
        if (rest_s := self._rests_until_s - self.clock.seconds()) > 0:
            return None, min(rest_s, BUSY_S)
        try:
            return await self._next()
        except Exception as error:  # noqa: BLE001  nothing here may hold up what channels are told
            logs.get().event(Event.JOB_FAILED, job="copy", error=error)
            self._rest(FAULT_S)
            return None, BUSY_S

    async def give(self, copy: Copy) -> None:
        """Send one, or take its forerunner back, and remember how it went."""
        transport, address = self.lanes.transports[copy.platform], copy.to.sender.address
        try:
            async with asyncio.timeout(SEND_TIMEOUT_S):
                if copy.takes_back:
                    await self._take_back(transport, copy)
                    return
                message = await self.store.read(lambda tx: self._worded(tx, copy))
                self._begun(copy)
                sent = await transport.send_private(address, message)
        except Limited as limit:
            self._missed(copy)
            self._cool(limit.retry_after_s)
        except (NotSent, Unavailable):
            self._missed(copy)
            self._rest(AGAIN_S)
        except Undeliverable:
            self._failed(copy)
        except (Unknown, TimeoutError):
            self._unsure(copy)
        except Exception as error:  # noqa: BLE001  a fault of ours, or of a transport: another try would end the same
            self._faulty(copy, error)
        else:
            self._arrived(copy, sent)

    def _told(self, post: Post, row: int) -> None:
        directory = self.contexts.directory
        channels = [each.name for each in directory.channels if any(room.name == post.room for room in each.rooms)]
        names = [name for channel in channels for name in self.subscribers.of_channel(channel)]
        content, name = from_json(post.payload), relay_name(post.incident)
        before = self.relays.find(name)
        if before or names:
            relay = before or Relay(row=0, content="")
            self.relays.keep(name, relay.told(content, row, names, self.shuffle))

    async def _next(self) -> tuple[Copy | None, float]:
        while found := self._first():
            name, relay, person = found
            to = self.subscribers.get(person)
            if self._is_over(relay.alert):
                self.relays.keep(name, replace(relay, left=()))
            elif to is None or to.sender.platform not in self.lanes.transports:
                self.relays.keep(name, relay.without(person))
            elif (wait_s := self.lanes.spare_wait_s(to.sender.platform)) > 0 or await self._is_frozen():
                return None, wait_s or BUSY_S
            else:
                return Copy(relay=name, to=to, said=relay.alert, before=relay.given_to(to.name)), 0.0
        return None, BUSY_S

    def _first(self) -> tuple[str, Relay, str] | None:
        """Whose turn it is, of which relay."""
        at_s = self.clock.seconds()
        self._silent_until_s = {each: until_s for each, until_s in self._silent_until_s.items() if until_s > at_s}
        turns = ((name, relay, person) for name, relay in self.relays.waiting.items() for person in relay.left)
        return next((each for each in turns if (each[0], each[2]) not in self._silent_until_s), None)

    def _worded(self, tx: Transaction, copy: Copy) -> Message:
        sender, to = copy.to.sender, copy.to
        whole_days = (to.ends_on - self.clock.now().astimezone(UTC).date()).days - 1
        message = render_copy(tx, self.contexts.fresh(), copy.said, to.language, days=max(1, whole_days))
        resident = self.replies.witness(ReturnAddress.of(sender))
        # Whoever waits for an answer to a report is forgotten later, after the last word of that.
        return replace(message, parting=not self.replies.reports_of(resident))

    async def _take_back(self, transport: Transport, copy: Copy) -> None:
        # Too late is too late: what a phone will not delete any more is not tried again.
        with suppress(Undeliverable):
            await transport.delete_private(copy.to.sender.address, copy.takes_back)
        self._change(copy, lambda relay: relay.taken_back(copy.to.name))

    # How it went

    def _begun(self, copy: Copy) -> None:
        """An alert counts as given before it is: whatever ends this process now, nobody gets it twice."""
        if copy.said.standing not in ENDED:
            self._change(copy, lambda relay: relay.got(copy.to.name, copy.said, ""))

    def _missed(self, copy: Copy) -> None:
        """It is not out."""
        if copy.takes_back:
            self._silent_until_s[copy.relay, copy.to.name] = self.clock.seconds() + SILENT_S
        else:
            self._change(copy, lambda relay: relay.missed(copy.to.name, copy.before))

    def _faulty(self, copy: Copy, error: Exception) -> None:
        if copy.relay not in self._faults:
            self._faults.add(copy.relay)
            logs.get().event(Event.JOB_FAILED, job="copy", error=error)
        self._given_up(copy)

    def _given_up(self, copy: Copy) -> None:
        """They are not to get it any more."""
        self._change(copy, lambda relay: relay.missed(copy.to.name, copy.before).without(copy.to.name))

    def _arrived(self, copy: Copy, sent: Sent) -> None:
        self._reached, self._limits = self._reached + 1, 0
        self._failures.pop(copy.to.name, None)
        self._change(copy, lambda relay: relay.got(copy.to.name, copy.said, sent.ref))

    def _unsure(self, copy: Copy) -> None:
        """An alert is not doubled; that it was wrong, or is over, must arrive, so it is said once more."""
        if copy.takes_back:
            self._missed(copy)
            self._rest(AGAIN_S)
            return
        twice = (copy.relay, copy.to.name)
        if copy.said.standing in ENDED and twice not in self._said_twice:
            self._said_twice.add(twice)
            self._rest(AGAIN_S)
            return
        self._said_twice.discard(twice)
        self._change(copy, lambda relay: relay.got(copy.to.name, copy.said, ""))

    def _failed(self, copy: Copy) -> None:
        """It never will arrive. Where nobody else was reached since the first time, the fault may be ours."""
        name = copy.to.name
        times, reached = self._failures.get(name, (0, self._reached))
        self._failures[name] = (times + 1, reached)
        self._given_up(copy)
        if times + 1 >= MOST_FAILURES and self._reached > reached:
            self.subscribers.destroy(name)
            del self._failures[name]

    def _cool(self, retry_after_s: float) -> None:
        self._rest(max(retry_after_s, min(LONGEST_COOL_S, COOL_S * 2.0**self._limits)))
        self._limits = min(self._limits + 1, 10)

    def _rest(self, wait_s: float) -> None:
        self._rests_until_s = self.clock.seconds() + wait_s

    def _change(self, copy: Copy, change: Callable[[Relay], Relay]) -> None:
        """Keep the relay as it is after this; there may have been news of it meanwhile."""
        if relay := self.relays.find(copy.relay):
            self.relays.keep(copy.relay, change(relay))

    def _is_over(self, content: AlertContent) -> bool:
        return content.standing not in ENDED and content.expires_at <= self.clock.now()

    async def _is_frozen(self) -> bool:
        return await self.store.read(lambda tx: frozen(tx, self.clock.now()))
