"""Positions written out in a text: signed degrees, hemispheres, degrees-minutes-seconds, decimal commas.

One piece of text can be read in several ways ("44,9484,-93,2581"; longitude first; a forgotten minus). Every
reading is given, likeliest first; the caller keeps the first one in its city. Nothing is fetched.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from geo.point import Point


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """One stretch [start, end) of a text that gives a position, with its readings, likeliest first."""

    start: int
    end: int
    readings: tuple[Point, ...]
    """Empty for a link that would have to be fetched to know."""
    how: str
    """What it was ("coordinates", "plus code", "Google link"), for an operator to read."""
    words: str = ""
    """For a link that names its place in words instead of a position: those words."""
    certain: bool = True
    """False where it may be two numbers that mean something else ("2.500, 3.500")."""


# Each replacement is one character for one, so that offsets stay those of the original text.
_LOOKALIKES = str.maketrans(
    {
        **{chr(0xFF10 + digit): str(digit) for digit in range(10)},
        "−": "-", "–": "-", "—": "-", "﹣": "-", "－": "-", "‐": "-", "‑": "-",
        "º": "°", "˚": "°", "ᵒ": "°", "∘": "°",
        "′": "'", "’": "'", "‘": "'", "ʹ": "'", "´": "'", "`": "'", "ʼ": "'",
        "″": '"', "”": '"', "“": '"', "ʺ": '"', "〃": '"',
        "，": ",", "；": ";", "：": ":", "．": ".", "（": "(", "）": ")",
        "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\t": " ", "\n": " ", "\r": " ",
        "\u200b": " ", "\u200e": " ", "\u200f": " ", "\u2060": " ", "\ufeff": " ",
    }
)  # fmt: skip

MIN_DECIMALS = 3
"""Two decimals of a degree are a kilometre: too coarse to name a crossing."""

MAX_POSITIONS = 8
"""Of one text: only the first that lies in the city counts."""

_GAP = r"[ ]{0,3}"
_SEPARATOR = rf"(?:{_GAP}[,;/|]{_GAP}|[ ]{{1,3}})"
_LABEL = r"(?:(?:lat(?:itude|itud)?|lon(?:gitude|gitud)?|lng|long)\b\.?[ ]{0,2}[:=]?[ ]{0,2})?"
_DECIMAL = rf"([+-]?\d{{1,3}}[.,]\d{{{MIN_DECIMALS},15}})"
_PLAIN = re.compile(
    rf"(?<![\w.,°'\"+-]){_LABEL}{_DECIMAL}°?(?:{_GAP}&?{_SEPARATOR}|{_GAP}[&]{_GAP})(?:and |y )?"
    rf"{_LABEL}{_DECIMAL}°?"
    r"(?![\d°'\"]|[.,]\d)",
    re.IGNORECASE,
)

_HEMISPHERE = r"(north|south|east|west|norte|sur|este|oeste|[nsewo])(?![^\W\d_])\.?"
_ANGLE = (
    r"(\d{1,3}(?:[.,]\d{1,15})?)[ ]{0,2}(?:°|d(?:eg)?(?![^\W\d_])|:|(?=[ ]))?[ ]{0,2}"
    r"(?:(\d{1,2}(?:[.,]\d{1,12})?)[ ]{0,2}(?:'(?!')|m(?:in)?(?![^\W\d_])|:|(?=[ nsewo,;]|$))[ ]{0,2}"
    r"(?:(\d{1,2}(?:[.,]\d{1,10})?)[ ]{0,2}(?:\"|''|s(?:ec)?(?![^\W\d_]))?[ ]{0,2})?)?"
)
_LEADING = re.compile(
    rf"(?<![\w.,+-]){_LABEL}{_HEMISPHERE}[ ]{{0,2}}{_ANGLE}(?:[,;/]?[ ]{{0,3}})"
    rf"{_LABEL}{_HEMISPHERE}[ ]{{0,2}}{_ANGLE}(?![\d])",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    rf"(?<![\w.,+-]){_LABEL}{_ANGLE}{_HEMISPHERE}(?:{_GAP}[,;/]?{_GAP}){_LABEL}{_ANGLE}{_HEMISPHERE}",
    re.IGNORECASE,
)
_DEGREES_SIGNED = re.compile(
    r"(?<![\w.,])([+-]?\d{1,3})°[ ]{0,2}(\d{1,2}(?:[.,]\d{1,12})?)'[ ]{0,2}"
    r"(?:(\d{1,2}(?:[.,]\d{1,10})?)(?:\"|''))?"
    rf"{_SEPARATOR}([+-]?\d{{1,3}})°[ ]{{0,2}}(\d{{1,2}}(?:[.,]\d{{1,12}})?)'[ ]{{0,2}}"
    r"(?:(\d{1,2}(?:[.,]\d{1,10})?)(?:\"|''))?"
)
_PAIR = re.compile(
    r"\(?([+-]?\d{1,3}(?:\.\d{0,20}|,\d{3,20})?)(?:\s{0,3}[,;]\s{0,3}|\s{1,3})"
    r"([+-]?\d{1,3}(?:[.,]\d{0,20})?)\)?"
)


def positions(text: str) -> Iterator[Position]:
    """Every stretch of the text that reads as a position, in the order of notations, never overlapping."""
    plain = text.translate(_LOOKALIKES)
    taken: list[tuple[int, int]] = []
    for pattern, read in _NOTATIONS:
        for match in pattern.finditer(plain):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            if len(taken) == MAX_POSITIONS:
                return
            if readings := read(match):
                taken.append(match.span())
                certain = pattern is not _PLAIN or _surely_degrees(match)
                yield Position(
                    start=match.start(),
                    end=match.end(),
                    readings=readings,
                    how="coordinates",
                    certain=certain,
                )


def pair(text: str) -> tuple[Point, ...]:
    """The readings of a text that is nothing but "lat,lon", as it stands in a link; () when it is not one."""
    match = _PAIR.fullmatch(text[:80].translate(_LOOKALIKES).strip())
    return _readings(_number(match[1]), _number(match[2])) if match else ()


def _number(text: str) -> float:
    return float(text.replace(",", ".").rstrip(".") or "0")


def _point(lat: float, lon: float) -> Point | None:
    return Point(lat, lon) if -90 <= lat <= 90 and -180 <= lon <= 180 else None


def _readings(first: float, second: float) -> tuple[Point, ...]:
    """Latitude first as people write it; then longitude first (GeoJSON); then with the minus they forgot."""
    orders = ((first, second), (second, first), (first, -abs(second)), (-abs(first), second))
    return tuple(dict.fromkeys(p for lat, lon in orders if (p := _point(lat, lon))))


def _surely_degrees(match: re.Match[str]) -> bool:
    long_enough = all(len(number) > MIN_DECIMALS + 3 for number in match.groups())
    return long_enough or "-" in match[1] + match[2] or "lat" in match[0].lower()


def _read_plain(match: re.Match[str]) -> tuple[Point, ...]:
    return _readings(_number(match[1]), _number(match[2]))


def _read_leading(match: re.Match[str]) -> tuple[Point, ...]:
    first = _angle(match[2], match[3], match[4], match[1])
    second = _angle(match[6], match[7], match[8], match[5])
    return _by_hemispheres(first, match[1], second, match[5])


def _read_trailing(match: re.Match[str]) -> tuple[Point, ...]:
    first = _angle(match[1], match[2], match[3], match[4])
    second = _angle(match[5], match[6], match[7], match[8])
    return _by_hemispheres(first, match[4], second, match[8])


def _read_degrees_signed(match: re.Match[str]) -> tuple[Point, ...]:
    values = []
    for degrees, minutes, seconds in (match.group(1, 2, 3), match.group(4, 5, 6)):
        size = _angle(degrees.lstrip("+-"), minutes, seconds, "n")
        if size is None:
            return ()
        values.append(-size if degrees.startswith("-") else size)
    return _readings(values[0], values[1])


def _angle(degrees: str, minutes: str | None, seconds: str | None, hemisphere: str) -> float | None:
    """Degrees as a signed number; None when it is too coarse to be a spot, or no angle at all."""
    if minutes is None:
        fraction = re.split(r"[.,]", degrees)[1:]
        if not fraction or len(fraction[0]) < MIN_DECIMALS:
            return None
    elif re.search(r"[.,]", degrees) or (seconds is None and not re.search(r"[.,]\d", minutes)):
        return None
    m, s = _number(minutes or "0"), _number(seconds or "0")
    if m >= 60 or s >= 60:
        return None
    size = _number(degrees) + m / 60 + s / 3600
    return -size if hemisphere[0].lower() in "swo" else size


def _by_hemispheres(first: float | None, first_side: str, second: float | None, second_side: str) -> tuple[Point, ...]:
    if first is None or second is None:
        return ()
    lat_first, lat_second = first_side[0].lower() in "ns", second_side[0].lower() in "ns"
    if lat_first == lat_second:
        return ()
    point = _point(first, second) if lat_first else _point(second, first)
    return (point,) if point else ()


_NOTATIONS = (
    (_TRAILING, _read_trailing),
    (_LEADING, _read_leading),
    (_DEGREES_SIGNED, _read_degrees_signed),
    (_PLAIN, _read_plain),
)
