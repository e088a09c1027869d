"""One record of any source: values and a shape in degrees."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from math import isnan

Spot = tuple[float, float]
"""Latitude and longitude in degrees."""

Line = list[Spot]


class ShapeKind(Enum):
    POINT = "point"
    LINES = "lines"
    POLYGONS = "polygons"


@dataclass(frozen=True, slots=True)
class Shape:
    """A geometry. Points and lines: `lines` (a point is a line of one). Polygons: `polygons` of rings."""

    kind: ShapeKind
    lines: list[Line]
    polygons: list[list[Line]]


@dataclass(frozen=True, slots=True)
class Row:
    """One record; `number` counts from 1 as an operator would. `values` may hold text, numbers or None."""

    number: int
    values: Mapping[str, object]
    shape: Shape | None


def text(value: object) -> str:
    """Return a value as trimmed text; nothing, NaN and the usual fillers become ""."""
    if value is None:
        return ""
    if isinstance(value, float):
        return "" if isnan(value) else f"{value:.10g}"
    shown = str(value).strip()
    return "" if shown.lower() in _FILLERS else shown


def whole(value: object) -> int:
    """Return a house number as a whole number, 0 when there is none ("1201A" gives 1201)."""
    if isinstance(value, int):
        return max(0, value)
    digits = ""
    for char in text(value):
        if not char.isdigit():
            break
        digits += char
    return int(digits) if digits and len(digits) < 8 else 0


_FILLERS = frozenset({"null", "none", "nan", "n/a", "<null>", "unknown", "unnamed"})
