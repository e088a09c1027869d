"""When it was seen: now, minutes ago, or a time of day."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from handlers.reading.plain import NUMBER, number_of, plain

OLDEST = timedelta(hours=24)
"""What is said to be older is not a sighting of today; the time then stays open."""
EARLY = timedelta(minutes=5)
"""Clocks differ: a time of day this far ahead still means now."""

_NOW = re.compile(
    r"\b(?:rn|right now|just now|now|currently|at the moment|as we speak"
    r"|ahora|ahorita|ahora mismo|ahorita mismo|en este momento|en estos momentos|justo ahora)\b"
)
_HALF_HOUR = re.compile(r"\b(?:half an hour ago|half hour ago|hace (?:una )?media hora|media hora atras)\b")
_QUARTER = re.compile(r"\b(?:a quarter of an hour ago|quarter hour ago|hace un cuarto de hora)\b")
_HOUR = re.compile(r"\b(?:(?:an|1|one) hour ago|hace (?:una|1) hora)\b(?! y media)")
_MINUTES = re.compile(
    rf"\b(?:(?P<en>{NUMBER})(?: of)? ?(?:m|min|mins|minutes?|minutos) (?:ago|atras)"
    rf"|hace (?:como |unos |casi |mas o menos )?(?P<es>{NUMBER})(?: de)? ?(?:m|min|mins|minutos?))\b"
)
_HOURS = re.compile(
    rf"\b(?:(?P<en>{NUMBER}) ?(?:h|hrs?|hours?) ago|hace (?:como |unas )?(?P<es>{NUMBER}) ?(?:h|hrs?|horas?))\b"
)
_CLOCK = re.compile(
    r"(?<![\d.,:])(?P<hour>[01]?\d|2[0-3])(?::|h)(?P<minute>[0-5]\d)(?![\d:])"
    r" ?(?P<half>[ap]\.? ?m\b\.?)?(?: de la (?P<part>manana|tarde|noche))?"
)
_HOUR_ONLY = re.compile(r"(?<![\d.,:])(?P<hour>1[0-2]|0?[1-9]) ?(?P<half>[ap]\.?m\b\.?)")
_HOUR_ES = re.compile(
    r"\ba las? (?P<hour>1[0-2]|0?[1-9]|una)(?! ?(?::|h)\d)\b(?: de la (?P<part>manana|tarde|noche))?"
    r"(?! (?:st|street|ave|avenue|calle|avenida|y )\b)"
)


def read_time(text: str, now: datetime, zone: str = "UTC") -> datetime | None:
    """When something was seen, to the minute; None when the text does not say. `zone` is the city's."""
    words = plain(text)
    at = _ago(words, now) or _time_of_day(words, now, zone)
    if at is None and _NOW.search(words):
        at = now
    if at is None or now - at > OLDEST:
        return None
    return min(at, now).replace(second=0, microsecond=0)


def _ago(words: str, now: datetime) -> datetime | None:
    if found := _MINUTES.search(words):
        return now - timedelta(minutes=number_of(found["en"] or found["es"]))
    for pattern, minutes in ((_HALF_HOUR, 30), (_QUARTER, 15), (_HOUR, 60)):
        if pattern.search(words):
            return now - timedelta(minutes=minutes)
    if found := _HOURS.search(words):
        return now - timedelta(hours=number_of(found["en"] or found["es"]))
    return None


def _time_of_day(words: str, now: datetime, zone: str) -> datetime | None:
    found = _CLOCK.search(words) or _HOUR_ONLY.search(words) or _HOUR_ES.search(words)
    if found is None:
        return None
    parts = found.groupdict()
    hour = 1 if parts["hour"] == "una" else int(parts["hour"])
    minute = int(parts.get("minute") or 0)
    hours = _hours_meant(hour, parts.get("half") or "", parts.get("part") or "")
    return _latest(hours, minute, now, zone)


def _hours_meant(hour: int, half: str, part: str) -> tuple[int, ...]:
    """ "2 pm" is one hour of the day; a bare 2 may be either."""
    if half.startswith("p") or part in ("tarde", "noche"):
        return (hour % 12 + 12,) if hour <= 12 else (hour,)
    if half or part:
        return (hour % 12,)
    return (hour,) if hour > 12 or hour == 0 else (hour % 12, hour % 12 + 12)


def _latest(hours: tuple[int, ...], minute: int, now: datetime, zone: str) -> datetime | None:
    local = now.astimezone(ZoneInfo(zone))
    moments = [
        (local - timedelta(days=days)).replace(hour=hour, minute=minute, second=0, microsecond=0)
        for hour in hours
        for days in (0, 1)
    ]
    past = [moment for moment in moments if moment <= local + EARLY]
    return max(past).astimezone(now.tzinfo) if past else None
