"""Dispatch: answered only after the commit, once for each input, in order for each person, and honest when it fails."""

import asyncio
import io
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot import logs
from bot.app import App, Parts
from bot.clock import TownClock
from bot.marks import Mark
from bot.privacy.members import ModeratorSecret
from bot.transports.base import IncomingKind, TryAgain
from bot.work import Unavailable
from handlers import messages, resident
from handlers.actions import Action, Verb, encode
from handlers.errors import Conflict
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
    assert app.conversations.report_behind(key_of(app), "m1")


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
    assert "RuntimeError" in stream.getvalue()
    assert "planted" not in stream.getvalue()
    assert await drafts(app) == 0


async def test_what_could_not_be_committed_is_not_confirmed(app, monkeypatch):
    async def away(*_args):
        raise Unavailable

    monkeypatch.setattr(app.store, "run", away)
    with pytest.raises(TryAgain):
        await app.receive(says(f"3 agents at {corner()}"))


async def test_the_return_address_stands_before_the_report_is_passed_on(app):
    await app.receive(says(f"3 agents at {corner()}"))
    ((report,),) = (await app.store.read(lambda tx: list(tx.reports.due(later(days=1), 9))),)
    assert app.contexts.people.reachable(report.ref)


async def test_forget_leaves_nothing_of_the_conversation(app):
    await app.receive(says(f"3 agents at {corner()}", message="m1"))
    (report,) = await app.store.read(lambda tx: list(tx.reports.due(later(days=1), 9)))
    reaction = await app.receive(says("FORGET"))
    assert reaction.erase
    assert app.conversations.find(key_of(app)) is None
    assert app.conversations.report_behind(key_of(app), "m1") == ""
    assert not app.contexts.people.reachable(report.ref)


async def test_a_number_means_the_choice_it_stood_before(app):
    await app.receive(says(f"3 agents at {corner()}"))
    options = app.conversations.find(key_of(app)).options
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
            app.conversations.forget(key_of(app))
        refusals = [each for each in said if each.replies and refused() in each.replies[0].text]
        assert len(refusals) == 1
        assert await drafts(app) == 2
        assert (await app.receive(says(f"ICE at {corner()}", "ben"))).replies
    finally:
        await app.close()


async def test_a_muted_person_is_told_and_not_heard(app):
    await app.receive(says(f"3 agents at {corner()}"))
    (report,) = await app.store.read(lambda tx: list(tx.reports.due(later(days=1), 9)))
    assert app.contexts.people.mute(report.ref, later(hours=24))
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


def key_of(app: App, who: str = "ana") -> bytes:
    return app.conversations.key_of(app.intake.witness(sender(who)))
