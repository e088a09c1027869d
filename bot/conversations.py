"""Open conversations with residents, in RAM alone and for hours at most.

They are found by a hash of the sender keyed with bytes drawn at start: neither a memory image without that key
nor anything on disk says who spoke. Use it from the event loop's thread.
"""

import os
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cachetools import TLRUCache

from bot.privacy.homes import RandomBytes
from bot.privacy.witness import Witness, blind
from handlers.actions import Action
from handlers.conversation import Conversation

MAX_CONVERSATIONS = 50_000
MAX_MESSAGES_BOUND = 64
"""Messages of one conversation whose edit or deletion still finds its report."""
MAX_OFFERS = 4_096
"""Messages in rooms whose numbers are remembered."""


@dataclass(slots=True)
class _Held:
    until: datetime
    conversation: Conversation | None = field(default=None, repr=False)
    reports: dict[str, str] = field(default_factory=dict, repr=False)


class Conversations:
    """What is remembered of each resident between two messages."""

    def __init__(
        self, *, now: Callable[[], datetime], lives: timedelta, random_bytes: RandomBytes = os.urandom
    ) -> None:
        self._now, self._lives = now, lives
        self._key = random_bytes(32)
        self._held: TLRUCache[bytes, _Held] = TLRUCache(
            MAX_CONVERSATIONS, ttu=lambda _key, held, _now: held.until.timestamp(), timer=lambda: now().timestamp()
        )

    def __len__(self) -> int:
        return len(self._held)

    def key_of(self, witness: Witness) -> bytes:
        """What this person's conversation is found by."""
        return blind(witness, self._key)

    def find(self, key: bytes) -> Conversation | None:
        held = self._held.get(key)
        return held.conversation if held else None

    def remember(self, key: bytes, conversation: Conversation | None) -> None:
        """Keep what the next message answers. While it is about the same report, its end stays where it was."""
        held = self._held.get(key)
        same = held and held.conversation and conversation and held.conversation.report == conversation.report
        keeps_end = bool(same and conversation and conversation.report)
        until = held.until if held and (keeps_end or conversation is None) else self._now() + self._lives
        self._held[key] = _Held(until, conversation, held.reports if held else {})

    def bind(self, key: bytes, message: str, report: str) -> None:
        """Remember which report a resident's message belongs to, for its edit or deletion."""
        held = self._held.get(key)
        if held is None:
            held = self._held[key] = _Held(self._now() + self._lives)
        held.reports[message] = report
        while len(held.reports) > MAX_MESSAGES_BOUND:
            del held.reports[next(iter(held.reports))]

    def report_behind(self, key: bytes, message: str) -> str:
        """The report a message of this resident belongs to, "" when it is not known any more."""
        held = self._held.get(key)
        return held.reports.get(message, "") if held else ""

    def forget(self, key: bytes) -> None:
        """FORGET: nothing of this conversation stays."""
        self._held.pop(key, None)

    def expire(self) -> None:
        """Drop what is past its time, should nobody have asked for it."""
        self._held.expire()

    def __repr__(self) -> str:
        return "<open conversations>"


class Offers:
    """Which actions stood behind the numbers of a message in a room without buttons, for whoever quotes it."""

    def __init__(self, *, now: Callable[[], datetime], lives: timedelta) -> None:
        self._offers: TLRUCache[Hashable, tuple[Action, ...]] = TLRUCache(
            MAX_OFFERS,
            ttu=lambda _key, _offer, at: at + lives.total_seconds(),
            timer=lambda: now().timestamp(),
        )

    def remember(self, room: str, ref: str, actions: tuple[Action, ...]) -> None:
        """Numbers typed in `room` quoting the message `ref` mean these from now on."""
        if actions:
            self._offers[room, ref] = actions

    def action(self, room: str, ref: str, number: int) -> Action | None:
        """What a number means there, None when nothing is known of that message."""
        actions = self._offers.get((room, ref), ())
        return actions[number - 1] if 0 < number <= len(actions) else None
