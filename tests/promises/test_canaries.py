"""Promise: of a thousand planted tokens, none appears where the policy does not let it, in any form, at any time.

The real bot runs in a process of its own between two servers that speak Telegram's and Signal's protocols. Everybody's
every field is a token. Afterwards files, streams, memory, metrics, backups and every byte that went out are searched.
"""

import time
from collections.abc import Mapping
from pathlib import Path
from signal import SIGABRT

import pytest

from tests.canaries import flows, memory, sinks
from tests.canaries.control import inbound_is_found_in_every_form
from tests.canaries.evidence import everything, leaks
from tests.canaries.policy import POLICY, forbidden, over_bound
from tests.canaries.search import Found
from tests.canaries.town import IS_ROOT, CanaryTown, canary_town
from tests.inventory import listed

pytestmark = pytest.mark.promise


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
        await town.bot.tells("backup", str(tmp_path / "backup.db"))
        held |= {"backup": (tmp_path / "backup.db").read_bytes()}
        assert leaks(town, held) == []
        everybody_was_heard(held)
        assert b'"error": "Poison"' in held["readyz"], "what was set aside is listed"
        assert_files_are_listed(tmp_path / "data")
        busy = memory_of(town)

        await crashes_without_a_core(town)
        await town.starts()
        await town.passes(minutes=1)
        fresh = memory_of(town)
        counts = [len({each.field for each in found}) for found in (busy, fresh)]
        record_property("memory", "{} fields in a process that had them all, {} in the one after it".format(*counts))
        assert over_bound(busy), "the search does find what is in memory"
        assert over_bound(fresh) == {}

        await town.passes(hours=14)
        closed = sinks.so_far(town)
        await town.passes(days=8)
        await town.bot.tells("purge")
        await town.passes(days=3)
        await town.bot.tells("purge")
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


def memory_of(town: CanaryTown) -> set[Found]:
    """What a core file of the process would hold, were one written, and so all that its memory does."""
    core = town.folder / "image"
    memory.write_core(town.bot.pid, core)
    found = town.scanner.scan(core.read_bytes())
    core.unlink()
    return found


async def crashes_without_a_core(town: CanaryTown) -> None:
    """Whatever limit the process was started with."""
    *limits, dumpable = await town.bot.tells("guards")
    assert limits == [0, 0]
    assert dumpable == (0 if IS_ROOT else 1)
    began_s = time.time()
    assert await town.bot.ends(SIGABRT) == -SIGABRT
    assert memory.cores(town.folder, began_s) == {}
    left = sinks.files(town.folder / "data", "files") | sinks.files(town.folder / "tmp", "tmp")
    assert leaks(town, left | {"streams": town.streams}) == []


def assert_files_are_listed(folder: Path) -> None:
    patterns = [name for name in listed("Files") if not name.endswith(".py")]
    for path in folder.rglob("*"):
        assert any(path.match(pattern) for pattern in patterns), path.name


def test_every_rule_of_the_policy_is_about_a_token_and_gives_a_reason():
    assert all(may.why for may in POLICY)
    assert forbidden([Found("resident/ana/telegram/from.id", "utf-8")], "out/telegram/private") == []
    assert forbidden([Found("resident/ana/telegram/from.id", "utf-8")], "out/telegram/private", closed=True)
    assert forbidden([Found("resident/ana/telegram/from.id", "utf-8")], "out/telegram/room")
