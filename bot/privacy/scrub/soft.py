"""Which words are a street's by their context alone, so that streets named after people survive without a gazetteer."""

from dataclasses import dataclass

from bot.privacy.scrub.cues import CROSSING, FUNCTION, NAMESAKES, PARTICLES, PLACE_BEFORE, SPEECH
from bot.privacy.scrub.lexicon import Lexicon
from bot.privacy.scrub.streets import (
    DIRECTIONS,
    NAME_TITLES,
    STREET_LEADS,
    STREET_TYPES,
    VERB_LIKE_TYPES,
    is_ordinal,
)
from bot.privacy.scrub.tokens import Tokens

WORDS_IN_NAME = 5
_ARTICLES = frozenset("a an the her his my to in un una el la his them him off".split())


@dataclass(frozen=True, slots=True)
class Streets:
    """`typed` words stand with a street type ("Chavez Ave"); `placed` ones only after "on", "en", "corner of"."""

    typed: list[bool]
    placed: list[bool]


def streets(tokens: Tokens, lexicon: Lexicon) -> Streets:
    found = Streets([False] * len(tokens.words), [False] * len(tokens.words))
    for index, word in enumerate(tokens.words):
        if word in STREET_TYPES:
            _before_type(index, tokens, lexicon, found)
        if word in STREET_LEADS:
            _after_lead(index, tokens, lexicon, found.typed)
        if word in PLACE_BEFORE or (
            word in {"of", "de", "con"} and index and tokens.words[index - 1] in {"corner", "esquina"}
        ):
            _after_lead(index, tokens, lexicon, found.placed)
    _crossings(tokens, lexicon, found)
    return found


def _before_type(at: int, tokens: Tokens, lexicon: Lexicon, found: Streets) -> None:
    """Walk left from "Ave" over what can be a street's name; a first name in front of a plain word stays outside."""
    words = tokens.words
    follows = words[at + 1] if at + 1 < len(words) and tokens.joined[at] else ""
    if words[at] in VERB_LIKE_TYPES and follows in _ARTICLES:
        return
    low = at
    while (
        low
        and at - low < WORDS_IN_NAME
        and tokens.joined[low - 1]
        and _in_name(words[low - 1], at - low, lexicon)
    ):
        low -= 1
    while low < at - 1 and (words[low] in PARTICLES or _stranger(words, low, at, lexicon)):
        low += 1
    for index in range(low, at + 1):
        found.typed[index] = low < at


def _in_name(word: str, distance: int, lexicon: Lexicon) -> bool:
    if word in NAME_TITLES or word in STREET_TYPES:
        return True
    if word in FUNCTION:
        return distance > 0 and word in PARTICLES
    if distance == 0:
        return True
    named = word in lexicon.given or word in lexicon.family or word not in lexicon.everyday
    return (len(word) == 1 or named) and (word not in lexicon.sighting or word in DIRECTIONS)


def _stranger(words: list[str], low: int, at: int, lexicon: Lexicon) -> bool:
    """Whether the leftmost word is somebody's first name standing before the street, as in "ana lake st"."""
    if words[low] not in lexicon.strong_given or at - low != 2:
        return False
    second = words[low + 1]
    family = second in lexicon.strong_family or second not in lexicon.everyday or len(second) == 1
    return not family and (words[low], second) not in NAMESAKES


def _after_lead(at: int, tokens: Tokens, lexicon: Lexicon, marks: list[bool]) -> None:
    words = tokens.words
    index = at + 1
    while index < len(words) and index - at <= 3 and tokens.joined[index - 1]:
        word = words[index]
        if word in FUNCTION and not (
            word in PARTICLES and index > at + 1 and _named(words, index + 1, lexicon)
        ):
            break
        if not (_named(words, index, lexicon) or word in DIRECTIONS or is_ordinal(word)):
            break
        if index > at + 1 and index + 1 < len(words) and words[index + 1] in SPEECH:
            break
        marks[index] = True
        index += 1


def _named(words: list[str], index: int, lexicon: Lexicon) -> bool:
    if index >= len(words):
        return False
    word = words[index]
    return word in lexicon.given or word in lexicon.family or word not in lexicon.everyday


def _crossings(tokens: Tokens, lexicon: Lexicon, found: Streets) -> None:
    """ "X and Y": where one of two is a street the other is one too, unless it goes on to say or see something."""
    words = tokens.words
    for index in range(1, len(words) - 1):
        if words[index] not in CROSSING or not tokens.joined[index]:
            continue
        if _is_street(index - 1, tokens, found) and tokens.joined[index - 1]:
            after = index + 2
            speaks = after < len(words) and (
                words[after] in SPEECH or words[after] in {"are", "is", "was", "were", "estan", "esta"}
            )
            if not speaks and _named(words, index + 1, lexicon):
                found.placed[index + 1] = True


def _is_street(index: int, tokens: Tokens, found: Streets) -> bool:
    return (
        found.typed[index] or found.placed[index] or tokens.shielded[index] or is_ordinal(tokens.words[index])
    )
