"""Two hundred people who write within a few seconds: half about one thing, the others about the rest of the city."""

from collections.abc import Iterator, Sequence
from random import Random

from geo.gazetteer import Gazetteer
from geo.place import Place
from geo.point import Point, distance_m

PEOPLE = 200
AT_ONCE = 10
"""Messages in one go; the page stays usable between them."""

_SEEN = (
    "{n} unmarked suvs agents in vests {place}",
    "ice at {place} right now",
    "they are stopping people {place}, {n} vans",
    "{n} agents green vests at {place} 5 min ago",
    "hay {n} camionetas en {place}",
)


def flood_texts(gazetteer: Gazetteer, story: Place | None, *, people: int = PEOPLE, seed: int = 7) -> Iterator[str]:
    """Yield what they write; the same for the same seed."""
    random = Random(seed)  # noqa: S311 - a crowd to look at, no secret
    streets = {street.id: street.name.lower() for street in gazetteer.streets}
    middle = story.point if story else gazetteer.info.centre
    everywhere = _labels(gazetteer, streets, middle)
    for number in range(people):
        place = everywhere[0] if number % 2 == 0 else random.choice(everywhere)
        yield random.choice(_SEEN).format(n=random.randint(1, 6), place=place)


def _labels(gazetteer: Gazetteer, streets: dict[int, str], middle: Point) -> Sequence[str]:
    near = sorted(gazetteer.crossings, key=lambda each: (distance_m(each.point, middle), each.id))[:400]
    return [" & ".join(sorted(streets[one] for one in each.street_ids)[:2]) for each in near] or ["city hall"]
