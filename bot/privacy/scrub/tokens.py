"""A folded text as words with positions: what the person layer and the masked view read."""

from collections.abc import Iterable
from dataclasses import dataclass, field

_WORD_BYTES = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789_")
_BLANKED = bytes(byte if byte in _WORD_BYTES else 32 for byte in range(256))
_JOINS = frozenset({b" ", b"-", b"'", b"  ", b". "})


@dataclass(frozen=True, slots=True)
class Tokens:
    """Parallel lists: word i stands at [starts[i], ends[i]) and `joined[i]` says whether it runs on into word i+1."""

    words: list[str]
    starts: list[int]
    ends: list[int]
    joined: list[bool]
    shielded: list[bool] = field(default_factory=list)
    """Whether the gazetteer vouched for the word."""


def tokenise(folded: bytes, shields: Iterable[tuple[int, int]] = ()) -> Tokens:
    blanked = folded.translate(_BLANKED)
    words, starts, ends = [], [], []
    at = 0
    for word in blanked.split():
        start = blanked.index(word, at)
        at = start + len(word)
        words.append(word.decode())
        starts.append(start)
        ends.append(at)
    joined = [folded[end:start] in _JOINS for end, start in zip(ends, starts[1:], strict=False)] + [
        False
    ] * bool(words)
    covered = [False] * len(words)
    for low, high in shields:
        for index, (start, end) in enumerate(zip(starts, ends, strict=True)):
            covered[index] = covered[index] or (low < end and start < high)
    return Tokens(words, starts, ends, joined, covered)
