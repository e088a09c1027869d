"""config.example.toml documents every setting, and says the truth about it."""

import re
import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from pydantic_core import PydanticUndefined

from bot.settings import Settings, load
from bot.settings.city import BUILT_IN_QUESTIONS
from bot.settings.keys import fields_at, is_secret
from bot.settings.kinds import parse_span
from bot.settings.rooms import RoomAddress

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"
SECTION = re.compile(r"\[+(\w+)\]+")
KEY = re.compile(r"#?(\w+)(?: = .*)?")
DEFAULT = re.compile(r"Default: (.+?)(?: \([^)]*\))?\.(?: |$)")

Documented = dict[tuple[str, str], str]


def documented() -> Documented:
    """Every key of the file with the comment above it; only the first [[channels]] table is documented."""
    found: Documented = {}
    section, comment, seen = "", "", set[str]()
    for line in [*EXAMPLE.read_text(encoding="utf-8").splitlines(), ""]:
        if match := SECTION.fullmatch(line):
            section = match[1] if match[1] not in seen else ""
            seen.add(match[1])
        elif line.startswith("# "):
            comment += f"{line[2:]} "
            continue
        elif section and (match := KEY.fullmatch(line)):
            found.setdefault((section, match[1]), comment.strip())
        comment = ""
    return found


def every_key() -> list[tuple[str, str]]:
    return [(section, key) for section in Settings.model_fields for key in fields_at(Settings, (section,))]


@pytest.mark.parametrize(("section", "key"), every_key(), ids=".".join)
def test_every_key_of_the_model_is_explained_with_its_default(section: str, key: str):
    comment = documented()[(section, key)]
    stated = DEFAULT.search(comment)
    assert stated, f"{section}.{key} states no default: {comment}"
    assert told(stated[1], section, key) == model_default(section, key)


def test_nothing_is_explained_that_does_not_exist():
    assert set(documented()) == set(every_key())


def test_the_file_loads_as_it_stands_and_changes_no_default():
    settings = load(EXAMPLE, {})
    assert settings.model_dump(exclude={"channels"}) == Settings().model_dump(exclude={"channels"})
    assert [channel.name for channel in settings.channels] == ["phillips", "whole-city"]


def test_secrets_are_named_with_the_variable_that_sets_them():
    for section, key in every_key():
        if is_secret(Settings, (section, key)):
            assert f"WHISTLE_{section}__{key}".upper() in documented()[(section, key)]


def told(text: str, section: str, key: str) -> Any:
    """The default the comment states, as the model would have it."""
    if text == "none":
        return None
    value = tomllib.loads(f"value = {text}")["value"]
    if isinstance(model_default(section, key), timedelta):
        return parse_span(value)
    return value


def model_default(section: str, key: str) -> Any:
    if section == "channels":
        from bot.settings.rooms import ChannelSetting

        field = ChannelSetting.model_fields[key]
        value = field.get_default(call_default_factory=True, validated_data={})
        return None if value is PydanticUndefined else plain(value)
    return plain(getattr(getattr(Settings(), section), key))


def plain(value: Any) -> Any:
    if isinstance(value, tuple) and value and hasattr(value[0], "key"):
        assert tuple(each.key for each in value) == BUILT_IN_QUESTIONS
        return [each.key for each in value]
    if isinstance(value, tuple):
        return [each.model_dump() if isinstance(each, RoomAddress) else each for each in value]
    assert not isinstance(value, SecretStr)
    return str(value) if isinstance(value, Path) else value
