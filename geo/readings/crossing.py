"""Reading a message as a crossing of two streets, well spelled or not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from geo.crossings import CrossingFinder, Scored, corners, medoid
from geo.mentions.cues import CONNECTORS, NEAR_CONNECTORS, PADDING
from geo.mentions.joins import Join, Strength, glue_strength, is_towards
from geo.mentions.streetcues import COMMON_WORDS, FUNCTION_WORDS
from geo.mentions.streets import StreetMention
from geo.mentions.words import phrase
from geo.placing import crossing_place
from geo.readings.message import Lexicon, Message
from geo.readings.option import Option, Reading
from geo.streetnames import parse_street

TOWARDS_COSTS = 0.4
LEADING = 0.02
"""Crossings of one corner whose scores differ by less are equally good; their middle is taken."""
MAX_CORRECTED_RUNS = 5
CUT_SHORT = 0.85
"""How like a name is to its telling part alone ("Olson" for "Olson Memorial")."""
MIN_LIKENESS_ALONE = 0.84
"""Where no street beside it confirms a correction, it has to be a close one."""


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
        return _reading(message, lexicon, met, how="crossing", certainty=1.0)
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
    options = tuple(_option(lexicon, group) for group in corners(hits))
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
        if all(words == _words(other) or not words & _words(other) for other in kept):
            kept.append(one)
    return kept


def _penalised(message: Message, met: _Met) -> _Met:
    if not is_towards(message.words, met.join.a.first):
        return met
    hits = (
        Scored(crossing=hit.crossing, streets=hit.streets, score=hit.score - TOWARDS_COSTS)
        for hit in met.hits
    )
    return _Met(met.join, tuple(hits))


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
    return f"“{first}” ({a.base}) and “{second}” ({b.base}) are {met.join.strength.name.lower()}: {len(met.hits)} crossings, best score {met.score:.2f}"


def _corrected(message: Message, lexicon: Lexicon, finder: CrossingFinder) -> Iterator[_Met]:
    runs = list(_connector_runs(message))[:MAX_CORRECTED_RUNS]
    for start, end, strength in runs:
        cued = message.is_short or any(message.is_cued(at) for at in range(max(0, start - 3), start))
        known_left = [m for m in message.streets if m.last == start]
        known_right = [m for m in message.streets if m.first == end]
        pairs: list[tuple[StreetMention, StreetMention]] = []
        for a in known_left:
            pairs += [(a, b) for b in _guessed(message, lexicon, end, None, finder.crossing_streets(a))]
        for b in known_right:
            pairs += [(a, b) for a in _guessed(message, lexicon, None, start, finder.crossing_streets(b))]
        if not known_left and not known_right and cued and strength is Strength.CONNECTED:
            lefts = _guessed(message, lexicon, None, start, None)
            rights = _guessed(message, lexicon, end, None, None) if lefts else []
            pairs += [(a, b) for a in lefts for b in rights]
        for a, b in pairs:
            if a.base == b.base or (not cued and min(a.likeness, b.likeness) < MIN_LIKENESS_ALONE):
                continue
            join = Join(a=a, b=b, strength=strength, cued=cued)
            if hits := finder.meetings(join):
                yield _Met(join, tuple(hits))


def _connector_runs(message: Message) -> Iterator[tuple[int, int, Strength]]:
    """Stretches of connecting words with something on both sides."""
    words = message.words
    at = 0
    while at < len(words):
        end = at
        while end < len(words) and words[end].text in CONNECTORS | NEAR_CONNECTORS | PADDING:
            end += 1
        if at < end < len(words) and at > 0 and (strength := glue_strength(words, at, end)):
            yield at, end, strength
        at = max(end, at + 1)


def _guessed(
    message: Message, lexicon: Lexicon, first: int | None, last: int | None, meets: set[int] | None
) -> list[StreetMention]:
    """Streets that the words beginning at `first` or ending at `last` may misspell, likeliest first."""
    among = None if meets is None else {b for street_id in meets for b in lexicon.streets.bases_of(street_id)}
    best: dict[str, StreetMention] = {}
    for length in (1, 2, 3, 4):
        start = first if first is not None else (last or 0) - length
        end = start + length
        if start < 0 or end > len(message.words) or not (written := phrase(message.words, start, end)):
            break
        for mention in _guesses_for(lexicon, written, among, start, end):
            if mention.base not in best or best[mention.base].likeness < mention.likeness:
                best[mention.base] = mention
    found = sorted(best.values(), key=lambda m: (-m.likeness, m.base))
    return [m for m in found if among is not None or m.likeness >= MIN_LIKENESS_ALONE]


def _guesses_for(
    lexicon: Lexicon, written: str, among: set[str] | None, start: int, end: int
) -> Iterator[StreetMention]:
    parsed = parse_street(written)
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
            first=start,
            last=end,
            core=(start, end),
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
