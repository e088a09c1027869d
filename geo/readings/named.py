"""Reading a message as a public place with a name, or as a neighborhood, alone or with a street."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from geo.box import Box
from geo.crossings import form_score
from geo.entries import Area, Crossing
from geo.gazetteer import Gazetteer
from geo.mentions.names import NameMention
from geo.mentions.streetmention import StreetMention
from geo.placing import area_place, middle_of, middle_of_area, named_place, street_in_area
from geo.point import distance_m
from geo.polygons import distance_to_m
from geo.readings.meant import means_a_place
from geo.readings.message import Lexicon, Message
from geo.readings.option import Option, Reading

STREET_HINT_M = 350.0
AREA_HINT_M = 300.0
IN_AREA_M = 120.0
"""A crossing on a border street belongs to the neighborhoods on both sides."""


def read_named_place(message: Message, lexicon: Lexicon) -> Reading | None:
    """Return the public places a message names; a street or area beside the name tells same names apart."""
    mentions = [
        m
        for m in message.names
        if m.places and not m.area_word and means_a_place(message, m) and not _rather_an_area(message, m)
    ]
    for mention in sorted(mentions, key=lambda m: (not m.exact, -m.weight, m.first)):
        top = mention.matches[0].coverage
        options = tuple(
            Option(
                point=entry.point,
                score=0.6 + 0.3 * coverage - (top - coverage),
                make=partial(named_place, lexicon.gazetteer, entry),
            )
            for entry, coverage in mention.places
        )
        written = message.written(mention.first, mention.last)
        return Reading(
            how="named place",
            options=_near_hint(message, lexicon, mention, _merged(options)),
            certainty=min(1.0, top) if mention.exact else 0.85 * min(1.0, top + 0.2),
            used=((mention.first, mention.last),),
            why=(f"“{written}” is {mention.places[0][0].name} ({top:.0%} of the name)",),
        )
    return None


def read_street_in_area(message: Message, lexicon: Lexicon) -> Reading | None:
    """Return the parts of a street that lie in a neighborhood named beside it."""
    for mention in message.names:
        if not mention.areas or not means_a_place(message, mention, beside_street=True):
            continue
        for street in message.streets:
            apart = street.last <= mention.first or mention.last <= street.first
            if not apart or not _firm_street(message, street):
                continue
            areas = [area for area, _ in mention.areas]
            options = tuple(sorted(_parts(lexicon, street, areas), key=lambda o: -o.score))
            if options:
                return Reading(
                    how="street in a neighborhood",
                    options=_merged(options),
                    certainty=0.85,
                    used=((street.first, street.last), (mention.first, mention.last)),
                    why=(f"“{message.written(street.first, street.last)}” inside {areas[0].name}",),
                )
    return None


def read_area(message: Message, _lexicon: Lexicon) -> Reading | None:
    """Return the neighborhoods a message names."""
    mentions = [m for m in message.names if m.areas and means_a_place(message, m)]
    for mention in sorted(mentions, key=lambda m: (not m.area_word, not m.exact, -m.weight, m.first)):
        options = tuple(
            Option(point=middle_of_area(area), score=0.6 + 0.3 * coverage, make=partial(area_place, area))
            for area, coverage in mention.areas
        )
        written = message.written(mention.first, mention.last)
        return Reading(
            how="neighborhood",
            options=options,
            certainty=0.9 if mention.exact else 0.8,
            used=((mention.first, mention.last),),
            why=(f"“{written}” is the neighborhood {mention.areas[0][0].name}",),
        )
    return None


def _rather_an_area(message: Message, mention: NameMention) -> bool:
    """Whether half a name that a park and neighborhoods share stands after "in": "in Phillips" is no park."""
    before = [word.text for word in message.words[max(0, mention.first - 2) : mention.first]]
    inside = before[-1:] in (["in"], ["en"]) or before in (["in", "the"], ["en", "el"], ["en", "la"])
    return inside and not mention.exact and bool(mention.areas)


def _firm_street(message: Message, street: StreetMention) -> bool:
    if street.naked or (street.common and not street.dressed):
        return False
    return street.dressed or message.is_cued(street.first) or message.is_short


def _merged(options: Sequence[Option]) -> tuple[Option, ...]:
    """Drop options within a few steps of a better one: two entries for one place."""
    kept: list[Option] = []
    for option in options:
        if all(distance_m(option.point, other.point) > 250.0 for other in kept):
            kept.append(option)
    return tuple(kept)


def _near_hint(
    message: Message, lexicon: Lexicon, mention: NameMention, options: tuple[Option, ...]
) -> tuple[Option, ...]:
    """Keep the options near a street or area that the message names too, if there are any."""
    if len(options) == 1:
        return options
    for street in message.streets:
        if street.last <= mention.first or mention.last <= street.first:
            near = tuple(o for o in options if _near_street(lexicon.gazetteer, o, street))
            if near:
                return near
    return options


def _near_street(gazetteer: Gazetteer, option: Option, street: StreetMention) -> bool:
    wanted = {form.street_id for form in street.forms if form_score(street, form) > -0.2}
    near = gazetteer.crossings_near(option.point, STREET_HINT_M)
    return any(wanted & set(crossing.street_ids) for crossing, _ in near)


def _parts(lexicon: Lexicon, street: StreetMention, areas: Sequence[Area]) -> Iterator[Option]:
    for area in areas:
        halves: dict[tuple[str, str], list[_Part]] = {}
        for form in street.forms:
            inside = _crossings_in(lexicon.gazetteer, form.street_id, area)
            if inside:
                known = lexicon.gazetteer.street(form.street_id)
                part = _Part(form.street_id, form_score(street, form), tuple(inside))
                halves.setdefault(known.own_name, []).append(part)
        for parts in halves.values():
            yield _part_option(lexicon, area, parts)


@dataclass(frozen=True, slots=True)
class _Part:
    street_id: int
    score: float
    crossings: tuple[Crossing, ...]


def _part_option(lexicon: Lexicon, area: Area, parts: Sequence[_Part]) -> Option:
    """One option for the halves of a street ("E Lake St", "W Lake St") that fit equally well."""
    best = max(part.score for part in parts)
    fitting = [part for part in parts if part.score == best]
    longest = max(fitting, key=lambda part: (len(part.crossings), -part.street_id))
    crossings = [crossing for part in fitting for crossing in part.crossings]
    return Option(
        point=middle_of([crossing.point for crossing in crossings]),
        score=0.85 + best + 0.002 * min(len(crossings), 20),
        make=partial(street_in_area, lexicon.gazetteer, longest.street_id, area, crossings),
    )


def _crossings_in(gazetteer: Gazetteer, street_id: int, area: Area) -> list[Crossing]:
    box = Box.around(point for polygon in area.polygons for point in polygon[0])
    return [
        crossing
        for crossing in gazetteer.crossings_of(street_id)
        if box
        and box.distance_m(crossing.point) <= IN_AREA_M
        and distance_to_m(crossing.point, area.polygons) <= IN_AREA_M
    ]
