"""Many at once on every store: nobody's vote is missed, nothing is grouped twice, no caller takes work with it."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from bot.marks import Duplicate, Mark
from bot.storage.store import Store, StoreClosed
from geo.point import Point
from handlers.errors import Conflict
from handlers.incident import Ballot, IncidentState, Vote
from handlers.ports import Transaction
from tests.storebuild import CORNER, NOON, Desk, alert, incident, report


async def warm(store: Store) -> None:
    """Let every connection of a pool stand, so that what starts together runs together."""
    for _ in range(2):
        await asyncio.gather(*(store.run(lambda tx: tx.incidents.open()) for _ in range(16)))


def decide(code: str, alias: str, tx: Transaction) -> str:
    """As moderation does: cast, count, and whoever makes the quorum publishes."""
    found = tx.incidents.get(code)
    assert found
    tx.votes.cast(code, Vote(alias=alias, ballot=Ballot.PUBLISH, edition=0, at=NOON))
    if found.state is IncidentState.PUBLISHED:
        return "late"
    if len(tx.votes.of(code, 0)) < 2:
        return "first"
    tx.incidents.save(replace(found, state=IncidentState.PUBLISHED))
    tx.outbox.post(alert(code=code, dedup=f"alert:{code}:0"))
    return "published"


async def test_moderators_at_once_make_one_alert_and_miss_no_vote(store: Store, desk: Desk):
    codes = [f"V{n:03}" for n in range(20)]

    def add(tx: Transaction) -> None:
        for code in codes:
            tx.incidents.add(incident(code))

    await store.run(add)
    await warm(store)
    for code in codes:
        said = await asyncio.gather(*(store.run(partial(decide, code, alias)) for alias in ("heron", "egret", "crane")))
        assert sorted(said) == ["first", "late", "published"]
    assert len(await store.lease(desk.clock(), "one", 99)) == len(codes)


def group(ref: int, tx: Transaction) -> str:
    """As grouping does: join what is near, or open an incident."""
    spot = Point(CORNER.point.lat + (ref % 5) * 0.02, CORNER.point.lon)
    tx.reports.add(report(f"r{ref}"))
    near = tx.incidents.open_near(spot, 250, NOON - timedelta(minutes=90))
    if near:
        return tx.incidents.save(replace(near[0], reports=near[0].reports + 1)).code
    code = f"C{ref:03}"
    tx.incidents.add(incident(code, place=replace(CORNER, point=spot), reports=1))
    return code


async def test_25_reports_at_5_places_at_once_are_5_incidents(store: Store):
    await warm(store)
    codes = await asyncio.gather(*(store.run(partial(group, ref)) for ref in range(25)))
    found = await store.read(lambda tx: tx.incidents.open())
    assert [each.reports for each in found] == [5] * 5
    assert set(codes) == {each.code for each in found}


async def test_one_input_delivered_twice_at_once_is_done_once(store: Store):
    await warm(store)
    mark = Mark("sig", once=b"key")
    both = await asyncio.gather(*(store.run(partial(group, ref), mark) for ref in range(2)), return_exceptions=True)
    assert sum(isinstance(each, Duplicate) for each in both) == 1


async def test_an_input_that_is_run_again_is_not_overtaken_by_the_next_of_its_source(store: Store):
    await warm(store)
    runs = []

    def stumbles(tx: Transaction) -> None:
        runs.append(1)
        tx.reports.add(report("first"))
        if len(runs) < 4:
            raise Conflict("somebody else changed it first")

    later = [store.run(partial(group, n), Mark("tg", sequence=n)) for n in range(1, 12)]
    await asyncio.gather(store.run(stumbles, Mark("tg", sequence=0)), *later)
    assert await store.read(lambda tx: tx.reports.get("first")) == report("first")


async def test_a_row_is_leased_by_one_owner_only(store: Store, desk: Desk):
    def fill(tx: Transaction) -> None:
        for n in range(30):
            tx.outbox.post(alert(f"room{n}@sim"))

    await store.run(fill)
    await warm(store)
    taken = await asyncio.gather(*(store.lease(desk.clock(), f"owner{n}", 8) for n in range(6)))
    ids = [row.id for rows in taken for row in rows]
    assert len(ids) == len(set(ids))
    rest = await store.lease(desk.clock(), "last", 50)
    assert len(ids) + len(rest) == 30


async def test_a_cancelled_caller_loses_its_answer_and_nothing_else(store: Store):
    calls = [asyncio.create_task(store.run(partial(group, n))) for n in range(20)]
    await asyncio.sleep(0)
    for call in calls[::2]:
        call.cancel()
    ended = await asyncio.gather(*calls, return_exceptions=True)
    assert sum(isinstance(each, asyncio.CancelledError) for each in ended) == 10
    # Whatever was handed over is finished before the store closes; asking afterwards sees all of it.
    await store.run(lambda tx: None)
    await asyncio.gather(*(store.run(lambda tx: tx.incidents.open()) for _ in range(3)))
    kept = [await store.run(partial(has, n)) for n in range(1, 20, 2)]
    assert all(kept)


def has(n: int, tx: Transaction) -> bool:
    return tx.reports.get(f"r{n}") is not None


async def test_a_failing_neighbor_undoes_only_itself(store: Store):
    def fails(tx: Transaction) -> None:
        tx.reports.add(report("gone"))
        raise RuntimeError("its own mistake")

    ended = await asyncio.gather(
        *(store.run(partial(group, n)) if n % 2 else store.run(fails) for n in range(10)), return_exceptions=True
    )
    assert [isinstance(each, RuntimeError) for each in ended] == [True, False] * 5
    assert await store.read(lambda tx: tx.reports.get("gone")) is None
    assert all([await store.read(partial(has, n)) for n in range(1, 10, 2)])


async def test_closing_finishes_what_was_handed_over_and_refuses_what_comes_later(address, desk: Desk):
    store = await Store.open(address, sealer=desk.sealer, details=desk.details, now=desk.clock)
    calls = [asyncio.create_task(store.run(partial(group, n))) for n in range(10)]
    await asyncio.sleep(0)
    await store.close()
    await asyncio.gather(*calls)
    for call in (store.run, store.read):
        with pytest.raises(StoreClosed):
            await call(lambda tx: None)
    again = await Store.open(address, sealer=desk.sealer, details=desk.details, now=desk.clock)
    assert sum(each.reports for each in await again.read(lambda tx: tx.incidents.open())) == 10
    await again.close()
