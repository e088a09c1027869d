"""Frames bent in every way: the connection stands, every whole frame arrives, and no log learns a word."""

import io
import json
import logging
import os
import random
from copy import deepcopy
from typing import Any

import pytest

from bot import logs
from tests.fake_signal.people import ANA, BEN, CARD, HERON, PICTURE, Phones, noise
from tests.transports_signal.harness import MODERATORS, Line

MUTANTS = int(os.environ.get("WHISTLE_FUZZ_FRAMES", "5000"))
"""Of each run; there are four, so 20,000 in all."""
EVERY = 20
"""So often a whole frame stands between the bent ones."""
MARK = "Quetzal"
ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 2**70, 1.5, "", MARK, "\ud800", "\x00", [], [MARK], {}, {MARK: MARK}, [[[]]], "é" * 3000,
)  # fmt: skip


def seeds(phones: Phones) -> list[dict[str, Any]]:
    """One of each kind, all of them full of what must not leak."""
    return [
        phones.says(ANA, f"{MARK} saw vans", attachments=[PICTURE], contacts=[CARD]),
        phones.says(BEN, MARK, MODERATORS, mentions=[{"name": MARK, "uuid": ANA.aci, "start": 0, "length": 1}]),
        phones.quotes(HERON, MARK, 5, MODERATORS),
        phones.reacts(HERON, "✅", 5, MODERATORS),
        phones.edits(ANA, MARK, 5),
        phones.deletes(BEN, 5),
        phones.changes_key(ANA),
        *noise(phones, ANA, MODERATORS).values(),
    ]


def bent(frame: dict[str, Any], chance: random.Random) -> str:
    """The frame with one to three things wrong, or its text cut, doubled or stained."""
    mutant = deepcopy(frame)
    for _ in range(chance.randint(1, 3)):
        _bend(mutant, chance)
    raw = json.dumps(mutant)
    if chance.random() < 0.15:
        cut = chance.randrange(len(raw))
        raw = chance.choice((raw[:cut], raw[cut:], raw[:cut] + MARK + raw[cut:], raw + raw))
    return raw


def _bend(table: dict[str, Any], chance: random.Random) -> None:
    here: Any = table
    while True:
        key = chance.choice(list(here))
        inner = here[key]
        if not isinstance(inner, dict) or not inner or chance.random() < 0.25:
            break
        here = inner
    match chance.randrange(3):
        case 0:
            del here[key]
            here.setdefault(MARK, MARK)
        case 1:
            here[key] = deepcopy(chance.choice(ODD))
        case _:
            here[chance.choice(("message", "timestamp", "groupInfo", "dataMessage", "reaction", MARK))] = deepcopy(
                inner
            )


def _nothing() -> None:
    """There is nothing to undo."""


@pytest.mark.parametrize("is_clamped", [True, False])
async def test_mutated_frames_harm_nothing(line: Line, is_clamped: bool, capfd: pytest.CaptureFixture[str]):
    chance = random.Random(int(is_clamped))
    kinds = seeds(line.phones)
    root, said = logging.getLogger(), io.StringIO()
    before, handler = root.level, logging.StreamHandler(said)
    # Without the clamp nothing but our own care keeps libraries quiet; with it, even a careless one is.
    undo = logs.configure(said, "debug") if is_clamped else _nothing
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    whole = [f"whole {number}" for number in range(MUTANTS // EVERY)]
    try:
        async with line.running():
            for number in range(MUTANTS):
                await line.server.emit(bent(chance.choice(kinds), chance), checked=False)
                if number % EVERY == 0:
                    await line.server.emit(line.phones.says(ANA, whole[number // EVERY]))
            await line.ear.until(lambda: any(each.text == whole[-1] for each in line.ear.heard))
    finally:
        root.removeHandler(handler)
        root.setLevel(before)
        undo()
    assert [each.text for each in line.ear.heard if each.text.startswith("whole")] == whole
    assert line.server.connections == 1
    assert line.transport.counts["quarantined"] > MUTANTS / 20
    printed = "".join([said.getvalue(), *capfd.readouterr()])
    assert "intake.quarantined" in printed
    for secret in (MARK, "a11ce000", "30de0000", "5555550", "saw vans", "whole", "Ocelote"):
        assert secret not in printed
