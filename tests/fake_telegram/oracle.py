"""Holds every request and every fixture against models nobody here wrote: aiogram's, of Bot API 10.3."""

import json
import re
from collections.abc import Mapping
from html import unescape
from typing import Any

import aiogram.methods
from aiogram.types import Message, Update
from pydantic import BaseModel, ValidationError

_JSON = {
    "reply_markup",
    "link_preview_options",
    "reply_parameters",
    "allowed_updates",
    "commands",
    "scope",
    "message_ids",
}
_TAG = re.compile(r"</?(?:b|i|u|s|a|code|pre|blockquote)\b[^<>]*>")
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")


class ContractBroken(AssertionError):
    """A request or fixture is not what the Bot API describes."""


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def parameters(raw: Mapping[str, str]) -> dict[str, Any]:
    """Form fields as the Bot API reads them: composed ones are JSON."""
    return {key: json.loads(value) if key in _JSON else value for key, value in raw.items()}


def check_request(method: str, given: Mapping[str, Any]) -> BaseModel:
    """The request as aiogram reads it; ContractBroken where a field is unknown, missing or of the wrong kind."""
    model = getattr(aiogram.methods, method[:1].upper() + method[1:], None)
    if model is None:
        raise ContractBroken(f"there is no method {method}")
    read = _read(model, given)
    for rule in (_buttons, _commands, _toast):
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
