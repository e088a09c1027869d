"""The gazetteer: one city's streets, crossings, named places and neighborhoods, read from a read-only file.

It is loaded into memory once and never changes while it is open. It must never hold anything a resident
wrote.
"""

import json
import sqlite3
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Self

from geo.areas import AreaIndex, unpack_polygons
from geo.box import Box
from geo.entries import (
    NEIGHBORHOOD_LAYER,
    Area,
    Crossing,
    GazetteerInfo,
    NamedPlace,
    Segment,
    SourceInfo,
    Street,
    StreetAlias,
)
from geo.errors import GazetteerFileError
from geo.grid import PointGrid
from geo.packed import PackedCrossings, PackedSegments, pack_line
from geo.place import SENSITIVE_KINDS
from geo.point import Point
from geo.segments import SegmentIndex

__all__ = [
    "NEIGHBORHOOD_LAYER",
    "Area",
    "Crossing",
    "Gazetteer",
    "GazetteerInfo",
    "NamedPlace",
    "Segment",
    "SourceInfo",
    "Street",
    "StreetAlias",
]

SCHEMA = 1
"""Version of the file's layout; a file of another version is refused with the advice to build it anew."""

APPLICATION_ID = 0x57475A31
"""Marks the SQLite file as a gazetteer ("WGZ1")."""

OUTSIDE_MARGIN_M = 500.0
"""How far outside the box of its streets a point still belongs to the city."""

NEAR_NEIGHBORHOOD_M = 250.0
"""Crossings on the city's edge often lie just outside every polygon; they belong to the nearest one."""


class Gazetteer:
    """One city, in memory. Build it from lists in tests, with `open` from a file otherwise."""

    def __init__(
        self,
        *,
        streets: Iterable[Street] = (),
        aliases: Iterable[StreetAlias] = (),
        crossings: Iterable[Crossing] = (),
        segments: Iterable[Segment] = (),
        named_places: Iterable[NamedPlace] = (),
        areas: Iterable[Area] = (),
        info: GazetteerInfo | None = None,
    ) -> None:
        ordered = sorted(crossings, key=lambda crossing: crossing.id)
        by_street = sorted(segments, key=lambda segment: segment.street_id)
        self._fill(
            streets=streets,
            aliases=aliases,
            crossings=PackedCrossings((c.id, c.point.lat, c.point.lon, c.street_ids) for c in ordered),
            segments=PackedSegments((s.street_id, s.low, s.high, pack_line(s.line)) for s in by_street),
            named_places=named_places,
            areas=areas,
            info=info,
        )

    @classmethod
    def open(cls, path: Path) -> Self:
        """Load a gazetteer file; `GazetteerFileError` says what is wrong with it."""
        gazetteer = cls.__new__(cls)
        with closing(_connected(path)) as db:
            try:
                gazetteer._fill(  # noqa: SLF001 - a constructor beside __init__
                    streets=[Street(*row) for row in db.execute("SELECT * FROM street ORDER BY id")],
                    aliases=[StreetAlias(*row) for row in db.execute("SELECT * FROM street_alias")],
                    crossings=PackedCrossings(_crossing_rows(db)),
                    segments=PackedSegments(
                        db.execute("SELECT street_id, low, high, line FROM segment ORDER BY street_id, id")
                    ),
                    named_places=list(_named_places(db)),
                    areas=list(_areas(db)),
                    info=_info(db),
                )
            except (sqlite3.Error, ValueError, KeyError) as error:
                raise GazetteerFileError(f"{path.name}: the gazetteer is damaged. Build it anew.") from error
        return gazetteer

    def _fill(
        self,
        *,
        streets: Iterable[Street],
        aliases: Iterable[StreetAlias],
        crossings: PackedCrossings,
        segments: PackedSegments,
        named_places: Iterable[NamedPlace],
        areas: Iterable[Area],
        info: GazetteerInfo | None,
    ) -> None:
        self.streets = tuple(sorted(streets, key=lambda street: street.id))
        self.aliases = tuple(aliases)
        self.named_places = tuple(sorted(named_places, key=lambda place: place.id))
        self._areas = AreaIndex(sorted(areas, key=lambda area: area.id))
        self._crossings, self._segments = crossings, segments
        self._grid = PointGrid(crossings.lats, crossings.lons)
        self._street_by_id = {street.id: street for street in self.streets}
        self.info = info or self._described()

    @property
    def crossings(self) -> Sequence[Crossing]:
        """All crossings by id; each is made when it is asked for, so keep what you use often."""
        return self._crossings

    @property
    def areas(self) -> tuple[Area, ...]:
        """All areas of all layers, by id."""
        return self._areas.areas

    @property
    def segments(self) -> Iterable[Segment]:
        """All segments, street by street."""
        return self._segments

    def street(self, street_id: int) -> Street:
        """Return a street; KeyError when there is none."""
        return self._street_by_id[street_id]

    def crossing(self, crossing_id: int) -> Crossing:
        """Return a crossing; KeyError when there is none."""
        return self._crossings[self._crossings.position(crossing_id)]

    def segments_of(self, street_id: int) -> tuple[Segment, ...]:
        """Return a street's segments."""
        return self._segments.of_street(street_id)

    def crossings_of(self, street_id: int) -> tuple[Crossing, ...]:
        """Return the crossings a street takes part in, by id."""
        return tuple(self._crossings[at] for at in self._crossings_by_street.get(street_id, ()))

    def crossing_positions(self, street_id: int) -> Sequence[int]:
        """Return where the crossings of a street stand in `crossings`, without making them."""
        return self._crossings_by_street.get(street_id, ())

    def streets_at(self, position: int) -> tuple[int, ...]:
        """Return the streets of the crossing that stands there in `crossings`."""
        return self._crossings.street_ids(position)

    def nearest_crossing(self, point: Point) -> tuple[Crossing, float] | None:
        """Return the nearest crossing and its distance in metres; the lower id wins a tie."""
        found = self._grid.nearest(point)
        return (self._crossings[found[0]], found[1]) if found else None

    def crossings_near(self, point: Point, within_m: float) -> tuple[tuple[Crossing, float], ...]:
        """Return the crossings at most `within_m` away with their distance, nearest first."""
        return tuple((self._crossings[at], metres) for at, metres in self._grid.within(point, within_m))

    def nearest_segment(self, point: Point, within_m: float) -> tuple[Segment, float] | None:
        """Return the nearest segment at most `within_m` away, and its distance in metres."""
        return self._segment_index.nearest(point, within_m)

    def segments_around(self, point: Point, within_m: float) -> Iterable[Segment]:
        """Return every segment that comes near a square of `within_m` around a point."""
        return self._segment_index.around(point, within_m)

    def neighborhood_of(self, point: Point) -> Area | None:
        """Return the neighborhood a point lies in, or the nearest one within `NEAR_NEIGHBORHOOD_M`."""
        near = self.areas_near(point, NEAR_NEIGHBORHOOD_M, layer=self.neighborhood_layer)
        return near[0][0] if near else None

    def areas_near(self, point: Point, within_m: float, layer: str | None = None) -> tuple[tuple[Area, float], ...]:
        """Return areas at most `within_m` away, nearest then smallest first, and how far (0 inside)."""
        return self._areas.near(point, within_m, layer)

    def contains(self, point: Point) -> bool:
        """Whether a point belongs to the city: its box and `OUTSIDE_MARGIN_M` around it."""
        return self.info.box.contains(point, OUTSIDE_MARGIN_M)

    @cached_property
    def sensitive_places(self) -> tuple[NamedPlace, ...]:
        """The named places near which publishing needs the larger quorum."""
        return tuple(place for place in self.named_places if place.kind in SENSITIVE_KINDS)

    @cached_property
    def neighborhood_layer(self) -> str:
        """The layer that names places: "neighborhood", or the first there is when it is called otherwise."""
        layers = [area.layer for area in self.areas]
        return NEIGHBORHOOD_LAYER if NEIGHBORHOOD_LAYER in layers or not layers else layers[0]

    @cached_property
    def _crossings_by_street(self) -> dict[int, "array[int]"]:
        return self._crossings.positions_by_street()

    @cached_property
    def _segment_index(self) -> SegmentIndex:
        return SegmentIndex(self._segments)

    def _described(self) -> GazetteerInfo:
        points = [crossing.point for crossing in self._crossings]
        points += [point for segment in self._segments for point in segment.line]
        points += [place.point for place in self.named_places]
        points += [point for area in self.areas for polygon in area.polygons for point in polygon[0]]
        box = Box.around(points) or Box(0.0, 0.0, 0.0, 0.0)
        counts = {
            "streets": len(self.streets),
            "crossings": len(self._crossings),
            "segments": len(self._segments),
            "named_places": len(self.named_places),
            "areas": len(self.areas),
        }
        built_at = datetime.fromtimestamp(0, UTC)
        return GazetteerInfo(sources=(), built_at=built_at, box=box, centre=box.centre, counts=counts, schema=SCHEMA)


def _connected(path: Path) -> sqlite3.Connection:
    if not path.is_file():
        raise GazetteerFileError(
            f"{path.name}: there is no such file. Build one: whistle gazetteer build --out {path.name} SOURCE..."
        )
    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        application_id = db.execute("PRAGMA application_id").fetchone()[0]
        schema = db.execute("PRAGMA user_version").fetchone()[0]
    except sqlite3.DatabaseError as error:
        db.close()
        raise GazetteerFileError(f"{path.name}: this is not a gazetteer file.") from error
    if application_id == APPLICATION_ID and schema == SCHEMA:
        return db
    db.close()
    if application_id != APPLICATION_ID:
        raise GazetteerFileError(f"{path.name}: this is not a gazetteer file.")
    raise GazetteerFileError(
        f"{path.name}: it was built by another version (layout {schema}, this one reads {SCHEMA}). Build it anew."
    )


def _crossing_rows(db: sqlite3.Connection) -> Iterator[tuple[int, float, float, list[int]]]:
    meets: dict[int, list[int]] = {}
    for crossing_id, street_id in db.execute("SELECT crossing_id, street_id FROM crossing_street ORDER BY 1, 2"):
        meets.setdefault(crossing_id, []).append(street_id)
    for crossing_id, lat, lon in db.execute("SELECT id, lat, lon FROM crossing ORDER BY id"):
        yield crossing_id, lat, lon, meets[crossing_id]


def _names(db: sqlite3.Connection, query: str) -> dict[int, tuple[str, ...]]:
    found: dict[int, list[str]] = {}
    for owner, name in db.execute(query):
        found.setdefault(owner, []).append(name)
    return {owner: tuple(names) for owner, names in found.items()}


def _named_places(db: sqlite3.Connection) -> Iterator[NamedPlace]:
    names = _names(db, "SELECT place_id, name FROM named_place_name ORDER BY rowid")
    for place_id, name, kind, lat, lon in db.execute("SELECT id, name, kind, lat, lon FROM named_place"):
        yield NamedPlace(place_id, name, kind, Point(lat, lon), names.get(place_id, ()))


def _areas(db: sqlite3.Connection) -> Iterator[Area]:
    names = _names(db, "SELECT area_id, name FROM area_name ORDER BY rowid")
    for area_id, name, layer, shape in db.execute("SELECT id, name, layer, shape FROM area"):
        yield Area(area_id, name, layer, unpack_polygons(shape), names.get(area_id, ()))


def _info(db: sqlite3.Connection) -> GazetteerInfo:
    meta = {key: json.loads(value) for key, value in db.execute("SELECT key, value FROM meta")}
    columns = "file, kind, licence, attribution, rows, digest"
    sources = tuple(
        SourceInfo(file=f, kind=k, licence=li, attribution=a, rows=n, digest=d)
        for f, k, li, a, n, d in db.execute(f"SELECT {columns} FROM source ORDER BY id")  # noqa: S608 - constant
    )
    return GazetteerInfo(
        sources=sources,
        built_at=datetime.fromisoformat(meta["built_at"]),
        box=Box(*meta["box"]),
        centre=Point(*meta["centre"]),
        counts=meta["counts"],
        schema=SCHEMA,
    )
