"""What every store does for delivery: in which order rows go, and what is left of them afterwards."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from bot.outbox import OutboxRow
from bot.storage.store import Store
from handlers.outbound import Notice, Post, PostKind, Urgency
from handlers.ports import Transaction
from tests.storebuild import NOON, Desk, alert, incident


def enqueue(*posts: Post | Notice) -> Callable[[Transaction], None]:
    def work(tx: Transaction) -> None:
        for each in posts:
            if isinstance(each, Post):
                tx.outbox.post(each)
            else:
                tx.outbox.notice(each)

    return work


def card(code: str = "K7Q2", **changes) -> Post:
    values = {"kind": PostKind.CARD, "urgency": Urgency.MODERATION, "subject": f"card:{code}", "edits": True}
    return alert("moderators@sim", code, **{**values, **changes})


async def leased(store: Store, desk: Desk, owner: str = "one", limit: int = 50) -> list[OutboxRow]:
    return await store.lease(desk.clock(), owner, limit)


async def sent(store: Store, desk: Desk, ref: str = "m1") -> OutboxRow:
    """The next row, sent as `ref`."""
    (row,) = await leased(store, desk, limit=1)
    assert await store.sending(row)
    assert await store.done(row, ref)
    return row


async def test_a_post_comes_out_as_it_went_in_and_only_once(store: Store, desk: Desk):
    post = alert(silent=True, dedup="d1", payload={"n": 2, "places": ["a"], "none": None})
    await store.run(enqueue(post))
    (row,) = await leased(store, desk)
    assert (row.post, row.notice, row.urgency, row.edit_ref) == (post, None, Urgency.ALERT, "")
    assert await leased(store, desk, "two") == []


async def test_a_notice_names_a_report_and_has_no_room(store: Store, desk: Desk):
    notice = Notice(report="r1", key="outcome.shared", slots={"n": 2}, question="still", last=True)
    await store.run(enqueue(notice, alert()))
    assert await store.lease(desk.clock(), "one", 9, ["moderators@sim"], notices=False) == []
    (row,) = await store.lease(desk.clock(), "one", 9, ["moderators@sim"])
    assert (row.notice, row.post, row.urgency) == (notice, None, Urgency.NOTICE)
    assert await store.read(lambda tx: tx.outbox.waiting()) == {"phillips@sim": 1}


async def test_rows_go_by_urgency_then_in_turns_between_incidents_then_by_time(store: Store, desk: Desk):
    await store.run(enqueue(alert("edit@sim", urgency=Urgency.EDIT), card()))
    await store.run(enqueue(*(alert(f"a{n}@sim", "AAAA") for n in range(3))))
    desk.clock.passes(seconds=1)
    await store.run(enqueue(*(alert(f"b{n}@sim", "BBBB") for n in range(2))))
    rooms = [row.post.room for row in await leased(store, desk) if row.post]
    assert rooms == ["a0@sim", "b0@sim", "a1@sim", "b1@sim", "a2@sim", "moderators@sim", "edit@sim"]


async def test_a_row_waits_until_its_time(store: Store, desk: Desk):
    await store.run(enqueue(alert(not_before=NOON + timedelta(minutes=5))))
    assert await leased(store, desk) == []
    assert await store.next_due() == NOON + timedelta(minutes=5)
    desk.clock.passes(minutes=5)
    assert len(await leased(store, desk)) == 1


async def test_the_same_decision_is_never_enqueued_twice(store: Store, desk: Desk):
    await store.run(enqueue(alert(dedup="d1"), alert(dedup="d1")))
    await sent(store, desk)
    await store.run(enqueue(alert(dedup="d1")))
    assert await leased(store, desk) == []


async def test_newer_text_takes_the_place_of_the_older_in_the_line(store: Store, desk: Desk):
    await store.run(enqueue(card(coalesce="card", payload={"n": 1})))
    desk.clock.passes(seconds=5)
    await store.run(enqueue(card("B222"), card(coalesce="card", payload={"n": 2})))
    rows = await leased(store, desk)
    assert [(row.post.incident, row.post.payload) for row in rows if row.post] == [
        ("K7Q2", {"n": 2}),
        ("B222", card("B222").payload),
    ]


async def test_newer_text_does_not_slip_past_a_wait_that_the_platform_asked_for(store: Store, desk: Desk):
    await store.run(enqueue(card(coalesce="card")))
    (row,) = await leased(store, desk)
    assert await store.sending(row)
    await store.failed(row, NOON + timedelta(seconds=30))
    await store.run(enqueue(card(coalesce="card")))
    assert await leased(store, desk) == []
    desk.clock.passes(seconds=30)
    assert len(await leased(store, desk)) == 1


async def test_a_row_that_was_replaced_after_its_lease_must_not_be_sent(store: Store, desk: Desk):
    await store.run(enqueue(card(coalesce="card")))
    (row,) = await leased(store, desk)
    await store.run(enqueue(card(coalesce="card")))
    assert not await store.sending(row)
    assert len(await leased(store, desk)) == 1


async def test_a_correction_waits_for_the_alert_in_flight_in_its_room(store: Store, desk: Desk):
    await store.run(enqueue(alert(), alert(payload={"kind": "correction"}), alert("downtown@sim")))
    rows = await leased(store, desk)
    assert [row.post.room for row in rows if row.post] == ["phillips@sim", "downtown@sim"]
    assert await store.sending(rows[0])
    assert await leased(store, desk) == []
    await store.failed(rows[0], NOON + timedelta(seconds=10))
    assert await leased(store, desk) == []  # not past one that will be tried again, either
    desk.clock.passes(seconds=10)
    await sent(store, desk)
    assert len(await leased(store, desk)) == 1


async def test_an_edit_learns_which_message_it_edits_and_how_often_that_was_done(store: Store, desk: Desk):
    await store.run(enqueue(card()))
    first = await sent(store, desk, "m1")
    assert first.edit_ref == ""
    desk.clock.passes(minutes=1)
    await store.run(enqueue(card()))
    second = await sent(store, desk, "m1")
    assert (second.edit_ref, second.edits, second.first_sent_at) == ("m1", 0, NOON)
    await store.run(enqueue(card()))
    third = await sent(store, desk, "m1b")
    assert (third.edit_ref, third.edits, third.first_sent_at) == ("m1", 1, NOON)
    assert await store.read(lambda tx: tx.subject_in("moderators@sim", "m1b")) == "card:K7Q2"


async def test_an_edit_learns_what_picture_stands_above_its_message(store: Store, desk: Desk):
    for before, shown in (("", "lake and chicago"), ("lake and chicago", "4th and main"), ("4th and main", "")):
        await store.run(enqueue(card()))
        (row,) = await leased(store, desk)
        assert row.shown == before
        assert await store.sending(row)
        assert await store.done(row, "m1", shown=shown)
    await store.run(enqueue(card()))
    assert (await leased(store, desk))[0].shown == ""


async def test_people_may_name_a_message_by_its_newest_edition(store: Store, desk: Desk):
    await store.run(enqueue(card()))
    await sent(store, desk, "m1")
    for latest in ("m1b", "m1c"):
        await store.run(enqueue(card()))
        (row,) = await leased(store, desk)
        assert await store.sending(row)
        assert await store.done(row, "m1", latest=latest)
    subjects = [await store.read(partial(subject, ref)) for ref in ("m1", "m1c", "m1b")]
    assert subjects == ["card:K7Q2", "card:K7Q2", None]
    await store.run(enqueue(card()))
    (row,) = await leased(store, desk)
    assert (row.edit_ref, row.edits) == ("m1", 2)


async def test_a_message_sent_anew_is_edited_from_then_on_and_the_old_one_still_known(store: Store, desk: Desk):
    await store.run(enqueue(card()))
    await sent(store, desk, "m1")
    await store.run(enqueue(card()))
    (row,) = await leased(store, desk)
    assert await store.sending(row, is_edit=False)
    assert await store.done(row, "m2", edited=False)
    await store.run(enqueue(card()))
    (row,) = await leased(store, desk)
    assert (row.edit_ref, row.edits) == ("m2", 0)
    subjects = [await store.read(partial(subject, ref)) for ref in ("m1", "m2", "m3")]
    assert subjects == ["card:K7Q2", "card:K7Q2", None]


def subject(ref: str, tx: Transaction) -> str | None:
    return tx.subject_in("moderators@sim", ref)


async def test_an_alert_is_recorded_for_its_room_once_it_is_out(store: Store, desk: Desk):
    await store.run(enqueue(alert()))
    assert await store.read(lambda tx: tx.journal.alerted("K7Q2")) == []
    (row,) = await leased(store, desk)
    assert await store.sending(row)
    on_the_way = await store.read(lambda tx: tx.journal.alerted("K7Q2"))
    assert [each.room for each in on_the_way] == ["phillips@sim"]  # a correction now must follow it
    assert await store.done(row, "m1")
    recorded = await store.read(lambda tx: tx.journal.alerted("K7Q2"))
    assert [(each.room, each.alerts) for each in recorded] == [("phillips@sim", 1)]


async def test_withdrawn_before_it_went_out_an_alert_never_goes(store: Store, desk: Desk):
    await store.run(enqueue(alert("phillips@sim"), alert("downtown@sim"), card()))
    await sent(store, desk)
    await store.run(enqueue(alert("phillips@sim")))
    assert await store.run(lambda tx: tx.outbox.drop_for("K7Q2")) == ["downtown@sim"]
    assert [row.post.kind for row in await leased(store, desk) if row.post] == [PostKind.CARD]


async def test_what_may_be_out_is_held_until_a_moderator_says_resend(store: Store, desk: Desk):
    await store.run(enqueue(alert()))
    (row,) = await leased(store, desk)
    assert await store.sending(row)
    assert not await store.run(lambda tx: tx.outbox.release(row.id))
    await store.unknown(row)
    desk.clock.passes(hours=1)
    assert await leased(store, desk) == []
    assert [each.id for each in await store.held()] == [row.id]
    assert [each.room for each in await store.read(lambda tx: tx.journal.alerted("K7Q2"))] == ["phillips@sim"]
    assert await store.run(lambda tx: tx.outbox.release(row.id))
    assert not await store.run(lambda tx: tx.outbox.release(row.id))
    (again,) = await leased(store, desk)
    assert (again.id, again.attempts, again.post) == (row.id, 1, row.post)


async def test_an_answer_that_comes_after_all_settles_what_was_unknown(store: Store, desk: Desk):
    await store.run(enqueue(alert()))
    (row,) = await leased(store, desk)
    assert await store.sending(row)
    await store.unknown(row)
    assert await store.done(row, "m1")
    assert await store.held() == []


async def test_after_a_death_edits_go_again_and_sends_are_held(store: Store, desk: Desk):
    await store.run(enqueue(card()))
    await sent(store, desk)
    await store.run(enqueue(card(), alert(), alert("downtown@sim")))
    edit, send, waiting = sorted(await leased(store, desk), key=lambda row: row.id)
    assert await store.sending(edit)
    assert await store.sending(send)
    assert [each.id for each in await store.recover("one")] == [send.id]
    assert sorted(each.id for each in await leased(store, desk, "two")) == [edit.id, waiting.id]
    assert await store.recover("one") == []


@pytest.mark.parametrize(
    ("owner", "seconds", "found"), [("two", 0, 0), (None, 0, 1), ("lapsed", 59, 0), ("lapsed", 60, 1)]
)
async def test_only_the_dead_are_recovered(store: Store, desk: Desk, owner, seconds, found):
    await store.run(enqueue(alert()))
    (row,) = await leased(store, desk, "one")
    assert await store.sending(row)
    desk.clock.passes(seconds=seconds)
    lost = await store.recover_lapsed() if owner == "lapsed" else await store.recover(owner)
    assert len(lost) == found


async def test_a_lease_ends_and_the_late_owner_may_not_send(store: Store, desk: Desk):
    await store.run(enqueue(alert()))
    (mine,) = await leased(store, desk, "one")
    desk.clock.passes(minutes=1)
    (theirs,) = await leased(store, desk, "two")
    assert theirs.id == mine.id
    assert not await store.sending(mine)
    assert await store.sending(theirs)


async def test_failed_and_dropped_rows_never_come_again(store: Store, desk: Desk):
    await store.run(enqueue(alert(), Notice(report="r1", key="outcome.shared")))
    post, notice = await leased(store, desk)
    assert await store.sending(post)
    await store.failed(post)
    await store.dropped(notice)
    desk.clock.passes(days=1)
    assert await leased(store, desk) == []
    assert await store.next_due() is None
    assert await store.read(lambda tx: tx.journal.alerted("K7Q2")) == []


async def test_an_alert_and_what_decided_it_are_committed_together_or_not_at_all(store: Store, desk: Desk):
    def work(tx: Transaction) -> None:
        tx.incidents.add(incident())
        tx.outbox.post(alert())
        tx.incidents.save(replace(incident(), revision=7))

    with pytest.raises(Exception, match="somebody else"):
        await store.run(work)
    assert await leased(store, desk) == []


async def test_what_may_stand_for_a_while_only_is_due_to_be_deleted_when_that_is_over(store: Store, desk: Desk):
    await store.run(enqueue(card(kind=PostKind.WORDING, subject="wording:K7Q2", edits=False)))
    (row,) = await leased(store, desk)
    assert await store.sending(row)
    assert await store.done(row, "m7", gone_at=desk.clock() + timedelta(minutes=5))
    assert await leased(store, desk) == []
    desk.clock.passes(minutes=5)
    (back,) = await leased(store, desk)
    assert back.post is not None
    assert (back.post.kind, back.post.room, back.post.payload) == (
        PostKind.TAKE_BACK,
        "moderators@sim",
        {"ref": "m7"},
    )
