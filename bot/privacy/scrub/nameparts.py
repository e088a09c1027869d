"""How far a name goes once it has begun: initials, particles, second names, suffixes."""

from bot.privacy.scrub import cues
from bot.privacy.scrub.cues import FUNCTION, HONORIFICS, KIN, PARTICLES
from bot.privacy.scrub.lexicon import Lexicon
from bot.privacy.scrub.soft import Streets
from bot.privacy.scrub.streets import DIRECTIONS, STREET_TYPES
from bot.privacy.scrub.tokens import Tokens
from bot.privacy.scrub.wordset import words

WORDS_IN_NAME = 5
_OF = words("de del la las los al st")
_CONJUNCTIONS = words("y o u")
NOT_INITIALS = frozenset("aeiouynswe")


class NameParts:
    """One reading of one text. Small methods share the text's words; nothing outlives the reading."""

    def __init__(self, tokens: Tokens, streets: Streets, lexicon: Lexicon) -> None:
        self._tokens, self._words, self._lex = tokens, tokens.words, lexicon
        sources = zip(tokens.shielded, streets.typed, streets.placed, strict=True)
        self._kept = [known or typed or placed for known, typed, placed in sources]
        self.named = [False] * len(tokens.words)

    def free(self, index: int) -> bool:
        return 0 <= index < len(self._words) and not (self._kept[index] or self.named[index])

    def take(self, index: int) -> None:
        """Mark a word and what belongs to it: initials, particles, second names, suffixes."""
        self.named[index] = True
        last, taken = index, 1
        while taken < WORDS_IN_NAME and (step := self._next_part(last)):
            for at in range(last + 1, last + step + 1):
                self.named[at] = True
            last, taken = last + step, taken + 1
        self._take_left(index, clan=self._words[last] in self._lex.clans)

    def _take_left(self, index: int, *, clan: bool) -> None:
        """Before a name: an initial, the syllables before a Hmong clan's, a word nobody knows."""
        at = index - 1
        while self.free(at) and self._joined(at) and index - at <= 2:
            word = self._words[at]
            initial = len(word) == 1 and word not in NOT_INITIALS and word.isalpha()
            syllable = clan and word in self._lex.syllables and (word not in FUNCTION or self._named(at - 1))
            stranger = self._unknown(at) and self._words[index] not in self._lex.given
            if not (initial or syllable or (stranger and self._word(at - 1) not in cues.PLACE_NEAR)):
                break
            self.named[at] = True
            at -= 1

    def _next_part(self, last: int) -> int:
        """How many words after `last` go on with the name; 0 when it ends there."""
        at = last + 1
        if not self._joined(last) or not self.free(at):
            return 0
        word = self._words[at]
        if word in cues.SUFFIXES or self._part(at) or self._color(at):
            return 1
        if len(word) == 1 and word.isalpha() and word not in DIRECTIONS and word not in _CONJUNCTIONS:
            follows = self._joined(at) and self.free(at + 1) and self._part(at + 1)
            return 1 if follows or self._dotted(at) else 0
        return self._particles(at)

    def _particles(self, at: int) -> int:
        """ "de la Cruz": particles count only with a surname behind them."""
        step = 0
        while step < 3 and self._word(at + step) in PARTICLES and self._joined(at + step):
            step += 1
            end = at + step
            if self.free(end) and self._words[end] not in PARTICLES:
                unknown = self._unknown(end) and self._words[at] not in _OF
                family = self._words[end] in self._lex.family and self._words[end] not in self._lex.sighting
                return step + 1 if unknown or family else 0
        return 0

    def _part(self, index: int) -> bool:
        word, lex = self._words[index], self._lex
        if not word.isalpha() or len(word) == 1 or word in FUNCTION or word in KIN or word in HONORIFICS:
            return False
        return word in lex.strong_given or word in lex.strong_family or self._unknown(index) or self._weak(index)

    def _color(self, index: int) -> bool:
        """ "Shaniqua Brown": a surname behind a first name, unless it is the color of what comes next."""
        word, lex = self._words[index], self._lex
        thing = self._joined(index) and self._word(index + 1) in lex.sighting - cues.SPEECH
        return word in cues.COLORS and word in lex.family and not thing

    def _is_listed(self, word: str) -> bool:
        return (word in self._lex.given or word in self._lex.family) and word not in STREET_TYPES

    def _unknown(self, index: int) -> bool:
        word = self._word(index)
        known = word in self._lex.everyday or word in self._lex.places or word in STREET_TYPES
        return word.isalpha() and len(word) > 1 and not known

    def _weak(self, index: int) -> bool:
        word = self._word(index)
        return word in self._lex.weak and word not in FUNCTION and word not in self._lex.sighting

    def _named(self, index: int) -> bool:
        return 0 <= index < len(self._words) and self.named[index]

    def _dotted(self, index: int) -> bool:
        return index + 1 < len(self._words) and self._tokens.starts[index + 1] - self._tokens.ends[index] == 2

    def _word(self, index: int) -> str:
        return self._words[index] if 0 <= index < len(self._words) else ""

    def _joined(self, index: int) -> bool:
        return 0 <= index < len(self._words) and self._tokens.joined[index]
