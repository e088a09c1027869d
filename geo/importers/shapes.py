"""Geometries of GeoJSON, Esri JSON and WKT, brought to degrees; positions that are no degrees are refused."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum
from math import atan, degrees, exp, inf, isfinite, pi
from typing import Any

from geo.box import Box
from geo.errors import BrokenSourceError, WrongCoordinatesError
from geo.importers.row import Line, Shape, ShapeKind, Spot

WEB_MERCATOR_RADIUS_M = 6_378_137.0

NOWHERE = (0.0, 0.0)
"""What a geocoder that found nothing writes: a point in the Gulf of Guinea."""

REMEDY = "Export it with latitude and longitude in degrees (WGS84, EPSG:4326)."

_MERCATOR = re.compile(
    r"3857|900913|102100|102113|mercator_auxiliary_sphere|pseudo-mercator|web_mercator", re.IGNORECASE
)
_DEGREES = re.compile(r"crs ?84|4326|4269|4258|^geogcs|^geogcrs|^geographic", re.IGNORECASE)


class Projection(Enum):
    DEGREES = "degrees"
    WEB_MERCATOR = "web mercator"


def projection_of(description: str, file: str) -> Projection:
    """Read a .prj text, an EPSG name or a well-known id; "" counts as degrees, as GeoJSON says."""
    if not description or _DEGREES.search(description.strip()):
        return Projection.DEGREES
    if _MERCATOR.search(description):
        return Projection.WEB_MERCATOR
    name = re.search(r'"([^"]+)"', description)
    shown = name[1] if name else description[:60]
    raise WrongCoordinatesError(file, f'positions are in the projection "{shown}"', remedy=REMEDY)


class Placer:
    """Turns raw x, y of one file into checked latitude, longitude."""

    def __init__(self, file: str, projection: Projection = Projection.DEGREES) -> None:
        self._file = file
        self._convert: Callable[[float, float], Spot] = _from_degrees
        self.use(projection)
        self._south = self._west = inf
        self._north = self._east = -inf

    def use(self, projection: Projection) -> None:
        """Read all further positions in this projection."""
        self._convert = _from_mercator if projection is Projection.WEB_MERCATOR else _from_degrees

    @property
    def box(self) -> Box | None:
        """The box of every position so far, None before the first."""
        if self._south > self._north:
            return None
        return Box(self._south, self._west, self._north, self._east)

    def spot(self, x: Any, y: Any, row: int) -> Spot:
        """Return the position of x (east) and y (north); WrongCoordinatesError names the row."""
        try:
            lat, lon = self._convert(float(x), float(y))
        except (TypeError, ValueError, OverflowError) as error:
            raise BrokenSourceError(
                self._file, "a position is not made of two numbers", remedy=REMEDY, row=row
            ) from error
        if not (-90 <= lat <= 90 and -180 <= lon <= 180):
            raise WrongCoordinatesError(self._file, self._why(lat, lon), remedy=REMEDY, row=row)
        self._south, self._north = min(self._south, lat), max(self._north, lat)
        self._west, self._east = min(self._west, lon), max(self._east, lon)
        return lat, lon

    def columns(self, lat: str, lon: str, row: int) -> Spot | None:
        """Return the position two columns give, None when they give none; decimal commas are understood."""
        try:
            y, x = float(lat.replace(",", ".")), float(lon.replace(",", "."))
        except ValueError:
            return None
        return self.spot(x, y, row) if (y, x) != NOWHERE else None

    def line(self, pairs: Iterable[Sequence[Any]], row: int) -> Line:
        """Return a line; a vertex that repeats the one before is dropped."""
        out: Line = []
        for pair in pairs:
            spot = self.spot(pair[0], pair[1], row)
            if not out or out[-1] != spot:
                out.append(spot)
        return out

    def geojson(self, geometry: Mapping[str, Any] | None, row: int) -> Shape | None:
        """Return the shape of a GeoJSON or Esri geometry, None when there is none."""
        if not geometry:
            return None
        try:
            return self._geojson(geometry, row)
        except (KeyError, TypeError, IndexError, AttributeError) as error:
            raise BrokenSourceError(
                self._file, "a geometry is malformed", remedy="Export the file again.", row=row
            ) from error

    def _geojson(self, geometry: Mapping[str, Any], row: int) -> Shape | None:
        kind, parts = geometry.get("type"), geometry.get("coordinates")
        if kind is None:
            return self._esri(geometry, row)
        if kind == "GeometryCollection":
            members = [self._geojson(member, row) for member in geometry["geometries"]]
            return next((shape for shape in members if shape), None)
        return self._with_parts(kind, parts, row) if parts else None

    def _with_parts(self, kind: str, parts: Any, row: int) -> Shape | None:
        if kind in {"Point", "MultiPoint"}:
            x, y = parts[:2] if kind == "Point" else parts[0][:2]
            return self._point(x, y, row)
        if kind in {"LineString", "MultiLineString"}:
            lines = [self.line(part, row) for part in ([parts] if kind == "LineString" else parts)]
            return _lines(lines)
        if kind in {"Polygon", "MultiPolygon"}:
            polygons = [parts] if kind == "Polygon" else parts
            return _polygons([[self.line(ring, row) for ring in polygon] for polygon in polygons])
        raise BrokenSourceError(self._file, f'unknown geometry "{kind}"', remedy="Export the file again.", row=row)

    def _esri(self, geometry: Mapping[str, Any], row: int) -> Shape | None:
        if "rings" in geometry:
            return _polygons(nested([self.line(ring, row) for ring in geometry["rings"]]))
        if "paths" in geometry:
            return _lines([self.line(path, row) for path in geometry["paths"]])
        if geometry.get("x") in {None, "NaN"}:
            return None
        return self._point(geometry["x"], geometry["y"], row)

    def _point(self, x: Any, y: Any, row: int) -> Shape | None:
        if (x, y) == NOWHERE:
            return None
        return Shape(ShapeKind.POINT, [[self.spot(x, y, row)]], [])

    def _why(self, lat: float, lon: float) -> str:
        if isfinite(lat) and abs(lon) <= 90 and abs(lat) <= 180:
            return "latitude and longitude seem to be swapped"
        mixed = " although the rows before it are" if self.box else ""
        return f"the position is not in degrees{mixed} ({lon:.0f}, {lat:.0f})"


def nested(rings: list[Line]) -> list[list[Line]]:
    """Group rings without an order into polygons: clockwise ones are outer, the others their holes (Esri)."""
    outers = [[ring] for ring in rings if len(ring) >= 3 and _signed(ring) <= 0]
    holes = [ring for ring in rings if len(ring) >= 3 and _signed(ring) > 0]
    if not outers:
        return [[ring] for ring in holes]
    for hole in holes:
        home = next((polygon for polygon in outers if _within(hole[0], polygon[0])), outers[0])
        home.append(hole)
    return outers


def _lines(lines: list[Line]) -> Shape | None:
    kept = [line for line in lines if len(line) >= 2]
    return Shape(ShapeKind.LINES, kept, []) if kept else None


def _polygons(polygons: list[list[Line]]) -> Shape | None:
    kept = []
    for polygon in polygons:
        rings = [_open(ring) for ring in polygon]
        if rings and len(rings[0]) >= 3:
            kept.append([rings[0], *(ring for ring in rings[1:] if len(ring) >= 3)])
    return Shape(ShapeKind.POLYGONS, [], kept) if kept else None


def _open(ring: Line) -> Line:
    return ring[:-1] if len(ring) > 1 and ring[0] == ring[-1] else ring


def _signed(ring: Line) -> float:
    total, (lat0, lon0) = 0.0, ring[-1]
    for lat, lon in ring:
        total += lon0 * lat - lon * lat0
        lat0, lon0 = lat, lon
    return total


def _within(spot: Spot, ring: Line) -> bool:
    lat, lon = spot
    odd, (lat0, lon0) = False, ring[-1]
    for lat1, lon1 in ring:
        if (lat0 > lat) != (lat1 > lat) and lon < (lon1 - lon0) * (lat - lat0) / (lat1 - lat0) + lon0:
            odd = not odd
        lat0, lon0 = lat1, lon1
    return odd


def _from_degrees(x: float, y: float) -> Spot:
    return y, x


def _from_mercator(x: float, y: float) -> Spot:
    return (
        degrees(2 * atan(exp(y / WEB_MERCATOR_RADIUS_M)) - pi / 2),
        degrees(x / WEB_MERCATOR_RADIUS_M),
    )
