"""Positions packed into codes that no service need unpack: plus codes, OpenStreetMap codes, geohashes."""

import re

from openlocationcode import openlocationcode

from geo.point import Point

PLUS_CODE_LETTERS = "23456789CFGHJMPQRVWX"
MIN_OSM_BITS = 18
"""18 bits of longitude are a cell of about 150 m; shorter codes show a whole town."""
MAX_OSM_BITS = 48

_OSM_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_~"
_GEOHASH_DIGITS = "0123456789bcdefghjkmnpqrstuvwxyz"


def plus_code(code: str, center: Point) -> Point | None:
    """The middle of a plus code's cell; a short one is completed around the city's middle."""
    code = code.upper()
    if openlocationcode.isShort(code):
        if not re.search(r"[A-Z]", code):
            return None  # "2345+67" is a sum, not a place
        code = openlocationcode.recoverNearest(code, center.lat, center.lon)
    if not openlocationcode.isFull(code):
        return None
    area = openlocationcode.decode(code)
    return Point(area.latitudeCenter, area.longitudeCenter)


def osm_short_code(code: str) -> Point | None:
    """The position of osm.org/go/CODE: bits of longitude and latitude in turns, three of each a character."""
    x = y = bits = 0
    for character in code.replace("@", "~").rstrip("-="):
        value = _OSM_DIGITS.find(character)
        if value < 0:
            return None
        for shift in (4, 2, 0):
            x = (x << 1) | ((value >> (shift + 1)) & 1)
            y = (y << 1) | ((value >> shift) & 1)
        bits += 3
    if not MIN_OSM_BITS <= bits <= MAX_OSM_BITS:
        return None
    # The cell's corner, as openstreetmap.org itself opens it.
    return Point(y / (1 << bits) * 180 - 90, x / (1 << bits) * 360 - 180)


def geohash(code: str) -> Point:
    """The middle of a geohash cell. Every character must be a geohash digit."""
    low, high = [-90.0, -180.0], [90.0, 180.0]
    axis = 1
    for character in code:
        value = _GEOHASH_DIGITS.index(character)
        for shift in (4, 3, 2, 1, 0):
            middle = (low[axis] + high[axis]) / 2
            (low if value >> shift & 1 else high)[axis] = middle
            axis = 1 - axis
    return Point((low[0] + high[0]) / 2, (low[1] + high[1]) / 2)
