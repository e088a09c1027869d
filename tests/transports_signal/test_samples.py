"""Frames of every kind, of our own writing; where the shared folder is at hand also those recorded and derived elsewhere."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator

from bot.transports.signal.frames import Noise, Poison, read_frame
from tests.fake_signal.kinds import from_people, passed_over
from tests.fake_signal.people import ANA, BEN, BOT_ACI, HERON, Phones
from tests.fake_signal.schemas import REQUESTS
from tests.fake_signal.server import FakeSignal
from tests.transports_signal.harness import MODERATORS, Line

SHARED = Path(__file__).parents[3] / "shared" / "data" / "signal"
SWAGGER = SHARED / "swagger.json"
PLACEHOLDERS = {"<uuid>": "a11ce000-0000-4000-8000-000000000001", "<groupid>": "R3JvdXA=", "<name>": "Ana Quetzal"}
needs_samples = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data/signal is not there")

_PHONES = Phones()
SAID = from_people(_PHONES, MODERATORS)
PASSED_OVER = passed_over(_PHONES, MODERATORS)


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
    expected = {**{name: what for name, (_, what) in PASSED_OVER.items()}, **dict.fromkeys(SAID, "read")}
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
    await assert_survives(line, [*(text for _, text in samples()), *(_filled(each) for each in lines if each)])


@needs_samples
def test_there_is_a_frame_of_our_own_for_every_sample():
    assert {name for name, _ in samples()} - SAID.keys() - PASSED_OVER.keys() == set()


@pytest.mark.parametrize("name", sorted(SAID))
def test_what_somebody_says_is_read_and_leaves_words_times_and_groups_alone(name: str):
    frame = SAID[name]
    read = read_frame(json.dumps(frame))
    kept = re.sub(f"{read.aci}|{MODERATORS.internal_id}", "", read.clean)
    for word in ("Quetzal", "Ocelote", "Grulla", "Tucan", "5555", "IMG_", "Moderators", "Ana lives", BEN.aci, BOT_ACI):
        assert word not in kept
    assert read.distrusted is (name == "exception_untrusted_identity")


@pytest.mark.parametrize("name", sorted(PASSED_OVER))
def test_what_is_nobodys_word_to_the_bot_is_passed_over(name: str):
    frame, what = PASSED_OVER[name]
    with pytest.raises(Noise) as noisy:
        read_frame(json.dumps(frame))
    assert noisy.value.what == what


async def test_the_socket_survives_a_frame_of_every_kind(line: Line):
    await assert_survives(
        line, [json.dumps(frame) for frame in (*SAID.values(), *(each for each, _ in PASSED_OVER.values()))]
    )
    assert line.transport.counts.get("quarantined", 0) == 0


async def assert_survives(line: Line, frames: list[str]) -> None:
    async with line.running():
        for raw in frames:
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
    for name, frame in (*SAID.items(), *((name, frame) for name, (frame, _) in PASSED_OVER.items())):
        if "envelope" in frame:
            assert [error.json_path for error in Draft4Validator(schema).iter_errors(frame)] == [], name


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
