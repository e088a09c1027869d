"""Frames recorded and derived elsewhere, and the server's own description, where the shared folder is at hand."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator

from bot.transports.signal.frames import Noise, Poison, read_frame
from tests.fake_signal.people import ANA, CARD, HERON, PICTURE, Phones, noise
from tests.fake_signal.schemas import REQUESTS
from tests.fake_signal.server import FakeSignal
from tests.transports_signal.harness import MODERATORS, Line

SHARED = Path(__file__).parents[3] / "shared" / "data" / "signal"
SWAGGER = SHARED / "swagger.json"
PLACEHOLDERS = {"<uuid>": "a11ce000-0000-4000-8000-000000000001", "<groupid>": "R3JvdXA=", "<name>": "Ana Quetzal"}
needs_samples = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data/signal is not there")

NOISE = {
    "admin_delete_group": "other", "call_hangup": "call", "call_offer": "call", "edit_sync_private": "sync",
    "exception_decrypt_failed": "undecryptable", "expiration_timer_change_direct": "timer",
    "group_update": "group_update", "group_update_name_null": "group_update", "pin_message": "pin",
    "poll_terminate": "poll", "poll_vote": "poll", "reaction_sync_group": "sync", "reaction_sync_private": "sync",
    "receipt_delivery": "receipt", "receipt_read": "receipt", "rest_api_error_frame": "error",
    "story_image_group": "story", "story_reply": "story", "story_text": "story", "sync_contacts": "sync",
    "sync_read": "sync", "sync_sent_direct": "sync", "sync_sent_group": "sync", "sync_sent_private": "sync",
    "typing_started": "typing", "typing_started_direct": "typing", "typing_stopped_group": "typing",
    "unknown_empty": "empty",
}  # fmt: skip
FROM_PEOPLE = {
    "attachment", "attachment_image", "attachment_voice_note", "data_direct", "data_group",
    "direct_text_disappearing", "direct_text_number_hidden", "direct_text_number_shared", "edit_direct", "edit_group",
    "exception_untrusted_identity", "group_text", "link_preview", "link_preview_maps", "mention_group", "poll_create",
    "quote_reply_group", "reaction_add_group", "reaction_remove_group", "remote_delete_direct",
    "remote_delete_group", "shared_contact", "sticker", "view_once_image",
}  # fmt: skip


def samples() -> list[tuple[str, str]]:
    found = [(path.stem, path.read_text()) for path in sorted(SHARED.glob("envelopes/*/*.json"))]
    return [(name, _filled(text)) for name, text in found]


def _filled(text: str) -> str:
    for placeholder, value in PLACEHOLDERS.items():
        text = text.replace(placeholder, value)
    return text


def outcome(raw: str) -> str:
    try:
        read_frame(raw)
    except Noise as noisy:
        return noisy.what
    except Poison:
        return "poison"
    return "read"


@needs_samples
def test_every_sample_is_known_for_what_it_is():
    found = {name: outcome(raw) for name, raw in samples()}
    expected = {**NOISE, **dict.fromkeys(FROM_PEOPLE, "read")}
    assert {name: what for name, what in found.items() if what != expected.get(name, "read")} == {}
    assert len(found) > 50


@needs_samples
def test_nothing_of_a_sample_passes_but_words_times_and_groups():
    for _, raw in samples():
        if outcome(raw) != "read":
            continue
        clean = read_frame(raw).clean
        for word in ("Alice", "+1202", "+49", "IMG_", "Mods", "sourceName", "attachments", "previews", "contacts"):
            assert word not in clean


@needs_samples
async def test_the_socket_survives_every_sample_in_a_row(line: Line):
    lines = [each for path in sorted(SHARED.glob("envelopes/*/*.jsonl")) for each in path.read_text().splitlines()]
    async with line.running():
        for raw in (*(text for _, text in samples()), *(_filled(each) for each in lines if each)):
            await line.server.emit(raw)
        await line.server.emit(line.phones.says(ANA, "after all of them"))
        await line.ear.until(lambda: any(each.text == "after all of them" for each in line.ear.heard))
    assert line.server.connections == 1


def test_the_daemons_own_wrappings_are_read_as_well():
    bare = Phones().says(ANA, "hello")
    wrapped = {"jsonrpc": "2.0", "method": "receive", "params": bare}
    manual = {"jsonrpc": "2.0", "method": "receive", "params": {"subscription": 0, "result": bare}}
    assert [read_frame(json.dumps(each)) for each in (wrapped, manual)] == [read_frame(json.dumps(bare))] * 2


def described() -> Mapping[str, Any]:
    """The server's description, with its known faults mended: it lacks fields newer clients need, none of ours."""
    return dict(json.loads(SWAGGER.read_text()))


@pytest.mark.skipif(not SWAGGER.is_file(), reason="../shared/data/signal/swagger.json is not there")
def test_our_schemas_ask_for_nothing_the_description_does_not_know():
    swagger = described()
    for name, schema in REQUESTS.items():
        method, path = name.split()
        body = next(
            each
            for each in swagger["paths"][path.replace("{group}", "{groupid}")][method.lower()]["parameters"]
            if each["in"] == "body"
        )
        definition = swagger["definitions"][body["schema"]["$ref"].rsplit("/", 1)[1]]
        assert set(schema["properties"]) <= set(definition["properties"]), name
        assert set(definition.get("required", [])) <= set(schema["required"]), name


@pytest.mark.skipif(not SWAGGER.is_file(), reason="../shared/data/signal/swagger.json is not there")
def test_frames_of_our_own_writing_fit_the_description():
    swagger = described()
    schema = _nullable({**swagger["definitions"]["data.Message"], "definitions": swagger["definitions"]})
    phones = Phones()
    ours = [
        phones.says(ANA, "hello", attachments=[PICTURE], contacts=[CARD]), phones.quotes(HERON, "yes", 5, MODERATORS),
        phones.reacts(HERON, "✅", 5, MODERATORS), phones.edits(ANA, "hello", 5), phones.deletes(ANA, 5),
        phones.changes_key(ANA),
        *(frame for what, frame in noise(phones, ANA, MODERATORS).items() if what in {"typing", "empty", "foreign_group"}),
    ]  # fmt: skip
    for frame in ours:
        assert [error.json_path for error in Draft4Validator(schema).iter_errors(frame)] == []


def _nullable(schema: Any) -> Any:
    """Swagger 2.0 knows no null, though the server sends it for whatever it does not know."""
    if isinstance(schema, list):
        return [_nullable(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    changed = {key: _nullable(value) for key, value in schema.items()}
    if isinstance(changed.get("type"), str):
        changed["type"] = [changed["type"], "null"]
    return changed


@pytest.mark.skipif(not SWAGGER.is_file(), reason="../shared/data/signal/swagger.json is not there")
async def test_what_our_server_tells_of_groups_and_keys_fits_the_description(rest: FakeSignal):
    definitions = described()["definitions"]
    rest.fingerprints[HERON.aci] = "05 aa"
    rest.charters[MODERATORS].asking.append(ANA.aci)
    for name, told in (("client.GroupEntry", rest.groups()), ("client.IdentityEntry", rest.identities())):
        schema = {**definitions[name], "definitions": definitions}
        assert told
        for each in told:
            assert [error.json_path for error in Draft4Validator(schema).iter_errors(each)] == []
