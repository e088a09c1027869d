"""Runs rules over a folded text in linear time, each claim becoming a barrier for the rules after it.

Every pattern runs on RE2 (no backtracking); one pass of a pattern set says which rules can match at all, so
a message without anything personal costs one scan. Rules run until none finds anything new, so that scrubbing
what was scrubbed changes nothing.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import re2

from bot.privacy.scrub.kinds import Claim, Kind
from bot.privacy.scrub.normalise import BARRIER

MAX_ROUNDS = 4
"""A second round is the rule, a third the exception; the bound keeps a hostile text linear."""


class Match:
    """A match in a folded text: spans of its groups, and their words."""

    __slots__ = ("_folded", "_spans")

    def __init__(self, folded: bytes, spans: Callable[[int], tuple[int, int]]) -> None:
        self._folded, self._spans = folded, spans

    def span(self, group: int = 0) -> tuple[int, int]:
        """The half-open range of a group; (-1, -1) where it took no part."""
        return self._spans(group)

    def text(self, group: int = 0) -> str:
        """What a group matched, "" where it took no part."""
        start, end = self._spans(group)
        return self._folded[start:end].decode("ascii") if start >= 0 else ""


Finder = Callable[[Match, bytes], Iterable[Claim]]
"""Turns a match into claims; none when a closer look (a checksum, a word list) says no."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One pattern and what becomes of its matches. `pattern` is RE2 syntax over the folded text."""

    name: str
    pattern: str
    find: Finder


class RuleSet:
    """An ordered set of rules: earlier rules win."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        self._compiled = tuple(compiled(rule.pattern) for rule in self.rules)
        self._gate = re2.Set.SearchSet(_options())
        for rule in self.rules:
            self._gate.Add(rule.pattern.encode("ascii"))
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
            claimed += find(Match(folded, match.span), folded)
        if not claimed:
            return folded
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


def kept(match: Match, _folded: bytes) -> Iterator[Claim]:
    """A finder that vouches for a range: it stays, and no later rule may touch it."""
    yield Claim(*match.span(), None, "")


def compiled(pattern: str) -> Any:
    """An RE2 pattern over ASCII bytes that never writes to standard error."""
    return re2.compile(pattern.encode("ascii"), _options())


def _options() -> Any:
    options = re2.Options()
    options.log_errors = False
    return options
