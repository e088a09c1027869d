"""Marked messages: what must go and what must stay, and how well a scrubber did.

"my neighbor {P:Maria} on {S:Chavez Ave}" marks a person who must go and a street that must stay. S, L and K
are kept things (street, place, number); every other letter goes. A span is gone when none of its words is
left, placeholders and words that the rest of the message has as well aside; it is kept when it is still
there, letter case aside.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import re2

from bot.privacy.scrub.wordset import words as wordset

STAY = frozenset("SLK")
CLASSES: Mapping[str, str] = {
    "P": "person",
    "T": "phone",
    "E": "e-mail",
    "@": "handle",
    "W": "link",
    "V": "plate",
    "N": "SSN",
    "A": "A-number",
    "R": "receipt",
    "G": "badge",
    "H": "house number",
    "U": "unit",
    "C": "card",
    "I": "IP",
    "B": "IBAN",
    "D": "birth date",
    "S": "street kept",
    "L": "place kept",
    "K": "number kept",
}
_MARK = r"\{([A-Z@]):([^}]*)\}"
_HARMLESS = wordset(
    "apt apto apartment apartamento unit depto suite ste mr mrs ms dr don doña dona sr sra mx com http https "
    "www señor brother sister"
)


@dataclass(frozen=True, slots=True)
class Message:
    """A text and the spans marked in it, as (letter, words)."""

    text: str
    spans: tuple[tuple[str, str], ...]
    rest: frozenset[str]
    """Words outside what must go: they may be left over."""


@dataclass(slots=True)
class Score:
    """How many spans of each letter went right, out of how many."""

    right: dict[str, int] = field(default_factory=dict)
    total: dict[str, int] = field(default_factory=dict)
    missed: list[tuple[str, str, str]] = field(default_factory=list)

    def share(self, letter: str) -> float:
        return self.right.get(letter, 0) / self.total[letter] if letter in self.total else 1.0


def read_marked(path: Path, change: Callable[[str], str] = str) -> list[Message]:
    """The messages of a file, every text put into another letter case by `change`."""
    return [message(line, change) for line in path.read_text("utf-8").splitlines() if line.strip()]


def message(marked: str, change: Callable[[str], str] = str) -> Message:
    spans = tuple((found.group(1), change(found.group(2))) for found in re2.finditer(_MARK, marked))
    outside = words(change(re2.sub(_MARK, " ", marked)))
    stays = [word for letter, span in spans if letter in STAY for word in words(span)]
    return Message(change(re2.sub(_MARK, r"\2", marked)), spans, frozenset([*outside, *stays]) | _HARMLESS)


def score(messages: Iterable[Message], views: Iterable[str]) -> Score:
    """Judge one view of each message."""
    result = Score()
    for told, view in zip(messages, views, strict=True):
        for letter, span in told.spans:
            good = span.lower() in view.lower() if letter in STAY else _gone(span, view, told.rest)
            result.total[letter] = result.total.get(letter, 0) + 1
            result.right[letter] = result.right.get(letter, 0) + good
            if not good:
                result.missed.append((letter, span, view))
    return result


def words(text: str) -> list[str]:
    return list(re2.findall(r"[\pL\pN_]+", text.lower()))


def _gone(span: str, view: str, rest: frozenset[str]) -> bool:
    left = set(words(re2.sub(r"\[[^\]]*\]", " ", view)))
    return not any(word in left and word not in rest for word in _long(words(span)))


def _long(found: list[str]) -> Iterator[str]:
    return (word for word in found if len(word) > 1)
