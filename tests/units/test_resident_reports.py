"""What a resident's messages do to drafts, reports and incidents, on a real store."""

from dataclasses import replace
from datetime import timedelta

import pytest

from geo.resolve import Resolver
from handlers.conversation import Asking
from handlers.inbound import Kind
from handlers.incident import IncidentState, ReportState
from handlers.observation import Activity, Presence
from tests.gridcity import Grid, Line, built
from tests.residentdesk import HOTLINE, ResidentDesk, resident_desk

SIGHTING = "3 unmarked suvs agents in vests stopping people lake & chicago rn"

NUMBERED = ("2nd", "3rd", "4th")


@pytest.fixture
async def desk(tmp_path):
    async with resident_desk(tmp_path / "store.db") as desk:
        yield desk


async def words_of(desk: ResidentDesk, ref: str) -> str | None:
    return await desk.store.read(lambda tx: tx.wordings.read(f"report:{ref}"))


async def test_a_sighting_is_committed_at_once_and_told_back_in_closed_fields(desk):
    told = await desk.says(SIGHTING)
    assert told.startswith("Received. In 30 s I pass on: E Lake St & Chicago Ave S")
    assert "vests" in told
    assert "stopping people lake" not in told
    report = await desk.report()
    assert report.state is ReportState.DRAFT
    assert await words_of(desk, report.ref) == SIGHTING


async def test_a_draft_passes_on_by_itself_once(desk):
    await desk.says(SIGHTING)
    assert await desk.passes(seconds=29) == 0
    assert await desk.passes(seconds=1) == 1
    assert await desk.passes(hours=1) == 0
    (incident,) = await desk.incidents()
    assert (incident.witnesses, incident.reports, incident.state) == (1, 1, IncidentState.PENDING)


async def test_two_neighbors_share_an_incident_and_one_person_counts_once(desk):
    for who in ("ana", "ben", "ana"):
        await desk.says(SIGHTING, who)
        await desk.says("1", who)
    (incident,) = await desk.incidents()
    assert (incident.witnesses, incident.reports) == (2, 3)
    reports = await desk.store.read(lambda tx: tx.reports.of_incident(incident.code))
    assert [report.number for report in reports] == [1, 2, 3]


async def test_without_a_place_it_is_asked_and_goes_out_unknown_after_ten_minutes(desk):
    asked = await desk.answered("3 vans and agents")
    assert "Where?" in asked.replies[-1].text
    assert "10 minutes" in asked.replies[-1].text
    assert asked.replies[-1].ask_location
    assert await desk.passes(minutes=9) == 0
    assert await desk.passes(minutes=1) == 1
    (incident,) = await desk.incidents()
    assert incident.place is None


async def test_a_street_that_was_understood_is_completed_by_the_next_message(desk):
    assert "I know E Lake St" in await desk.says("agents on e lake st")
    assert "E Lake St & Chicago Ave S" in await desk.says("chicago ave s")


async def test_an_ambiguous_place_is_picked_by_number_and_none_of_them_asks_again(desk):
    asked = await desk.answered("agents at linden & 5th")
    labels = [choice.label for choice in asked.replies[-1].flat_choices]
    assert len(labels) == 3
    assert any("Old Mill" in label for label in labels)
    assert "Where?" in await desk.says("3", "ana")
    await desk.says("agents at linden & 5th", "ben")
    assert labels[0].split(" (")[0] in await desk.says("uno", "ben")


async def test_more_words_join_the_draft_but_another_place_opens_a_second(desk):
    await desk.says(SIGHTING)
    await desk.says("they are arresting a man, 5 agents")
    report = await desk.report()
    assert report.observation.agents == 5
    assert Activity.ARREST in report.observation.activities
    told = await desk.says("also agents at 5th st n & linden ave n")
    assert "passed on your first report" in told
    assert "Linden Ave N" in told
    assert len(await desk.incidents()) == 1
    assert (await desk.report()).ref != report.ref


async def test_cancel_deletes_and_a_stale_button_is_harmless(desk):
    await desk.says(SIGHTING)
    ref = (await desk.report()).ref
    stale = desk.held["ana"]
    assert "deleted" in await desk.says("4")
    assert await words_of(desk, ref) is None
    desk.held["ana"] = stale
    assert "nothing open" in await desk.says("1")
    assert await desk.incidents() == []


async def test_guided_asks_six_times_and_numbers_are_answers(desk):
    await desk.says("step by step")
    for said in ("4", "2", "lake & chicago", "1", "10 minutes ago"):
        await desk.says(said)
    told = await desk.says("2 vans")
    assert "E Lake St & Chicago Ave S" in told
    seen = (await desk.report()).observation
    assert (seen.agents, seen.vehicles, seen.activities) == (4, 2, (Activity.ARREST,))


async def test_guided_left_alone_is_passed_on_as_it_stands(desk):
    assert "10 minutes" in await desk.says("report")
    await desk.says("4")
    assert await desk.passes(minutes=10) == 1


async def test_nothing_said_step_by_step_keeps_nothing(desk):
    await desk.says("report")
    told = [await desk.says("skip") for _ in range(6)]
    assert "nothing was kept" in told[-1]
    assert await desk.report() is None


async def test_the_door_comes_before_any_preview_and_yes_keeps_the_home_private(desk):
    told = await desk.says("ICE is at my door, lake & chicago")
    assert HOTLINE in told
    assert told.index(HOTLINE) < told.index("Is this your home?")
    assert "pass on" not in told
    assert "moderators only" in await desk.says("yes")
    assert (await desk.report()).private_home


async def test_a_home_nobody_answered_for_stays_private(desk):
    await desk.says("they are at my door at lake & chicago")
    await desk.passes(minutes=10)
    assert [incident.private_home for incident in await desk.incidents()] == [True]


async def test_withdrawing_the_only_report_closes_its_incident(desk):
    await desk.says(SIGHTING)
    ref = (await desk.report()).ref
    await desk.says("1")
    assert "Withdrawn" in await desk.says("withdraw")
    assert await desk.incidents() == []
    assert await words_of(desk, ref) is None


async def test_an_edit_corrects_the_draft_and_a_deletion_takes_it_back(desk):
    await desk.says(SIGHTING)
    ref = (await desk.report()).ref
    await desk.says("5 vans lake & chicago", kind=Kind.EDITED, report=ref)
    assert (await desk.report()).observation.vehicles == 5
    assert "deleted" in await desk.says("", kind=Kind.DELETED, report=ref)
    assert await desk.passes(minutes=20) == 0


async def test_what_comes_after_passing_on_is_added_to_the_report(desk):
    await desk.says(SIGHTING)
    await desk.says("1")
    assert "Added" in await desk.says("they left now")
    (incident,) = await desk.incidents()
    assert incident.presence is Presence.GONE


async def test_forget_erases_words_and_conversation_but_not_the_sighting(desk):
    await desk.says(SIGHTING)
    ref = (await desk.report()).ref
    await desk.says("1")
    assert (await desk.answered("forget")).forget
    assert await words_of(desk, ref) is None
    assert len(await desk.incidents()) == 1


async def test_photos_are_refused_with_the_reason_and_their_words_are_kept(desk):
    assert "faces" in await desk.says("", kind=Kind.PHOTO)
    assert "Lake St" in await desk.says(SIGHTING, kind=Kind.PHOTO)


async def test_codes_that_were_never_published_all_answer_the_same(desk):
    await desk.says(SIGHTING)
    await desk.says("1")
    (incident,) = await desk.incidents()
    answers = {await desk.says(f"{verb}", "ben") for verb in (f"verify {incident.code}", "verify B2C3", "B2C3 gone")}
    answers.add(await desk.says(f"{incident.code} still", "ben"))
    assert answers == {"No such alert."}
    assert (await desk.incidents())[0].witnesses == 1


async def test_small_talk_stores_nothing_and_languages_can_be_chosen(desk):
    answer = await desk.answered("hi")
    assert [choice.label for choice in answer.replies[0].flat_choices][-2:] == ["English", "Español"]
    assert answer.conversation.asking is Asking.NOTHING
    assert "sin tu nombre" in await desk.says("español")
    assert await desk.report() is None
    assert "Recibido" in await desk.says("3 camionetas en lake y chicago")


async def test_zero_delay_waits_for_a_yes(desk):
    desk.policy = replace(desk.policy, draft_delay=timedelta(0))
    assert "When you say send" in await desk.says(SIGHTING)
    assert await desk.passes(hours=5) == 0
    await desk.says("send now")
    assert len(await desk.incidents()) == 1


async def test_one_voice_per_person_and_gone_never_clears(desk):
    await desk.says(SIGHTING)
    await desk.says("1")
    (incident,) = await desk.incidents()
    published = replace(incident, state=IncidentState.PUBLISHED)
    await desk.store.run(lambda tx: tx.incidents.save(published))
    for _ in range(2):
        await desk.says(f"{incident.code} still", "ben")
    await desk.says(f"{incident.code} se fueron", "cai")
    (incident,) = await desk.incidents()
    assert (incident.witnesses, incident.presence) == (2, Presence.GONE)
    assert incident.state is IncidentState.PUBLISHED


async def test_a_corner_that_exists_too_often_to_list_is_asked_about_with_its_neighborhood(desk, tmp_path):
    sides = (("N", 0), ("E", 20), ("S", 40))
    desk.resolver = Resolver(
        built(
            Grid(
                across=tuple(
                    Line(f"{n} St {side}", y + at, 0, 9) for side, y in sides for at, n in enumerate(NUMBERED)
                ),
                along=tuple(
                    Line(f"{n} Ave {side}", at, y, y + 9) for side, y in sides for at, n in enumerate(NUMBERED)
                ),
            ),
            tmp_path,
        )
    )
    assert "There are more places of that name than fit here" in await desk.says("2 vans at 2nd and 3rd")
    assert "Which place do you mean?" in await desk.says("2 vans at 3rd & 3rd", "ben")
