"""What channels read, when, where, and how loudly."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.actions import Verb
from handlers.alertcontent import Standing, compose, dumps, loads, standing_now
from handlers.incident import Basis
from handlers.policy import Policy
from tests.moderatorsroom import DOWNTOWN_AND_OLD_MILL, DOWNTOWN_ONLY, moderators_room
from tests.storebuild import CORNER, NOON, incident


@pytest.fixture
async def room(tmp_path):
    async with moderators_room(tmp_path) as opened:
        yield opened


async def test_an_alert_reads_like_this(room):
    await room.published()
    [alert] = room.reads("downtown@sim")
    assert alert == (
        "REPORTED, not confirmed\n"
        "ICE activity near E Ferry St & 2nd Ave\n"
        "about 12:00 · 3 SUVs · vests · stopping people\n"
        "expires 13:30 unless updated\n"
        "Keep your distance. Do not interfere. Know your rights.\n"
        "code K7Q2"
    )


async def test_the_reporters_words_are_nowhere(room):
    await room.published()
    assert not any("outside" in text for where, text in room.sent if where.startswith("downtown"))


async def test_a_private_home_is_its_neighborhood_and_heard_there_only(room):
    await room.published(DOWNTOWN_AND_OLD_MILL, private_home=True)
    alerts = {where: text for where, text in room.sent if where in ("downtown@sim", "oldmill@sim")}
    home = (await room.now()).place.neighborhood
    assert list(alerts) == [{"Downtown": "downtown@sim", "Old Mill": "oldmill@sim"}[home]]
    [text] = alerts.values()
    assert "2nd" not in text
    assert home in text


async def test_times_are_rounded_down():
    policy = Policy()
    content = compose(
        incident(last_report_at=NOON, observation=incident().observation), policy, basis=Basis.REPORTED, expires_at=NOON
    )
    assert content.seen_at.minute % 5 == 0
    assert content.seen_at <= NOON


def test_a_content_comes_back_from_json_as_it_was():
    content = compose(incident(edition=3, has_note=True), Policy(), basis=Basis.PHOTO, expires_at=NOON)
    assert loads(dumps(content)) == content
    marked = standing_now(content, Standing.MERGED, other="M3X9")
    assert loads(dumps(marked)) == marked


def test_a_payload_holds_closed_fields_only():
    payload = json.loads(dumps(compose(incident(), Policy(), basis=Basis.REPORTED, expires_at=NOON)))
    assert payload["place"] == CORNER.label
    assert str(CORNER.point.lat) not in json.dumps(payload)


async def test_a_correction_reaches_exactly_the_rooms_that_had_the_alert(room):
    room.deaf = {"oldmill@sim"}
    await room.published(DOWNTOWN_AND_OLD_MILL)
    await room.says("hawkeye", "false K7Q2 film crew")
    await room.says("radar", "false K7Q2")
    room.deaf = set()
    await room.delivers()
    marked, correction = room.reads("downtown@sim")
    assert marked.startswith("CORRECTION")
    assert "Moderators: film crew" in correction
    assert correction not in room.silent
    assert room.reads("oldmill@sim") == []
    assert room.reads("northgate@sim") == []


async def test_an_all_clear_promises_nothing_and_makes_no_sound(room):
    await room.published()
    await room.says("hawkeye", "clear K7Q2")
    assert (await room.now()).closing is None
    await room.says("radar", "despejado K7Q2")
    await room.delivers()
    for text in room.reads("downtown@sim"):
        assert text.startswith("ALL CLEAR: no longer seen there. Not a promise of safety.")
        assert text in room.silent


async def test_an_alert_that_waits_is_replaced_by_what_is_true_now(room):
    room.deaf = {"downtown@sim"}
    await room.published()
    await room.says("hawkeye", "doubt K7Q2")
    room.deaf = set()
    await room.delivers()
    assert [text.split("\n")[0] for text in room.reads("downtown@sim")] == ["IN DOUBT: this is being checked again"]


async def test_one_moderator_may_mark_a_doubt_and_lift_it(room):
    await room.published()
    await room.presses("klinger", Verb.DOUBT)
    await room.delivers()
    assert room.reads("downtown@sim")[0].startswith("IN DOUBT")
    assert "already" in (await room.presses("klinger", Verb.DOUBT)).toast
    await room.says("klinger", "doubt K7Q2 off")
    await room.delivers()
    assert room.reads("downtown@sim")[0].startswith("REPORTED")


async def test_an_update_waits_for_its_own_votes_and_then_tells_new_zones(room):
    await room.published(DOWNTOWN_ONLY)
    answer = await room.says("hawkeye", "update K7Q2 moved to 2nd St N & 2nd Ave N")
    assert "1 of 2" in answer.toast
    assert {"Preview (en)", "Preview (es)"} == {reply.text.partition(":")[0] for reply in answer.replies}
    await room.delivers()
    assert "E Ferry St & 2nd Ave" in room.reads("downtown@sim")[0]
    await room.presses("radar", Verb.APPROVE)
    await room.delivers()
    [stands] = room.reads("downtown@sim")
    assert stands.startswith("UPDATE · REPORTED, not confirmed\nICE activity near 2nd St N & 2nd Ave N")
    assert "E Ferry" not in stands
    assert "cerca de 2nd St N & 2nd Ave N" in room.reads("oldmill@sim")[0]


async def test_nothing_goes_out_while_frozen_and_nothing_is_lost(room):
    await room.says("hawkeye", "freeze")
    await room.published()
    assert room.reads("downtown@sim") == []
    await room.ticks(minutes=16)
    await room.delivers()
    assert len(room.reads("downtown@sim")) == 1


async def test_two_hold_a_freeze_until_two_lift_it(room):
    await room.says("hawkeye", "freeze")
    assert "already" in (await room.says("hawkeye", "freeze")).toast
    await room.says("radar", "congelar")
    await room.published()
    await room.ticks(minutes=60)
    await room.delivers()
    assert room.reads("downtown@sim") == []
    assert "1 of 2" in (await room.says("radar", "unfreeze")).toast
    await room.says("klinger", "unfreeze")
    await room.delivers()
    assert len(room.reads("downtown@sim")) == 1


async def test_an_operators_footer_and_hotline_stand_in_every_alert(room):
    room.policy = replace(room.policy, footer=(("en", "Film from afar."),), hotlines=(("", "Help: 555-0100"),))
    await room.published(DOWNTOWN_AND_OLD_MILL)
    assert "Film from afar.\nHelp: 555-0100" in room.reads("downtown@sim")[0]
    assert "Mantén la distancia" in room.reads("oldmill@sim")[0]


# When it goes out


def drawing(share: float):
    """What is drawn, instead of chance: as many digits as asked for of a share."""
    return lambda _alphabet, length: f"{share:.{length}f}".partition(".")[2]


@pytest.fixture
def patient(room):
    room.policy = replace(room.policy, release_delay=timedelta(seconds=30))
    room.draw = drawing(0.5)
    return room


async def test_an_alert_waits_a_drawn_part_of_the_delay_and_every_channel_the_same(patient):
    await patient.published(DOWNTOWN_AND_OLD_MILL)
    await patient.ticks(seconds=14)
    await patient.delivers()
    assert [patient.reads(where) for where in ("downtown@sim", "oldmill@sim")] == [[], []]
    await patient.ticks(seconds=1)
    await patient.delivers()
    assert [len(patient.reads(where)) for where in ("downtown@sim", "oldmill@sim")] == [1, 1]


@pytest.mark.parametrize(("share", "waits_s"), [(0.0, 0), (0.34, 10), (0.9999, 29)])
async def test_the_wait_is_anything_up_to_the_delay(patient, share, waits_s):
    patient.draw = drawing(share)
    await patient.published()
    assert int(((await patient.now()).release_at - NOON).total_seconds()) == waits_s


async def test_an_urgent_alert_never_waits(patient):
    await patient.published(urgent=True)
    assert len(patient.reads("downtown@sim")) == 1


async def test_what_is_decided_again_while_it_waits_goes_when_it_was_to_go_as_it_then_stands(patient):
    await patient.published()
    await patient.ticks(seconds=10)
    patient.draw = drawing(0.9)  # a second draw would show
    await patient.says("hawkeye", "doubt K7Q2")
    await patient.delivers()
    assert patient.reads("downtown@sim") == []
    await patient.ticks(seconds=5)
    await patient.delivers()
    [alert] = patient.reads("downtown@sim")
    assert "IN DOUBT" in alert


async def test_an_alert_corrected_while_it_waits_never_goes_and_nothing_is_said(patient):
    await patient.published()
    await patient.says("hawkeye", "false K7Q2")
    await patient.says("radar", "false K7Q2")
    await patient.ticks(minutes=2)
    await patient.delivers()
    assert patient.reads("downtown@sim") == []


@pytest.mark.parametrize("words", ["clear", "false"])
async def test_a_correction_of_what_is_out_waits_for_nothing(patient, words):
    await patient.published()
    await patient.ticks(seconds=15)
    await patient.delivers()
    await patient.says("hawkeye", f"{words} K7Q2")
    await patient.says("radar", f"{words} K7Q2")
    await patient.delivers()
    assert len(patient.reads("downtown@sim")) == 2


async def test_a_room_that_hears_only_of_a_later_edition_hears_it_after_a_wait_of_its_own(patient):
    await patient.published()
    await patient.ticks(seconds=15)
    await patient.delivers()
    await patient.says("hawkeye", f"update K7Q2 moved to {DOWNTOWN_AND_OLD_MILL}")
    await patient.says("radar", "approve K7Q2")
    await patient.delivers()
    assert patient.reads("oldmill@sim") == []
    await patient.ticks(seconds=15)
    await patient.delivers()
    assert len(patient.reads("oldmill@sim")) == 1
