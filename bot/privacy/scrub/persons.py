"""People's names by word lists and cues, case and accents aside, outside everything that is a known place."""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from bot.privacy.scrub.cues import (
    ADDRESSED,
    ADDRESSED_FILLER,
    FUNCTION,
    HONORIFICS,
    KIN,
    NAMED,
    NAMED_ALONE,
    NAMESAKES,
    PARTICLES,
    PLACE_AFTER,
    PLACE_NEAR,
    SPEECH,
    SUFFIXES,
)
from bot.privacy.scrub.lexicon import Lexicon
from bot.privacy.scrub.soft import Streets
from bot.privacy.scrub.streets import DIRECTIONS, STREET_TYPES
from bot.privacy.scrub.tokens import Tokens

WORDS_IN_NAME = 5


class PersonFinder(Protocol):
    """Finds people's names by other means, such as a language model; none is shipped.

    An implementation must be pure and deterministic, must not keep or send the text, and must answer half-open
    ranges of the text it was given. It is asked about normalised text and cannot undo what the rules took out.
    """

    def persons(self, text: str) -> Sequence[tuple[int, int]]: ...


class Persons:
    """The word-list person layer."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def find(self, tokens: Tokens, streets: Streets) -> list[bool]:
        """For each word whether it belongs to a person's name."""
        reader = _Reader(tokens, streets, self._lexicon)
        for index in range(len(tokens.words)):
            if reader.free(index):
                reader.read(index)
        return reader.named


class _Reader:
    """One reading of one text, left to right. Small methods share the text's words; nothing outlives `find`."""

    def __init__(self, tokens: Tokens, streets: Streets, lexicon: Lexicon) -> None:
        self.tokens, self.words, self.lex = tokens, tokens.words, lexicon
        self.kept = [
            a or b or c for a, b, c in zip(tokens.shielded, streets.typed, streets.placed, strict=True)
        ]
        self.named = [False] * len(tokens.words)

    def free(self, index: int) -> bool:
        return not self.kept[index] and not self.named[index]

    def read(self, index: int) -> None:
        word = self.words[index]
        if word in HONORIFICS:
            self._cue(index + 1, self._after_honorific, titled=True)
        elif word in KIN:
            self._cue(index + 1, self._after_kin, titled=True)
        if self._names_follow(index):
            self._cue(index + 1, self._after_named, titled=False)
        elif word in ADDRESSED:
            self._cue(index + 1 + (self._word(index + 1) in ADDRESSED_FILLER), self._unknown, titled=False)
        if self.free(index) and self._is_name(index):
            self._take(index)

    def _cue(self, at: int, accepts: Callable[[int], bool], *, titled: bool) -> None:
        """A name may follow a cue: titles in a row ("my neighbor don Chuy") are skipped, the word itself is judged."""
        while titled and self._word(at) in HONORIFICS and self._joined(at - 1):
            at += 1
        if at < len(self.words) and at and self._near(at) and self.free(at) and accepts(at):
            self._take(at)

    def _near(self, at: int) -> bool:
        """Whether only blanks, a colon, a comma or a full stop part a word from the one before."""
        return self.tokens.starts[at] - self.tokens.ends[at - 1] <= 2

    def _names_follow(self, index: int) -> bool:
        word = self.words[index]
        return (word in NAMED_ALONE and self._word(index + 1) not in {"is", "es", "s"}) or (
            index > 0 and (self.words[index - 1], word) in NAMED
        )

    def _after_honorific(self, index: int) -> bool:
        word = self.words[index]
        if len(word) == 1 or word in FUNCTION or word.isdigit() or word in STREET_TYPES:
            return False
        return (
            word not in self.lex.everyday
            or word in self.lex.family
            or (word in self.lex.given and word not in self.lex.sighting)
        )

    def _after_kin(self, index: int) -> bool:
        return self._unknown(index) or (self._weak(index) and self.words[index] in self.lex.given)

    def _after_named(self, index: int) -> bool:
        word = self.words[index]
        return len(word) > 1 and word not in FUNCTION and word not in self.lex.sighting and word.isalpha()

    def _is_name(self, index: int) -> bool:
        word, lex = self.words[index], self.lex
        if not word.isalpha() or len(word) < 2:
            return False
        if word in lex.strong_given or (word in lex.clans and word in lex.strong_family):
            return not self._public(index)
        after = self._word(index + 1)
        joined = self._joined(index)
        if word in lex.strong_family:
            return not (self._word(index - 1) in PLACE_NEAR or after in PLACE_AFTER) or (
                joined and after in lex.strong_given
            )
        if joined and self._strong_follows(index) and (self._weak(index) or self._unknown(index)):
            return True
        return (
            joined and after in SPEECH and (self._unknown(index) or (word in lex.given and self._weak(index)))
        )

    def _strong_follows(self, index: int) -> bool:
        """Whether a surname follows, perhaps after one more short word: "pa houa vang", "rose garcia"."""
        for at in (index + 1, index + 2):
            if at >= len(self.words) or not self._joined(at - 1) or not self.free(at):
                return False
            word = self.words[at]
            if word in self.lex.strong_family and (at == index + 1 or word in self.lex.clans):
                return word in self.lex.given or self.words[index] in self.lex.given or word in self.lex.clans
            if word in FUNCTION or word in self.lex.sighting:
                return False
        return False

    def _public(self, index: int) -> bool:
        """Whether this first name is half of a public figure's that streets are named after."""
        pair = (self.words[index], self._word(index + 1))
        return pair in NAMESAKES and not self._cued(index)

    def _cued(self, index: int) -> bool:
        return self._word(index - 1) in KIN or self._word(index - 1) in HONORIFICS

    def _unknown(self, index: int) -> bool:
        word = self.words[index]
        known = word in self.lex.everyday or word in self.lex.places or word in STREET_TYPES
        return word.isalpha() and len(word) > 1 and not known

    def _weak(self, index: int) -> bool:
        word = self.words[index]
        return word in self.lex.weak and word not in FUNCTION and word not in self.lex.sighting

    def _take(self, index: int) -> None:
        """Mark a word and what belongs to it: initials, particles, second names, suffixes."""
        self.named[index] = True
        self._take_left(index)
        last, taken = index, 1
        while taken < WORDS_IN_NAME:
            step = self._next_part(last)
            if not step:
                break
            for at in range(last + 1, last + step + 1):
                self.named[at] = True
            last, taken = last + step, taken + 1

    def _take_left(self, index: int) -> None:
        """ "T. Nguyen": an initial right before a name is part of it."""
        at = index - 1
        if (
            at >= 0
            and len(self.words[at]) == 1
            and self._joined(at)
            and self.free(at)
            and self.words[at] not in "aeiouynswe"
        ):
            self.named[at] = True

    def _next_part(self, last: int) -> int:
        """How many words after `last` go on with the name; 0 when it ends there."""
        at = last + 1
        if at >= len(self.words) or not self._joined(last) or not self.free(at):
            return 0
        word = self.words[at]
        if word in SUFFIXES or self._part(at):
            return 1
        if len(word) == 1 and word.isalpha() and word not in DIRECTIONS:
            follows = (
                at + 1 < len(self.words) and self._joined(at) and self.free(at + 1) and self._part(at + 1)
            )
            return 1 if follows or self._dotted(at) else 0
        return self._particles(at)

    def _particles(self, at: int) -> int:
        """ "de la Cruz": particles count only with a name behind them."""
        step = 0
        while step < 3 and self._word(at + step) in PARTICLES and self._joined(at + step):
            step += 1
            end = at + step
            if (
                end < len(self.words)
                and self.free(end)
                and self._part(end)
                and self.words[end] not in PARTICLES
            ):
                return step + 1 if self.words[end] in self.lex.family else 0
        return 0

    def _part(self, index: int) -> bool:
        word, lex = self.words[index], self.lex
        if not word.isalpha() or word in FUNCTION or word in KIN or word in HONORIFICS:
            return False
        return (
            word in lex.strong_given or word in lex.strong_family or self._unknown(index) or self._weak(index)
        )

    def _dotted(self, index: int) -> bool:
        return index + 1 < len(self.words) and self.tokens.starts[index + 1] - self.tokens.ends[index] == 2

    def _word(self, index: int) -> str:
        return self.words[index] if 0 <= index < len(self.words) else ""

    def _joined(self, index: int) -> bool:
        return 0 <= index < len(self.words) and self.tokens.joined[index]


def ranges(tokens: Tokens, marks: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Runs of marked words as half-open ranges; words parted by more than a blank are ranges of their own."""
    index = 0
    while index < len(marks):
        if not marks[index]:
            index += 1
            continue
        last = index
        while last + 1 < len(marks) and marks[last + 1] and tokens.joined[last]:
            last += 1
        yield tokens.starts[index], tokens.ends[last]
        index = last + 1
