"""A folded text as words with positions: what the person layer and the masked view read."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.privacy.scrub.wordset import words as wordset

_WORD_BYTES = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789_")
_BLANKED = bytes(byte if byte in _WORD_BYTES else 32 for byte in range(256))
_JOINS = frozenset({b"", b"-", b"'"})
_ABBREVIATED = wordset("mr mrs ms mx dr sr sra srta jr st rev fr sgt lt cpl capt lic ing prof msgr hon")


@dataclass(frozen=True, slots=True)
class Tokens:
    """Parallel lists: word i stands at [starts[i], ends[i]); `joined[i]`: it runs on into word i + 1."""

    words: list[str]
    starts: list[int]
    ends: list[int]
    joined: list[bool]
    shielded: list[bool]
    """Whether the gazetteer vouched for the word."""


def tokenise(folded: bytes, shields: Iterable[tuple[int, int]] = ()) -> Tokens:
    blanked = folded.translate(_BLANKED)
    starts, ends, at = [], [], 0
    found = blanked.split()
    for word in found:
        start = blanked.index(word, at)
        at = start + len(word)
        starts.append(start)
        ends.append(at)
    words = [word.decode() for word in found]
    joined = [_joins(word, folded[end:start]) for word, end, start in zip(words, ends, starts[1:], strict=False)]
    covered = touched(starts, ends, shields)
    return Tokens(words, starts, ends, [*joined, *[False] * bool(words)], covered)


def touched(starts: Sequence[int], ends: Sequence[int], spans: Iterable[tuple[int, int]]) -> list[bool]:
    """For each of some ascending ranges whether any of the spans overlaps it, in one sweep."""
    marks, at = [False] * len(starts), 0
    for low, high in sorted(spans):
        at = max(at, bisect_right(ends, low))
        while at < len(starts) and starts[at] < high:
            marks[at] = True
            at += 1
    return marks


def _joins(word: str, gap: bytes) -> bool:
    """Whether two words belong together: a blank, hyphen, apostrophe or the dot of "Mr." between them."""
    return (
        gap == b" "
        or gap.strip(b" \t") in _JOINS
        or (gap.startswith(b".") and gap.strip(b". \t") == b"" and (len(word) == 1 or word in _ABBREVIATED))
    )
