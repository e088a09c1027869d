"""Writes a city as an .osm file, from a gazetteer built of any other source: the same city by another road."""

from itertools import count
from pathlib import Path
from xml.sax.saxutils import quoteattr

from geo.entries import Street, StreetAlias
from geo.gazetteer import Gazetteer
from geo.point import Point

WORDS = {"st": "Street", "ave": "Avenue", "blvd": "Boulevard", "rd": "Road", "ln": "Lane", "pkwy": "Parkway"}
DIRECTIONS = {
    "n": "North", "s": "South", "e": "East", "w": "West",
    "ne": "Northeast", "nw": "Northwest", "se": "Southeast", "sw": "Southwest",
}  # fmt: skip
REFS = {"cr": "CR", "hwy": "US", "i": "I"}
HIGHWAYS = ("residential", "primary", "motorway")
AMENITIES = {"church": "place_of_worship", "court": "courthouse"}


def write_osm(gazetteer: Gazetteer, out: Path) -> None:
    """Write nodes shared where lines meet, ways with names, addresses, places and neighborhoods."""
    writer = _Writer()
    aliases: dict[int, list[StreetAlias]] = {}
    for alias in gazetteer.aliases:
        aliases.setdefault(alias.street_id, []).append(alias)
    for street in gazetteer.streets:
        tags = {
            "highway": HIGHWAYS[street.rank],
            "name": _long(street),
            **_other_names(aliases.get(street.id, [])),
        }
        for segment in gazetteer.segments_of(street.id):
            writer.way(segment.line, tags)
            for number, at in ((segment.low, 0), (segment.high, -1)):
                if number:
                    spot = _beside(segment.line[at], segment.line[1 if at == 0 else -2])
                    writer.node(spot, {"addr:housenumber": str(number), "addr:street": _long(street)})
    for place in gazetteer.named_places:
        amenity = AMENITIES.get(place.kind, place.kind or "yes")
        names = {"alt_name": ";".join(place.names[1:])} if place.names[1:] else {}
        writer.node(place.point, {"amenity": amenity, "name": place.name, **names})
    for area in gazetteer.areas:
        tags = {"place": "neighbourhood", "name": area.name}
        writer.relation(area.polygons, tags)
    out.write_text(writer.text(), encoding="utf-8")


class _Writer:
    def __init__(self) -> None:
        self._ids = count(1)
        self._shared: dict[Point, int] = {}
        self._nodes: list[str] = []
        self._ways: list[str] = []
        self._relations: list[str] = []

    def node(self, point: Point, tags: dict[str, str]) -> int:
        number = next(self._ids)
        self._nodes.append(
            f'<node id="{number}" version="1" lat="{point.lat:.7f}" lon="{point.lon:.7f}">{_tags(tags)}</node>'
        )
        return number

    def way(self, line, tags: dict[str, str]) -> int:
        number = next(self._ids)
        refs = "".join(f'<nd ref="{self._shared_node(point)}"/>' for point in line)
        self._ways.append(f'<way id="{number}" version="1">{refs}{_tags(tags)}</way>')
        return number

    def relation(self, polygons, tags: dict[str, str]) -> None:
        members = ""
        for outer, *holes in polygons:
            for role, ring in (("outer", outer), *(("inner", hole) for hole in holes)):
                members += f'<member type="way" ref="{self.way([*ring, ring[0]], {})}" role="{role}"/>'
        kind = _tags({"type": "multipolygon", **tags})
        self._relations.append(f'<relation id="{next(self._ids)}" version="1">{members}{kind}</relation>')

    def text(self) -> str:
        body = "\n".join([*self._nodes, *self._ways, *self._relations])
        return (
            f'<?xml version="1.0" encoding="UTF-8"?>\n<osm version="0.6" generator="whistle tests">\n{body}\n</osm>\n'
        )

    def _shared_node(self, point: Point) -> int:
        if point not in self._shared:
            self._shared[point] = self.node(point, {})
        return self._shared[point]


def _tags(tags: dict[str, str]) -> str:
    return "".join(f"<tag k={quoteattr(key)} v={quoteattr(value)}/>" for key, value in tags.items())


def _long(street: Street) -> str:
    """OpenStreetMap writes names out: "Linden Avenue North"."""
    words = street.name.split()
    turned = [at for at in (0, len(words) - 1) if words[at].lower() == street.direction and len(words) > 1]
    for at in turned[-1:]:
        words[at] = DIRECTIONS[street.direction]
    kind_at = len(words) - 1 - (words[-1] in DIRECTIONS.values())
    words[kind_at] = WORDS.get(words[kind_at].lower(), words[kind_at])
    return " ".join(words).replace("Hwy ", "Highway ")


def _other_names(aliases: list[StreetAlias]) -> dict[str, str]:
    refs = [f"{REFS[a.kind]} {a.base}" for a in aliases if a.kind in REFS and a.base[0].isdigit()]
    names = [
        " ".join(part for part in (a.base, a.kind, a.direction) if part)
        for a in aliases
        if not (a.kind in REFS and a.base[0].isdigit())
    ]
    tags = {"ref": ";".join(refs)} if refs else {}
    return {**tags, "alt_name": ";".join(names)} if names else tags


def _beside(end: Point, other: Point) -> Point:
    """A house on the street: a tenth of the way in, a little off the line, as addresses are."""
    lat = end.lat + (other.lat - end.lat) / 10 + 0.0001
    return Point(round(lat, 7), round(end.lon + (other.lon - end.lon) / 10 + 0.0001, 7))
