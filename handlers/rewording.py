"""What an edited message takes back and what it says instead, in closed fields."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from handlers.observation import Observation, Presence

T = TypeVar("T")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewording:
    """What a message was read as before its edit, and after it."""

    was: Observation
    now: Observation
    was_presence: Presence | None
    presence: Presence | None

    def applied(self, old: Observation, kept: Observation) -> Observation:
        """`old` without what only the message said before. `kept` is what others say: that stays.

        What the edit left alone is no news, so a moderator's correction of it stands.
        """
        was, now = self.was, self.now
        return Observation(
            agents=_one(old.agents, was.agents, now.agents, kept.agents),
            vehicles=_one(old.vehicles, was.vehicles, now.vehicles, kept.vehicles),
            vehicle_kinds=_many(old.vehicle_kinds, was.vehicle_kinds, now.vehicle_kinds, kept.vehicle_kinds),
            unmarked=_one(old.unmarked, was.unmarked, now.unmarked, kept.unmarked),
            activities=_many(old.activities, was.activities, now.activities, kept.activities),
            uniforms=_many(old.uniforms, was.uniforms, now.uniforms, kept.uniforms),
            heading=_one(old.heading, was.heading, now.heading, kept.heading),
            seen_at=_one(old.seen_at, was.seen_at, now.seen_at, kept.seen_at),
        )

    def present(self, old: Presence | None) -> Presence | None:
        return _one(old, self.was_presence, self.presence, None)


def merged(observations: Iterable[Observation]) -> Observation:
    """All of them, each laid over those before."""
    seen = Observation()
    for observation in observations:
        seen = seen.merged(observation)
    return seen


def edited_part(words: str, edit: str) -> tuple[str, tuple[str, ...]]:
    """Which of a report's messages (a line each) an edit is most like, and the others."""
    lines = tuple(line for line in words.split("\n") if line.strip())
    likest = max(lines, key=lambda line: _likeness(line, edit), default="")
    if len(lines) < 2 or _likeness(words, edit) >= _likeness(likest, edit):
        return words, ()
    at = lines.index(likest)
    return likest, lines[:at] + lines[at + 1 :]


def _likeness(first: str, second: str) -> float:
    """From 0 to 1: how many words they share."""
    one, other = (Counter(_WORD.findall(text.casefold())) for text in (first, second))
    return 2 * (one & other).total() / max(1, one.total() + other.total())


def _one(old: T | None, was: T | None, now: T | None, kept: T | None) -> T | None:
    if now == was:
        return old
    if now is not None:
        return now
    return kept if old == was else old


def _many(old: tuple[T, ...], was: tuple[T, ...], now: tuple[T, ...], kept: tuple[T, ...]) -> tuple[T, ...]:
    taken = [item for item in was if item not in now and item not in kept]
    added = tuple(item for item in now if item not in was and item not in old)
    return tuple(item for item in old if item not in taken) + added
