"""Well-known text, and the "(lat, lon)" pairs of open-data portals, as GeoJSON geometries."""

import re
from typing import Any

_WKT = re.compile(
    r"(?:SRID=\d+;)?\s*(MULTI)?(POINT|LINESTRING|POLYGON)\s*[ZM]{0,2}\s*(\(.*\))\s*",
    re.IGNORECASE | re.DOTALL,
)
_PAIR = re.compile(r"\(?\s*(-?\d{1,2}\.\d+)\s*,\s*(-?\d{1,3}\.\d+)\s*\)?")
_TOKEN = re.compile(r"[(),]|[^\s(),]+")
_NAMES = {"point": "Point", "linestring": "LineString", "polygon": "Polygon"}


def parse_wkt(text: str) -> dict[str, Any] | None:
    """Return a geometry, None when the text is none; malformed numbers are left for the caller to refuse."""
    pair = _PAIR.fullmatch(text.strip())
    if pair:
        return {"type": "Point", "coordinates": [pair[2], pair[1]]}
    found = _WKT.fullmatch(text)
    if not found:
        return None
    kind = _NAMES[found[2].lower()]
    parts = _parsed(_TOKEN.findall(found[3]))
    if found[1]:
        if kind == "Point":
            parts = [part[0] if isinstance(part[0], list) else part for part in parts]
        return {"type": f"Multi{kind}", "coordinates": parts}
    return {"type": kind, "coordinates": parts[0] if kind == "Point" else parts}


def _parsed(tokens: list[str]) -> list[Any]:
    """Return nested lists: a bracket opens a list, a comma ends a position."""
    stack: list[list[Any]] = [[]]
    numbers: list[str] = []
    for mark in tokens:
        if mark not in {"(", ")", ","}:
            numbers.append(mark)
            continue
        if numbers:
            stack[-1].append(numbers)
            numbers = []
        if mark == "(":
            stack.append([])
        elif mark == ")" and len(stack) > 1:
            done = stack.pop()
            stack[-1].append(done)
    return list(stack[0][0]) if stack[0] else []
