"""Reading a message as the stretch of one street between two others ("Lake entre Cedar y Bloomington")."""

from collections.abc import Iterator

from geo.crossings import SAME_CORNER_M, CrossingFinder, Scored
from geo.mentions.cues import BETWEEN, BETWEEN_SECOND, PADDING
from geo.mentions.joins import Join, Strength
from geo.mentions.streetmention import StreetMention
from geo.placing import stretch_place
from geo.point import Point, distance_m
from geo.readings.message import Lexicon, Message
from geo.readings.option import Option, Reading

LONGEST_STRETCH_M = 4000.0
MAX_PADDING = 3
_ALONG = frozenset({"on", "along", "of", "in", "en", "sobre", "por", "de", "and", "@", "at"})


def read_between(message: Message, lexicon: Lexicon) -> Reading | None:
    """Return the stretches a message means when it names one street between two others."""
    for street, a, b in _triples(message):
        options = _options(lexicon, street, a, b)
        if options:
            written = " / ".join(message.written(m.first, m.last) for m in (street, a, b))
            return Reading(
                how="street between two others",
                options=options,
                certainty=0.95,
                used=tuple((m.first, m.last) for m in (street, a, b)),
                why=(f"“{written}”: the first street between the other two",),
            )
    return None


def _triples(message: Message) -> Iterator[tuple[StreetMention, StreetMention, StreetMention]]:
    words = message.words
    for at, word in enumerate(words):
        if word.text not in BETWEEN:
            continue
        for a in message.streets:
            if not _only(message, at + 1, a.first, PADDING):
                continue
            for b in message.streets:
                if b.first <= a.last or not _only(message, a.last, b.first, BETWEEN_SECOND | PADDING):
                    continue
                for street in message.streets:
                    before = street.last <= at and _only(message, street.last, at, PADDING)
                    after = street.first > b.last and _only(message, b.last, street.first, _ALONG | PADDING)
                    if before or after:
                        yield street, a, b


def _only(message: Message, start: int, end: int, allowed: frozenset[str]) -> bool:
    """Whether only allowed words stand from `start` to `end`, and few of them."""
    if not 0 <= end - start <= MAX_PADDING:
        return False
    return all(message.words[at].text in allowed for at in range(start, end))


def _options(lexicon: Lexicon, street: StreetMention, a: StreetMention, b: StreetMention) -> tuple[Option, ...]:
    finder = CrossingFinder(lexicon.gazetteer)
    first, second = (_meetings(finder, street, other) for other in (a, b))
    found = [_option(lexicon, x, y) for x in first for y in second if _one_stretch(lexicon, x, y)]
    kept: list[Option] = []
    for option in sorted(found, key=lambda o: -o.score):
        if all(distance_m(option.point, other.point) > SAME_CORNER_M for other in kept):
            kept.append(option)
    return tuple(kept)


def _meetings(finder: CrossingFinder, street: StreetMention, other: StreetMention) -> list[Scored]:
    join = Join(a=street, b=other, strength=Strength.CONNECTED, cued=True)
    return finder.meetings(join) or finder.near_meetings(join)


def _one_stretch(lexicon: Lexicon, x: Scored, y: Scored) -> bool:
    """Whether both ends lie on the same street, its east and west halves counting as one."""
    (one, end), (other, other_end) = ([lexicon.gazetteer.street(at).own_name for at in hit.streets] for hit in (x, y))
    along = one == other and one not in {end, other_end}  # where its halves meet, a street ends at no other
    return along and 0 < distance_m(x.crossing.point, y.crossing.point) <= LONGEST_STRETCH_M


def _option(lexicon: Lexicon, x: Scored, y: Scored) -> Option:
    a, b = x.crossing.point, y.crossing.point
    # Of two pairs of ends that fit equally well the nearer pair is meant: nobody says "between" of a mile.
    score = (x.score + y.score) / 2 - distance_m(a, b) / 20_000
    return Option(
        point=Point((a.lat + b.lat) / 2, (a.lon + b.lon) / 2),
        score=score,
        make=lambda: stretch_place(
            lexicon.gazetteer, (x.crossing, y.crossing), (x.streets[0], x.streets[1], y.streets[1])
        ),
    )
