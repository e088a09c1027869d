"""How fast messages may go out, as pure arithmetic over a growing number of seconds. It never sleeps.

Measured: a token bucket that refills 30 a second lets 59 through in one second; GCRA at 29 a second with a
burst of 2 never more than 30, and is as fast (docs/decisions/0002-storage.md).
"""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """What one platform bears; None and 0 mean no limit of that sort."""

    per_second: float | None = None
    """Everything sent with one token or number."""
    burst: int = 1
    chat_gap_s: float = 0.0
    window_count: int = 0
    """Sends and edits to one room within `window_s`."""
    window_s: float = 60.0
    private_gap_s: float = 0.0
    """Between sends to one private chat, in the long run."""
    private_burst: int = 1
    """How many of them may go at once, where nothing was sent there lately."""
    at_once: int = 16
    """Calls in flight at one time."""


UNLIMITED = Pace()
PACES: Mapping[str, Pace] = {
    # Unofficial but agreed on: 30 a second a token, 20 a minute a group; a margin keeps bursts under both. To a person
    # one a second, "short bursts" excepted: five are a greeting with its questions.
    "telegram": Pace(
        per_second=29.0,
        burst=2,
        chat_gap_s=1.0,
        window_count=18,
        window_s=60.0,
        private_gap_s=1.0,
        private_burst=5,
        at_once=32,
    ),
    # No published limit, and a captcha for whoever finds it: one lane, slow.
    "signal": Pace(per_second=0.5, burst=5, at_once=1),
}


def pace_of(platform: str, paces: Mapping[str, Pace] = PACES) -> Pace:
    """The pace of a platform; a simulated one has no limits."""
    return paces.get(platform, UNLIMITED)


class Bursts:
    """GCRA for each of many: `burst` at once where it was quiet, and in the long run one each `gap_s`."""

    def __init__(self, gap_s: float, burst: int) -> None:
        self._gap_s, self._slack_s = gap_s, gap_s * (burst - 1)
        self._due_s: dict[str, float] = {}

    def wait_s(self, chat: str, at_s: float) -> float:
        """How long a message to it must wait; 0 when it may go now."""
        return max(0.0, self._due_s.get(chat, at_s) - self._slack_s - at_s)

    def spend(self, chat: str, at_s: float) -> None:
        """Count one, as it begins. Who is quiet is forgotten."""
        self._due_s = {each: due_s for each, due_s in self._due_s.items() if due_s > at_s}
        if self._gap_s:
            self._due_s[chat] = self._due_s.get(chat, at_s) + self._gap_s

    def hold(self, chat: str, until_s: float) -> None:
        """The platform asked to wait; afterwards there is no burst."""
        self._due_s[chat] = max(self._due_s.get(chat, until_s), until_s + self._slack_s)


class Pacer:
    """What was sent lately with one token. `at_s` must never go back between two calls."""

    def __init__(self, pace: Pace) -> None:
        self.pace = pace
        self._due_s = float("-inf")  # GCRA's theoretical arrival time
        self._sent: dict[str, deque[float]] = {}
        self._held_until_s: dict[str, float] = {}
        self._all_held_until_s = float("-inf")

    def wait_s(self, chat: str, at_s: float) -> float:
        """How long a message to this chat must wait still; 0 when it may go now."""
        return max(self.token_wait_s(at_s), self.chat_wait_s(chat, at_s))

    def token_wait_s(self, at_s: float) -> float:
        """How long everything must wait."""
        pause = self._all_held_until_s - at_s
        if not self.pace.per_second:
            return max(0.0, pause)
        slack_s = (self.pace.burst - 1) / self.pace.per_second
        return max(0.0, pause, self._due_s - slack_s - at_s)

    def rested_s(self, at_s: float) -> float:
        """How long until nothing that was sent counts any more, so that one more message takes nobody's turn."""
        return max(0.0, self._all_held_until_s - at_s, self._due_s - at_s)

    def chat_wait_s(self, chat: str, at_s: float, count: int = 1) -> float:
        """How long this chat must wait, whatever the others do, until its window has room for `count` messages."""
        waits = [0.0, self._held_until_s.get(chat, at_s) - at_s]
        sent = self._sent.get(chat)
        if sent:
            waits.append(sent[-1] + self.pace.chat_gap_s - at_s)
            before = self.pace.window_count - min(count, self.pace.window_count)
            if self.pace.window_count and len(sent) > before:
                waits.append(sent[-before - 1] + self.pace.window_s - at_s)
        return max(waits)

    def next_change_s(self, at_s: float) -> float | None:
        """How long until something that must wait now may go; None when nothing must."""
        chats = self._sent.keys() | self._held_until_s.keys()
        waits = [self.token_wait_s(at_s), *(self.chat_wait_s(chat, at_s) for chat in chats)]
        return min((wait for wait in waits if wait > 0), default=None)

    def spend(self, chat: str, at_s: float) -> None:
        """Count one send or edit, for the token alone where `chat` is "".

        Counted when it begins: the platform counts failed ones as well.
        """
        if self.pace.per_second:
            self._due_s = max(self._due_s, at_s) + 1 / self.pace.per_second
        if chat and (self.pace.chat_gap_s or self.pace.window_count):
            self._sent.setdefault(chat, deque(maxlen=max(1, self.pace.window_count))).append(at_s)

    def hold(self, chat: str, until_s: float, *, everything: bool = False) -> None:
        """The platform asked to wait: this chat, or everything sent with this token."""
        if everything:
            self._all_held_until_s = max(self._all_held_until_s, until_s)
        else:
            self._held_until_s[chat] = max(self._held_until_s.get(chat, until_s), until_s)

    def forget_quiet(self, at_s: float) -> None:
        """Drop what no longer counts, so that memory follows what is busy."""
        horizon_s = at_s - max(self.pace.window_s, self.pace.chat_gap_s)
        self._sent = {chat: sent for chat, sent in self._sent.items() if sent[-1] > horizon_s}
        self._held_until_s = {chat: until for chat, until in self._held_until_s.items() if until > at_s}
