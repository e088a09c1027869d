"""Frozen nouns to JSON and back, by their annotations: seconds for times, microdegrees for points, values for enums.

Only what differs from a field's default is written, so a noun may gain a field with a default without a migration.
"""

import json
from collections.abc import Callable, Hashable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import UTC, datetime
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints

from geo.point import Point

T = TypeVar("T")
MICRO = 1_000_000

Convert = Callable[[Any], Any]


def seconds(at: datetime) -> int:
    """Epoch seconds, floored."""
    return int(at.timestamp() // 1)


def moment(at: int) -> datetime:
    """The aware UTC time of epoch seconds."""
    return datetime.fromtimestamp(at, UTC)


def micro(degrees: float) -> int:
    return round(degrees * MICRO)


def dump(value: object) -> str:
    """A noun as compact JSON."""
    return json.dumps(_plain(value), separators=(",", ":"), ensure_ascii=False)


def load(kind: type[T], text: str) -> T:
    """The noun that `dump` wrote."""
    made: T = _reader(cast(Hashable, kind))(json.loads(text))
    return made


def _plain(value: Any) -> Any:
    if isinstance(value, Enum | datetime | Point):
        return _plain_leaf(value)
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    return {
        name: _plain(found)
        for name, default in _defaults(cast(Hashable, type(value)))
        if (found := getattr(value, name)) != default
    }


def _plain_leaf(value: Enum | datetime | Point) -> object:
    if isinstance(value, Point):
        return [micro(value.lat), micro(value.lon)]
    return seconds(value) if isinstance(value, datetime) else value.value


@cache
def _defaults(kind: Hashable) -> tuple[tuple[str, Any], ...]:
    assert isinstance(kind, type), kind
    assert is_dataclass(kind), f"{kind.__name__} cannot be stored"
    return tuple((each.name, _default(each)) for each in fields(kind))


def _default(field: Field[Any]) -> Any:
    if field.default_factory is not MISSING:
        return field.default_factory()
    return field.default


@cache
def _reader(kind: Hashable) -> Convert:
    """How to read one annotation."""
    origin, args = get_origin(kind), get_args(kind)
    if origin is tuple:
        return _tuple_reader(args)
    if origin is UnionType:
        return _union_reader(args)
    if isinstance(kind, type):
        return _class_reader(kind)
    return _as_it_is


def _class_reader(kind: type) -> Convert:
    if kind is datetime:
        return moment
    if kind is Point:
        return lambda pair: Point(pair[0] / MICRO, pair[1] / MICRO)
    if issubclass(kind, Enum):
        return kind
    return _noun_reader(kind) if is_dataclass(kind) else _as_it_is


def _as_it_is(found: object) -> object:
    return found


def _tuple_reader(args: tuple[Any, ...]) -> Convert:
    if len(args) == 2 and args[1] is Ellipsis:
        read = _reader(args[0])
        return lambda found: tuple(read(each) for each in found)
    reads = [_reader(each) for each in args]
    return lambda found: tuple(read(each) for read, each in zip(reads, found, strict=True))


def _union_reader(args: tuple[Any, ...]) -> Convert:
    kinds = [each for each in args if each is not NoneType]
    if len(kinds) > 1:
        return _as_it_is
    read = _reader(kinds[0])
    return lambda value: None if value is None else read(value)


def _noun_reader(kind: type) -> Convert:
    hints = get_type_hints(kind)
    reads = {each.name: _reader(hints[each.name]) for each in fields(kind)}

    def read(found: dict[str, Any]) -> Any:
        # A field that a later version dropped is passed over.
        return kind(**{name: reads[name](value) for name, value in found.items() if name in reads})

    return read
