"""Streets that a few words of a message may misspell, cut short or wrap in words the gazetteer leaves out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from geo.crossings import CrossingFinder
from geo.mentions.cues import CONNECTORS
from geo.mentions.streetcues import CHAT_WORDS, COMMON_WORDS, FUNCTION_WORDS
from geo.mentions.streetmention import StreetMention
from geo.mentions.words import phrase
from geo.readings.message import Lexicon, Message
from geo.streetnames import ParsedStreet, parse_street
from geo.streetwords import DIRECTIONS

MAX_GUESSED_WORDS = 4
CUT_SHORT = 0.85
"""How like a name is to its telling part alone ("Olson" for "Olson Memorial")."""
BEGUN, BEGUN_SHORTLY = 0.82, 0.78
"""How like a name is to its first letters alone, where another street confirms it."""
SHORTEST_BEGUN = 3
MIN_LIKENESS_ALONE = 0.84
"""Where no street beside it confirms a correction, it has to be a close one."""
SPACE_COSTS = 0.02

_LONG_DIRECTIONS = {
    "n": "north", "s": "south", "e": "east", "w": "west",
    "ne": "northeast", "nw": "northwest", "se": "southeast", "sw": "southwest",
}  # fmt: skip

Window = tuple[int, int]
"""Words `first` to `last` (exclusive)."""


@dataclass(frozen=True, slots=True)
class Guesser:
    """Guesses at misspelled streets of one message."""

    message: Message
    lexicon: Lexicon
    finder: CrossingFinder

    def meeting(self, windows: Sequence[Window], other: StreetMention) -> list[StreetMention]:
        """Return streets that one of the windows may misspell and that meet another street, likeliest first.

        Few streets meet a given one, so a larger error is forgiven than for a name alone.
        """
        met = self.finder.crossing_streets(other)
        return self._best(windows, {base for street in met for base in self.lexicon.streets.bases_of(street)})

    def alone(self, windows: Sequence[Window]) -> list[StreetMention]:
        """Return streets that one of the windows misspells only slightly, likeliest first."""
        return [guess for guess in self._best(windows, None) if guess.likeness >= MIN_LIKENESS_ALONE]

    def _best(self, windows: Sequence[Window], among: set[str] | None) -> list[StreetMention]:
        best: dict[str, StreetMention] = {}
        for first, last in windows:
            if first < 0 or last > len(self.message.words) or self._ends_in_talk(first, last):
                continue
            written = phrase(self.message.words, first, last)
            for guess in self._of_words(written, among, first, last) if written else ():
                if guess.base not in best or best[guess.base].likeness < guess.likeness:
                    best[guess.base] = guess
        return sorted(best.values(), key=lambda guess: (-guess.likeness, guess.base))

    def _ends_in_talk(self, first: int, last: int) -> bool:
        """Whether several words begin or end with one that no name has: "couch rn" is not Kearney."""
        ends = {self.message.words[first].text, self.message.words[last - 1].text}
        return last - first > 1 and not ends.isdisjoint(CHAT_WORDS)

    def _of_words(self, written: str, among: set[str] | None, first: int, last: int) -> Iterator[StreetMention]:
        parsed = parse_street(written)
        readings = [parsed]
        if parsed.direction and written.split(" ", maxsplit=1)[0] in DIRECTIONS:
            # "west rivr": the direction may be a part of the name
            base = f"{_LONG_DIRECTIONS[parsed.direction]} {parsed.base}"
            readings.append(replace(parsed, base=base, direction=""))
        if parsed.kind and " " in written:
            # "diamond lane" for Diamond Lake: what looks like a type may be the misspelled word
            readings.append(ParsedStreet(written))
        for reading in readings:
            for name, likeness in self._likely(reading, among).items():
                yield StreetMention(
                    first=first,
                    last=last,
                    core=(first, last),
                    base=name,
                    forms=self.lexicon.streets.forms[name],
                    kind=reading.kind,
                    direction=reading.direction,
                    likeness=likeness,
                )

    def _likely(self, parsed: ParsedStreet, among: set[str] | None) -> dict[str, float]:
        base = parsed.base
        small = base in FUNCTION_WORDS or base in COMMON_WORDS or base in CONNECTORS
        if not base or small or base[0].isdigit():
            return {}
        speller = self.lexicon.speller
        likely = {c.name: c.likeness for c in speller.corrections(base, among=among)}
        compact = base.replace(" ", "")
        for c in speller.corrections(compact, among=among) if compact != base else ():
            likely[c.name] = max(likely.get(c.name, 0.0), c.likeness - SPACE_COSTS)
        for name in _cut_short(base, among or ()):
            likely[name] = max(likely.get(name, 0.0), CUT_SHORT)
        for name in _begun(base, among or ()):
            likely[name] = max(likely.get(name, 0.0), BEGUN if len(base) > SHORTEST_BEGUN else BEGUN_SHORTLY)
        likely.pop(base, None)
        return likely


def _cut_short(written: str, among: set[str] | tuple[()]) -> Iterator[str]:
    """Longer names of which a telling part was written, or the other way round."""
    words = {word for word in written.split() if len(word) > 2}
    if not _is_telling(words):
        return
    for name in sorted(among):
        known = {word for word in name.split() if len(word) > 2}
        if words != known and _is_telling(known) and (words < known or known < words):
            yield name


def _begun(written: str, among: set[str] | tuple[()]) -> Iterator[str]:
    """Names of which only the first letters were written ("henn & lake")."""
    if len(written) >= SHORTEST_BEGUN and written.isalpha():
        yield from (name for name in sorted(among) if name.startswith(written) and name != written)


def _is_telling(words: set[str]) -> bool:
    return any(len(word) > 3 and word not in COMMON_WORDS for word in words)
