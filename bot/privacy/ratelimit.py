"""How much one witness, and everybody together, may send in a while, counted in RAM alone.

Counters are kept under a hash keyed by bytes drawn at start, so even a memory image names nobody without
them.
"""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from threading import Lock

from cachetools import TTLCache

from bot.privacy.homes import RandomBytes
from bot.privacy.witness import Witness, blind

MAX_WITNESSES = 50_000
"""Counters held at once, some 10 MB; beyond it the longest unseen go, and the overall cap still holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """At most `count` messages within `window_s` seconds of the first."""

    count: int
    window_s: float

    def __post_init__(self) -> None:
        if self.count < 1 or self.window_s <= 0:
            raise ValueError("a cap needs a count of at least 1 and a window of more than 0 seconds")


class Admission(StrEnum):
    """What the limiter says to one message. The values are words of the log."""

    ADMITTED = "admitted"
    TOO_MANY_FROM_ONE = "rate_one"
    TOO_MANY_OVERALL = "rate_all"


@dataclass(slots=True)
class _Count:
    seen: int = 0


class IntakeLimiter:
    """Counts what arrives. One instance per process, safe to use from any thread."""

    __slots__ = ("_all", "_key", "_lock", "_overall", "_per_witness", "_witnesses")

    def __init__(
        self,
        *,
        per_witness: Cap,
        overall: Cap,
        timer: Callable[[], float] = time.monotonic,
        random_bytes: RandomBytes = os.urandom,
    ) -> None:
        self._per_witness, self._overall = per_witness, overall
        self._key, self._lock = random_bytes(32), Lock()
        self._witnesses: TTLCache[bytes, _Count] = TTLCache(MAX_WITNESSES, per_witness.window_s, timer)
        self._all: TTLCache[None, _Count] = TTLCache(1, overall.window_s, timer)

    def admit(self, witness: Witness) -> Admission:
        """Count one more and say whether it may come in. Refused ones do not use up the common share."""
        with self._lock:
            one, everybody = self._counts(witness)
            if one.seen >= self._per_witness.count:
                return Admission.TOO_MANY_FROM_ONE
            if everybody.seen >= self._overall.count:
                return Admission.TOO_MANY_OVERALL
            one.seen += 1
            everybody.seen += 1
            return Admission.ADMITTED

    def give_back(self, witness: Witness) -> None:
        """What was admitted did not come in after all."""
        with self._lock:
            for count in self._counts(witness):
                count.seen = max(0, count.seen - 1)

    def _counts(self, witness: Witness) -> tuple[_Count, _Count]:
        one = self._witnesses.setdefault(blind(witness, self._key), _Count())
        return one, self._all.setdefault(None, _Count())

    def __repr__(self) -> str:
        return "<the intake limiter>"
