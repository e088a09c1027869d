"""Runs rules over a folded text in linear time, each claim becoming a barrier for the rules after it.

Every pattern runs on RE2 (no backtracking); one pass of a pattern set says which rules can match at all, so a message
without anything personal costs one scan. Rules run until none finds anything new, which makes scrubbing idempotent.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import re2

from bot.privacy.scrub.kinds import Claim, Kind
from bot.privacy.scrub.normalise import BARRIER

MAX_ROUNDS = 4
"""A second round is the rule, a third the exception; the bound keeps a hostile text linear."""


class Match(Protocol):
    """What a rule sees of a match: spans in the folded text."""

    def span(self, group: int = 0) -> tuple[int, int]: ...
    def group(self, group: int = 0) -> bytes | None: ...


Finder = Callable[[Match, bytes], Iterable[Claim]]
"""Turns a match into claims; none when a closer look (a checksum, a word list) says no."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One pattern and what becomes of its matches. `pattern` is RE2 syntax over folded bytes."""

    name: str
    pattern: bytes
    find: Finder


class RuleSet:
    """An ordered set of rules: earlier rules win."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        self._compiled: tuple[Any, ...] = tuple(compiled(rule.pattern) for rule in self.rules)
        self._gate = re2.Set.SearchSet(_options())
        for rule in self.rules:
            self._gate.Add(rule.pattern)
        self._gate.Compile()

    def claims(self, folded: bytes) -> tuple[list[Claim], bytes]:
        """All claims, unordered, and the folded text with a barrier over each of them."""
        found: list[Claim] = []
        for _ in range(MAX_ROUNDS):
            before = len(found)
            for index in sorted(self._gate.Match(folded) or ()):
                folded = self._apply(index, folded, found)
            if len(found) == before:
                break
        return found, folded

    def _apply(self, index: int, folded: bytes, found: list[Claim]) -> bytes:
        find = self.rules[index].find
        claimed: list[Claim] = []
        for match in self._compiled[index].finditer(folded):
            claimed += find(match, folded)
        found += claimed
        return barred(folded, claimed)


def barred(folded: bytes, claims: Iterable[Claim]) -> bytes:
    """The folded text with a barrier over every claim."""
    marked = bytearray(folded)
    for claim in claims:
        marked[claim.start : claim.end] = BARRIER.encode() * (claim.end - claim.start)
    return bytes(marked)


def whole(kind: Kind, group: int = 0) -> Finder:
    """A finder that takes the whole of a group."""

    def find(match: Match, _folded: bytes) -> Iterator[Claim]:
        start, end = match.span(group)
        if end > start:
            yield Claim(start, end, kind, kind.placeholder)

    return find


def kept(group: int = 0) -> Finder:
    """A finder that vouches for a range: it stays, and no later rule may touch it."""

    def find(match: Match, _folded: bytes) -> Iterator[Claim]:
        start, end = match.span(group)
        if end > start:
            yield Claim(start, end, None, "")

    return find


def compiled(pattern: bytes) -> Any:
    """An RE2 pattern that never writes to standard error."""
    return re2.compile(pattern, _options())


def _options() -> Any:
    options = re2.Options()
    options.log_errors = False
    return options
