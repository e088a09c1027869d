"""One spelling of a text for all rules: what the eye reads, whatever bytes were sent.

The rules never see the original. They see a folded twin of the normalised text: lower-case ASCII, one byte
per character, so that letter case, accents, look-alike letters, exotic digits, dashes and spaces cannot hide
anything, and so that a position in the twin is a position in the text. No regular expression is used here.
"""

import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

BARRIER = "\x01"
"""Stands in the folded twin where something was already claimed: no rule matches it or across it."""
LETTER = "_"
"""Stands for a letter that folds to no ASCII letter: part of a word, yet of no known word."""
SYMBOL = "\x02"
"""Stands for a picture or sign of no meaning to any rule."""

_LOOKALIKES = {
    **dict(zip("абвгдезикмнорстухіјѕԁһӏѵʏєпьԛԝ", "abbrde3ukmhopctyxijsdhlvyenbqw", strict=True)),
    **dict(zip("αβγδεζηικνορστυχωϲϳ", "abydeznikvopotuxwcj", strict=True)),
    **dict(zip("ßæœøđðłıþħŋɑɡɩʀꓐꓑꓒꓓ", "saooddlithnagirbpdd", strict=True)),
}
_PUNCTUATION = {
    **dict.fromkeys("‐‑‒–—―−﹘﹣－⁃", "-"),
    **dict.fromkeys("‘’‚‛′ʼʹ`´ˈ", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("․•·・", "."),
    **dict.fromkeys("⁄∕", "/"),
    **dict.fromkeys("،、", ","),
    "：": ":",
    "∶": ":",
    "＠": "@",
    "¿": "?",
    "¡": "!",
    "º": "o",
    "ª": "a",
    "°": "*",
}
_KEPT_CONTROLS = "\n\t"
_ENCLOSING_KEYCAP = "\u20e3"
_VARIATIONS = frozenset(chr(code) for code in range(0xFE00, 0xFE10))
_REMEMBERED_BELOW = 0x3000
"""Characters above are folded anew each time, so that no stream of rare characters grows the table."""


@dataclass(frozen=True, slots=True)
class Normal:
    """A normalised text, its folded twin, and where each of its characters stood in the original.

    `starts[i]` and `ends[i]` bound the original characters that became character i; both are empty when
    nothing moved.
    """

    text: str
    folded: bytes
    starts: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()

    def span_of(self, start: int, end: int) -> tuple[int, int]:
        """The half-open range of the normalised text that an original half-open range became."""
        if not self.starts:
            return max(0, min(start, len(self.text))), max(0, min(end, len(self.text)))
        return bisect_right(self.ends, start), bisect_left(self.starts, end)


class Normaliser:
    """Normalises and folds. It remembers how characters fold; it never remembers text."""

    def __init__(self) -> None:
        self._table = _FoldTable()

    def normalise(self, original: str) -> Normal:
        if original.isascii() and original.isprintable():
            return Normal(original, original.lower().encode("ascii"))
        text, starts, ends = _normalised(original)
        return Normal(text, text.translate(self._table).encode("ascii"), starts, ends)


def fold_letters(text: str) -> str:
    """A text in lower case and without accents, same length; letters of other scripts become "_"."""
    return text.translate(_FoldTable())


class _FoldTable(dict[int, str]):
    def __missing__(self, code: int) -> str:
        folded = _folded(chr(code))
        if code < _REMEMBERED_BELOW:
            self[code] = folded
        return folded


def _folded(char: str) -> str:
    if char.isascii():
        return char.lower() if char.isprintable() or char in _KEPT_CONTROLS else " "
    small = char.lower()[0]
    known = _PUNCTUATION.get(char) or _LOOKALIKES.get(small)
    if known:
        return known
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    base = unicodedata.normalize("NFKD", small)[0]
    base = _LOOKALIKES.get(base, base)
    if base.isascii() and base.isprintable():
        return base
    if char.isalpha():
        return LETTER
    return " " if char.isspace() else SYMBOL


def _normalised(original: str) -> tuple[str, tuple[int, ...], tuple[int, ...]]:
    """NFKC without what nobody sees, by clusters, so that every character knows where it came from."""
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    while at < len(original):
        end = at + 1
        while end < len(original) and unicodedata.combining(original[end]):
            end += 1
        latin = False
        for char in unicodedata.normalize("NFKC", original[at:end]):
            if not _unseen(char, latin=latin):
                latin = char.isascii()
                out.append(char)
                starts.append(at)
                ends.append(end)
        at = end
    return "".join(out), tuple(starts), tuple(ends)


def _unseen(char: str, *, latin: bool) -> bool:
    """Zero-width and bidi characters, controls, marks piled on Latin letters (other scripts need theirs)."""
    if char in _KEPT_CONTROLS:
        return False
    category = unicodedata.category(char)
    if category in {"Cf", "Cc", "Cs", "Co"} or char == _ENCLOSING_KEYCAP or char in _VARIATIONS:
        return True
    return latin and category in {"Mn", "Me"}
