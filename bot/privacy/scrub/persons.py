"""People's names by word lists and cues, case and accents aside, outside everything that is a known place."""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from bot.privacy.scrub import cues
from bot.privacy.scrub.cues import FUNCTION, HONORIFICS, KIN, PARTICLES
from bot.privacy.scrub.lexicon import Lexicon
from bot.privacy.scrub.nameparts import NOT_INITIALS, NameParts
from bot.privacy.scrub.soft import Streets
from bot.privacy.scrub.streets import STREET_TYPES
from bot.privacy.scrub.tokens import Tokens

SPELLED_LETTERS = 4
FUSED_LETTERS = 4
"""Fewer letters than these make a name only by chance."""


class PersonFinder(Protocol):
    """Finds people's names by other means, such as a language model; none is shipped.

    An implementation must be pure and deterministic, must not keep or send the text, and must answer
    half-open ranges of the text it was given. It is asked about normalised text and cannot undo what the
    rules took out.
    """

    def persons(self, text: str) -> Sequence[tuple[int, int]]: ...


def persons(tokens: Tokens, streets: Streets, lexicon: Lexicon) -> list[bool]:
    """For each word whether it belongs to a person's name."""
    reader = _Reader(tokens, streets, lexicon)
    reader.spelled()
    for index in range(len(tokens.words)):
        reader.cued(index)
    for index in range(len(tokens.words)):
        if reader.free(index) and reader.is_name(index):
            reader.take(index)
    for index in range(len(tokens.words)):
        if reader.free(index) and reader.listed(index):
            reader.take(index)
    return reader.named


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


class _Reader(NameParts):
    """Finds where names begin: after a cue, or at a word that is a name by itself."""

    # --- cues: what the word before says about the word after ---

    def cued(self, index: int) -> None:
        """Take the name that the word at `index` announces, if it announces one."""
        word, at = self._words[index], index + 1
        if word in HONORIFICS:
            at += len(self._word(at)) == 1 and self._joined(at)
            self._announced(at, self._after_honorific, title=index)
        elif word in KIN:
            at += self._word(at) in {"de", "of"} and not self.free(at + 1)
            self._announced(self._past_titles(at), self._after_kin)
        if self._names(index):
            self._announced(self._past(at, cues.PARTICLES | {"is", "es", "ua", "la"}), self._after_named)
        elif word in cues.ADDRESSED or word in cues.TAKEN:
            self._accept(self._past(at, cues.CUE_FILLER), self._unknown)
        elif word in cues.OWNED and self._word(at) in {"de", "of"}:
            self._accept(at + 1, self._unknown)

    def _accept(self, at: int, accepts: Callable[[int], bool], title: int | None = None) -> None:
        if not (self.free(at) and self._near(at) and accepts(at)):
            return
        self.take(at)
        if title is not None and self._words[title] in cues.TITLES and self.free(title):
            self.named[title] = True

    def _announced(self, at: int, accepts: Callable[[int], bool], title: int | None = None) -> None:
        """Accept a name even where the gazetteer knows a street of that name."""
        end = at + self._shielded_names(at)
        kept = self._kept[at:end]
        self._kept[at:end] = [False] * (end - at)
        self._accept(at, accepts, title)
        if end > at and not self.named[at]:
            self._kept[at:end] = kept

    def _shielded_names(self, at: int) -> int:
        """How many words of a shield are but a name: "Mrs. Johnson" is a person, "Johnson School" none."""
        shielded, last = self._tokens.shielded, at
        if not (0 < at < len(self._words) and shielded[at] and not shielded[at - 1] and self._near(at)):
            return 0
        while self._joined(last) and shielded[last + 1]:
            last += 1
        run = self._words[at : last + 1]
        name = all(self._is_listed(word) and word not in cues.PLACE_AFTER for word in run)
        return len(run) if name and len(run) <= 2 else 0

    def _past_titles(self, at: int) -> int:
        """Titles in a row ("my neighbor don Chuy") are judged by the last of them."""
        while self._word(at) in HONORIFICS and self._joined(at - 1):
            at += 1
        return at

    def _past(self, at: int, filler: frozenset[str]) -> int:
        return at + 1 if self._word(at) in filler and self._near(at) and self._joined(at) else at

    def _near(self, at: int) -> bool:
        """Whether only blanks, a colon, a comma or a full stop part a word from the one before."""
        return 0 < at < len(self._words) and self._tokens.starts[at] - self._tokens.ends[at - 1] <= 2

    def _names(self, index: int) -> bool:
        word = self._words[index]
        pair = self._joined(index - 1) and (self._words[index - 1], word) in cues.NAMED
        return pair or (word in cues.NAMED_ALONE and (word, self._word(index + 1)) not in cues.NAMED)

    def _after_honorific(self, at: int) -> bool:
        word, lex = self._words[at], self._lex
        if word in FUNCTION or not word.isalpha() or word in STREET_TYPES or word in HONORIFICS:
            return False
        if word in cues.COLORS:  # "Mr. White", not "officer white suv"
            return not self._joined(at) or self._word(at + 1) not in lex.sighting - cues.SPEECH
        name = word in lex.family or word in lex.given
        return word not in lex.everyday or (name and word not in lex.sighting)

    def _after_kin(self, at: int) -> bool:
        return self._unknown(at) or (self._weak(at) and self._words[at] in self._lex.given)

    def _after_named(self, at: int) -> bool:
        word, lex = self._words[at], self._lex
        name = word in lex.given or word in lex.family
        return len(word) > 1 and word.isalpha() and word not in FUNCTION and (name or word not in lex.sighting)

    # --- words that are names by themselves ---

    def spelled(self) -> None:
        """ "m a r i a": letters in a row that spell no everyday word."""
        first = 0
        for index, word in enumerate([*self._words, ""]):
            alone = len(word) == 1 and word.isalpha() and self.free(index)
            if alone and index and first < index and not self._joined(index - 1):
                first = index
            if not alone:
                self._spell(first, index)
                first = index + 1

    def _spell(self, first: int, end: int) -> None:
        word = "".join(self._words[first:end])
        if len(word) >= SPELLED_LETTERS and word not in self._lex.everyday:
            self.named[first:end] = [True] * (end - first)

    def is_name(self, index: int) -> bool:
        word, lex = self._words[index], self._lex
        if len(word) < 2 or not word.isalpha():
            return False
        if word in lex.strong_given:
            return not (self._public(index) or self._saint(index) or self._landmark(index))
        if word in lex.strong_family:
            return not self._public(index) and self._lone_family(index)
        if not (self._unknown(index) or self._weak(index)) or word in PARTICLES or self._saint(index):
            return False
        return self._goes_on(index) or self._speaks(index) or self._owns(index) or self._fused(index)

    def listed(self, index: int) -> bool:
        """ "maria and zork": a word nobody knows, in one breath with a name."""
        if not self._unknown(index):
            return False
        before = self._word(index - 1) in cues.LISTING and self._named(index - 2)
        after = self._word(index + 1) in cues.LISTING and self._named(index + 2)
        return (before or after) and self._word(index - 1) not in cues.PLACE_NEAR

    def _lone_family(self, index: int) -> bool:
        if self._joined(index) and self._word(index + 1) in self._lex.strong_given:
            return True
        before = self._word(index - 1)
        placed = before in cues.PLACE_NEAR or before in cues.PLACE_LEAD
        if before in cues.PLACE_FILLER:
            placed = self._word(index - 2) in cues.PLACE_NEAR or self._word(index - 2) in cues.PLACE_LEAD
        return not placed and self._word(index + 1) not in cues.PLACE_AFTER

    def _saint(self, index: int) -> bool:
        """ "San Miguel", "escuela Miguel Hidalgo": a parish or a school rather than a neighbor."""
        before = self._word(index - 1)
        led = before in cues.PLACE_LEAD or (before in {"la", "el"} and self._word(index - 2) in cues.PLACE_LEAD)
        return before in cues.SAINTS or led

    def _landmark(self, index: int) -> bool:
        """ "by Loring Park": a first name between a place's two marks."""
        return self._word(index - 1) in cues.PLACE_NEAR and self._word(index + 1) in cues.PLACE_AFTER

    def _goes_on(self, index: int) -> bool:
        """Whether a surname follows, perhaps past an initial: "rose garcia", "zork b vang"."""
        at = index + 1
        if not self._joined(index):
            return False
        if len(self._word(at)) == 1 and self._word(at).isalpha() and self._joined(at):
            return self.free(at + 1) and self._unknown(at + 1) and self._word(at) not in NOT_INITIALS
        family = self._word(at) in self._lex.strong_family and self.free(at)
        placed = self._word(index - 1) in cues.PLACE_NEAR and self._words[index] not in self._lex.given
        return family and not placed

    def _speaks(self, index: int) -> bool:
        known = self._weak(index) and self._words[index] not in self._lex.given
        return self._joined(index) and self._word(index + 1) in cues.SPEECH and not known

    def _owns(self, index: int) -> bool:
        owned = self._word(index + 1) == "s" and self._word(index + 2) in cues.POSSESSED
        return owned and self._joined(index) and self._unknown(index)

    def _fused(self, index: int) -> bool:
        """ "marialopez": a first name and a surname in one word."""
        word, lex = self._words[index], self._lex
        if len(word) < 2 * FUSED_LETTERS or word in lex.everyday or self._word(index - 1) in cues.PLACE_NEAR:
            return False
        cuts = range(FUSED_LETTERS, len(word) - FUSED_LETTERS + 1)
        return any(word[:cut] in lex.strong_given and word[cut:] in lex.strong_family for cut in cuts)

    def _public(self, index: int) -> bool:
        """Whether this first name is half of a public figure's that streets are named after."""
        before, word = self._word(index - 1), self._words[index]
        known = (word, self._word(index + 1)) in cues.NAMESAKES and before not in KIN | HONORIFICS
        return known or ((before, word) in cues.NAMESAKES and not self._named(index - 1))
