"""Which words are a street's by their context, so that streets named after people survive unknown."""

from bisect import bisect_left
from collections.abc import Collection
from dataclasses import dataclass

from bot.privacy.scrub.cues import (
    CROSSING,
    FUNCTION,
    HONORIFICS,
    KIN,
    NAMESAKES,
    PARTICLES,
    PLACE_BEFORE,
    SPEECH,
)
from bot.privacy.scrub.lexicon import Lexicon
from bot.privacy.scrub.streets import (
    DIRECTIONS,
    GENERIC_NAMES,
    NAME_TITLES,
    STREET_LEADS,
    STREET_TYPES,
    VERB_LIKE_TYPES,
    is_ordinal,
    is_road_number,
)
from bot.privacy.scrub.tokens import Tokens
from bot.privacy.scrub.wordset import words

WORDS_IN_NAME = 5
_OBJECTS = words("a an the her his my to un una el la him them off")
_ACTS = SPEECH | words("are is was were be estan esta fue son came got left went llego salio")
_NO_INITIALS = words("a y o u i")
_AFTER_HOUSE = DIRECTIONS | words("of de on en the la el")
_CORNERS = words("corner esquina between entre")


@dataclass(frozen=True, slots=True)
class Streets:
    """`typed` words stand with a street type ("Chavez Ave"); `placed` only after "on", "en", "corner of"."""

    typed: list[bool]
    placed: list[bool]


def streets(tokens: Tokens, lexicon: Lexicon, house_ends: Collection[int] = ()) -> Streets:
    """Marks for each word. `house_ends` are where house numbers end: a street comes next."""
    reader = _Reader(tokens, lexicon)
    for index, word in enumerate(tokens.words):
        if word in STREET_TYPES:
            reader.before_type(index)
        if word in STREET_LEADS and not reader.found.typed[index]:
            reader.after_lead(index, reader.found.typed)
        if word in PLACE_BEFORE or (word in {"of", "de", "con"} and reader.word(index - 1) in _CORNERS):
            reader.after_lead(index, reader.found.placed)
    for end in house_ends:
        reader.after_house(end)
    for index, word in enumerate(tokens.words):
        if word in CROSSING:
            reader.across(index)
    return reader.found


class _Reader:
    def __init__(self, tokens: Tokens, lexicon: Lexicon) -> None:
        self._tokens, self._words, self._lex = tokens, tokens.words, lexicon
        self.found = Streets([False] * len(tokens.words), [False] * len(tokens.words))

    def word(self, index: int) -> str:
        return self._words[index] if 0 <= index < len(self._words) else ""

    def before_type(self, at: int) -> None:
        """Walk left from "Ave" over what can be its name; a first name before a plain word stays outside."""
        if self._words[at] in VERB_LIKE_TYPES and self._joined(at) and self.word(at + 1) in _OBJECTS:
            return
        low = at
        while low and at - low < WORDS_IN_NAME and self._joined(low - 1) and self._in_name(low - 1, at):
            low -= 1
        while low < at - 1 and (self._words[low] in PARTICLES - NAME_TITLES or self._stranger(low, at)):
            low += 1
        last = at + (self._joined(at) and self.word(at + 1) in DIRECTIONS)
        for index in range(low, last + 1):
            self.found.typed[index] = self.found.typed[index] or low < at

    def after_lead(self, at: int, marks: list[bool]) -> None:
        """Walk right from "calle" or "corner of" over what can be a street's name."""
        index = at + 1
        while index < len(self._words) and index - at <= 3 and self._joined(index - 1):
            word = self._words[index]
            particle = word in PARTICLES and index > at + 1 and self._named(index + 1)
            if (word in FUNCTION and not particle) or (word in HONORIFICS | KIN and word not in NAME_TITLES):
                break
            if not (particle or self._named(index) or word in DIRECTIONS or is_ordinal(word)):
                break
            if index > at + 1 and self.word(index + 1) in _ACTS:
                break
            marks[index] = True
            index += 1
            if word in STREET_TYPES:
                break

    def after_house(self, end: int) -> None:
        """The word or two behind a house number or its block, past "of" and a direction."""
        index = bisect_left(self._tokens.starts, end)
        if index < len(self._words) and self._tokens.starts[index] - end > 2:
            return
        while self.word(index) in _AFTER_HOUSE and self._joined(index):
            index += 1
        if self._named(index) and self.word(index) not in FUNCTION:
            self.found.placed[index] = True
            self.after_lead(index, self.found.placed)

    def across(self, at: int) -> None:
        """ "X and Y": where X is a street Y is one too, unless Y goes on to say or do something."""
        if not (0 < at < len(self._words) - 1) or not (self._joined(at) and self._joined(at - 1)):
            return
        if self._is_street(at - 1) and self.word(at + 2) not in _ACTS and self._named(at + 1):
            self.found.placed[at + 1] = True

    def _in_name(self, index: int, at: int) -> bool:
        word = self._words[index]
        if word in NAME_TITLES or word in PARTICLES:
            return index < at - 1 or word in NAME_TITLES
        if len(word) == 1 and index < at - 1:
            return word not in _NO_INITIALS
        if word in FUNCTION or (word in STREET_TYPES and index < at - 1):
            return False
        if index == at - 1:
            return True
        return self._named(index) and (word not in self._lex.sighting or word in DIRECTIONS)

    def _stranger(self, low: int, at: int) -> bool:
        """Whether the leftmost word is somebody's first name in front of the street, as in "ana lake st"."""
        first, second = self._words[low], self._words[low + 1]
        if first not in self._lex.strong_given or at - low != 2 or (first, second) in NAMESAKES:
            return False
        return second in GENERIC_NAMES or is_ordinal(second) or second in DIRECTIONS

    def _named(self, index: int) -> bool:
        word = self.word(index)
        known = word in self._lex.everyday
        return word.isalpha() and (word in self._lex.given or word in self._lex.family or not known)

    def _is_street(self, index: int) -> bool:
        typed, placed = self.found.typed[index], self.found.placed[index]
        numbered = is_road_number(self._words[index], self.word(index - 1))
        return typed or placed or self._tokens.shielded[index] or numbered

    def _joined(self, index: int) -> bool:
        return 0 <= index < len(self._words) and self._tokens.joined[index]
