"""What every store keeps, and how it keeps it: the nouns, votes, tags and sealed words."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from bot.marks import MOST_SET_ASIDE, Duplicate, Mark, SetAside
from bot.storage.store import Store, StoreFailed, UnusableStore
from geo.point import Point
from handlers.errors import Conflict, Refused
from handlers.incident import (
    AlertRecord,
    Ballot,
    Basis,
    Closing,
    IncidentState,
    Reason,
    Report,
    ReportState,
    Vote,
)
from handlers.observation import Heading, Presence, Uniform, Vehicle
from handlers.ports import Transaction
from handlers.retention import Retention
from tests.storebuild import CORNER, NOON, Desk, incident, moderator, report, seen

FULL = seen(
    agents=4,
    vehicle_kinds=(Vehicle.SUV, Vehicle.VAN),
    unmarked=True,
    uniforms=(Uniform.VESTS,),
    heading=Heading.EAST,
)


def keep(kept: Report, tx: Transaction) -> None:
    tx.reports.add(kept)


def cast_vote(each: Vote, tx: Transaction) -> bool:
    return tx.votes.cast("K7Q2", each)


def aside(**fields: Any) -> SetAside:
    values: dict[str, Any] = {"number": 7, "error": "Poison", "at": NOON}
    return SetAside(**(values | fields))


def redeem(code_hash: str, tx: Transaction) -> str | None:
    return tx.moderators.redeem(code_hash, NOON)


async def test_a_report_comes_back_as_it_was_kept(store: Store):
    kept = report(
        observation=FULL, place_options=(CORNER,), understood="Lake St", private_home=True, incident="K7Q2", number=2
    )
    await store.run(lambda tx: tx.reports.add(kept))
    assert await store.read(lambda tx: tx.reports.get("r1")) == kept


async def test_an_incident_comes_back_with_every_field_it_has(store: Store):
    kept = incident(
        observation=FULL,
        witnesses=3,
        reports=4,
        private_home=True,
        presence=Presence.GONE,
        presence_at=NOON,
        basis=Basis.PHOTO,
        published_at=NOON,
        expires_at=NOON + timedelta(minutes=90),
        doubted=True,
        claimed_by="heron",
        claimed_until=NOON,
        urgent=True,
        has_note=True,
        alone="heron",
        edition=2,
        reason=Reason.NOT_ICE,
        closing=Closing.FALSE,
        merged_into="B2C3",
        closed_at=NOON,
    )
    await store.run(lambda tx: tx.incidents.add(kept))
    assert await store.read(lambda tx: tx.incidents.get("K7Q2")) == kept


async def test_a_position_is_kept_to_the_microdegree(store: Store):
    odd = replace(CORNER, point=Point(44.94812345678, -93.25298765432))
    await store.run(lambda tx: tx.incidents.add(incident(place=odd)))
    found = await store.read(lambda tx: tx.incidents.get("K7Q2"))
    assert found
    assert found.place
    assert found.place.point == Point(44.948123, -93.252988)


async def test_saving_what_somebody_else_changed_is_a_conflict_and_changes_nothing(store: Store):
    await store.run(lambda tx: tx.incidents.add(incident()))
    stale = incident()
    await store.run(lambda tx: tx.incidents.save(replace(stale, urgent=True)))
    with pytest.raises(Conflict):
        await store.run(lambda tx: tx.incidents.save(replace(stale, doubted=True)))
    found = await store.read(lambda tx: tx.incidents.get("K7Q2"))
    assert found
    assert (found.urgent, found.doubted, found.revision) == (True, False, 1)


async def test_a_conflict_that_passes_is_settled_by_running_again(store: Store):
    await store.run(lambda tx: tx.reports.add(report()))
    runs = []

    def work(tx):
        runs.append(1)
        found = tx.reports.get("r1")
        if len(runs) == 1:
            tx.reports.save(found)
        return tx.reports.save(found)

    saved = await store.run(work)
    assert (len(runs), saved.revision) == (2, 1)


async def test_work_that_fails_leaves_nothing_behind(store: Store):
    def work(tx):
        tx.reports.add(report())
        raise Refused("too.late")

    with pytest.raises(Refused):
        await store.run(work, Mark("sim", sequence=5))
    assert await store.read(lambda tx: tx.reports.get("r1")) is None
    await store.run(lambda tx: tx.reports.add(report()), Mark("sim", sequence=5))


async def test_the_database_refusing_is_told_without_what_was_to_be_stored(store: Store):
    await store.run(lambda tx: tx.reports.add(report(understood="Lake St")))
    with pytest.raises(StoreFailed) as refused:
        await store.run(lambda tx: tx.reports.add(report(understood="Lake St")))
    assert "r1" not in str(refused.value)
    assert "Lake" not in str(refused.value)
    assert refused.value.__cause__ is None


async def test_reading_cannot_change_anything(store: Store):
    with pytest.raises(StoreFailed):
        await store.read(lambda tx: tx.reports.add(report()))
    assert await store.read(lambda tx: tx.reports.get("r1")) is None


async def test_drafts_fall_due_oldest_first(store: Store, desk: Desk):
    late, early, passed = (
        report("late", due_at=NOON + timedelta(minutes=2)),
        report("early", due_at=NOON + timedelta(minutes=1)),
        report("passed", state=ReportState.PASSED),
    )
    for each in (late, early, passed, report("future", due_at=NOON + timedelta(hours=1))):
        await store.run(partial(keep, each))
    desk.clock.passes(minutes=5)
    assert [r.ref for r in await store.run(lambda tx: tx.reports.due(desk.clock(), 10))] == ["early", "late"]
    assert [r.ref for r in await store.read(lambda tx: tx.reports.due(desk.clock(), 1))] == ["early"]


async def test_reports_of_an_incident_come_by_number(store: Store):
    for ref, number in (("b", 2), ("a", 1), ("c", 3)):
        kept = report(ref, incident="K7Q2", number=number)
        await store.run(partial(keep, kept))
    await store.run(lambda tx: tx.reports.delete("c"))
    assert [r.ref for r in await store.read(lambda tx: tx.reports.of_incident("K7Q2"))] == ["a", "b"]


@pytest.mark.parametrize(
    ("code", "north_m", "changes", "found"),
    [
        ("HERE", 0, {}, True),
        ("NEAR", 249, {}, True),
        ("FARB", 252, {}, False),  # exact metres, not cells
        ("OLDB", 0, {"last_report_at": NOON - timedelta(minutes=91)}, False),
        ("SHUT", 0, {"state": IncidentState.CLOSED, "closed_at": NOON}, False),
        ("LIVE", 0, {"state": IncidentState.PUBLISHED}, True),
        ("NONE", 0, {"place": None}, False),
    ],
)
async def test_only_open_recent_incidents_within_exact_metres_are_near(store: Store, code, north_m, changes, found):
    place = replace(CORNER, point=Point(CORNER.point.lat + north_m / 111_195.08, CORNER.point.lon))
    kept = incident(code, **{"place": place, **changes})
    await store.run(lambda tx: tx.incidents.add(kept))
    near = await store.run(lambda tx: tx.incidents.open_near(CORNER.point, 250, NOON - timedelta(minutes=90)))
    assert [each.code for each in near] == ([code] if found else [])


@pytest.mark.parametrize("radius_m", [250, 3_000])
async def test_no_direction_and_no_cell_border_hides_an_incident(store: Store, radius_m):
    def add(tx):
        for n in range(24):
            lat = CORNER.point.lat + (n // 5 - 2) * radius_m / 111_195.08 / 3
            lon = CORNER.point.lon + (n % 5 - 2) * radius_m / 111_195.08 / 3
            tx.incidents.add(incident(f"C{n:03}", place=replace(CORNER, point=Point(lat, lon))))

    await store.run(add)
    near = await store.run(lambda tx: tx.incidents.open_near(CORNER.point, radius_m, NOON - timedelta(hours=1)))
    assert [each.code for each in near] == [f"C{n:03}" for n in range(24)]


async def test_open_incidents_come_oldest_first_and_codes_stay_taken(store: Store):
    old = incident("B222", opened_at=NOON - timedelta(hours=1))
    await store.run(lambda tx: tx.incidents.add(incident("A222")))
    await store.run(lambda tx: tx.incidents.add(old))
    assert [each.code for each in await store.read(lambda tx: tx.incidents.open())] == ["B222", "A222"]
    shut = replace(old, state=IncidentState.CLOSED, closed_at=NOON)
    await store.run(lambda tx: tx.incidents.save(shut))
    assert [each.code for each in await store.read(lambda tx: tx.incidents.open())] == ["A222"]
    assert await store.read(lambda tx: tx.incidents.code_taken("B222", NOON - timedelta(days=30)))
    assert not await store.read(lambda tx: tx.incidents.code_taken("C222", NOON - timedelta(days=30)))


def vote(alias: str = "heron", ballot: Ballot = Ballot.PUBLISH, **changes) -> Vote:
    return Vote(**{"alias": alias, "ballot": ballot, "edition": 0, "at": NOON, **changes})


async def test_a_double_click_is_one_vote_and_a_change_of_mind_another(store: Store):
    await store.run(lambda tx: tx.incidents.add(incident()))
    cast = [
        await store.run(partial(cast_vote, each))
        for each in (
            vote(basis=Basis.REPORTED),
            vote(basis=Basis.REPORTED, at=NOON + timedelta(seconds=3)),
            vote("egret"),
            vote(basis=Basis.PHOTO),
        )
    ]
    assert cast == [True, False, True, True]
    votes = await store.read(lambda tx: tx.votes.of("K7Q2", 0))
    assert [(each.alias, each.basis) for each in votes] == [("egret", None), ("heron", Basis.PHOTO)]
    assert await store.read(lambda tx: tx.votes.of("K7Q2", 1)) == []


async def test_votes_are_taken_back_and_voided_on_open_incidents_only(store: Store):
    def cast(tx):
        for code, state in (("K7Q2", IncidentState.PENDING), ("B222", IncidentState.CLOSED)):
            tx.incidents.add(incident(code, state=state, closed_at=NOON))
            tx.votes.cast(code, vote())
        tx.votes.cast("K7Q2", vote("egret"))

    await store.run(cast)
    assert await store.run(lambda tx: tx.votes.retract("K7Q2", "egret"))
    assert not await store.run(lambda tx: tx.votes.retract("K7Q2", "egret"))
    assert await store.run(lambda tx: tx.votes.void("heron")) == ["K7Q2"]
    assert await store.read(lambda tx: tx.votes.of("K7Q2", 0)) == []
    assert len(await store.read(lambda tx: tx.votes.of("B222", 0))) == 1


async def test_a_tag_is_new_once_and_follows_a_merge(store: Store):
    def add(tx):
        tx.incidents.add(incident("K7Q2"))
        tx.incidents.add(incident("B222"))
        return [tx.tags.add("K7Q2", 3, 77), tx.tags.add("K7Q2", 3, 77), tx.tags.add("B222", 3, 77)]

    assert await store.run(add) == [True, False, True]
    await store.run(lambda tx: tx.tags.move("K7Q2", "B222"))
    assert await store.read(lambda tx: tx.tags.count("B222")) == 2
    assert await store.read(lambda tx: tx.tags.keys("B222")) == [("B222", 3), ("K7Q2", 3)]
    assert await store.read(lambda tx: (tx.tags.has("K7Q2", 3, 77), tx.tags.has("K7Q2", 3, 78))) == (True, False)


@pytest.mark.parametrize(("witnesses", "left"), [(0, 0), (1, 1), (2, 2), (4, 2), (5, 5), (61, 5)])
async def test_closing_forgets_tags_and_leaves_a_bucket_of_witnesses(store: Store, witnesses, left):
    def close(tx):
        tx.incidents.add(incident(witnesses=witnesses))
        tx.tags.add("K7Q2", 3, 77)
        return tx.incidents.save(incident(witnesses=witnesses, state=IncidentState.CLOSED, closed_at=NOON))

    closed = await store.run(close)
    assert closed == await store.read(lambda tx: tx.incidents.get("K7Q2"))
    assert closed.witnesses == left
    assert await store.read(lambda tx: tx.tags.count("K7Q2")) == 0


async def test_words_open_for_their_owner_until_their_key_is_gone(store: Store, desk: Desk):
    def write(tx):
        tx.wordings.put("report:r1", "two cars by the church", "two cars by the ___")
        tx.wordings.append("report:r1", "now three", "now three")
        tx.wordings.append("note:K7Q2", "seen by me")

    await store.run(write)
    assert await store.read(lambda tx: tx.wordings.read("report:r1")) == "two cars by the church\nnow three"
    assert await store.read(lambda tx: tx.wordings.read_masked("report:r1")) == "two cars by the ___\nnow three"
    assert await store.read(lambda tx: tx.wordings.read("note:K7Q2")) == "seen by me"
    assert await store.read(lambda tx: tx.wordings.read("report:r2")) is None
    desk.keyring.shred()
    assert await store.read(lambda tx: tx.wordings.read("report:r1")) is None
    await store.run(lambda tx: tx.wordings.append("report:r1", "again"))
    assert await store.read(lambda tx: tx.wordings.read("report:r1")) == "again"
    await store.run(lambda tx: tx.wordings.delete("report:r1"))
    assert await store.read(lambda tx: tx.wordings.read("report:r1")) is None


async def test_the_key_of_a_member_is_kept_beside_them_and_outlives_a_new_alias(store: Store):
    def admit(tx: Transaction) -> None:
        tx.moderators.admit(moderator(), "hash-a")
        tx.moderators.link("heron", "hash-b")
        tx.moderators.keep_key("hash-a", "key-1")
        tx.moderators.keep_key("hash-nobody", "key-2")

    await store.run(admit)
    await store.run(lambda tx: tx.moderators.link("wren", "hash-a"))
    members = ("hash-a", "hash-b", "hash-nobody")
    assert await store.read(lambda tx: [tx.moderators.key_of(each) for each in members]) == ["key-1", "", None]


async def test_a_moderator_is_found_by_hash_on_every_platform_and_by_alias(store: Store):
    def admit(tx):
        tx.moderators.admit(moderator(), "hash-a")
        tx.moderators.link("heron", "hash-b")

    await store.run(admit)
    found = await store.read(lambda tx: (tx.moderators.by_member("hash-b"), tx.moderators.by_alias("heron")))
    assert found == (moderator(), moderator())
    saved = await store.run(lambda tx: tx.moderators.save(replace(moderator(), observer=True)))
    assert await store.read(lambda tx: tx.moderators.all()) == [saved]
    with pytest.raises(Conflict):
        await store.run(lambda tx: tx.moderators.admit(moderator(), "hash-c"))


async def test_an_invitation_is_spent_once_and_expires(store: Store):
    def invite(tx):
        tx.moderators.invite("h1", "heron", NOON + timedelta(hours=1))
        tx.moderators.invite("h2", "egret", NOON)

    await store.run(invite)
    redeemed = [await store.run(partial(redeem, h)) for h in ("h1", "h1", "h2", "h3")]
    assert redeemed == ["heron", None, None, None]


async def test_the_journal_counts_acts_alerts_and_switches(store: Store):
    def write(tx):
        tx.journal.acted("heron", "publish", "K7Q2", NOON)
        tx.journal.acted("heron", "publish", "B222", NOON - timedelta(hours=2))
        for room in ("phillips@sim", "phillips@sim", "downtown@sim"):
            tx.journal.record_alert(AlertRecord(incident="K7Q2", room=room, first_at=NOON))
        tx.journal.set_switch("frozen", "1")
        tx.journal.set_switch("frozen", "2")

    await store.run(write)
    assert await store.read(lambda tx: tx.journal.acts("heron", "publish", NOON - timedelta(hours=1))) == 1
    assert {(each.room, each.alerts) for each in await store.read(lambda tx: tx.journal.alerted("K7Q2"))} == {
        ("phillips@sim", 2),
        ("downtown@sim", 1),
    }
    assert await store.read(lambda tx: tx.journal.switch("frozen")) == "2"
    await store.run(lambda tx: tx.journal.set_switch("frozen", None))
    assert await store.read(lambda tx: tx.journal.switch("frozen")) is None


async def test_small_counts_are_not_shown(store: Store):
    def count(tx):
        tx.journal.count("reports", NOON, 3)
        tx.journal.count("reports", NOON)
        tx.journal.count("alerts", NOON, 5)

    await store.run(count)
    assert [(each.name, each.n) for each in await store.statistics(NOON)] == [("alerts", 5), ("reports", None)]
    await store.run(lambda tx: tx.journal.count("reports", NOON))
    assert [(each.name, each.n) for each in await store.statistics(NOON)] == [("alerts", 5), ("reports", 5)]
    assert await store.statistics(NOON + timedelta(days=1)) == []


@pytest.mark.parametrize(
    ("first", "second", "repeated"),
    [
        (Mark("tg", sequence=10), Mark("tg", sequence=10), True),
        (Mark("tg", sequence=10), Mark("tg", sequence=9), True),
        (Mark("tg", sequence=10), Mark("tg", sequence=11), False),
        (Mark("tg", sequence=10), Mark("tg2", sequence=10), False),
        (Mark("sig", once=b"k1"), Mark("sig", once=b"k1"), True),
        (Mark("sig", once=b"k1"), Mark("sig", once=b"k2"), False),
    ],
)
async def test_an_input_that_comes_again_is_told_and_not_done_twice(store: Store, first, second, repeated):
    await store.run(lambda tx: tx.reports.add(report("a")), first)
    if repeated:
        with pytest.raises(Duplicate):
            await store.run(lambda tx: tx.reports.add(report("b")), second)
    else:
        await store.run(lambda tx: tx.reports.add(report("b")), second)
    assert (await store.read(lambda tx: tx.reports.get("b")) is None) == repeated


@pytest.mark.parametrize(
    ("mark", "hours"), [(Mark("tg", sequence=10), 48), (Mark("sig", once=b"k1"), 24)], ids=["sequence", "once"]
)
async def test_marks_are_forgotten_after_their_time(store: Store, desk: Desk, mark, hours):
    await store.run(lambda tx: None, mark)
    desk.clock.passes(hours=hours, seconds=-2)
    with pytest.raises(Duplicate):
        await store.run(lambda tx: None, mark)
    desk.clock.passes(seconds=2)
    await store.run(lambda tx: None, mark)


async def test_what_was_set_aside_is_listed_by_source_and_each_input_once(store: Store):
    first, second = aside(number=7), aside(number=8, at=NOON + timedelta(hours=1))
    for each in (second, first, aside(number=8), second):
        await store.set_aside("one bot", each)
    await store.set_aside("another", nameless := aside(number=None, error="JSONDecodeError"))
    assert await store.set_asides("one bot") == [first, second]
    assert await store.set_asides("another") == [nameless]
    assert await store.set_asides("nobody") == []


async def test_of_all_that_was_set_aside_the_newest_are_kept(store: Store):
    for number in range(MOST_SET_ASIDE + 5):
        await store.set_aside("bot", aside(number=number, at=NOON + timedelta(minutes=number // 10 * 10)))
    assert [each.number for each in await store.set_asides("bot")] == list(range(5, MOST_SET_ASIDE + 5))


async def test_what_is_kept_is_there_after_opening_again(address, desk: Desk):
    first = await Store.open(address, sealer=desk.sealer, details=desk.details, now=desk.clock)
    await first.run(lambda tx: tx.reports.add(report()))
    await first.close()
    second = await Store.open(address, sealer=desk.sealer, details=desk.details, now=desk.clock)
    assert await second.read(lambda tx: tx.reports.get("r1")) == report()
    await second.close()
    await second.close()


async def test_a_purge_deletes_what_has_had_its_time_and_nothing_else(store: Store, desk: Desk):
    def fill(tx: Transaction) -> None:
        tx.incidents.add(incident("K7Q2", state=IncidentState.CLOSED, closed_at=NOON))
        tx.incidents.add(incident("B222"))
        tx.votes.cast("K7Q2", vote())
        tx.votes.cast("B222", vote())
        tx.reports.add(report("gone", incident="K7Q2"))
        tx.reports.add(report("withdrawn", state=ReportState.WITHDRAWN))
        tx.reports.add(report("draft"))
        tx.wordings.put("report:gone", "words")

    await store.run(fill)
    desk.clock.passes(days=7, seconds=1)
    gone = await store.purge(desk.clock(), Retention())
    assert {name: n for name, n in gone.items() if n} == {"wordings": 1, "reports": 2, "votes": 1, "incidents": 1}
    assert await store.read(lambda tx: tx.reports.get("draft")) == report("draft")
    assert [each.code for each in await store.read(lambda tx: tx.incidents.open())] == ["B222"]
    assert await store.read(lambda tx: tx.incidents.code_taken("K7Q2", NOON - timedelta(days=1)))


@pytest.mark.parametrize(
    "address",
    ["postgresql://owner:hunter2@127.0.0.1:1/whistle", "postgresql+nonsense://owner:hunter2@x:y/z"],
    ids=["nobody there", "no address"],
)
async def test_a_server_that_cannot_be_used_is_told_without_its_password(address: str, desk: Desk):
    pytest.importorskip("asyncpg")
    with pytest.raises(UnusableStore) as refused:
        await Store.open(address, sealer=desk.sealer, details=desk.details, now=desk.clock)
    assert "PostgreSQL" in str(refused.value)
    assert "hunter2" not in f"{refused.value!r}{refused.value.__cause__!r}"
