"""Reading the settings, once: config.toml, over it the environment, secrets from files; all errors at once.

A value found for a secret key is never repeated, whichever way it came.
"""

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

from pydantic import ValidationError
from pydantic_settings import TomlConfigSettingsSource

from bot.settings.crosschecks import contradictions
from bot.settings.explain import nearest, sentence
from bot.settings.keys import (
    LEVEL,
    PREFIX,
    Path,
    environment_names,
    find,
    secret_paths,
    without,
    written,
)
from bot.settings.kinds import Table
from bot.settings.model import Settings
from bot.settings.problems import ENVIRONMENT, Problem, SettingsError

MAX_SECRET_BYTES = 4096


@dataclass(slots=True)
class _Found:
    """What the sources hold, where each key came from, and what is wrong so far."""

    file: str
    data: Table = field(default_factory=dict)
    from_environment: dict[Path, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def blame(self, path: Path, text: str) -> None:
        """Add a problem, named the way the key stands where it came from."""
        variable = self.from_environment.get(path[:2])
        if variable:
            below = written(path[2:], {})
            self.problems.append(Problem(where=ENVIRONMENT, key=f"{variable} {below}".strip(), text=text))
        else:
            self.problems.append(Problem(where=self.file, key=written(path, self.data), text=text))


def load(path: FilePath, environ: Mapping[str, str]) -> Settings:
    """Read the settings. Raises `SettingsError` with everything that is wrong."""
    found = _Found(file=path.name, data=_read_toml(path))
    _refuse_secrets(found)
    _read_environment(found, environ)
    _read_secret_files(found)
    settings = _validated(found)
    if found.problems or settings is None:
        raise SettingsError(tuple(found.problems))
    return settings


def _read_toml(path: FilePath) -> Table:
    if not path.is_file():
        remedy = "copy config.example.toml and fill it in, or name another file with --config"
        raise SettingsError((Problem(where=path.name, key="", text=f"no such file; {remedy}"),))
    try:
        return dict(TomlConfigSettingsSource(Settings, path)())
    except tomllib.TOMLDecodeError as error:
        text = f"this is not TOML: {error}"
    except UnicodeDecodeError:
        text = "this is not a text file in UTF-8"
    except OSError as error:
        text = f"it cannot be read ({error.strerror})"
    raise SettingsError((Problem(where=path.name, key="", text=text),))


def _refuse_secrets(found: _Found) -> None:
    for section, key in secret_paths(Settings):
        if find(found.data, (section, key)) is None:
            continue
        variable = f"{PREFIX}{section}{LEVEL}{key}".upper()
        remedy = f"put it into the environment variable {variable}, or into a file named by {section}.{key}_file"
        found.blame((section, key), f"found a secret, expected none in this file; {remedy}")
        found.data = without(found.data, [(section, key)])


def _read_environment(found: _Found, environ: Mapping[str, str]) -> None:
    known = environment_names(Settings)
    for variable, value in sorted(environ.items()):
        name = variable.upper()
        if not name.startswith(PREFIX) or not value:
            continue  # compose files pass on empty variables for what is not set
        if name in known:
            section, key = known[name]
            found.from_environment[(section, key)] = variable
            table = found.data.setdefault(section, {})
            if isinstance(table, dict):
                table[key] = _structured(value)
        elif guess := _slip(name, known):
            text = f"no such setting; the nearest is {guess}"
            found.problems.append(Problem(where=ENVIRONMENT, key=variable, text=text))


def _slip(name: str, known: Iterable[str]) -> str | None:
    """Return what a variable was probably meant to be; ours without a section (WHISTLE_CONFIG) are no slips."""
    bare = name.removeprefix(PREFIX).lower()
    guess = nearest(bare, [each.removeprefix(PREFIX).lower() for each in known])
    likely = LEVEL in bare or (guess and guess.replace(LEVEL, "_") == bare)
    return f"{PREFIX}{guess}".upper() if guess and likely else None


def _structured(value: str) -> Any:
    """Lists and tables are written as JSON; anything else stays as it is and is judged as text."""
    if not value.lstrip().startswith(("[", "{")):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _read_secret_files(found: _Found) -> None:
    for section, key in secret_paths(Settings):
        named = find(found.data, (section, f"{key}_file"))
        if not isinstance(named, str) or not named:
            continue
        if find(found.data, (section, key)) is not None:
            found.blame((section, f"{key}_file"), f"found beside {section}.{key}, expected only one of the two")
            continue
        try:
            found.data[section][key] = secret_in(FilePath(named))
        except (OSError, ValueError) as error:
            why = error.strerror if isinstance(error, OSError) else str(error)
            found.blame((section, f"{key}_file"), f"found {named!r}, expected a file with the secret in it ({why})")


def secret_in(path: FilePath) -> str:
    """The one line of a secret's file. Raises OSError or ValueError."""
    with path.open("rb") as file:
        raw = file.read(MAX_SECRET_BYTES + 1)
    try:
        text = raw.decode("utf-8").strip()
    except UnicodeDecodeError:
        raise ValueError("it is not text") from None
    if not text or len(raw) > MAX_SECRET_BYTES or len(text.splitlines()) > 1:
        raise ValueError("it should hold one line of text")
    return text


def _validated(found: _Found) -> Settings | None:
    """Check all values; where some are wrong, the rest is still checked against one another."""
    try:
        settings = Settings(**found.data)
    except ValidationError as error:
        wrong = _explained(found, error)
        try:
            settings = Settings(**without(found.data, [*wrong.damaged, *wrong.unknown]))
        except ValidationError:
            return None
        _cross_check(found, settings, wrong.damaged)
        return None
    _cross_check(found, settings, [])
    return settings


@dataclass(slots=True)
class _Wrong:
    damaged: list[Path] = field(default_factory=list)
    unknown: list[Path] = field(default_factory=list)


def _explained(found: _Found, error: ValidationError) -> _Wrong:
    wrong = _Wrong()
    for each in error.errors(include_url=False, include_input=False, include_context=True):
        path, text = sentence(Settings, each, found.data)
        (wrong.unknown if each["type"] == "extra_forbidden" else wrong.damaged).append(path)
        found.blame(path, text)
    return wrong


def _cross_check(found: _Found, settings: Settings, damaged: list[Path]) -> None:
    """Tell contradictions, but none that may only come from a wrong value having been left out."""
    for contradiction in contradictions(settings):
        if not any(contradiction.rests_on(path) for path in damaged):
            found.blame(contradiction.path, contradiction.text)
