"""The kinds of values a setting can have, each with the words that say what is expected of it."""

import re
from datetime import timedelta
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict
from pydantic_core import PydanticCustomError

_UNITS: Final = {"s": 1, "min": 60, "h": 3600, "d": 86_400}
_SPAN = re.compile(r"(\d{1,9}(?:\.\d{1,3})?) ?(s|min|h|d)")
SPAN_EXPECTED: Final = 'a time with its unit, such as "30 s", "10 min", "6 h" or "7 d"'


class Section(BaseModel):
    """A table of config.toml: nothing in it that is not known, nothing of it ever changed."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, allow_inf_nan=False)


def expected(what: str) -> PydanticCustomError:
    """The error of a value that is not what is expected; the words end the sentence "found ..., expected ..."."""
    return PydanticCustomError("expected", "{what}", {"what": what})


def parse_span(value: object) -> timedelta:
    """Read "30 s", "1.5 h" or 0; a bare number is refused because nobody can tell its unit."""
    if isinstance(value, timedelta):
        return value
    if value == 0 and not isinstance(value, bool):
        return timedelta(0)
    text = value.strip() if isinstance(value, str) else ""
    if text == "0":
        return timedelta(0)
    found = _SPAN.fullmatch(text)
    if not found:
        raise expected(SPAN_EXPECTED)
    return timedelta(seconds=float(found[1]) * _UNITS[found[2]])


def show_span(span: timedelta) -> str:
    """Write a time the way config.toml has it, in the largest unit that keeps it whole."""
    seconds = span.total_seconds()
    for unit in ("d", "h", "min"):
        if seconds and seconds % _UNITS[unit] == 0:
            return f"{seconds / _UNITS[unit]:g} {unit}"
    return f"{seconds:g} s"


def span_between(low: str, high: str) -> AfterValidator:
    """Limits of a time, written as in config.toml."""
    lowest, highest = parse_span(low), parse_span(high)

    def check(value: timedelta) -> timedelta:
        if not lowest <= value <= highest:
            raise expected(f"a time from {low} to {high}")
        return value

    return AfterValidator(check)


def _no_bool(value: object) -> object:
    if isinstance(value, bool):  # Python counts true as 1
        raise expected("a number")
    return value


def _listed(value: object) -> object:
    """Take "en, es" for ["en", "es"]: environment variables are plain text."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


def _language(value: str) -> str:
    if not re.fullmatch(r"[a-z]{2,3}", value):
        raise expected('a language code of two or three small letters, such as "en" or "es"')
    return value


def _some(value: tuple[str, ...]) -> tuple[str, ...]:
    if not value:
        raise expected("at least one entry")
    return value


def _timezone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (OSError, ValueError, KeyError):
        raise expected('a time zone of the IANA list, such as "America/Chicago"') from None
    return value


def _web_link(value: str) -> str:
    if value and not re.fullmatch(r"https://[^\s/]+\S*", value):
        raise expected("a link that begins with https://")
    return value


def _loopback(value: str) -> str:
    if value not in {"127.0.0.1", "::1", "localhost"}:
        raise expected("127.0.0.1 or ::1: this port is for the machine itself; put a proxy before it to share it")
    return value


def no_password(value: str) -> str:
    """Refuse an address that carries a password: it would stand in a file and in backups of it."""
    if re.search(r"//[^/\s]*@", value) and re.search(r"//[^/\s@]*:[^/\s]*@", value):
        raise expected("an address without a password in it; a password belongs in the environment or a *_file")
    return value


Span = Annotated[timedelta, BeforeValidator(parse_span)]
Count = Annotated[int, BeforeValidator(_no_bool)]
Amount = Annotated[float, BeforeValidator(_no_bool)]
Names = Annotated[tuple[str, ...], BeforeValidator(_listed)]
Language = Annotated[str, AfterValidator(_language)]
Languages = Annotated[tuple[Language, ...], BeforeValidator(_listed), AfterValidator(_some)]
Timezone = Annotated[str, AfterValidator(_timezone)]
WebLink = Annotated[str, AfterValidator(_web_link)]
LoopbackHost = Annotated[str, AfterValidator(_loopback)]
Address = Annotated[str, AfterValidator(no_password)]
Table = dict[str, Any]
"""What a TOML file or the environment holds before it is checked."""
