"""Nouns go to JSON and come back whole, whatever fields they have or will gain."""

import typing
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, datetime
from types import NoneType, UnionType
from typing import Any, cast

import pytest

from bot.codec import dump, load
from geo.point import Point
from handlers.incident import Incident, Moderator, Report, Vote
from handlers.outbound import Notice, Post

AT = datetime(2026, 11, 23, 12, 34, 56, tzinfo=UTC)


def filled(kind: Any) -> Any:
    """A value of an annotation that differs from every default."""
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if origin is UnionType:
        return filled(next(each for each in args if each is not NoneType))
    if origin is tuple:
        return (filled(args[0]),) if args[1:] == (Ellipsis,) else tuple(filled(each) for each in args)
    if origin is not None:  # a Mapping of plain values
        return {"n": 1}
    if is_dataclass(kind) and kind is not Point:
        hints = typing.get_type_hints(kind)
        return cast(Any, kind)(**{each.name: filled(hints[each.name]) for each in fields(kind)})
    leaves = {bool: True, int: 41, float: 41.5, str: "ñ", datetime: AT, Point: Point(44.948, -93.252)}
    return leaves[kind] if kind in leaves else list(kind)[-1]


@pytest.mark.parametrize("kind", [Report, Incident, Vote, Moderator, Post, Notice])
def test_every_field_of_a_noun_comes_back(kind):
    value = filled(kind)
    assert load(kind, dump(value)) == value


@dataclass(frozen=True, kw_only=True)
class Before:
    n: int
    dropped: str = ""


@dataclass(frozen=True, kw_only=True)
class After:
    n: int
    gained: tuple[datetime, ...] = (AT,)


def test_a_noun_may_gain_and_lose_fields_without_a_migration():
    assert load(After, dump(Before(n=1, dropped="x"))) == After(n=1)


def test_defaults_take_no_room():
    assert dump(Before(n=1)) == '{"n":1}'


def test_times_are_floored_to_the_second_and_points_rounded_to_the_microdegree():
    assert load(After, dump(After(n=1, gained=(AT.replace(microsecond=999_999),)))).gained == (AT,)
    assert dump(Point(0.12345678, -0.00000051)) == "[123457,-1]"


def test_what_is_no_noun_cannot_be_stored():
    with pytest.raises(AssertionError):
        dump(object())
