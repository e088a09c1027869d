"""Reading a message as a crossing of two streets, well spelled or not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from geo.crossings import CrossingFinder, Scored, corners, medoid
from geo.mentions.cues import CONNECTORS, NEAR_CONNECTORS, PADDING
from geo.mentions.joins import Join, Strength, glue_strength, is_towards
from geo.mentions.streetcues import COMMON_WORDS, FUNCTION_WORDS
from geo.mentions.streets import StreetMention
from geo.mentions.words import phrase
from geo.placing import crossing_place
from geo.readings.message import Lexicon, Message
from geo.readings.option import Option, Reading
from geo.streetnames import ParsedStreet, parse_street
from geo.streetwords import DIRECTIONS, KINDS

TOWARDS_COSTS = 0.4
LEADING = 0.02
"""Crossings of one corner whose scores differ by less are equally good; their middle is taken."""
MAX_CORRECTED_RUNS = 5
MAX_GUESSED_WORDS = 4
CUT_SHORT = 0.85
"""How like a name is to its telling part alone ("Olson" for "Olson Memorial")."""
MIN_LIKENESS_ALONE = 0.84
"""Where no street beside it confirms a correction, it has to be a close one."""


EXPLAINED = 0.15
"""What a reading gains that explains a word the other leaves unread."""

_LONG_DIRECTIONS = {
    "n": "north", "s": "south", "e": "east", "w": "west",
    "ne": "northeast", "nw": "northwest", "se": "southeast", "sw": "southwest",
}  # fmt: skip
_CONNECTING = CONNECTORS | NEAR_CONNECTORS


@dataclass(frozen=True, slots=True)
class _Met:
    join: Join
    hits: tuple[Scored, ...]

    @property
    def score(self) -> float:
        return self.hits[0].score


def read_crossing(message: Message, lexicon: Lexicon) -> Reading | None:
    """Return the crossings the message names: as written, else nearly meeting, else misspelled."""
    finder = CrossingFinder(lexicon.gazetteer)
    met = [_Met(join, tuple(hits)) for join in message.joins if (hits := finder.meetings(join))]
    if met:
        longer = [hit for one in met for hit in _with_word_beside(message, lexicon, finder, one.join)]
        return _reading(message, lexicon, [*met, *longer], how="crossing", certainty=1.0)
    near = [_Met(join, tuple(hits)) for join in _firm(message) if (hits := finder.near_meetings(join))]
    if near:
        return _reading(message, lexicon, near, how="streets that nearly meet", certainty=0.8)
    met = list(_corrected(message, lexicon, finder))
    if met:
        best = max(met, key=lambda m: m.score)
        likeness = min(best.join.a.likeness, best.join.b.likeness)
        return _reading(message, lexicon, met, how="crossing, spelling corrected", certainty=likeness)
    return None


def _firm(message: Message) -> list[Join]:
    return [
        join
        for join in message.joins
        if join.strength in {Strength.CONNECTED, Strength.NEAR}
        and not any(m.naked or (m.common and not m.dressed) for m in (join.a, join.b))
        and (join.cued or message.is_short or join.a.dressed or join.b.dressed)
    ]


def _reading(
    message: Message, lexicon: Lexicon, met: Sequence[_Met], *, how: str, certainty: float
) -> Reading:
    met = _compatible(message, met)
    hits = sorted((hit for m in met for hit in m.hits), key=lambda hit: (-hit.score, hit.crossing.id))
    options = tuple(_option(lexicon, group) for group in corners(lexicon.gazetteer, hits))
    used = tuple(dict.fromkeys((m.first, m.last) for one in met for m in (one.join.a, one.join.b)))
    why = tuple(_sentence(message, one) for one in met)
    return Reading(how=how, options=options, certainty=certainty, used=used, why=why)


def _compatible(message: Message, met: Sequence[_Met]) -> list[_Met]:
    """Keep the best pairs in which every word is used once; where something only went counts last."""
    penalised = [_penalised(message, m) for m in met]
    kept: list[_Met] = []
    for one in sorted(penalised, key=lambda m: (-m.score, m.join.a.first, m.join.b.first)):
        words = _words(one)
        # Several corrections of the same words are alternatives; other words in a pair would be used twice.
        if all(words >= _words(other) or not words & _words(other) for other in kept):
            kept.append(one)
    return kept


def _penalised(message: Message, met: _Met) -> _Met:
    if not is_towards(message.words, met.join.a.first):
        return met
    return _Met(met.join, tuple(replace(hit, score=hit.score - TOWARDS_COSTS) for hit in met.hits))


def _words(met: _Met) -> set[int]:
    return {at for m in (met.join.a, met.join.b) for at in range(*m.core)}


def _option(lexicon: Lexicon, group: Sequence[Scored]) -> Option:
    best = [hit for hit in group if hit.score >= group[0].score - LEADING]
    middle = medoid(hit.crossing.point for hit in best)
    chosen = next(hit for hit in best if hit.crossing.point == middle)
    return Option(
        point=middle,
        score=chosen.score,
        make=lambda: crossing_place(lexicon.gazetteer, chosen.crossing, chosen.streets),
    )


def _sentence(message: Message, met: _Met) -> str:
    a, b = met.join.a, met.join.b
    first, second = message.written(a.first, a.last), message.written(b.first, b.last)
    how = met.join.strength.name.lower()
    found = f"{len(met.hits)} crossings, best score {met.score:.2f}"
    return f"“{first}” ({a.base}) and “{second}” ({b.base}) are {how}: {found}"


def _with_word_beside(
    message: Message, lexicon: Lexicon, finder: CrossingFinder, join: Join
) -> Iterator[_Met]:
    """Crossings where an unknown word beside a known name makes it a longer one ("dimond lake and 3rd")."""
    for mention, other, at in ((join.a, join.b, join.a.first - 1), (join.b, join.a, join.b.last)):
        if not 0 <= at < len(message.words) or not _unknown(message, lexicon, at):
            continue
        window = (min(at, mention.first), max(at + 1, mention.last))
        for guess in _guessed(message, lexicon, [window], finder.crossing_streets(other)):
            if " " in guess.base and guess.likeness > CUT_SHORT:
                pair = (guess, other) if mention is join.a else (other, guess)
                wider = Join(a=pair[0], b=pair[1], strength=join.strength, cued=join.cued)
                if hits := finder.meetings(wider):
                    yield _Met(wider, tuple(replace(hit, score=hit.score + EXPLAINED) for hit in hits))


def _unknown(message: Message, lexicon: Lexicon, at: int) -> bool:
    text = message.words[at].text
    known = text in _CONNECTING or text in PADDING or text in FUNCTION_WORDS or text in KINDS
    return len(text) > 3 and not known and not text.isdigit() and not lexicon.streets.knows(text)


def _corrected(message: Message, lexicon: Lexicon, finder: CrossingFinder) -> Iterator[_Met]:
    """Crossings of streets beside a connector of which one or both are misspelled or cut short."""
    for run in list(_connector_runs(message))[:MAX_CORRECTED_RUNS]:
        for a, b in _pairs(message, lexicon, finder, run):
            likely = min(a.likeness, b.likeness)
            if a.base == b.base or (not run.cued and likely < MIN_LIKENESS_ALONE):
                continue
            join = Join(a=a, b=b, strength=run.strength, cued=run.cued)
            hits = finder.meetings(join)
            if not hits and likely >= MIN_LIKENESS_ALONE:
                hits = finder.near_meetings(join)
            if hits:
                yield _Met(join, tuple(hits))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """Connecting words, with where the names beside them may end and begin: "and la Salle" has two ways."""

    ends: range
    starts: range
    strength: Strength
    cued: bool


def _connector_runs(message: Message) -> Iterator[_Run]:
    words = message.words
    at = 0
    while at < len(words):
        end = at
        while end < len(words) and words[end].text in _CONNECTING | PADDING:
            end += 1
        connecting = [i for i in range(at, end) if words[i].text in _CONNECTING]
        if connecting and at > 0 and end < len(words) and (strength := glue_strength(words, at, end)):
            cued = message.is_short or any(message.is_cued(i) for i in range(max(0, at - 3), at))
            yield _Run(
                ends=range(at, connecting[0] + 1),
                starts=range(connecting[-1] + 1, end + 1),
                strength=strength,
                cued=cued,
            )
        at = max(end, at + 1)


def _pairs(
    message: Message, lexicon: Lexicon, finder: CrossingFinder, run: _Run
) -> Iterator[tuple[StreetMention, StreetMention]]:
    known_left = [m for m in message.streets if m.last in run.ends]
    known_right = [m for m in message.streets if m.first in run.starts]
    for a in known_left:
        for b in _guessed_right(message, lexicon, run, finder.crossing_streets(a)):
            yield a, b
    for b in known_right:
        for a in _guessed_left(message, lexicon, run, finder.crossing_streets(b)):
            yield a, b
    if run.cued and run.strength is Strength.CONNECTED:
        lefts = known_left or list(_guessed_left(message, lexicon, run, None))
        rights = known_right or (list(_guessed_right(message, lexicon, run, None)) if lefts else [])
        if not (known_left and known_right):
            yield from ((a, b) for a in lefts for b in rights)


def _guessed_left(
    message: Message, lexicon: Lexicon, run: _Run, meets: set[int] | None
) -> list[StreetMention]:
    windows = [(last - length, last) for last in run.ends for length in range(1, MAX_GUESSED_WORDS + 1)]
    return _guessed(message, lexicon, windows, meets)


def _guessed_right(
    message: Message, lexicon: Lexicon, run: _Run, meets: set[int] | None
) -> list[StreetMention]:
    windows = [(first, first + length) for first in run.starts for length in range(1, MAX_GUESSED_WORDS + 1)]
    return _guessed(message, lexicon, windows, meets)


def _guessed(
    message: Message, lexicon: Lexicon, windows: Sequence[tuple[int, int]], meets: set[int] | None
) -> list[StreetMention]:
    """Streets that one of the stretches of words may misspell, likeliest first."""
    among = None if meets is None else {b for street_id in meets for b in lexicon.streets.bases_of(street_id)}
    best: dict[str, StreetMention] = {}
    for first, last in windows:
        if first < 0 or last > len(message.words) or not (written := phrase(message.words, first, last)):
            continue
        for mention in _guesses_for(lexicon, written, among, first, last):
            if mention.base not in best or best[mention.base].likeness < mention.likeness:
                best[mention.base] = mention
    found = sorted(best.values(), key=lambda m: (-m.likeness, m.base))
    return [m for m in found if among is not None or m.likeness >= MIN_LIKENESS_ALONE]


def _guesses_for(
    lexicon: Lexicon, written: str, among: set[str] | None, first: int, last: int
) -> Iterator[StreetMention]:
    parsed = parse_street(written)
    yield from _guesses_of_base(lexicon, parsed, among, first, last)
    if parsed.direction and written.split(" ", maxsplit=1)[0] in DIRECTIONS:
        # "west rivr": the direction may be a part of the name
        whole = replace(parsed, base=f"{_LONG_DIRECTIONS[parsed.direction]} {parsed.base}", direction="")
        yield from _guesses_of_base(lexicon, whole, among, first, last)


def _guesses_of_base(
    lexicon: Lexicon, parsed: ParsedStreet, among: set[str] | None, first: int, last: int
) -> Iterator[StreetMention]:
    base = parsed.base
    if base in FUNCTION_WORDS or base in COMMON_WORDS or base in CONNECTORS or not base or base[0].isdigit():
        return
    likes = {c.name: c.likeness for c in lexicon.speller.corrections(base, among=among)}
    compact = base.replace(" ", "")
    if compact != base:
        for c in lexicon.speller.corrections(compact, among=among):
            likes[c.name] = max(likes.get(c.name, 0.0), c.likeness - 0.02)
    if among is not None:
        for name in _cut_short(base, among):
            likes[name] = max(likes.get(name, 0.0), CUT_SHORT)
    for name, likeness in likes.items():
        if name == base:
            continue
        yield StreetMention(
            first=first,
            last=last,
            core=(first, last),
            base=name,
            forms=lexicon.streets.forms[name],
            kind=parsed.kind,
            direction=parsed.direction,
            likeness=likeness,
        )


def _cut_short(written: str, among: set[str]) -> Iterator[str]:
    """Longer names of which a telling part was written, or the other way round."""
    words = {word for word in written.split() if len(word) > 2}
    if not any(len(word) > 3 and word not in COMMON_WORDS for word in words):
        return
    for name in sorted(among):
        known = {word for word in name.split() if len(word) > 2}
        telling = any(len(word) > 3 and word not in COMMON_WORDS for word in known)
        if telling and words != known and (words < known or known < words):
            yield name
