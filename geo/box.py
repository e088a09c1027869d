"""A latitude-longitude box and the plain metric that is good enough inside one city."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, hypot, radians

from geo.point import EARTH_RADIUS_M, Point

METRES_PER_DEGREE = radians(EARTH_RADIUS_M)
"""Of latitude; of longitude times the cosine of the latitude."""


@dataclass(frozen=True, slots=True)
class Box:
    """A box in degrees. One that crosses the date line is not supported: no source of a city does."""

    south: float
    west: float
    north: float
    east: float

    @classmethod
    def around(cls, points: Iterable[Point]) -> "Box | None":
        """Return the smallest box that holds all points, or None when there are none."""
        lats, lons = [], []
        for point in points:
            lats.append(point.lat)
            lons.append(point.lon)
        return cls(min(lats), min(lons), max(lats), max(lons)) if lats else None

    @property
    def centre(self) -> Point:
        """The middle of the box."""
        return Point((self.south + self.north) / 2, (self.west + self.east) / 2)

    def joined(self, other: "Box") -> "Box":
        """Return the smallest box that holds both."""
        return Box(
            min(self.south, other.south),
            min(self.west, other.west),
            max(self.north, other.north),
            max(self.east, other.east),
        )

    def distance_m(self, point: Point) -> float:
        """Metres from a point to the box, 0 inside; flat-earth, fit for ranking and for margins."""
        lat = max(self.south - point.lat, 0.0, point.lat - self.north)
        lon = max(self.west - point.lon, 0.0, point.lon - self.east)
        return hypot(lat, lon * cos(radians(point.lat))) * METRES_PER_DEGREE

    def contains(self, point: Point, margin_m: float = 0.0) -> bool:
        """Whether a point lies inside or at most `margin_m` outside."""
        return self.distance_m(point) <= margin_m
