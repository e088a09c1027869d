"""Thousands of broken updates: intake goes on, nothing of them is logged."""

import io
import os
import random
from copy import deepcopy
from typing import Any

import pytest

from bot import logs
from bot.transports.telegram.updates import Poison, read, update_id
from tests.transports_telegram.harness import Recorder, Town, running

ROUNDS = int(os.environ.get("WHISTLE_FUZZ_UPDATES", "20000"))
ODD: tuple[Any, ...] = (
    None, True, -1, 0, 2**63, 2**80, 1.5, float("inf"), "", "canary", "canary\x00\ud800", "9" * 5000, [], {}, [[]],
    [None, "canary"], {"id": "canary"}, {"canary": {"canary": []}},
)  # fmt: skip


def originals(town: Town) -> list[dict[str, Any]]:
    """One of each kind, as a real server would send it."""
    fake, ana = town.fake, town.ana
    ana.writes("canary vans", reply_to_message={"message_id": 1, "date": 1, "chat": ana.chat.raw(), "text": "canary"})
    live = ana.shares(44.9, -93.2, live=True)
    ana.edits(live, {"location": {"latitude": 44.9, "longitude": -93.2, "live_period": 60}})
    point = {"latitude": 44.9, "longitude": -93.2}
    ana.sends({"location": point, "venue": {"location": point, "title": "canary", "address": "canary"}})
    ana.sends({"photo": [{"file_id": "canary", "file_unique_id": "u", "width": 9, "height": 9}], "caption": "canary"})
    ana.sends({"contact": {"phone_number": "canary", "first_name": "canary"}})
    fake.world.add(ana.chat, 7000000001, "Received")
    ana.presses("v1:sn:canary:")
    town.heron.writes("/pending canary", town.moderators)
    town.heron.writes(
        "canary", town.moderators, forward_origin={"type": "hidden_user", "sender_user_name": "canary", "date": 1}
    )
    fake.push({"my_chat_member": {
        "chat": town.phillips.raw(), "from": ana.raw, "date": 1,
        "old_chat_member": {"status": "member", "user": ana.raw}, "new_chat_member": {"status": "left", "user": ana.raw},
    }})  # fmt: skip
    made = [pending.raw for pending in fake.waiting.updates]
    fake.waiting.updates.clear()
    return made


def mutated(update: dict[str, Any], dice: random.Random) -> Any:
    """The update with one to three places in it replaced, removed or added to."""
    changed = deepcopy(update)
    for _ in range(dice.randint(1, 3)):
        place: Any = changed
        while True:
            keys = list(place) if isinstance(place, dict) else list(range(len(place)))
            if not keys:
                break
            key = dice.choice(keys)
            if isinstance(place[key], dict | list) and dice.random() < 0.75:
                place = place[key]
                continue
            if isinstance(place, dict) and dice.random() < 0.3:
                del place[key]
            else:
                place[key] = deepcopy(dice.choice(ODD))
            break
    return changed


def test_reading_answers_or_says_poison_and_nothing_else(town, fake):
    dice, kinds = random.Random(7), originals(town)
    outcomes, said = {"read": 0, "poison": 0}, set[str]()
    for _ in range(ROUNDS):
        raw = mutated(dice.choice(kinds), dice)
        try:
            update_id(raw)
            read(raw)
        except Poison as error:
            outcomes["poison"] += 1
            said.add(str(error))
        else:
            outcomes["read"] += 1
    assert not [text for text in said if "canary" in text]
    assert min(outcomes.values()) > ROUNDS / 20, outcomes


async def test_no_mutated_update_stops_intake_or_reaches_a_log(town, fake):
    dice, out = random.Random(11), io.StringIO()
    kinds, receive = originals(town), Recorder()
    # Groups of the mutations may be anything; what is said to them is not of interest here.
    fake.fails(method="sendMessage", status=403, times=-1)
    undo = logs.configure(out, "debug")
    try:
        async with running(town.transport(), receive) as transport:
            for number in range(ROUNDS):
                raw = mutated(dice.choice(kinds), dice)
                raw.pop("update_id", None)
                fake.push_odd(_sendable(raw))
                if number % 100 == 99:
                    town.mallory.writes(f"report {number}")
            town.mallory.writes("the last one")
            await fake.until(lambda: receive.committed and receive.committed[-1].text == "the last one")
            assert transport.health().up
            assert transport.counts["quarantined"] > ROUNDS / 20
    finally:
        undo()
    mine = [text for text in receive.texts if text.startswith("report ")]
    assert mine == [f"report {number}" for number in range(99, ROUNDS, 100)]
    assert "canary" not in out.getvalue()


def _sendable(raw: Any) -> Any:
    """Without what no JSON on the wire can hold."""
    if isinstance(raw, dict):
        return {key: _sendable(value) for key, value in raw.items()}
    if isinstance(raw, list):
        return [_sendable(value) for value in raw]
    return 1e308 if raw == float("inf") else raw


@pytest.mark.parametrize("deep", [60, 400])
async def test_an_update_nested_out_of_all_proportion_is_passed_over(town, fake, deep):
    nested: Any = "canary"
    for _ in range(deep):
        nested = {"reply_to_message": nested}
    receive = Recorder()
    async with running(town.transport(), receive):
        fake.push_odd({"message": nested})
        town.ana.writes("after")
        await receive.has(1)
    assert receive.texts == ["after"]
