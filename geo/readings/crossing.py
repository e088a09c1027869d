"""Reading a message as a crossing of two streets, well spelled or not."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from geo.crossings import CrossingFinder, Scored, corners, medoid
from geo.mentions.joins import Join, Strength, is_towards
from geo.mentions.numbers import BlockMention
from geo.placing import crossing_place
from geo.readings.block import block_options
from geo.readings.message import Lexicon, Message
from geo.readings.misspelled import corrected_joins, longer_names
from geo.readings.option import Option, Reading

TOWARDS_COSTS = 0.4
MAX_LENGTHENED = 4
"""Of one message's pairs: for these, words beside a name are tried as parts of it, which costs time."""
DOUBTFUL = 0.75
"""Below it something written speaks against the crossings found; streets that nearly meet are looked at too."""
LEADING = 0.02
"""Crossings of one corner whose scores differ by less are equally good, and so are pairs that share a word."""


@dataclass(frozen=True, slots=True)
class _Met:
    """Two joined streets and the crossings they may mean, best first."""

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
        longer = [
            _Met(j, h) for one in met[:MAX_LENGTHENED] for j, h in longer_names(message, lexicon, finder, one.join)
        ]
        if max(one.score for one in met) < DOUBTFUL:
            longer += [_Met(join, tuple(hits)) for join in _firm(message) if (hits := finder.near_meetings(join))]
        reading = _reading(message, lexicon, [*met, *longer], how="crossing", certainty=1.0)
        return _or_house(message, lexicon, met, reading)
    near = [_Met(join, tuple(hits)) for join in _firm(message) if (hits := finder.near_meetings(join))]
    if near:
        return _reading(message, lexicon, near, how="streets that nearly meet", certainty=0.8)
    met = [_Met(join, hits) for join, hits in corrected_joins(message, lexicon, finder)]
    if met:
        best = max(met, key=lambda m: m.score)
        likeness = min(best.join.a.likeness, best.join.b.likeness)
        return _reading(message, lexicon, met, how="crossing, spelling corrected", certainty=likeness)
    return None


def _or_house(message: Message, lexicon: Lexicon, met: Sequence[_Met], reading: Reading) -> Reading:
    """Add the block where "12 e lake st" may be a house as well as a corner; its number is no street's name then."""
    for mention in message.blocks:
        joins = [m.join for m in met if mention.of_house and _is_house(m.join, mention)]
        if blocks := list(block_options(lexicon, mention)) if joins else []:
            lead = reading.options[0].score - max(option.score for option in blocks)
            blocks = [replace(option, score=option.score + lead) for option in blocks]
            numbers = {(join.a.first, join.a.last) for join in joins}
            return replace(
                reading,
                options=tuple(sorted((*blocks, *reading.options), key=lambda option: -option.score)),
                used=tuple(words for words in reading.used if words not in numbers),
                why=(*reading.why, "the number may be a house's as well, kept as its block"),
            )
    return reading


def _is_house(join: Join, mention: BlockMention) -> bool:
    """Whether only the direction of an address joins its number to its street."""
    return join.a.naked and join.a.last == mention.street.first and join.b.core == mention.street.core


def _firm(message: Message) -> list[Join]:
    return [
        join
        for join in message.joins
        if join.strength in {Strength.CONNECTED, Strength.NEAR}
        and not any(m.naked or (m.common and not m.dressed) for m in (join.a, join.b))
        and (join.cued or message.is_short or join.a.dressed or join.b.dressed)
    ]


def _reading(message: Message, lexicon: Lexicon, met: Sequence[_Met], *, how: str, certainty: float) -> Reading:
    met = _compatible(message, met)
    hits = sorted((hit for m in met for hit in m.hits), key=lambda hit: (-hit.score, hit.crossing.id))
    options = tuple(_option(lexicon, group) for group in corners(lexicon.gazetteer, hits))
    used = tuple(dict.fromkeys((m.first, m.last) for one in met for m in (one.join.a, one.join.b)))
    why = tuple(_sentence(message, one) for one in met)
    return Reading(how=how, options=options, certainty=certainty, used=used, why=why)


def _compatible(message: Message, met: Sequence[_Met]) -> list[_Met]:
    """Keep the best pairs in which every word is used once; where something only went counts last.

    Of pairs as good as each other that share a word ("Lake/31st/Bloomington"), nobody can say which is meant.
    """
    penalised = [_penalised(message, m) for m in met]
    kept: list[_Met] = []
    for one in sorted(penalised, key=lambda m: (-m.score, m.join.a.first, m.join.b.first)):
        words = _words(one)
        # Several corrections of the same words are alternatives; other words in a pair would be used twice.
        better = [other for other in kept if other.score - one.score >= LEADING]
        if all(words >= _words(other) or not words & _words(other) for other in better):
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
    streets = [lexicon.gazetteer.street(street_id) for street_id in chosen.streets]
    return Option(
        point=middle,
        score=chosen.score,
        make=lambda: crossing_place(lexicon.gazetteer, chosen.crossing, chosen.streets),
        directions=frozenset(street.direction for street in streets),
        towns=frozenset(street.municipality for street in streets if street.municipality),
    )


def _sentence(message: Message, met: _Met) -> str:
    a, b = met.join.a, met.join.b
    first, second = message.written(a.first, a.last), message.written(b.first, b.last)
    how = met.join.strength.name.lower()
    found = f"{len(met.hits)} crossings, best score {met.score:.2f}"
    return f"“{first}” ({a.base}) and “{second}” ({b.base}) are {how}: {found}"
