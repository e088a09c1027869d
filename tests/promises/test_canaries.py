"""Promise: of a thousand planted tokens, none appears where the policy does not let it, in any form, at any time.

The real bot runs in a process of its own between two servers that speak Telegram's and Signal's protocols. Everybody's
every field is a token. Afterwards files, streams, memory, metrics, backups and every byte that went out are searched.
"""

import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from signal import SIGABRT

import pytest

from tests.canaries import flows, memory, operating, sinks
from tests.canaries.control import inbound_is_found_in_every_form
from tests.canaries.evidence import everything, leaks, left
from tests.canaries.policy import ADDRESS, POLICY, forbidden, over_bound
from tests.canaries.search import Found
from tests.canaries.town import IS_ROOT, CanaryTown, Ways, canary_town, memory_for_keys
from tests.inventory import listed

pytestmark = pytest.mark.promise


@pytest.fixture
def keys() -> Iterator[Path | None]:
    with memory_for_keys() as home:
        yield home


@pytest.mark.parametrize(
    "ways", [Ways(), Ways(receiver="daemon", webhook=True)], ids=["polling and rest", "webhook and daemon"]
)
async def test_no_token_appears_where_it_may_not(town_gazetteer, tmp_path, keys, ways: Ways, record_property):
    """With keys in memory, which a restart loses, and in a directory, from which it goes on."""
    if ways.webhook:
        ways = replace(ways, keyring=keys)
    async with canary_town(town_gazetteer, tmp_path, ways) as town:
        people = flows.gather(town)
        await town.starts()
        code = await flows.a_report_becomes_an_alert(town, people)
        await flows.everything_else_is_sent(town, people)
        assert b'"error": "Poison"' in await town.page("readyz"), "what was set aside is listed"
        await flows.somebody_asks_to_join(town, people)
        await flows.a_photo_is_shown(town, people)
        await flows.moderators_work(town, people, code)
        await flows.residents_take_back(town, people)
        assert await flows.every_handler_crashes(town, people) >= 50
        await town.bot.tells("backup", str(tmp_path / "backup.db"))
        held = await everything(town)
        assert leaks(town, held) == []
        assert not held["keys"].startswith(b"0 "), "words rest sealed, and can be read at first"
        everybody_was_heard(held)
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

        code = await flows.a_last_word(town, people)
        early, *others = [await later(town, people, code, late) for late in flows.LATE]
        shown_and_asked = {"out/signal/room: resident/sol/words", "out/signal/private: resident/sol/signal/sourceUuid"}
        assert shown_and_asked <= early, "there were words to show, and somebody to ask"
        assert not any(shown_and_asked & each for each in others)

        await operating.looks_after_it(town)
        assert leaks(town, left(town, sinks.so_far(town)), flows.LATE[-1]) == []
        await town.starts()
        since = sinks.so_far(town)
        await operating.destroys_the_keys(town, people)
        assert leaks(town, await everything(town, since)) == []
        await town.passes(days=3)
        since = sinks.so_far(town)
        await operating.ends_it(town)
        assert leaks(town, left(town, since), flows.LATE[-1]) == []
        assert town.streams, "there is a log to look at"
        inbound_is_found_in_every_form(town)


async def later(town: CanaryTown, people: flows.People, code: str, late: timedelta) -> set[str]:
    """Look again so long after the last word; answers what of whom went out to whom."""
    await town.passes(seconds=(late - (town.clock.now() - town.last_word)).total_seconds())
    since = sinks.so_far(town)
    await flows.moderators_look_again(town, people, code)
    held = await everything(town, since)
    assert leaks(town, held, late) == []
    went = {name: town.scanner.scan(raw) for name, raw in held.items() if name.startswith("out/")}
    return {f"{name}: {each.field}" for name, found in went.items() for each in found}


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
    assert leaks(town, left(town)) == []


def assert_files_are_listed(folder: Path) -> None:
    patterns = [name for name in listed("Files") if not name.endswith(".py")]
    for path in folder.rglob("*"):
        assert any(path.match(pattern) for pattern in patterns), path.name


def test_every_rule_of_the_policy_is_about_a_token_and_gives_a_reason():
    assert all(may.why for may in POLICY)
    assert forbidden([Found("resident/ana/telegram/from.id", "utf-8")], "out/telegram/private") == []
    assert forbidden([Found("resident/ana/telegram/from.id", "utf-8")], "out/telegram/private", ADDRESS)
    assert forbidden([Found("resident/ana/telegram/from.id", "utf-8")], "out/telegram/room")
