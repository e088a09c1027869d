"""What an edit, a door and a withdrawal do to what was said before, on a real store."""

import pytest

from handlers.conversation import Asking
from handlers.inbound import Kind
from handlers.incident import ReportState
from handlers.observation import Activity, Observation, Presence, Uniform, Vehicle
from handlers.rewording import Rewording, edited_part
from tests.residentdesk import HOTLINE, ResidentDesk, resident_desk

SIGHTING = "3 unmarked suvs agents in vests stopping people lake & chicago rn"
WAS = Observation(agents=3, vehicle_kinds=(Vehicle.VAN,), uniforms=(Uniform.VESTS,))


@pytest.fixture
async def desk(tmp_path):
    async with resident_desk(tmp_path / "store.db") as desk:
        yield desk


async def words_of(desk: ResidentDesk, ref: str) -> str | None:
    return await desk.store.read(lambda tx: tx.wordings.read(f"report:{ref}"))


async def edits(desk: ResidentDesk, text: str) -> str:
    report = await desk.report()
    assert report is not None
    return await desk.says(text, kind=Kind.EDITED, report=report.ref)


async def test_an_edit_takes_back_words_and_fields_of_a_draft(desk):
    await desk.says("4 agents in vests with a van at lake & chicago, by the blue bakery")
    told = await edits(desk, "agents with a van at lake & chicago")
    report = await desk.report()
    assert (report.observation.agents, report.observation.uniforms) == (None, ())
    assert report.observation.vehicle_kinds == (Vehicle.VAN,)
    assert "vests" not in told
    assert await words_of(desk, report.ref) == "agents with a van at lake & chicago"


async def test_an_edit_takes_back_words_and_fields_moderators_have(desk):
    await desk.says("4 agents in vests at lake & chicago, still there, by the blue bakery")
    await desk.passes(seconds=30)
    assert "Changed" in await edits(desk, "5 agents at lake & chicago")
    report, (incident,) = await desk.report(), await desk.incidents()
    for changed in (report, incident):
        assert (changed.observation.agents, changed.observation.uniforms, changed.presence) == (5, (), None)
    assert await words_of(desk, report.ref) == "5 agents at lake & chicago"


async def test_what_another_neighbor_said_survives_an_edit(desk):
    await desk.says("4 agents in vests at lake & chicago", "ben")
    await desk.passes(seconds=30)
    await desk.says("6 agents in vests at lake & chicago")
    await desk.passes(seconds=30)
    await edits(desk, "agents at lake & chicago")
    (incident,) = await desk.incidents()
    assert (incident.observation.agents, incident.observation.uniforms) == (4, (Uniform.VESTS,))


async def test_an_edit_of_one_message_leaves_what_the_other_said(desk):
    await desk.says("4 agents with a van at lake & chicago")
    await desk.says("they are stopping people and wear masks")
    await edits(desk, "4 agents at lake & chicago")
    seen = (await desk.report()).observation
    assert (seen.agents, seen.vehicle_kinds) == (4, ())
    assert (seen.activities, seen.uniforms) == ((Activity.STOP,), (Uniform.MASKS,))


def test_an_edit_is_no_news_where_it_says_the_same():
    corrected_by_moderators = Observation(agents=5, uniforms=(Uniform.MASKS,))
    same = Rewording(was=WAS, now=WAS, was_presence=Presence.GONE, presence=Presence.GONE)
    assert same.applied(corrected_by_moderators, Observation()) == corrected_by_moderators
    assert same.present(Presence.THERE) is Presence.THERE


def test_the_edited_message_is_found_among_several():
    assert edited_part("a van at lake\nthey wear masks", "they wear red masks") == (
        "they wear masks",
        ("a van at lake",),
    )
    assert edited_part("a van at lake", "nothing like it") == ("a van at lake", ())
    assert edited_part("", "new") == ("", ())


@pytest.mark.parametrize("text", [SIGHTING, "they are at my door", "hello"])
async def test_an_edit_of_an_unknown_message_opens_nothing(desk, text):
    await desk.says(SIGHTING)
    await desk.says("forget")
    told = await desk.says(text, kind=Kind.EDITED)
    assert told
    assert await desk.report() is None
    await desk.passes(hours=1)
    assert await desk.incidents() == []


async def test_an_edit_that_is_not_known_any_more_says_so_and_still_helps_at_the_door(desk):
    assert "send it as a new message" in await desk.says(SIGHTING, kind=Kind.EDITED)
    told = await desk.says("they are at my door", kind=Kind.EDITED)
    assert "You need not open" in told
    assert HOTLINE in told
    assert "may stay silent" in await desk.says("rights", kind=Kind.EDITED)


async def test_the_door_is_heard_step_by_step(desk):
    await desk.says("report")
    await desk.says("4")
    told = await desk.says("they are banging on my door")
    assert told.startswith("You need not open")
    assert "Is this your home?" in told
    assert (await desk.report()).private_home
    assert desk.held["ana"].asking is Asking.HOME


async def test_somebody_taken_is_first_aid_and_the_step_goes_on(desk):
    await desk.says("report")
    told = await desk.says("they took my brother, 4 agents")
    assert told.startswith("I am sorry")
    assert "2 of 6" in told
    assert (await desk.report()).observation.agents == 4


async def test_the_door_is_heard_in_an_edit_of_a_draft(desk):
    await desk.says("agents at 5th st n & linden ave n")
    told = await edits(desk, "agents at my door 5th st n & linden ave n")
    assert told.startswith("You need not open")
    report = await desk.report()
    assert (report.private_home, report.state) == (True, ReportState.DRAFT)
    assert await desk.passes(minutes=1) == 0
    assert "In 30 s" in await desk.says("no")
    assert not (await desk.report()).private_home


async def test_the_door_is_heard_in_an_edit_of_what_moderators_have(desk):
    await desk.says("agents at 5th st n & linden ave n")
    await desk.passes(seconds=30)
    told = await edits(desk, "agents at my door 5th st n & linden ave n")
    assert "Is this your home?" in told
    assert (await desk.incidents())[0].private_home
    await desk.says("no")
    assert not (await desk.incidents())[0].private_home


async def test_a_pin_with_a_door_is_a_home(desk):
    told = await desk.says("they are at my door", kind=Kind.PIN)
    assert told.startswith("You need not open")
    assert (await desk.report()).private_home


async def test_a_person_taken_after_a_report_belongs_to_it(desk):
    await desk.says(SIGHTING)
    await desk.passes(seconds=30)
    told = await desk.says("they took my brother")
    assert told.startswith("I am sorry")
    assert "Added to your report" in told
    (incident,) = await desk.incidents()
    assert Activity.ARREST in incident.observation.activities
