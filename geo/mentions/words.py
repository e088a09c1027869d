"""A message as words that remember where they stand in the original text.

Case, accents, styled letters and zero-width characters are folded away for matching; `start` and `end` are
always offsets into what the resident wrote, so that a matched stretch can be marked in the original.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

MAX_CHARACTERS = 4096
"""As long as a chat message may be; what lies beyond is not looked at."""

_APOSTROPHES = "'’‘ʼ`´′"
_WORD = re.compile(
    r"(?<![^\W_])(?:[a-z]\.){2,}(?:[a-z](?![^\W_]))?|(?<!\d)[13]/[24](?!\d)|(?<![^\W_])b/[tw](?![^\W_])|[^\W_]+(?:'[^\W_]+)*|[&+@/|\\×%]+"
)
_ASCII_RUN = re.compile(r"([\x00-\x7f]+)|.", re.DOTALL)
_SYMBOLS = frozenset("&+@/|\\×%")
_PLAIN_GAPS = ("", " ")
_BREAKS_NAME = re.compile(r"[^\s\-.'\u2010-\u2015_*~#]")
_BREAKS_SENTENCE = re.compile(r"\n|[.!?;…](?:\s|$)")


@dataclass(frozen=True, slots=True)
class Word:
    """One word or connecting symbol: its folded text and its range in the original text."""

    text: str
    start: int
    end: int
    gap: str
    """What stands between the word before and this one, folded ("", " ", ", ", "\\n")."""

    @property
    def is_number(self) -> bool:
        return self.text.isdigit()

    @property
    def is_symbol(self) -> bool:
        return self.text in _SYMBOLS

    @property
    def breaks_name(self) -> bool:
        """Whether no name can reach across the gap before this word ("Lake, Cedar", "Lake\\nCedar")."""
        gap = self.gap
        return gap not in _PLAIN_GAPS and (bool(_BREAKS_NAME.search(gap)) or "\n" in gap)

    @property
    def breaks_sentence(self) -> bool:
        """Whether a new sentence or line begins with this word."""
        return self.gap not in _PLAIN_GAPS and bool(_BREAKS_SENTENCE.search(self.gap))


def words_of(text: str) -> list[Word]:
    """Return the words of a message in order; offsets are those of the text given."""
    folded, origins = _folded(text[:MAX_CHARACTERS])
    found: list[Word] = []
    before = 0
    for match in _WORD.finditer(folded):
        start, end = match.span()
        plain = match[0].replace("'", "").replace(".", "").replace("b/", "b")
        plain = plain[0] if plain[0] in _SYMBOLS else plain  # "//" and "&&" say no more than one sign
        ends_at = _past_marks(text, origins[end - 1] + 1)
        found.append(Word(plain, origins[start], ends_at, folded[before:start]))
        before = end
    return found


def split_word(word: Word, *lengths: int) -> list[Word]:
    """Return a word cut into pieces ("chicagoave" -> "chicago", "ave"); [] where offsets cannot be told."""
    if word.end - word.start != len(word.text) or sum(lengths) != len(word.text):
        return []
    pieces, at = [], 0
    for length in lengths:
        gap = word.gap if at == 0 else ""
        start = word.start + at
        pieces.append(Word(word.text[at : at + length], start, start + length, gap))
        at += length
    return pieces


def move_space(left: Word, right: Word, cut: int) -> list[Word]:
    """Return two words with the space between them moved to `cut`; [] where offsets cannot be told."""
    if left.end - left.start != len(left.text) or right.end - right.start != len(right.text):
        return []
    both = left.text + right.text
    at = left.start + cut if cut < len(left.text) else right.start + cut - len(left.text)
    return [Word(both[:cut], left.start, at, left.gap), Word(both[cut:], at, right.end, "")]


def phrase(words: Sequence[Word], first: int, last: int) -> str:
    """Return words `first` to `last` (exclusive) as one string, or "" when no name reaches across them."""
    if last - first == 1:
        return words[first].text
    stretch = words[first:last]
    if any(word.breaks_name for word in stretch[1:]):
        return ""
    return " ".join([word.text for word in stretch])


def _past_marks(text: str, at: int) -> int:
    while at < len(text) and unicodedata.combining(text[at]):
        at += 1
    return at


def _folded(text: str) -> tuple[str, Sequence[int]]:
    if text.isascii():
        return text.lower(), range(len(text))
    pieces: list[str] = []
    origins: list[int] = []
    for run in _ASCII_RUN.finditer(text):
        start, end = run.span()
        piece = run[0].lower() if run[1] else _fold_character(run[0])
        pieces.append(piece)
        origins += range(start, end) if run[1] else [start] * len(piece)
    return "".join(pieces), origins


@lru_cache(maxsize=2048)
def _fold_character(character: str) -> str:
    if character in _APOSTROPHES:
        return "'"
    if unicodedata.category(character) in {"Cf", "Mn", "Me"}:
        return ""  # zero-width and combining characters neither part words nor belong to them
    plain = unicodedata.normalize("NFKD", character.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c)).lower()
