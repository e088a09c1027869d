"""Numbers of a message that may be numbered streets: ordinals, spelled numbers, and naked ones."""

import re
from collections.abc import Sequence

from geo.mentions.cues import MONTHS, NOT_COUNTED, SPANISH_NUMBERS, SPANISH_ONES, SPANISH_TENS, UNITS
from geo.mentions.words import Word, phrase
from geo.streetnames import ordinal, ordinal_of
from geo.streetwords import KINDS, ONES, ROUND, SPANISH_ORDINALS, TENS

MANY = 20
"""From here on a number is sooner a street than a count, unless what it counts is known."""
FRACTIONS = frozenset({"1/2", "1/4", "3/4"})
_ORDINAL = re.compile(r"(\d{1,3})(st|nd|rd|th|ht|h|t|tj|rth|ths|ra|ro|da|do|ta|to|ma|mo|va|vo|na|er|a)?")


def number_at(words: Sequence[Word], at: int) -> tuple[str, int, str]:
    """The ordinal that stands here, where it ends, and how it is written: ordinal, word or naked."""
    text = words[at].text
    match = _ORDINAL.fullmatch(text)
    if match:
        return _digits(words, at, int(match[1]), has_ending=bool(match[2]))
    if text in SPANISH_NUMBERS:
        return _spanish_number(words, at)
    if text in SPANISH_ORDINALS:
        return ordinal(SPANISH_ORDINALS[text]), at + 1, "word"
    if text in ONES or text in ROUND or text.startswith(tuple(TENS)):
        for last in range(min(at + 2, len(words)), at, -1):
            base = ordinal_of(phrase(words, at, last).split())
            if base:
                return base, last, "word"
    return "", at, ""


def _digits(words: Sequence[Word], at: int, number: int, *, has_ending: bool) -> tuple[str, int, str]:
    if number == 0 or _part_of_longer_number(words, at):
        return "", at, ""
    after = words[at + 1] if at + 1 < len(words) else None
    if after and after.text in FRACTIONS and not after.breaks_name:
        return f"{number} {after.text}", at + 2, "ordinal"
    if has_ending:
        return ordinal(number), at + 1, "ordinal"
    if after and after.text in {"th", "nd", "rd"} and not after.breaks_name:
        return ordinal(number), at + 2, "ordinal"
    return ordinal(number), at + 1, "naked"


def _spanish_number(words: Sequence[Word], at: int) -> tuple[str, int, str]:
    tens = SPANISH_TENS.get(words[at].text, 0)
    if tens > 20 and at + 2 < len(words) and words[at + 1].text == "y" and words[at + 2].text in SPANISH_ONES:
        return ordinal(tens + SPANISH_ONES[words[at + 2].text]), at + 3, "word"
    return ordinal(SPANISH_NUMBERS[words[at].text]), at + 1, "word"


def _part_of_longer_number(words: Sequence[Word], at: int) -> bool:
    """Whether it belongs to a time, a decimal, a price, a date or a telephone number."""
    before = words[at].gap[-1:]
    if before and before in "$€£%:#" and at + 1 <= len(words):
        return True
    if before and before in ".,-" and at > 0 and words[at - 1].is_number and len(words[at].gap) == 1:
        return True
    if at + 1 < len(words):
        after = words[at + 1]
        if after.gap in {".", ",", ":", "-"} and after.is_number:
            return True
        if after.text == "%":
            return True
    return False


def counts_something(words: Sequence[Word], at: int, last: int) -> bool:
    """Whether a bare number counts what follows ("10 minutes", "3 camionetas") or ends a date."""
    if at > 0 and words[at - 1].text in MONTHS:
        return True
    if last >= len(words) or words[last].breaks_name:
        return False
    after = words[last].text
    if not UNITS.isdisjoint({after, after.removesuffix("s"), after.removesuffix("es")}):
        return True
    many = len(after) > 3 and after.endswith("s") and after not in KINDS and after.isalpha()
    return many and after not in NOT_COUNTED and int(words[at].text) < MANY
