"""Whether a number may send now: it rests when Signal limits it, and when nothing certain comes back any more.

After the rest one message goes first; whether that arrives decides how all others fare.
"""

from collections.abc import Callable

from bot.transports.base import Limited
from bot.transports.signal import tally as findings
from bot.transports.signal.challenges import Challenges
from bot.transports.signal.lane import Lane
from bot.transports.signal.refusals import Throttled
from bot.transports.signal.tally import Tally
from handlers.inbound import RoomChange

UNSURE_MOST = 3
"""So many messages in a row without a certain answer: more would only be more that nobody knows of."""
Limits = Callable[[RoomChange], None]
"""Told once when a number begins to rest, and of every new captcha."""


class Circuit:
    """One number's. Tokens of captchas go to `challenges`, never to a log."""

    def __init__(self, task: str, lane: Lane, tally: Tally, challenges: Challenges, limited: Limits) -> None:
        self._task, self._lane, self._tally = task, lane, tally
        self._challenges, self._limited = challenges, limited
        self._told: set[str] = set()
        self._asked: set[str] = set()
        self._unsure = 0
        self._rests = False

    def check(self) -> None:
        """Look whether an operator has answered what Signal asked; then everything may go."""
        if self._lane.held_s > 0 and self._asked - {each.token for each in self._challenges.open()}:
            self._lane.release()
            self._asked.clear()
            self._tally.clear("limit")

    def throttled(self, throttled: Throttled) -> Limited:
        """Signal asked for a pause."""
        news = set(throttled.tokens) - self._told
        if news:
            self._told |= news
            self._challenges.add(self._task, sorted(news))
            self._limited(RoomChange.NEEDS_CAPTCHA)
        # Those that an operator can see: only of them can it be known that they are answered.
        self._asked = {each.token for each in self._challenges.open() if each.number == self._task}
        self._rest(findings.NEEDS_CAPTCHA if throttled.tokens else findings.LIMITED, is_told=bool(throttled.tokens))
        return self._lane.hold(throttled.retry_after_s)

    def unsure(self) -> None:
        """Nobody knows whether a message is out."""
        self._unsure += 1
        if self._unsure >= UNSURE_MOST:
            self._rest(findings.UNCERTAIN, is_told=False)
            self._lane.rest()

    def went_well(self) -> None:
        """A message is out."""
        self._lane.went_well()
        self._unsure, self._rests = 0, False
        self._tally.clear("limit")
        if self._told:
            self._told.clear()
            self._asked.clear()
            self._challenges.drop(self._task)

    def answered(self, token: str) -> None:
        """A captcha was handed in from here."""
        self._challenges.answered(token)
        self.check()

    def _rest(self, finding: str, *, is_told: bool) -> None:
        self._tally.find("limit", finding)
        if not self._rests and not is_told:
            self._limited(RoomChange.SENDING_RESTS)
        self._rests = True
