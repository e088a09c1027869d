"""Stretches of a message that name public places or areas, whole or by their telling part."""

from array import array
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from math import log

from geo.entries import Area, NamedPlace
from geo.folding import fold_words
from geo.mentions.cues import AREA_WORDS
from geo.mentions.namewords import AND, GENERIC, canonical, parts, without_town, words_for_kind
from geo.mentions.streetcues import FUNCTION_WORDS
from geo.mentions.words import Word
from geo.spelling import Speller

GENERIC_WEIGHT = 0.25
MIN_COVERAGE = 0.5
"""Of a name's weight that must be written for the rest to be understood."""
MIN_GENERIC_COVERAGE = 0.6
"""The same where all words are shared by many names ("South High")."""
MIN_LIKENESS = 0.88
MAX_ALONE = 3
"""Words of a message in which a single misspelled name may stand."""
MAX_NAME_WORDS = 8
MANY_TITLES = 60
"""Words shared by more names than this ("park") name a place only as its whole name."""
MAX_CORRECTED_WORDS = 4
"""Of one message: each correction costs time."""
NEARLY_AS_WHOLE = 0.12
"""Entries whose share of the name is smaller by at most this are meant as well."""
MAX_ENTRIES = 12
MAX_MENTIONS = 30
"""Of one message: whoever names more places than this means none."""

Entry = NamedPlace | Area


@dataclass(frozen=True, slots=True)
class Match:
    """One entry a mention may mean, and how much of its name was written (1 for all of it)."""

    entry: Entry
    coverage: float


@dataclass(frozen=True, slots=True, kw_only=True)
class NameMention:
    """Words `first` to `last` (exclusive) that name one of `matches`, best first."""

    first: int
    last: int
    matches: tuple[Match, ...]
    weight: float
    """How telling the words written are: below 1 they are words of everyday talk."""
    exact: bool
    """Whether all of a name was written, spelled as the gazetteer has it."""
    single: bool
    """Whether it is one word only."""
    area_word: bool = False
    """Whether "neighborhood", "area" or the like stands beside it."""

    @property
    def places(self) -> tuple[tuple[NamedPlace, float], ...]:
        """The public places among the matches, with how much of their name was written."""
        return tuple((m.entry, m.coverage) for m in self.matches if isinstance(m.entry, NamedPlace))

    @property
    def areas(self) -> tuple[tuple[Area, float], ...]:
        """The areas among the matches, with how much of their name was written."""
        return tuple((m.entry, m.coverage) for m in self.matches if isinstance(m.entry, Area))


@dataclass(frozen=True, slots=True)
class _Title:
    """One name of one entry, as canonical words."""

    entry: Entry
    words: frozenset[str]
    has_and: bool
    telling: frozenset[str]
    extra: frozenset[str]
    """Words that residents add though the name has them not ("escuela" before a school's name)."""


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    at: int
    corrected: bool = False
    after_and: bool = False


_NONE: frozenset[int] = frozenset()
_Known = dict[tuple[frozenset[str], bool], tuple[Match, ...]]
"""What the words of one message were already found to name: chat repeats itself."""


class NameIndex:
    """All names of named places and areas of one gazetteer, by their words."""

    def __init__(self, named_places: Iterable[NamedPlace], areas: Iterable[Area], towns: Collection[str] = ()) -> None:
        self._titles: list[_Title] = []
        self._towns = frozenset(towns)
        postings: dict[str, list[int]] = {}
        for place in named_places:
            for name in dict.fromkeys((place.name, *place.names, *without_town(place.name, towns))):
                self._add(postings, place, name, words_for_kind(place.kind))
        for area in areas:
            for name in dict.fromkeys((area.name, *area.names, *parts(area.name))):
                self._add(postings, area, name, frozenset())
        self._postings = {word: frozenset(titles) for word, titles in postings.items()}
        self._whole_names: dict[frozenset[str], list[int]] = {}
        for at, title in enumerate(self._titles):
            self._whole_names.setdefault(title.words, []).append(at)
        self._weights = {word: self._weight(word) for word in self._postings}
        self._wholes = array("f", (sum(self.weight(word) for word in t.words) for t in self._titles))
        self._telling = {word for word in self._postings if word not in GENERIC and len(word) > 3}
        self._speller = Speller(self._telling)

    def _add(self, postings: dict[str, list[int]], entry: Entry, name: str, extra: frozenset[str]) -> None:
        written = fold_words(name)
        words = frozenset(canonical(written))
        if not words:
            return
        at = len(self._titles)
        telling = words - GENERIC - FUNCTION_WORDS - self._towns
        self._titles.append(_Title(entry, words, not AND.isdisjoint(written), telling, extra - words))
        for word in words | extra:
            postings.setdefault(word, []).append(at)

    def knows(self, word: str) -> bool:
        return word in self._postings

    def weight(self, word: str) -> float:
        """How well a word tells one place from others: 1 for a word of one name, little for "school"."""
        return self._weights.get(word, 1.0)

    def _weight(self, word: str) -> float:
        if word in GENERIC or word in FUNCTION_WORDS:
            return GENERIC_WEIGHT
        return max(0.4, 1.0 / (1.0 + 0.3 * log(len(self._postings[word]))))

    def mentions(self, words: Sequence[Word], may_correct: Sequence[bool]) -> list[NameMention]:
        """Return the names in the words, longest first where they overlap.

        `may_correct` tells of each word whether it stands where a misspelled name may be looked for.
        """
        tokens = self._tokens(words, may_correct)
        found: list[NameMention] = []
        known: _Known = {}
        for first in range(len(tokens)):
            found += self._longest_from(tokens, first, words, known)
            if len(found) >= MAX_MENTIONS:
                break
        return _outermost(found)

    def _tokens(self, words: Sequence[Word], may_correct: Sequence[bool]) -> list[_Token]:
        tokens: list[_Token] = []
        corrections = MAX_CORRECTED_WORDS
        for at, word in enumerate(words):
            after_and = at > 0 and words[at - 1].text in AND
            for text in canonical([word.text]):
                wrong = not self.knows(text) and len(text) > 4
                if wrong and corrections and may_correct[at]:
                    corrections -= 1
                    best = self._speller.corrections(text)
                    if best and best[0].likeness >= MIN_LIKENESS:
                        tokens.append(_Token(best[0].name, at, corrected=True, after_and=after_and))
                        continue
                tokens.append(_Token(text, at, after_and=after_and))
        return tokens

    def _longest_from(
        self, tokens: Sequence[_Token], first: int, words: Sequence[Word], known: _Known
    ) -> list[NameMention]:
        titles = self._postings.get(tokens[first].text, _NONE)
        last = first + 1
        best: tuple[int, frozenset[int]] | None = (last, titles) if titles else None
        while best and last < min(len(tokens), first + MAX_NAME_WORDS):
            if any(tokens[last].text == token.text for token in tokens[first:last]):
                break
            between = range(tokens[last - 1].at + 1, tokens[last].at + 1)
            if any(words[at].breaks_name for at in between) or any(words[at].text in "/@+|" for at in between):
                break
            titles &= self._postings.get(tokens[last].text, _NONE)
            if not titles:
                break
            last += 1
            best = (last, titles)
        while best and best[0] > first:
            mention = self._mention(tokens[first : best[0]], best[1], words, known)
            if mention:
                return [mention]
            shorter = best[0] - 1
            if shorter == first:
                return []
            best = (shorter, self._sharing(tokens[first:shorter]))
        return []

    def _sharing(self, tokens: Sequence[_Token]) -> frozenset[int]:
        return frozenset.intersection(*(self._postings[token.text] for token in tokens))

    def _mention(
        self, run: Sequence[_Token], titles: Collection[int], words: Sequence[Word], known: _Known
    ) -> NameMention | None:
        written = frozenset(token.text for token in run)
        joined = any(token.after_and for token in run[1:])
        if (written, joined) not in known:
            known[written, joined] = self._matches(written, titles, joined=joined)
        matches = known[written, joined]
        first, last = run[0].at, run[-1].at + 1
        beside = _area_word_beside(words, first, last)
        corrected = any(token.corrected for token in run)
        alone = corrected and len(run) == 1 and not beside
        if not matches or (alone and (len(words) > MAX_ALONE or matches[0].coverage < 1.0)):
            return None
        return NameMention(
            first=first,
            last=last,
            matches=matches,
            weight=sum(self.weight(word) for word in written),
            exact=matches[0].coverage >= 1.0 and not corrected,
            single=last - first == 1,
            area_word=beside,
        )

    def _matches(self, written: frozenset[str], titles: Collection[int], *, joined: bool) -> tuple[Match, ...]:
        """The entries that the words may name, best first; none where they would be too many to mean one."""
        if not any(word.isalpha() for word in written):
            return ()
        if len(titles) > MANY_TITLES:
            titles = self._whole_names.get(written, ())
        best: dict[tuple[bool, int], Match] = {}
        for at in titles:
            title = self._titles[at]
            if joined and not (title.has_and and title.words <= written):
                continue  # "Washington and Park" is not Washington Park
            coverage = self._coverage(title, self._wholes[at], written)
            key = (isinstance(title.entry, Area), title.entry.id)
            if coverage >= MIN_COVERAGE and (key not in best or best[key].coverage < coverage):
                best[key] = Match(title.entry, coverage)
        top = max((match.coverage for match in best.values()), default=0.0)
        kept = [match for match in best.values() if match.coverage >= top - NEARLY_AS_WHOLE]
        if len(kept) > MAX_ENTRIES:
            return ()
        return tuple(sorted(kept, key=lambda match: (-match.coverage, match.entry.id)))

    def _coverage(self, title: _Title, whole: float, written: frozenset[str]) -> float:
        """The share of a name's weight that was written; words that only tell its kind count little."""
        named = written & title.words
        if len(named) == len(title.words):
            return 1.0
        telling = title.telling
        share = sum(self._weights[word] for word in named) / whole
        if len(written) == 1 and not (telling and telling <= written):
            return 0.0
        if telling.isdisjoint(written) and (telling or share < MIN_GENERIC_COVERAGE):
            return 0.0
        return min(0.99, share + 0.05 * len(written & title.extra))


def _area_word_beside(words: Sequence[Word], first: int, last: int) -> bool:
    after = last < len(words) and not words[last].breaks_name and words[last].text in AREA_WORDS
    before = [words[at].text for at in range(max(0, first - 3), first)]
    return after or any(word in AREA_WORDS for word in before)


def _outermost(found: Sequence[NameMention]) -> list[NameMention]:
    return [
        mention
        for mention in found
        if not any(
            other.first <= mention.first
            and mention.last <= other.last
            and (other.last - other.first, other.weight) > (mention.last - mention.first, mention.weight)
            for other in found
        )
    ]
