"""Holds every request and every fixture against models nobody here wrote: aiogram's, of Bot API 10.3."""

import json
import re
from collections.abc import Mapping
from html import unescape
from io import BytesIO
from typing import Any

import aiogram.methods
from aiogram.types import BufferedInputFile, Message, Update
from PIL import Image
from pydantic import BaseModel, ValidationError

_JSON = {
    "reply_markup",
    "link_preview_options",
    "reply_parameters",
    "allowed_updates",
    "commands",
    "scope",
    "message_ids",
    "media",
}
_TAG = re.compile(r"</?(?:b|i|u|s|a|code|pre|blockquote)\b[^<>]*>")
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")


class ContractBroken(AssertionError):
    """A request or fixture is not what the Bot API describes."""


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def parameters(raw: Mapping[str, str | bytes]) -> dict[str, Any]:
    """Form fields as the Bot API reads them: composed ones are JSON, and uploads stay bytes under their name."""
    return {key: json.loads(value) if key in _JSON else value for key, value in raw.items()}


def fields_of(given: Mapping[str, Any]) -> set[str]:
    """The fields a method names; an upload that `media` is attached to is a part of that."""
    return {name for name, value in given.items() if name == "photo" or not isinstance(value, bytes)}


def check_request(method: str, given: Mapping[str, Any]) -> BaseModel:
    """The request as aiogram reads it; ContractBroken where a field is unknown, missing or of the wrong kind."""
    model = getattr(aiogram.methods, method[:1].upper() + method[1:], None)
    if model is None:
        raise ContractBroken(f"there is no method {method}")
    read = _read(model, _with_files(given))
    for rule in (_buttons, _commands, _toast, _photo):
        rule(method, given)
    return read


def check_update(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    _read(Update, raw)
    return raw


def check_message(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    _read(Message, raw)
    return raw


def visible(text: str, parse_mode: str) -> str | None:
    """What HTML shows; None where Telegram could not parse it."""
    if parse_mode != "HTML":
        return text
    bare = _TAG.sub("", text)
    return None if "<" in bare or ">" in bare else unescape(bare)


def _read(model: type[BaseModel], given: Mapping[str, Any]) -> BaseModel:
    try:
        read = model.model_validate(given)
    except ValidationError as error:
        raise ContractBroken(f"{model.__name__}: {error}") from None
    if unknown := list(_unknown(read, model.__name__)):
        raise ContractBroken(f"unknown fields: {unknown}")
    return read


def _unknown(value: object, where: str) -> list[str]:
    if isinstance(value, BaseModel):
        found = [f"{where}.{name}" for name in value.model_extra or {}]
        for name in type(value).model_fields:
            found += _unknown(getattr(value, name, None), f"{where}.{name}")
        return found
    if isinstance(value, list):
        return [each for item in value for each in _unknown(item, where)]
    return []


def _with_files(given: Mapping[str, Any]) -> dict[str, Any]:
    """Uploads as the models have them: a file under its own field, or one that `media` is attached to."""
    media = given.get("media", {}).get("media", "")
    attached = str(media).removeprefix("attach://")
    return {
        name: BufferedInputFile(value, "upload") if isinstance(value, bytes) else value
        for name, value in given.items()
        if name != attached
    }


_FRAME = {"transparency", "jfif", "jfif_version", "jfif_unit", "jfif_density"}
"""What a PNG or JPEG says of its own pixels."""


def _photo(method: str, given: Mapping[str, Any]) -> None:
    """A picture is uploaded each time: a file id would tie one room's message to another's. It says nothing."""
    if method not in {"sendPhoto", "editMessageMedia"}:
        return
    try:
        picture = Image.open(BytesIO(uploaded(given)))
        picture.load()
    except (KeyError, TypeError, OSError):
        raise ContractBroken("no picture was uploaded") from None
    if sum(picture.size) > 10_000 or set(picture.info) - _FRAME:
        raise ContractBroken(f"a picture of {picture.size} that says {sorted(picture.info)}")


def uploaded(given: Mapping[str, Any]) -> bytes:
    """The picture of a request; KeyError or TypeError where none was uploaded."""
    name = given["media"]["media"].removeprefix("attach://") if "media" in given else "photo"
    return bytes(memoryview(given[name]))


def _buttons(_method: str, given: Mapping[str, Any]) -> None:
    for row in (given.get("reply_markup") or {}).get("inline_keyboard", []):
        for button in row:
            data = button.get("callback_data")
            if data is not None and not 1 <= len(data.encode()) <= 64:
                raise ContractBroken("BUTTON_DATA_INVALID")


def _commands(_method: str, given: Mapping[str, Any]) -> None:
    for command in given.get("commands", []):
        if not _COMMAND.fullmatch(command["command"]) or not 1 <= len(command["description"]) <= 256:
            raise ContractBroken("BOT_COMMAND_INVALID")


def _toast(method: str, given: Mapping[str, Any]) -> None:
    if method == "answerCallbackQuery" and units(given.get("text", "")) > 200:
        raise ContractBroken("a toast takes 200 characters")
