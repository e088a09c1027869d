"""The words of a city's places, for the masked view."""

from collections.abc import Iterator

from geo.gazetteer import Gazetteer


def place_names(gazetteer: Gazetteer) -> Iterator[str]:
    """Every name of a street, a named place or an area; all of it is public knowledge."""
    for street in gazetteer.streets:
        yield street.name
    for alias in gazetteer.aliases:
        yield alias.base
    for named in gazetteer.named_places:
        yield from (named.name, *named.names)
    for area in gazetteer.areas:
        yield from (area.name, *area.names)
