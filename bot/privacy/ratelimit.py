"""How much one witness, and everybody together, may send in a while, counted in RAM alone.

Counters are kept under a hash keyed by bytes drawn at start, so even a memory image names nobody without
them.
"""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

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
    """Counts messages as they arrive. One instance per process; use it from one thread."""

    __slots__ = ("_all", "_key", "_overall", "_per_witness", "_witnesses")

    def __init__(
        self,
        *,
        per_witness: Cap,
        overall: Cap,
        timer: Callable[[], float] = time.monotonic,
        random_bytes: RandomBytes = os.urandom,
    ) -> None:
        self._per_witness, self._overall = per_witness, overall
        self._key = random_bytes(32)
        self._witnesses: TTLCache[bytes, _Count] = TTLCache(MAX_WITNESSES, per_witness.window_s, timer)
        self._all: TTLCache[None, _Count] = TTLCache(1, overall.window_s, timer)

    def admit(self, witness: Witness) -> Admission:
        """Count one message and say whether it may come in. Refused ones do not use up the common share."""
        one = self._witnesses.setdefault(blind(witness, self._key), _Count())
        if one.seen >= self._per_witness.count:
            return Admission.TOO_MANY_FROM_ONE
        everybody = self._all.setdefault(None, _Count())
        if everybody.seen >= self._overall.count:
            return Admission.TOO_MANY_OVERALL
        one.seen += 1
        everybody.seen += 1
        return Admission.ADMITTED

    def __repr__(self) -> str:
        return "<the intake limiter>"
