"""From pydantic's errors to lines an operator can act on. Found values are shown, those of secrets never."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from pydantic import BaseModel
from pydantic_core import ErrorDetails
from rapidfuzz import fuzz, process

from bot.settings.keys import Path, fields_at, find, is_secret
from bot.settings.problems import shown
from bot.settings.rooms import PLATFORMS

NEAR: Final = 60
"""From this likeness (0 to 100) on, a known name is offered for an unknown one."""

_BY_TYPE: Final[Mapping[str, str]] = {
    "bool_parsing": "true or false",
    "bool_type": "true or false",
    "int_parsing": "a whole number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "int_parsing_size": "a whole number",
    "float_parsing": "a number",
    "float_type": "a number",
    "finite_number": "a number",
    "string_type": "a text in quotes",
    "path_type": "the path of a file, in quotes",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "a table",
    "model_type": "a table",
    "model_attributes_type": "a table",
    "missing": "a value: this key is needed",
    "too_short": "at least one entry",
}
_BY_KEY: Final[Mapping[tuple[str, ...], str]] = {
    ("telegram", "base_url"): "an address that begins with https:// or http://",
    ("telegram", "proxy"): 'a proxy with its port, such as "socks5://127.0.0.1:9050"',
    ("signal", "url"): "an address that begins with http:// or https://",
    ("signal", "number"): 'a number in international form, such as "+16125550100"',
    ("signal", "alert_number"): 'a number in international form, such as "+16125550100"',
    ("storage", "url"): 'a PostgreSQL address, such as "postgresql://whistle@127.0.0.1/whistle"',
    ("keyring", "home"): '"ram", or the full path of a directory on tmpfs',
    ("channels", "name"): "small letters, digits and hyphens, at most 40",
    ("city", "questions", "key"): "a word of small letters, digits and underscores",
}


def sentence(model: type[BaseModel], error: ErrorDetails, data: Mapping[str, Any]) -> tuple[Path, str]:
    """Return the key an error is about, and what is wrong with it."""
    path = _without_kinds(error["loc"], data)
    if error["type"] == "extra_forbidden":
        return path, unknown(model, path)
    what = expectation(path, error)
    if is_secret(model, path):
        return path, f"found something that is not shown, expected {what}"
    if error["type"] == "missing":
        return path, f"found nothing, expected {what}"
    return path, f"found {shown(find(data, path))}, expected {what}"


def expectation(path: Path, error: ErrorDetails) -> str:
    """Return what a key expects, in words."""
    kind, context = error["type"], error.get("ctx", {})
    if kind == "expected":
        return str(context["what"])
    if kind == "string_pattern_mismatch":
        return _BY_KEY.get(tuple(part for part in path if isinstance(part, str)), "a text of another form")
    if kind == "literal_error":
        return f"{context['expected']}".replace("'", '"')
    for limit, words in (("ge", "at least"), ("gt", "more than"), ("le", "at most"), ("lt", "less than")):
        if limit in context:
            return f"{words} {context[limit]:g}"
    return _BY_TYPE.get(kind, "a value of another kind")


def unknown(model: type[BaseModel], path: Path) -> str:
    """Say that a key is not known, and which known one is nearest."""
    *above, name = path
    here = [*fields_at(model, tuple(above))]
    guess = nearest(str(name), here)
    if guess is None and (elsewhere := _elsewhere(model, str(name))):
        return f"no such key here; there is {elsewhere}"
    if guess is None:
        return f"no such key; known here are {', '.join(here)}" if here else "no such key"
    return f"no such key; the nearest is {guess}"


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that is most like the given one, None when none is like it."""
    found = process.extractOne(name.lower(), list(known), scorer=fuzz.ratio, score_cutoff=NEAR)
    return found[0] if found else None


def _elsewhere(model: type[BaseModel], name: str) -> str | None:
    """A key put into the wrong table is a commoner slip than a misspelt one."""
    places = (f"{section}.{name}" for section in model.model_fields if name in fields_at(model, (section,)))
    return next(places, None)


def _without_kinds(loc: tuple[int | str, ...], data: Mapping[str, Any]) -> Path:
    """Leave out what pydantic adds to a location that is no key: the branch of a union, "[key]"."""
    return tuple(_real_parts(loc, data))


def _real_parts(loc: tuple[int | str, ...], data: Mapping[str, Any]) -> Iterator[int | str]:
    here: Any = data
    for number, part in enumerate(loc):
        if part == "[key]":
            continue
        if number > 0 and loc[number - 1] in PLATFORMS and part == 0 and not isinstance(here, (list, tuple)):
            continue  # a single address was taken for a list of one
        yield part
        try:
            here = here[part]
        except (KeyError, IndexError, TypeError):
            here = None
