"""Typed words, edits, notes, questions, merges and measures against abuse."""

from dataclasses import replace

import pytest

from handlers.actions import Action, Verb
from handlers.commands import wish_of
from handlers.inbound import RoomInput
from handlers.incident import IncidentState
from handlers.observation import Heading, Uniform, Vehicle
from handlers.sealed import words_owner
from tests.moderatorsroom import DOWNTOWN_AND_OLD_MILL, DOWNTOWN_ONLY, moderators_room


@pytest.fixture
async def room(tmp_path):
    async with moderators_room(tmp_path) as opened:
        yield opened


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("approve K7Q2", Action(Verb.APPROVE, "K7Q2")),
        ("Aprobar #k7q2", Action(Verb.APPROVE, "K7Q2")),  # as people type it
        ("reject K7Q2 too old", Action(Verb.REJECT, "K7Q2", "too old")),
        ("/clear@whistlebot K7Q2", Action(Verb.CLEAR, "K7Q2")),  # Telegram's form of a command
        ("false K7Q2 film crew", Action(Verb.FALSE, "K7Q2", "film crew")),
        ("merge K7Q2 M3X9", Action(Verb.MERGE, "K7Q2", "M3X9")),
        ("/mod revoke heron", Action(Verb.REVOKE, "", "heron")),
        ("mod readmitir heron", Action(Verb.READMIT, "", "heron")),
        ("resend 7", Action(Verb.RESEND, "", "7")),
        ("ayuda", Action(Verb.HELP)),
        ("/nonsense", Action(Verb.HELP)),  # a command nobody knows is asked about
        ("help me with lake street", None),  # talk
        ("clear", None),  # of what?
        ("approve", Action(Verb.APPROVE)),  # nobody says this as talk
        ("approve of that", None),
        ("join us tomorrow", None),
    ],
)
async def test_what_is_typed_means(room, text, action):
    seen = []
    said = room_input(room, text)
    seen.append(wish_of(said))
    assert seen == [action]


def room_input(room, text) -> RoomInput:
    return RoomInput(room="moderators@sim", member="m", witness=room.witness("x"), now=room.desk.clock(), text=text)


async def test_edits_set_fields_and_start_the_votes_again(room):
    await room.incident()
    await room.presses("hawkeye", Verb.APPROVE)
    await room.says("radar", "edit K7Q2 vehicles: 5")
    await room.says("radar", "editar K7Q2 tipo: van, SUVs")
    await room.says("radar", "edit K7Q2 uniform: tactical gear")
    await room.says("radar", "edit K7Q2 heading: north")
    seen = (await room.now()).observation
    assert (seen.vehicles, seen.vehicle_kinds) == (5, (Vehicle.VAN, Vehicle.SUV))
    assert (seen.uniforms, seen.heading) == ((Uniform.TACTICAL,), Heading.NORTH)
    assert "1 of 2" in (await room.presses("klinger", Verb.APPROVE)).toast


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("edit K7Q2 vehicles: lots", "A number from 1 to 500"),
        ("edit K7Q2 vehicles: 99999999999999999999", "A number from 1 to 500"),
        ("edit K7Q2 uniform: the tall one", "Known values: vests"),
        ("edit K7Q2 time: soon", "A time of day like 14:20"),
        ("edit K7Q2 nothing", "Type for example"),
        ("place K7Q2 qwertyuiop", "No such place"),
        ("mute K7Q2 r9", "Which report"),
        ("resend 999", "Nothing unsettled"),
        ("/mod revoke nobody", "No moderator is called nobody"),
        ("release K7Q2", "You are not checking"),
        ("merge K7Q2 K7Q2", "cannot be merged with itself"),
        ("merge K7Q2", "Into which one?"),
        ("merge", "Which one?"),
        ("approve", "Which one?"),
        ("aprobar", "Which one?"),
        ("approve B2B2", "No open incident B2B2"),
        ("clear K7Q2", "K7Q2 is not published"),
    ],
)
async def test_what_cannot_be_done_is_said_and_changes_nothing(room, typed, answer):
    before = await room.incident()
    assert answer in (await room.says("hawkeye", typed)).toast
    assert await room.now() == before


async def test_a_note_goes_out_with_its_own_edition_only(room):
    await room.incident()
    await room.presses("hawkeye", Verb.APPROVE)
    assert "Votes start again" in (await room.says("radar", "note K7Q2 blocking the bus lane")).toast
    for who in ("hawkeye", "radar"):
        await room.presses(who, Verb.APPROVE)
    await room.delivers()
    assert "Moderators: blocking the bus lane" in room.reads("downtown@sim")[0]
    await room.says("klinger", "note K7Q2 something nobody voted for")
    await room.presses("klinger", Verb.DOUBT)
    await room.delivers()
    assert not any("nobody voted" in text for where, text in room.sent if where == "downtown@sim")


async def test_a_reports_own_words_are_refused_and_personal_data_is_asked_about(room):
    await room.incident()
    assert "cannot go out" in (await room.says("hawkeye", "note K7Q2 saw three suvs outside")).toast
    asked = await room.says("hawkeye", "note K7Q2 call 555")
    assert "phone (1)" in asked.replies[0].text
    assert not (await room.now()).has_note
    await room.says("hawkeye", "1")
    assert (await room.now()).has_note
    assert "Moderators: call 555" in await room.card()


async def test_what_a_report_says_by_then_is_refused_also_to_whoever_insists(room):
    await room.incident()
    await room.says("hawkeye", "note K7Q2 call 555")
    (ref, *_) = await room.store.read(lambda tx: [each.ref for each in tx.reports.of_incident("K7Q2")])
    await room.store.run(lambda tx: tx.wordings.append(words_owner(ref), "call 555 at once"))
    assert "cannot go out" in (await room.says("hawkeye", "1")).toast
    assert not (await room.now()).has_note


async def test_a_question_reaches_whoever_can_be_reached(room):
    await room.incident(DOWNTOWN_ONLY, "ana", "ben")
    room.replies.forget("k7q2ben")
    assert "one person was asked" in (await room.says("hawkeye", "ask K7Q2 1")).toast
    await room.delivers()
    [asked] = room.notices
    assert asked.report == "k7q2ana"
    assert "Never say who you are" in room.notice(asked).text


async def test_a_merge_takes_reports_and_witnesses_over(room):
    await room.published(DOWNTOWN_ONLY, "ana", code="K7Q2")
    await room.published(DOWNTOWN_ONLY, "ben", "cleo", code="M3X9")
    await room.says("hawkeye", "merge K7Q2 M3X9")
    target = await room.now("M3X9")
    assert (target.witnesses, target.reports) == (3, 3)
    reports = await room.store.read(lambda tx: tx.reports.of_incident("M3X9"))
    assert [(report.ref, report.number) for report in reports] == [("m3x9ben", 1), ("m3x9cleo", 2), ("k7q2ana", 3)]
    assert (await room.now("K7Q2")).state is IncidentState.CLOSED
    await room.delivers()
    assert any(text.startswith("This alert is now part of M3X9") for text in room.reads("downtown@sim"))
    assert "K7Q2 is part of M3X9 now" in (await room.says("hawkeye", "approve K7Q2")).toast
    assert "your own report" in (await room.says("ana", "false M3X9")).toast


async def test_one_moderator_takes_no_alert_down_by_merging_it(room):
    await room.published(DOWNTOWN_AND_OLD_MILL, "ana", code="K7Q2")
    await room.published(DOWNTOWN_ONLY, "ben", code="M3X9")
    before = {name: room.reads(name) for name in ("downtown@sim", "oldmill@sim")}
    assert "clear K7Q2" in (await room.says("hawkeye", "merge K7Q2 M3X9")).toast
    await room.delivers()
    assert (await room.now("K7Q2")).state is IncidentState.PUBLISHED
    assert {name: room.reads(name) for name in before} == before


async def test_an_alert_gives_way_only_where_each_of_its_rooms_hears_of_the_other(room):
    """The same corner, but one of them is a home: only its own neighborhood heard of that one."""
    await room.published(DOWNTOWN_AND_OLD_MILL, "ana", code="K7Q2")
    await room.published(DOWNTOWN_AND_OLD_MILL, "ben", code="M3X9", private_home=True)
    assert room.reads("oldmill@sim")
    assert "in the same channels" in (await room.says("hawkeye", "merge K7Q2 M3X9")).toast
    assert (await room.now("K7Q2")).state is IncidentState.PUBLISHED


async def test_a_merge_silences_nobody_elses_vote(room):
    await room.incident(DOWNTOWN_ONLY, "ana", code="K7Q2")
    await room.incident(DOWNTOWN_AND_OLD_MILL, "ben", code="M3X9")
    await room.presses("radar", Verb.APPROVE)
    assert "Another moderator wants K7Q2 out" in (await room.says("hawkeye", "merge K7Q2 M3X9")).toast
    await room.says("radar", "merge K7Q2 M3X9")
    assert (await room.now("K7Q2")).state is IncidentState.CLOSED


@pytest.mark.parametrize("out", [False, True])
async def test_a_merge_keeps_a_home_private(room, out):
    if out:
        await room.published(DOWNTOWN_ONLY, "ben", code="M3X9")
    else:
        await room.incident(DOWNTOWN_ONLY, "ben", code="M3X9")
    await room.incident(DOWNTOWN_ONLY, "ana", code="K7Q2", private_home=True)
    await room.says("hawkeye", "merge K7Q2 M3X9")
    for moderator in ("hawkeye", "radar"):
        await room.says(moderator, "approve M3X9")
    await room.delivers()
    assert (await room.now("M3X9")).private_home
    (alert,) = room.reads("downtown@sim")
    assert "ICE activity near Downtown" in alert
    assert "Ferry" not in alert


async def test_the_last_moderator_cannot_shut_everybody_out(room):
    await room.incident()
    await room.presses("hawkeye", Verb.APPROVE)
    refusal = await room.says("hawkeye", "/mod revoke heron")
    assert "last active moderator" in refusal.toast
    await room.presses("radar", Verb.APPROVE)
    assert "heron is suspended" in (await room.says("hawkeye", "/mod revoke heron")).toast


async def test_muting_silences_a_sender_nobody_knows(room):
    await room.incident()
    assert "silenced for 24 h" in (await room.says("hawkeye", "mute K7Q2 r1")).toast
    await room.delivers()
    assert [notice.key for notice in room.notices] == ["notice.muted"]


async def test_a_revoked_moderators_votes_are_void_until_readmitted(room):
    await room.incident()
    await room.presses("hawkeye", Verb.APPROVE)
    assert "heron is suspended" in (await room.says("radar", "/mod revoke heron")).toast
    assert "1/2" not in await room.card()
    assert "suspended" in (await room.presses("hawkeye", Verb.APPROVE)).toast
    await room.says("radar", "/mod readmit heron")
    assert "1 of 2" in (await room.presses("hawkeye", Verb.APPROVE)).toast


async def test_a_place_that_changes_under_a_vote_starts_the_votes_again(room):
    made = await room.incident()
    await room.presses("hawkeye", Verb.APPROVE)
    elsewhere = await room.incident(DOWNTOWN_AND_OLD_MILL, "ben", code="M3X9")

    def correct(tx):
        tx.incidents.save(replace(tx.incidents.get(made.code), place=elsewhere.place))

    await room.store.run(correct)
    assert "1 of 2" in (await room.presses("radar", Verb.APPROVE)).toast
    assert (await room.now()).state is IncidentState.PENDING


async def test_reporters_hear_once_that_it_was_shared(room):
    await room.published(DOWNTOWN_AND_OLD_MILL, "ana", "ben")
    await room.says("klinger", "confirm K7Q2 photo")
    await room.delivers()
    told = [room.notice(notice).text for notice in room.notices]
    assert told == ["Your sighting was shared with Downtown, Old Mill. Code K7Q2."] * 2
