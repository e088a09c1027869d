"""Who may send something now: nobody who is muted, nobody too often, and all together not more than can be read.

Refusals are told once in a while, not to each message: an answer to every message of a flood is a flood too.
"""

import os
from collections.abc import Callable

from cachetools import TTLCache

from bot.privacy.keyring import Keyring
from bot.privacy.ratelimit import MAX_WITNESSES, Admission, Cap, IntakeLimiter
from bot.privacy.witness import Witness, blind, is_muted
from handlers.policy import Policy

MESSAGES_PER_REPORT = 20
"""Texts, buttons and edits that one report may take with all its questions."""
TOLD_EVERY_S = 600.0
HOUR_S, MINUTE_S = 3600.0, 60.0


class TurnedAway(Exception):
    """A new report beyond a cap; raised inside its transaction, it undoes it. `refusal` is the word of the log."""

    def __init__(self, refusal: str) -> None:
        super().__init__(refusal)
        self.refusal = refusal


class Entry:
    """Counts one input as a report once, however often its transaction is run."""

    def __init__(self, reports: IntakeLimiter, witness: Witness) -> None:
        self._reports, self._witness = reports, witness
        self._admission: Admission | None = None

    def count(self) -> None:
        """It opens a report. Raises `TurnedAway` where that is one too many."""
        if self._admission is None:
            self._admission = self._reports.admit(self._witness)
        if self._admission is not Admission.ADMITTED:
            raise TurnedAway(self._admission.value)

    def failed(self) -> None:
        """Nothing was committed."""
        if self._admission is Admission.ADMITTED:
            self._reports.give_back(self._witness)
            self._admission = None


class Gate:
    """Counts in RAM, under keys that name nobody. Reports are counted from any thread, all else from the loop's."""

    def __init__(self, policy: Policy, keyring: Keyring, *, timer: Callable[[], float]) -> None:
        person, overall = policy.reports_per_person_hour, policy.reports_overall_minute
        self._keyring, self._key = keyring, os.urandom(32)
        self._reports = IntakeLimiter(per_witness=Cap(count=person, window_s=HOUR_S),
                                      overall=Cap(count=overall, window_s=MINUTE_S), timer=timer)  # fmt: skip
        self._messages = IntakeLimiter(
            per_witness=Cap(count=person * MESSAGES_PER_REPORT, window_s=HOUR_S),
            overall=Cap(count=overall * MESSAGES_PER_REPORT, window_s=MINUTE_S),
            timer=timer,
        )
        self._told: TTLCache[bytes, None] = TTLCache(MAX_WITNESSES, TOLD_EVERY_S, timer)
        self._told_again: TTLCache[bytes, None] = TTLCache(MAX_WITNESSES, MINUTE_S, timer)

    def refusal(self, witness: Witness) -> str | None:
        """The word of the log for why this may not come in ("muted", "rate_one", "rate_all"), None if it may."""
        if is_muted(self._keyring, witness):
            return "muted"
        admission = self._messages.admit(witness)
        return None if admission is Admission.ADMITTED else admission.value

    def entry(self, witness: Witness) -> "Entry":
        """How one input of this person becomes a report, or does not."""
        return Entry(self._reports, witness)

    def is_news(self, witness: Witness, refusal: str) -> bool:
        """Whether this person was not told of this refusal lately."""
        key = blind(witness, self._key) + refusal.encode()
        # Who is asked to send it again in a minute must hear when that did not help.
        told = self._told_again if refusal == Admission.TOO_MANY_OVERALL else self._told
        if key in told:
            return False
        told[key] = None
        return True
