"""Promise: a whitelist decides what leaves a transport; every other field of a message ends there.

The fields are those of models and frames written by others: one that a platform adds is dropped before we know it.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
from aiogram.types import Message, Update

from bot.marks import Mark
from bot.transports.base import Incoming
from bot.transports.signal.frames import Noise, read_frame
from bot.transports.telegram.incoming import Maker
from bot.transports.telegram.updates import Pressed, Spoken, read
from tests.canaries import envelopes, signal, telegram
from tests.canaries.filling import fill
from tests.canaries.tokens import Mint
from tests.fake_telegram.oracle import check_update

pytestmark = pytest.mark.promise

SWAGGER = Path(__file__).parents[3] / "shared" / "data" / "signal" / "swagger.json"
KNOWN_UPDATES = {"update_id", "message", "edited_message", "callback_query", "my_chat_member"}
TURNS = range(4)
KINDS = (
    "text",
    "location",
    "venue",
    "photo",
    "contact",
    "document",
    "voice",
    "video",
    "sticker",
    "poll",
    "story",
    "dice",
)
WHITELIST = {
    "from.id", "chat.id", "message_id", "text", "caption", "media_group_id", "reply_to_message.message_id",
    "location.latitude", "location.longitude", "venue.title", "venue.location.latitude", "venue.location.longitude",
    "photo.file_id", "date",
}  # fmt: skip
"""Of a message. The language and the kind of author leave as words of closed lists, of which no token can be one."""


def everything_in(held: object) -> Iterator[str]:
    """Every value that can be read out of a noun, as text."""
    if is_dataclass(held) and not isinstance(held, type):
        for field in fields(held):
            yield from everything_in(getattr(held, field.name))
    elif isinstance(held, (tuple, list)):
        for each in held:
            yield from everything_in(each)
    elif isinstance(held, datetime):
        yield str(int(held.timestamp()))
    elif not isinstance(held, Enum):
        yield held.decode(errors="replace") if isinstance(held, bytes) else str(held)


def kept(mint: Mint, held: object) -> set[str]:
    """The fields whose tokens are still there."""
    text = "\n".join(everything_in(held))
    return {token.field.partition("/")[2] for token in mint.tokens.values() if token.text in text}


def full_message(mint: Mint, kind: str, turn: int) -> dict[str, Any]:
    others = telegram.CONTENT - {kind, "caption"}
    routing = telegram.ROUTING - {"reply_to_message"}
    raw = fill(Message, mint, "m/", but=others | routing | {"chat", "from", "reply_to_message"}, turn=turn)
    sender = {"id": mint.id("m/from.id"), "is_bot": False, "first_name": mint.word("m/from.first_name"),
              "username": mint.word("m/from.username"), "language_code": "en"}  # fmt: skip
    quoted = fill(Message, mint, "m/reply_to_message", but=telegram.ROUTING | {"chat", "from"}) | {
        "chat": {"id": 5, "type": "private"}
    }
    return raw | {"from": sender, "chat": {"id": sender["id"], "type": "private"}, "reply_to_message": quoted}


def renamed(found: set[str]) -> set[str]:
    return {name.lstrip(".").replace("anybody/", "") for name in found}


@pytest.mark.parametrize("turn", TURNS)
@pytest.mark.parametrize("kind", KINDS)
def test_of_a_telegram_message_only_the_whitelist_leaves(kind: str, turn: int):
    mint = Mint()
    raw = check_update({"update_id": 1, "message": full_message(mint, kind, turn)})
    assert len(mint.tokens) > 500
    said = read(raw)
    assert isinstance(said, Spoken)
    incoming = Maker("telegram", lambda: datetime(2099, 1, 1, tzinfo=UTC)).spoken(said, None, Mark("telegram"))
    for held in (said, incoming):
        assert renamed(kept(mint, held)) - WHITELIST - {"latitude", "longitude"} == set()
    assert renamed(kept(mint, said)) >= {"from.id", "message_id"}, "the comparison does find what leaves"


def test_the_messages_above_have_every_field_that_a_message_can_have():
    mint = Mint()
    seen: set[str] = set()
    for kind in telegram.CONTENT:
        seen |= full_message(mint, kind, 0).keys()
    names = {info.alias or name for name, info in Message.model_fields.items()}
    # The last two hold themselves, so that no model of them can be filled.
    assert names - seen == telegram.ROUTING - {"reply_to_message"} | {"rich_message", "pinned_message"}


@pytest.mark.parametrize("kind", sorted(Update.model_fields.keys() - KNOWN_UPDATES))
def test_an_update_of_another_kind_is_nothing_at_all(kind: str):
    model = next(each for each in Update.model_fields[kind].annotation.__args__ if isinstance(each, type))  # type: ignore[union-attr]
    filled = fill(model, Mint(), f"u/{kind}")
    assert filled
    assert read({"update_id": 1, kind: filled}) is None


def test_of_a_pressed_button_only_who_where_and_what_leaves():
    from aiogram.types import CallbackQuery

    mint = Mint()
    raw = fill(CallbackQuery, mint, "m/", but={"message"})
    pressed = read({"update_id": 1, "callback_query": raw})
    assert isinstance(pressed, Pressed)
    assert renamed(kept(mint, pressed)) == {"id", "from.id", "data"}


def test_whoever_blocks_the_bot_is_nobodys_business():
    fake_person = {"id": 7, "is_bot": False, "first_name": "Quxotl"}
    member = {"user": {"id": 1, "is_bot": True, "first_name": "Whistle"}}
    raw = {
        "chat": {"id": 7, "type": "private"}, "from": fake_person, "date": 1,
        "old_chat_member": member | {"status": "member"}, "new_chat_member": member | {"status": "kicked"},
    }  # fmt: skip
    assert read({"update_id": 1, "my_chat_member": raw}) is None


SIGNAL_WHITELIST = {"sourceUuid", "sourceNumber", "timestamp.1", "quote.id", "text"}
"""The number only says whether a moderator's group has them under it; an `Incoming` has no place for it."""


def test_of_a_signal_frame_only_the_whitelist_leaves():
    mint = Mint()
    phone = signal.Marked(mint, "m")
    frame = read_frame(json.dumps(phone.says(phone.person, mint.word("m/signal/text"))))
    assert len(mint.tokens) > 35
    found = {name.partition("/")[2] for name in kept(mint, frame)}
    assert found <= SIGNAL_WHITELIST
    assert found >= {"sourceUuid", "text"}, "the comparison does find what leaves"


def test_signal_frames_that_are_no_input_leave_nothing():
    phone = signal.Marked(Mint(), "m")
    left = [outcome_of(json.dumps(frame)) for frame in phone.noise()]
    assert len(left) >= 10
    assert all(re.fullmatch("[a-z_]*", each) for each in left), left


@pytest.mark.skipif(not SWAGGER.exists(), reason="only where the description of signal-cli-rest-api is at hand")
def test_frames_have_every_field_that_signal_cli_has():
    records = json.loads(SWAGGER.read_text())["definitions"]
    missing = list(not_filled(records, "receive.MessageEnvelope", envelopes.ENVELOPE))
    assert missing == []


def not_filled(records: dict[str, Any], name: str, ours: Any, path: str = "") -> Iterator[str]:
    """The fields of a described record that ours lacks, by path."""
    for field, told in records[name].get("properties", {}).items():
        here = f"{path}.{field}"
        if field not in ours:
            yield here
            continue
        inner = told.get("$ref") or told.get("items", {}).get("$ref") or told.get("allOf", [{}])[0].get("$ref", "")
        if inner:
            value = ours[field][0] if isinstance(ours[field], list) else ours[field]
            yield from not_filled(records, inner.rpartition("/")[2], value, here)


def outcome_of(raw: str) -> str:
    """The word a frame is counted under, or what is left of it."""
    try:
        frame = read_frame(raw)
    except Noise as noise:
        return noise.what
    return "distrusted" if frame.distrusted and not frame.clean else raw


def test_an_incoming_has_no_field_but_those_of_the_port():
    """A new field is a new way past the boundary: it has to be added here as well, on purpose."""
    assert {field.name for field in fields(Incoming)} == {
        "kind", "sender", "received_at", "room", "text", "pin", "data", "retracted", "forwarded", "blob", "message", "target",
        "language", "mark", "change",
    }  # fmt: skip
