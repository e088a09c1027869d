"""Incidents, found by code or by where they are."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import cos, radians
from typing import Any

from sqlalchemy import and_, bindparam, delete, select, update
from sqlalchemy import insert as plain_insert
from sqlalchemy.dialects.postgresql import insert

from bot.codec import MICRO, micro, seconds
from bot.storage.schema import IS_OPEN, codes, incidents, tags
from bot.storage.unit import Unit
from geo.point import EARTH_RADIUS_M, Point, distance_m
from handlers.incident import Incident, IncidentState
from handlers.retention import witness_bucket

CELL_E6 = 5_000
"""Side of a cell in microdegrees: about 550 m of latitude, so that a usual search touches at most nine."""
_COLUMNS_OF_CELLS = 100_000
"""More than there are cells around the earth, so that row and column fit into one number."""
_METRES_PER_DEGREE = radians(1) * EARTH_RADIUS_M

_CHANGING = ("state", "cell", "lat_e6", "lon_e6", "last_report_at", "closed_at", "details", "revision")

_ADD = plain_insert(incidents)
_USE_CODE = (
    insert(codes)
    .values(code=bindparam("code"), used_at=bindparam("used_at"))
    .on_conflict_do_update(index_elements=["code"], set_={"used_at": bindparam("used_again_at")})
)
_GET = select(incidents.c.details).where(incidents.c.code == bindparam("b_code"))
_SAVE = (
    update(incidents)
    .where(incidents.c.code == bindparam("b_code"), incidents.c.revision == bindparam("b_revision"))
    .values({name: bindparam(name) for name in _CHANGING})
)
_NEAR = (
    select(incidents.c.code, incidents.c.lat_e6, incidents.c.lon_e6, incidents.c.details)
    .where(
        and_(
            IS_OPEN,
            incidents.c.cell.in_(bindparam("cells", expanding=True)),
            incidents.c.last_report_at > bindparam("b_since"),
        )
    )
    .order_by(incidents.c.code)
)
_OPEN = select(incidents.c.code, incidents.c.details).where(IS_OPEN).order_by(incidents.c.opened_at, incidents.c.code)
_TAKEN_SINCE = select(codes.c.code).where(codes.c.code == bindparam("b_code"), codes.c.used_at > bindparam("b_since"))
_FORGET_TAGS = delete(tags).where(tags.c.incident == bindparam("b_code"))


@dataclass(frozen=True, slots=True)
class SqlIncidents:
    """`handlers.ports.Incidents` over SQL. Saving a closed incident forgets its witness tags: a bucket is left."""

    unit: Unit

    def add(self, incident: Incident) -> None:
        opened = seconds(incident.opened_at)
        self.unit.change(_ADD, code=incident.code, opened_at=opened, **self._columns(incident))
        self.unit.change(_USE_CODE, code=incident.code, used_at=opened, used_again_at=opened)

    def get(self, code: str) -> Incident | None:
        found = self.unit.first(_GET, b_code=code)
        return self._opened(code, found[0]) if found else None

    def save(self, incident: Incident) -> Incident:
        saved = replace(incident, revision=incident.revision + 1)
        if saved.state is IncidentState.CLOSED:
            saved = replace(saved, witnesses=witness_bucket(saved.witnesses))
        self.unit.swap(_SAVE, b_code=incident.code, b_revision=incident.revision, **self._columns(saved))
        if saved.state is IncidentState.CLOSED:
            self.unit.change(_FORGET_TAGS, b_code=incident.code)
        return saved

    def open_near(self, point: Point, radius_m: float, since: datetime) -> Sequence[Incident]:
        cells = cells_within(point, radius_m)
        self.unit.lock_cells(cells)
        rows = self.unit.rows(_NEAR, cells=cells, b_since=seconds(since))
        near = (row for row in rows if distance_m(point, Point(row.lat_e6 / MICRO, row.lon_e6 / MICRO)) <= radius_m)
        return [found for row in near if (found := self._opened(row.code, row.details))]

    def open(self) -> Sequence[Incident]:
        return [found for row in self.unit.rows(_OPEN) if (found := self._opened(row.code, row.details))]

    def code_taken(self, code: str, since: datetime) -> bool:
        if self.unit.first(_TAKEN_SINCE, b_code=code, b_since=seconds(since)):
            return True
        return self.unit.first(_GET, b_code=code) is not None

    def _opened(self, code: str, details: str) -> Incident | None:
        return self.unit.unpack(Incident, details, f"incident:{code}")

    def _columns(self, incident: Incident) -> dict[str, Any]:
        place = incident.place
        lat_e6 = micro(place.point.lat) if place else None
        lon_e6 = micro(place.point.lon) if place else None
        return {
            "state": incident.state.value,
            "cell": cell_of(lat_e6, lon_e6) if lat_e6 is not None and lon_e6 is not None else None,
            "lat_e6": lat_e6,
            "lon_e6": lon_e6,
            "last_report_at": seconds(incident.last_report_at),
            "closed_at": seconds(incident.closed_at) if incident.closed_at else None,
            "details": self.unit.pack(incident, f"incident:{incident.code}"),
            "revision": incident.revision,
        }


def cell_of(lat_e6: int, lon_e6: int) -> int:
    """The cell a position lies in, as one number."""
    return (lat_e6 // CELL_E6) * _COLUMNS_OF_CELLS + lon_e6 // CELL_E6


def cells_within(point: Point, radius_m: float) -> list[int]:
    """Every cell that a circle may touch, in order."""
    lat_e6, lon_e6 = micro(point.lat), micro(point.lon)
    up = micro(radius_m / _METRES_PER_DEGREE) + 1
    # Where the circle is nearest to a pole, a degree of longitude is shortest.
    shrink = max(0.01, cos(radians(min(89.0, abs(point.lat) + up / MICRO))))
    aside = micro(radius_m / _METRES_PER_DEGREE / shrink) + 1
    rows = range((lat_e6 - up) // CELL_E6, (lat_e6 + up) // CELL_E6 + 1)
    columns = range((lon_e6 - aside) // CELL_E6, (lon_e6 + aside) // CELL_E6 + 1)
    return [row * _COLUMNS_OF_CELLS + column for row in rows for column in columns]
