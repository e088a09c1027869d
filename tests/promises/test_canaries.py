"""Promise: of a thousand planted tokens, none appears where the policy does not let it, in any form, at any time.

The real bot runs in a process of its own between two servers that speak Telegram's and Signal's protocols. Everybody's
every field is a token. Afterwards files, streams, memory, metrics, backups and every byte that went out are searched.
"""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.canaries import flows, sinks
from tests.canaries.control import inbound_is_found_in_every_form
from tests.canaries.evidence import everything, leaks
from tests.canaries.policy import POLICY, forbidden
from tests.canaries.search import Found
from tests.canaries.town import CanaryTown, canary_town
from tests.inventory import listed

pytestmark = pytest.mark.promise

MEMORY_BOUND = 8
"""Fields of residents found in a process that took over from one that had them all: what is allowed, not what is hoped."""


async def test_no_token_appears_where_it_may_not(town_gazetteer, tmp_path, record_property):
    async with canary_town(town_gazetteer, tmp_path) as town:
        people = flows.gather(town)
        await town.starts()
        code = await flows.a_report_becomes_an_alert(town, people)
        await flows.everything_else_is_sent(town, people)
        await flows.moderators_work(town, people, code)
        await flows.residents_take_back(town, people)
        assert await flows.every_handler_crashes(town, people) >= 50
        held = await everything(town)
        await town.tells("backup", str(tmp_path / "backup.db"))
        held |= {"backup": (tmp_path / "backup.db").read_bytes()}
        assert leaks(town, held) == []
        everybody_was_heard(held)
        assert b'"error": "Poison"' in held["readyz"], "what was set aside is listed"
        assert_files_are_listed(tmp_path / "data")
        before = in_memory(town)

        await town.dies()
        await town.starts()
        await town.passes(minutes=1)
        after = in_memory(town)
        record_property("memory", f"{len(before)} fields before the recycle, {len(after)} after")
        assert before, "the search does find what is in memory"
        assert len(after) <= MEMORY_BOUND, after

        await town.passes(hours=14)
        closed = sinks.so_far(town)
        await town.passes(days=8)
        await town.tells("purge")
        await town.passes(days=3)
        await town.tells("purge")
        await flows.moderators_destroy_the_keys(town, people)
        held = await everything(town)
        await town.stops()
        held |= sinks.files(tmp_path / "data", "files") | {"streams": town.streams}
        late = {name: raw for name, raw in held.items() if not name.startswith("out/")} | sinks.outgoing(town, closed)
        assert leaks(town, late, closed=True) == []
        assert town.streams, "there is a log to look at"
        inbound_is_found_in_every_form(town)


def everybody_was_heard(held: Mapping[str, bytes]) -> None:
    """The flows did reach every kind of recipient, so that there was something to search."""
    kinds = {f"out/telegram/{kind}" for kind in ("private", "room", "channel", "platform")}
    assert kinds | {f"out/signal/{kind}" for kind in ("private", "room", "channel", "platform")} <= held.keys()


def in_memory(town: CanaryTown) -> list[Found]:
    """Tokens of residents in the bot's memory, in the forms that a process holds things in."""
    named = re.compile(
        r"resident/.*/(from\..*|source\w+|words|named|told|edited)$|resident/\w+/(words|named|told|edited)$"
    )
    return sorted(each for each in town.scanner.scan(sinks.memory(town.pid)) if named.match(each.field))


def assert_files_are_listed(folder: Path) -> None:
    patterns = [name for name in listed("Files") if not name.endswith(".py")]
    for path in folder.rglob("*"):
        assert any(path.match(pattern) for pattern in patterns), path.name


def test_every_rule_of_the_policy_is_about_a_token_and_gives_a_reason():
    assert all(may.why for may in POLICY)
    assert forbidden([Found("resident/ana/telegram/from.id", "utf-8")], "out/telegram/private") == []
    assert forbidden([Found("resident/ana/telegram/from.id", "utf-8")], "out/telegram/private", closed=True)
    assert forbidden([Found("resident/ana/telegram/from.id", "utf-8")], "out/telegram/room")
