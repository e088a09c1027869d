"""What OpenStreetMap's tags mean for a gazetteer. Nothing here reads a file."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from geo.entries import NEIGHBORHOOD_LAYER
from geo.folding import fold
from geo.importers.ranks import SKIP, rank_of
from geo.placekinds import place_kind
from geo.streetnames import parse_street

Tags = Mapping[str, str]

WANTED_KEYS = (
    "highway", "addr:housenumber", "place", "boundary", "amenity", "shop", "leisure", "tourism", "office",
    "healthcare", "railway", "public_transport", "social_facility", "landuse", "man_made", "building",
    "craft", "industrial",
)  # fmt: skip
"""Objects without any of these keys are skipped before they are looked at."""

_NOT_A_STREET = frozenset(
    {
        "construction", "proposed", "platform", "corridor", "elevator", "raceway", "rest_area", "services",
        "bus_stop", "crossing", "abandoned", "razed", "via_ferrata",
    }
)  # fmt: skip
_OTHER_NAMES = ("alt_name", "old_name", "name:es", "official_name", "loc_name", "short_name", "name:en")
_STATE_ROUTE = re.compile(r"(?:[A-Z]{2}|US|SR)[ -](\d+[A-Z]?)")
"""Of a `ref`: "MN 55", "US 12", "CA-24". Counties write "CR 9" and "CSAH 3", interstates "I 94"."""
_COUNTY_OR_INTERSTATE = re.compile(r"(?:I|CR|CSAH|CO)[ -]\d.*")

_PLACE_KEYS = (
    "social_facility", "amenity", "healthcare", "shop", "leisure", "tourism", "public_transport", "railway",
    "office", "landuse", "man_made", "craft", "industrial", "building",
)  # fmt: skip
_NO_PLACE = frozenset(
    {
        "bench", "parking", "parking_space", "parking_entrance", "bicycle_parking", "waste_basket",
        "vending_machine", "recycling", "toilets", "drinking_water", "charging_station", "bicycle_rental",
        "atm", "telephone", "swimming_pool", "residential", "yes", "house", "apartments", "detached",
        "terrace", "garage", "slipway", "information", "artwork", "viewpoint", "platform", "stop_position",
        "switch", "signal", "level_crossing",
    }
)  # fmt: skip
"""Street furniture, and homes: no private home is ever a named place."""

_LAYERS = {
    ("place", "neighbourhood"): NEIGHBORHOOD_LAYER,
    ("place", "quarter"): NEIGHBORHOOD_LAYER,
    ("place", "suburb"): "district",
    ("place", "borough"): "district",
    ("admin_level", "10"): NEIGHBORHOOD_LAYER,
    ("admin_level", "9"): "district",
}
_NEIGHBORHOOD_POINTS = frozenset({"neighbourhood", "quarter", "suburb"})
MUNICIPALITY_LEVEL = "8"
_KEYS_OF_SHOPS = frozenset({"shop", "craft"})
_KEYS_OF_PLACES = frozenset({"amenity", "leisure", "tourism", "office", "healthcare"})


@dataclass(frozen=True, slots=True)
class Road:
    """What a way is called, and how big it is."""

    name: str
    others: tuple[str, ...]
    rank: int


def road_of(tags: Tags) -> Road | None:
    """Return the road a way is, None when it has no name or is none."""
    highway = tags.get("highway", "")
    rank = rank_of(highway)
    if not highway or rank == SKIP or highway in _NOT_A_STREET or tags.get("area") == "yes":
        return None
    routes = list(_routes(tags.get("ref", "")))
    name = tags.get("name", "") or next(iter(routes), "")
    if not fold(name):
        return None
    listed = (part for key in _OTHER_NAMES for part in split_names(tags.get(key, "")))
    return Road(name, tuple(dict.fromkeys(other for other in (*listed, *routes) if other != name)), rank)


def split_names(value: str) -> Iterator[str]:
    """Yield the names a tag lists, separated by semicolons."""
    for part in value.split(";"):
        if part.strip():
            yield part.strip()


def place_of(tags: Tags) -> str | None:
    """Return the kind of named place an object is, "" for one of no particular kind, None for no place."""
    if tags.get("amenity") == "place_of_worship":
        return "church" if tags.get("religion", "christian") == "christian" else "worship"
    if tags.get("place") in _NEIGHBORHOOD_POINTS:
        return "neighborhood"
    values = [(key, value) for key in _PLACE_KEYS if (value := tags.get(key, "")) and value not in _NO_PLACE]
    kind = place_kind(value for _, value in values)
    if kind == "housing":
        return None
    if not kind and any(key in _KEYS_OF_SHOPS for key, _ in values):
        return "shop"
    return kind if kind or any(key in _KEYS_OF_PLACES for key, _ in values) else None


def place_names(tags: Tags) -> list[str]:
    """Return an object's names, the first of them the one to show."""
    keys = ("name", *_OTHER_NAMES, "brand")
    return list(dict.fromkeys(name for key in keys for name in split_names(tags.get(key, ""))))


def layer_of(tags: Tags) -> str:
    """Return the layer a polygon belongs to, "" when it is no neighborhood of any size."""
    return _LAYERS.get(("place", tags.get("place", ""))) or (
        _LAYERS.get(("admin_level", tags.get("admin_level", "")), "")
        if tags.get("boundary") == "administrative"
        else ""
    )


def is_municipality(tags: Tags) -> bool:
    """Whether a polygon is a town or city as the administration draws it."""
    return tags.get("boundary") == "administrative" and tags.get("admin_level") == MUNICIPALITY_LEVEL


def _routes(ref: str) -> Iterator[str]:
    for part in split_names(ref):
        state = None if _COUNTY_OR_INTERSTATE.fullmatch(part) else _STATE_ROUTE.fullmatch(part)
        name = f"Highway {state[1]}" if state else part
        if parse_street(name).is_route:
            yield name
