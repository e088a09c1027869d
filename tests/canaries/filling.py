"""Fills a model of the Bot API to the brim: every field that may be there is there, each with a token of its own."""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from tests.canaries.tokens import Mint

_DEEPEST = 3
_NOTHING = object()


def fill(model: type[BaseModel], mint: Mint, path: str, *, but: Collection[str] = (), turn: int = 0) -> dict[str, Any]:
    """A raw object with every field but those. `turn` chooses where a field may be of several kinds."""
    filled: dict[str, Any] = _Filler(mint, turn).model(model, path, (), frozenset(but))
    return filled


class _Filler:
    def __init__(self, mint: Mint, turn: int) -> None:
        self._mint, self._turn = mint, turn

    def model(
        self, model: type[BaseModel], path: str, within: tuple[type, ...], but: frozenset[str] = frozenset()
    ) -> Any:
        filled: dict[str, Any] = {}
        for name, info in model.model_fields.items():
            spelt = info.alias or name
            if spelt in but:
                continue
            # Beyond the deepest level only what must be there is there.
            if len(within) >= _DEEPEST and not (info.is_required() or get_origin(info.annotation) is Literal):
                continue
            value = self._value(info.annotation, f"{path}.{spelt}", (*within, model))
            if value is not _NOTHING:
                filled[spelt] = value
            elif info.is_required():
                return _NOTHING
        return filled

    def _value(self, kind: Any, path: str, within: tuple[type, ...]) -> Any:
        origin, args = get_origin(kind), get_args(kind)
        if origin is Annotated:
            return self._value(args[0], path, within)
        if origin is Literal:
            return args[0].value if isinstance(args[0], Enum) else args[0]
        if origin in {Union, UnionType}:
            return self._one_of([each for each in args if each is not NoneType], path, within)
        if origin is list:
            inner = self._value(args[0], path, within)
            return _NOTHING if inner is _NOTHING else [inner]
        return self._plain(kind, path, within) if isinstance(kind, type) else _NOTHING

    def _one_of(self, kinds: list[Any], path: str, within: tuple[type, ...]) -> Any:
        if datetime in kinds or timedelta in kinds:
            return self._mint.second(path)
        return self._value(kinds[self._turn % len(kinds)], path, within)

    def _plain(self, kind: type, path: str, within: tuple[type, ...]) -> Any:
        leaf = path.rpartition(".")[2]
        if issubclass(kind, BaseModel):
            return _NOTHING if kind in within else self.model(kind, path, within)
        if issubclass(kind, bool):
            return leaf != "is_bot"
        if issubclass(kind, datetime):
            return self._mint.second(path)
        if leaf in {"latitude", "longitude"}:
            # One position for all inner ones: each costs a search of its own.
            return self._mint.degrees(f"anybody/{leaf}", 44.9 if leaf == "latitude" else -93.2)
        makers = ((int, self._mint.number), (str, self._mint.word))
        if issubclass(kind, float):
            return 0.5
        return next((make(path) for base, make in makers if issubclass(kind, base)), _NOTHING)
