"""The masked view: default-deny. A moderator first sees only words that somebody vouched for."""

import unicodedata
from collections.abc import Sequence

from bot.privacy.scrub.cues import FUNCTION, HONORIFICS, KIN
from bot.privacy.scrub.lexicon import Lexicon
from bot.privacy.scrub.streets import DIRECTIONS, GENERIC_NAMES, ROADS, STREET_TYPES, is_ordinal
from bot.privacy.scrub.tokens import Tokens
from bot.privacy.scrub.wordset import words

COUNTED_DIGITS = 3
SHOWN_DIGITS = 2
"""Counts and street numbers; longer rows of digits need a reason to be shown."""
_SUFFIXES = words("am pm min mins hrs hr h ft x w e s n km mi k m")


def hidden(text: str, tokens: Tokens, named: Sequence[bool], typed: Sequence[bool], lexicon: Lexicon) -> list[bool]:
    """For each word whether the masked view hides it; words of a name are hidden already.

    A word of another script is hidden even if it looks like an everyday word.
    """
    count = len(tokens.words)
    safe = [tokens.shielded[index] or typed[index] for index in range(count)]
    words = tokens.words
    before = ["", *("" if name else word for name, word in zip(named, words, strict=True))]
    foreign = [not text.isascii() and _foreign(text[a:b]) for a, b in zip(tokens.starts, tokens.ends, strict=True)]
    marks = [
        not safe[index] and (foreign[index] or not _vouched(words[index], before[index], lexicon))
        for index in range(count)
    ]
    doubtful = [mark or name for mark, name in zip(marks, named, strict=True)]
    for here, neighbor in _neighbors(count):
        if not tokens.joined[min(here, neighbor)]:
            continue
        if marks[here] and here < neighbor and _counts(words[here], words[neighbor], lexicon):
            marks[here] = doubtful[here] = False
        if doubtful[neighbor] and not (doubtful[here] or safe[here]):
            doubtful[here] = marks[here] = _ambiguous(tokens.words[here], lexicon)
    return marks


def _foreign(word: str) -> bool:
    return not word.isascii() and any(
        char.isalpha() and not unicodedata.name(char, "").startswith("LATIN") for char in word
    )


def _neighbors(count: int) -> list[tuple[int, int]]:
    """Each word beside the one before it, left to right, then beside the one after it, right to left."""
    return [
        *((index, index - 1) for index in range(1, count)),
        *((index, index + 1) for index in range(count - 2, -1, -1)),
    ]


def _vouched(word: str, before: str, lexicon: Lexicon) -> bool:
    if word in lexicon.vouched or len(word) == 1:
        return True
    return word[0].isdigit() and _number(word, before)


def _number(word: str, before: str) -> bool:
    digits = word.rstrip("abcdefghijklmnopqrstuvwxyz")
    if is_ordinal(word) or not digits.isdigit():
        return is_ordinal(word)
    if word[len(digits) :] and word[len(digits) :] not in _SUFFIXES:
        return False
    year = len(digits) == 4 and digits.startswith("20")
    return len(digits) <= SHOWN_DIGITS or before in ROADS or year


def _counts(word: str, after: str, lexicon: Lexicon) -> bool:
    """ "200 people": a number before a word of a sighting, not before a street."""
    street = after in STREET_TYPES or after in GENERIC_NAMES or after in DIRECTIONS
    return word.isdigit() and len(word) <= COUNTED_DIGITS and after in lexicon.sighting and not street


def _ambiguous(word: str, lexicon: Lexicon) -> bool:
    """Whether an everyday word is a name too, so that it goes with the hidden word beside it."""
    plain = word in FUNCTION or word in lexicon.sighting or word in KIN or word in HONORIFICS
    return word in lexicon.weak and not plain and word not in STREET_TYPES
