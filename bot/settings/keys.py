"""The tree of keys: which there are, which of them are secret, and what stands at one."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final, get_args

from pydantic import BaseModel, SecretStr

Path = tuple[int | str, ...]

PREFIX: Final = "WHISTLE_"
LEVEL: Final = "__"


def fields_at(model: type[BaseModel], path: Path) -> dict[str, Any]:
    """Return the keys known below a path with their types; none where the path is a value or free."""
    here: Any = model
    for part in path:
        if isinstance(part, int):
            continue
        fields = here.model_fields if here is not None else {}
        if part not in fields:
            return {}
        here = _model_in(fields[part].annotation)
    return {name: field.annotation for name, field in here.model_fields.items()} if here else {}


def is_secret(model: type[BaseModel], path: Path) -> bool:
    """Whether a key holds a secret."""
    return bool(path) and path[-1] in _secrets_at(model, tuple(part for part in path[:-1] if isinstance(part, str)))


def secret_paths(model: type[BaseModel]) -> Iterator[tuple[str, str]]:
    """Yield (section, key) of every secret."""
    for section in model.model_fields:
        yield from ((section, key) for key in sorted(_secrets_at(model, (section,))))


@cache
def _secrets_at(model: type[BaseModel], path: tuple[str, ...]) -> frozenset[str]:
    return frozenset(name for name, kind in fields_at(model, path).items() if SecretStr in (kind, *get_args(kind)))


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = (_model_in(each) for each in get_args(annotation))
    return next((each for each in inner if each), None)


def environment_names(model: type[BaseModel]) -> dict[str, tuple[str, str]]:
    """Every variable that sets a key, with its (section, key)."""
    return {
        f"{PREFIX}{section}{LEVEL}{key}".upper(): (section, key)
        for section in model.model_fields
        for key in fields_at(model, (section,))
        if section != "channels"
    }


def find(data: Any, path: Path) -> Any:
    """Return what stands at a path, None where there is nothing."""
    for part in path:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def written(path: Path, data: Mapping[str, Any]) -> str:
    """Write a path as an operator would: `channels["phillips"].areas`, entries counted from 1."""
    text = ""
    for number, part in enumerate(path):
        if isinstance(part, int):
            entry = find(data, path[: number + 1])
            name = entry.get("name") if isinstance(entry, dict) else None
            text += (
                f'["{name}"]' if isinstance(name, str) and name.isprintable() and len(name) < 50 else f"[{part + 1}]"
            )
        else:
            text += f".{part}" if text else str(part)
    return text


def without(data: Any, paths: Sequence[Path]) -> Any:
    """Return data without what stands at some paths, so that the rest can be checked as well."""
    heads = {path[0] for path in paths if len(path) == 1}
    deeper: dict[int | str, list[Path]] = {}
    for path in paths:
        if len(path) > 1:
            deeper.setdefault(path[0], []).append(path[1:])
    if isinstance(data, dict):
        return {key: without(value, deeper.get(key, [])) for key, value in data.items() if key not in heads}
    if isinstance(data, list):
        return [without(each, deeper.get(number, [])) for number, each in enumerate(data) if number not in heads]
    return data
