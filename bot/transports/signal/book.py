"""What we sent, by timestamps, in RAM: which message an edit belongs to, how often it was edited, what to wipe.

A message on Signal is known by the time it was sent, and each edit is a message with a time of its own; people
quote and react to the newest. Its reference stays the first time, through all edits.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import blake2b

from cachetools import TTLCache

from bot.transports.base import Undeliverable

EDIT_WITHIN = timedelta(hours=24)
MAX_EDITS = 10
_MOST = 8_192
_KEPT_S = 25 * 3600.0
_TRAIL = 100


@dataclass(frozen=True, slots=True)
class _Edition:
    edits: int
    at_ms: int
    text: str = field(repr=False)


class Book:
    """Forgets by itself after a day: by then nothing can be edited or deleted any more."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._first: TTLCache[tuple[str, int], int] = TTLCache(_MOST, _KEPT_S)
        self._editions: TTLCache[tuple[str, int], _Edition] = TTLCache(_MOST, _KEPT_S)
        self._trails: TTLCache[bytes, tuple[int, ...]] = TTLCache(_MOST, _KEPT_S)
        self._timed: TTLCache[bytes, int] = TTLCache(_MOST, _KEPT_S)

    def sent(self, room: str, at_ms: int, text: str) -> None:
        self._editions[room, at_ms] = _Edition(0, at_ms, text)

    def edited(self, room: str, first_ms: int, at_ms: int, text: str) -> None:
        before = self._editions.get((room, first_ms))
        self._editions[room, first_ms] = _Edition(before.edits + 1 if before else 1, at_ms, text)
        self._first[room, at_ms] = first_ms

    def first_of(self, room: str, at_ms: int) -> int:
        """The first time of the message that a person sees as sent at `at_ms`."""
        return self._first.get((room, at_ms), at_ms)

    def latest_of(self, room: str, first_ms: int) -> int:
        """The time of its newest edition, as far as it is known."""
        edition = self._editions.get((room, first_ms))
        return edition.at_ms if edition else first_ms

    def reads(self, room: str, first_ms: int, text: str) -> bool:
        """Whether it is known to say exactly this."""
        edition = self._editions.get((room, first_ms))
        return edition is not None and edition.text == text

    def check_editable(self, room: str, first_ms: int, now: datetime) -> None:
        """Raises Undeliverable when phones would pass over the edit without a word."""
        if now.timestamp() * 1000 - first_ms >= EDIT_WITHIN.total_seconds() * 1000:
            raise Undeliverable("the message is too old to be edited")
        edition = self._editions.get((room, first_ms))
        if edition is not None and edition.edits >= MAX_EDITS:
            raise Undeliverable("the message was edited too often")

    def said(self, address: bytes, at_ms: int) -> None:
        """Something was said in a private chat."""
        key = self._blind(address)
        self._trails[key] = (*self._trails.get(key, ()), at_ms)[-_TRAIL:]

    def trail(self, address: bytes) -> tuple[int, ...]:
        """What we said in a private chat; forgotten with the asking."""
        return self._trails.pop(self._blind(address), ())

    def first_contact(self, address: bytes) -> bool:
        """Whether this chat's timer was not set in the last day."""
        return self._blind(address) not in self._timed

    def timed(self, address: bytes) -> None:
        self._timed[self._blind(address)] = 1

    def _blind(self, address: bytes) -> bytes:
        return blake2b(address, key=self._key, digest_size=16).digest()
