"""Dispatch: answered only after the commit, once for each input, in order for each person, and honest when it fails."""

import asyncio
import io
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot import logs
from bot.app import App
from bot.clock import TownClock
from bot.marks import Mark
from bot.parts import Parts
from bot.privacy.members import ModeratorSecret
from bot.privacy.witness import Witness
from bot.transports.base import Incoming, IncomingKind, Reaction, TryAgain
from bot.work import Unavailable
from handlers import messages, resident
from handlers.actions import Action, Verb, encode
from handlers.errors import Conflict
from handlers.inbound import RoomChange
from handlers.policy import Directory, Policy, Room
from tests.runtime import NOON, Post, alder_ferry, later, says, sender

ROOM = "moderators@sim"


def corner(number: int = 0) -> str:
    town = alder_ferry()
    crossing = [each for each in town.crossings if len(each.street_ids) > 1][number]
    return " & ".join(town.street(each).name for each in crossing.street_ids[:2])


def app_in(folder: Path, post: Post | None = None, **policy) -> App:
    return App(
        Parts(
            policy=Policy(**policy),
            directory=Directory(moderation=(Room(name=ROOM),), channels=()),
            gazetteer=alder_ferry(),
            store=folder / "whistle.db",
            members=ModeratorSecret(bytes(32)),
            transports=(post or Post(),),
            clock=TownClock(NOON),
        )
    )


@pytest.fixture
async def app(tmp_path) -> AsyncIterator[App]:
    made = app_in(tmp_path)
    await made.open()
    yield made
    await made.close()


async def drafts(app: App) -> int:
    return len(await app.store.read(lambda tx: tx.reports.due(later(days=1), 1000)))


async def test_a_sighting_is_committed_and_told_back(app):
    reaction = await app.receive(says(f"3 agents at {corner()}", message="m1"))
    assert await drafts(app) == 1
    assert len(reaction.replies) == 1
    assert app.conversations.report_behind(witness_of(app), "m1")


async def test_a_redelivered_input_does_nothing_and_says_nothing(app):
    incoming = says(f"3 agents at {corner()}", mark=Mark("sim", sequence=7))
    assert (await app.receive(incoming)).replies
    assert (await app.receive(incoming)).replies == ()
    assert await drafts(app) == 1


async def test_ten_people_at_once_are_all_heard_and_one_person_is_heard_in_order(app):
    await asyncio.gather(*(app.receive(says(f"ICE at {corner(n)}", f"r{n}")) for n in range(10)))
    assert await drafts(app) == 10
    order = [says("hi", "ben", message=f"m{n}") for n in range(5)]
    answers = await asyncio.gather(*(app.receive(each) for each in order))
    assert all(each.replies for each in answers)


async def test_a_conflict_is_tried_again(app, monkeypatch):
    tries = []

    def conflicted(tx, ctx, submission, conversation):
        tries.append(1)
        if len(tries) < 3:
            raise Conflict
        return real(tx, ctx, submission, conversation)

    real = resident.receive
    monkeypatch.setattr(resident, "receive", conflicted)
    assert (await app.receive(says(f"3 agents at {corner()}"))).replies
    assert len(tries) == 3
    assert await drafts(app) == 1


async def test_a_fault_is_logged_by_type_and_the_resident_is_asked_to_send_again(app, monkeypatch):
    def broken(*_args):
        raise RuntimeError("planted words of a person")

    stream = io.StringIO()
    undo = logs.configure(stream, "debug")
    monkeypatch.setattr(resident, "receive", broken)
    try:
        reaction = await app.receive(says("planted words of a person"))
    finally:
        undo()
    assert reaction.replies[0].text == messages.of("en").say("intake.failed")
    assert reaction.failed == "RuntimeError"
    assert "RuntimeError" in stream.getvalue()
    assert "planted" not in stream.getvalue()
    assert await drafts(app) == 0


async def test_what_could_not_be_committed_is_not_confirmed(app, monkeypatch):
    async def away(*_args):
        raise Unavailable

    monkeypatch.setattr(app.store, "run", away)
    with pytest.raises(TryAgain):
        await app.receive(says(f"3 agents at {corner()}"))


async def test_what_nobody_could_be_looked_up_for_is_not_confirmed_either(app, monkeypatch):
    async def away(*_args):
        raise Unavailable

    monkeypatch.setattr(app.store, "read", away)
    with pytest.raises(TryAgain):
        await app.receive(says("freeze", "heron"))
    with pytest.raises(TryAgain):
        await app.receive(says("", "heron", kind=IncomingKind.BUTTON, data=encode(Action(Verb.FREEZE))))


async def test_what_a_room_tells_is_kept_until_it_is_committed(app, monkeypatch):
    async def away(*_args):
        raise Unavailable

    changed = Incoming(
        kind=IncomingKind.ROOM_CHANGE, sender=None, received_at=NOON, room=ROOM, change=RoomChange.SENDING_RESTS,
        mark=Mark("sim", sequence=8),
    )  # fmt: skip
    with monkeypatch.context() as outage:
        outage.setattr(app.store, "run", away)
        with pytest.raises(TryAgain):
            await app.receive(changed)
    for _ in ("now it is committed", "and comes again"):
        assert await app.receive(changed) == Reaction()
        assert await app.store.read(lambda tx: tx.outbox.waiting()) == {ROOM: 1}


async def test_what_is_committed_is_told_though_nothing_can_be_read_any_more(app, monkeypatch):
    async def away(*_args):
        raise Unavailable

    monkeypatch.setattr(app.store, "read", away)
    reaction = await app.receive(says(f"3 agents at {corner()}"))
    monkeypatch.undo()
    assert await drafts(app) == 1
    assert "I pass on" in told(reaction)


async def test_the_return_address_stands_before_the_report_is_passed_on(app):
    await app.receive(says(f"3 agents at {corner()}"))
    ((report,),) = (await app.store.read(lambda tx: list(tx.reports.due(later(days=1), 9))),)
    assert app.contexts.people.reachable(report.ref)


async def test_forget_leaves_nothing_of_the_conversation(app):
    await app.receive(says(f"3 agents at {corner()}", message="m1"))
    (report,) = await app.store.read(lambda tx: list(tx.reports.due(later(days=1), 9)))
    reaction = await app.receive(says("FORGET"))
    assert reaction.erase
    assert app.conversations.find(witness_of(app)) is None
    assert app.conversations.report_behind(witness_of(app), "m1") == ""
    assert not app.contexts.people.reachable(report.ref)


async def test_a_number_means_the_choice_it_stood_before(app):
    await app.receive(says(f"3 agents at {corner()}"))
    options = app.conversations.find(witness_of(app)).options
    wanted = [each.verb for each in options].index(Verb.SEND_NOW) + 1
    await app.receive(says(str(wanted)))
    assert len(await app.store.read(lambda tx: list(tx.incidents.open()))) == 1


@pytest.mark.parametrize("data", ["", "v1:zz::", "v0:sn::", "x" * 65, "v1:sn:only-three"])
async def test_a_forged_button_changes_nothing(app, data):
    reaction = await app.receive(says("", kind=IncomingKind.BUTTON, data=data))
    assert reaction.replies == ()


async def test_a_resident_who_presses_a_moderators_button_gets_nowhere(app):
    await app.receive(says(f"3 agents at {corner()}"))
    app.clock.advance_to(later(minutes=1))
    await app.maintenance.step()
    (incident,) = await app.store.read(lambda tx: list(tx.incidents.open()))
    for number in range(3):
        press = encode(Action(Verb.APPROVE, incident.code))
        await app.receive(says("", f"mallory{number}", kind=IncomingKind.BUTTON, data=press))
    (after,) = await app.store.read(lambda tx: list(tx.incidents.open()))
    assert after.published_at is None


async def test_a_room_nobody_configured_is_not_heard(app):
    reaction = await app.receive(says(f"3 agents at {corner()}", room="somewhere@sim"))
    assert reaction.replies == ()
    assert await drafts(app) == 0


async def test_too_much_from_one_person_is_refused_once_and_others_are_still_heard(tmp_path):
    app = app_in(tmp_path, reports_per_person_hour=2)
    await app.open()
    try:
        said = []
        for number in range(6):
            said.append(await app.receive(says(f"ICE at {corner(number)}", "ana")))
            app.conversations.forget(witness_of(app))
        refusals = [each for each in said if each.replies and refused() in each.replies[0].text]
        assert len(refusals) == 1
        assert await drafts(app) == 2
        assert (await app.receive(says(f"ICE at {corner()}", "ben"))).replies
    finally:
        await app.close()


async def test_a_muted_person_is_told_and_not_heard(app):
    await app.receive(says(f"3 agents at {corner()}"))
    (report,) = await app.store.read(lambda tx: list(tx.reports.due(later(days=1), 9)))
    assert app.contexts.people.mute(report.ref)
    reaction = await app.receive(says(f"5 agents at {corner(3)}"))
    assert messages.of("en").say("intake.muted") in reaction.replies[0].text
    assert "need not open" in (await app.receive(says("they are at my door"))).replies[0].text
    assert (await app.receive(says("rights"))).replies
    assert await drafts(app) == 1
    assert (await app.receive(says("FORGET"))).erase
    assert await drafts(app) == 0


async def test_one_platform_down_takes_no_other_down(tmp_path):
    class Broken(Post):
        async def run(self, receive):
            raise RuntimeError("down")

    broken = Broken(platform="simsig", room_names=())
    post = Post()
    app = app_in(tmp_path, post)
    app.parts = replace(app.parts, transports=(broken, post))
    async with app:
        async with asyncio.timeout(10):
            await post.started.wait()
        assert post.received
        assert (await post.received(says(f"3 agents at {corner()}"))).replies


def refused() -> str:
    return messages.of("en").say("intake.rate_one")


def witness_of(app: App, who: str = "ana") -> Witness:
    return app.intake.witness(sender(who))


# What counts as a report


async def capped(folder: Path, **caps) -> App:
    app = app_in(folder, **caps)
    await app.open()
    return app


async def test_additions_to_an_open_draft_are_no_further_reports(tmp_path):
    app = await capped(tmp_path, reports_per_person_hour=1)
    try:
        await app.receive(says(f"3 agents at {corner()}", message="m1"))
        for more in ("they wear vests", "2 vans too", "they are stopping people"):
            assert refused() not in (await app.receive(says(more))).replies[0].text
        edited = says(f"5 agents at {corner()}", kind=IncomingKind.EDITED, target="m1")
        assert refused() not in (await app.receive(edited)).replies[0].text
        assert await drafts(app) == 1
    finally:
        await app.close()


async def test_a_report_begun_by_a_button_counts_as_any_other(tmp_path):
    app = await capped(tmp_path, reports_per_person_hour=1)
    try:
        begin = says("", kind=IncomingKind.BUTTON, data=encode(Action(Verb.GUIDED)))
        await app.receive(begin)
        await app.receive(says("about 5 agents"))
        assert await drafts(app) == 1
        app.conversations.forget(witness_of(app))
        assert refused() in (await app.receive(says(f"3 agents at {corner()}"))).replies[0].text
        assert await drafts(app) == 1
    finally:
        await app.close()


async def test_what_is_no_report_uses_up_none(tmp_path):
    app = await capped(tmp_path, reports_per_person_hour=1)
    try:
        for words in ("hi", "thanks", "rights", "privacy", "zones"):
            await app.receive(says(words))
        assert refused() not in (await app.receive(says(f"3 agents at {corner()}"))).replies[0].text
        assert await drafts(app) == 1
    finally:
        await app.close()


async def test_a_full_intake_is_told_again_after_a_minute_and_not_to_each_message(tmp_path):
    app = await capped(tmp_path, reports_overall_minute=1)
    full = messages.of("en").say("intake.rate_all")
    try:
        await app.receive(says(f"3 agents at {corner()}", "ana"))
        told = [await app.receive(says(f"4 agents at {corner(1)}", "ben")) for _ in range(3)]
        assert [bool(each.replies) and full in each.replies[0].text for each in told] == [True, False, False]
        assert isinstance(app.clock, TownClock)
        app.clock.advance(timedelta(seconds=61))
        await app.receive(says(f"5 agents at {corner(2)}", "cy"))  # somebody else takes the minute's only place
        again = await app.receive(says(f"4 agents at {corner(1)}", "ben"))
        assert full in again.replies[0].text, "who is asked to send it again must hear that it was not taken again"
        assert await drafts(app) == 2
    finally:
        await app.close()


# Whose word counts


@pytest.fixture
async def post(tmp_path) -> AsyncIterator[tuple[App, Post]]:
    """Heron is a moderator, by an act in the room."""
    made = Post()
    app = app_in(tmp_path, made)
    await app.open()
    await app.receive(says("pending", "heron", room=ROOM))
    made.asked.clear()
    yield app, made
    await app.close()


PRESSES = says("", "heron", kind=IncomingKind.BUTTON, data=encode(Action(Verb.FREEZE)))
WRITES = says("freeze", "heron")


@pytest.mark.parametrize("act", [PRESSES, WRITES, replace(PRESSES, room=ROOM), replace(WRITES, room=ROOM)])
async def test_the_platform_is_asked_about_a_moderator_wherever_and_however_they_act(post, act):
    app, platform = post
    platform.outside.add("heron")
    assert "not in the moderators' room any more" in told(await app.receive(act))
    platform.outside.clear()
    platform.hides_members = True
    assert "cannot see at this moment" in told(await app.receive(act))
    platform.hides_members = False
    assert platform.asked == [("heron", frozenset({ROOM}))] * 2
    assert await app.store.read(lambda tx: tx.journal.switch("frozen")) is None
    assert "FROZEN for" in told(await app.receive(act))


async def test_of_nobody_else_is_anything_asked_in_private(post):
    app, platform = post
    for text in ("freeze", "approve K7Q2", "/mod revoke heron", f"3 agents at {corner()}", "join ABCDEFGHJK", "help"):
        await app.receive(says(text))
    await app.receive(says("", kind=IncomingKind.BUTTON, data=encode(Action(Verb.FREEZE))))
    await app.receive(says("they wear vests", "heron"))
    assert platform.asked == []


async def test_a_forwarded_command_is_somebody_elses(post):
    app, platform = post
    await app.receive(replace(WRITES, forwarded=True))
    assert platform.asked == []
    assert await app.store.read(lambda tx: tx.journal.switch("frozen")) is None


def told(reaction: Reaction) -> str:
    return "\n".join([reaction.toast, *(each.text for each in reaction.replies)])
