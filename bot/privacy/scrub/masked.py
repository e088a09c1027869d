"""The masked view: default-deny. A moderator first sees only words that somebody vouched for."""

from collections.abc import Sequence

from bot.privacy.scrub.cues import FUNCTION
from bot.privacy.scrub.lexicon import Lexicon
from bot.privacy.scrub.streets import is_ordinal
from bot.privacy.scrub.tokens import Tokens

SHOWN_DIGITS = 2
"""Counts and street numbers; longer rows of digits need a reason to be shown."""
_ROADS = frozenset(
    "hwy highway route ruta rte i us mn wi county road cr csah exit bus line linea interstate carretera autopista".split()
)
_SUFFIXES = (
    "am",
    "pm",
    "st",
    "nd",
    "rd",
    "th",
    "min",
    "mins",
    "hrs",
    "hr",
    "h",
    "ft",
    "x",
    "w",
    "e",
    "s",
    "n",
    "km",
    "mi",
    "k",
    "m",
)


def hidden(tokens: Tokens, named: Sequence[bool], typed: Sequence[bool], lexicon: Lexicon) -> list[bool]:
    """For each word whether the masked view hides it; words of a name are hidden already."""
    marks = [
        not (tokens.shielded[index] or typed[index]) and not _vouched(index, tokens, lexicon)
        for index in range(len(tokens.words))
    ]
    doubtful = [bool(a or b) for a, b in zip(marks, named, strict=True)]
    for order in (range(1, len(marks)), range(len(marks) - 2, -1, -1)):
        for index in order:
            neighbor = index - 1 if order.step > 0 else index + 1
            joined = tokens.joined[min(index, neighbor)]
            if (
                joined
                and doubtful[neighbor]
                and not doubtful[index]
                and _ambiguous(index, tokens, lexicon, typed)
            ):
                doubtful[index] = marks[index] = True
    return marks


def _vouched(index: int, tokens: Tokens, lexicon: Lexicon) -> bool:
    word = tokens.words[index]
    if word in lexicon.vouched or len(word) == 1:
        return True
    if word[0].isdigit():
        return _number(index, word, tokens)
    return False


def _number(index: int, word: str, tokens: Tokens) -> bool:
    if is_ordinal(word):
        return True
    digits = word.rstrip("abcdefghijklmnopqrstuvwxyz")
    if not digits.isdigit() or word[len(digits) :] not in ("", *_SUFFIXES):
        return False
    road = index > 0 and tokens.words[index - 1] in _ROADS
    year = len(digits) == 4 and digits[:2] == "20"
    return len(digits) <= SHOWN_DIGITS or road or year


def _ambiguous(index: int, tokens: Tokens, lexicon: Lexicon, typed: Sequence[bool]) -> bool:
    """An everyday word that is a name too, next to a hidden word: it goes with it."""
    word = tokens.words[index]
    if tokens.shielded[index] or typed[index] or word in FUNCTION or word in lexicon.sighting:
        return False
    return word in lexicon.weak
