"""What we send stands on phones as meant, and every failure says whether it does."""

import asyncio
import stat
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from bot.transports.base import IncomingKind, Limited, NotSent, Undeliverable, Unknown
from bot.transports.signal.challenges import Challenge, Challenges
from handlers.actions import Action, Verb
from handlers.inbound import RoomChange
from handlers.outbound import Choice, Message
from tests.fake_signal.people import ANA, HERON
from tests.fake_signal.server import LIMITED, FakeSignal, Mishap
from tests.transports_signal.harness import CHANNEL, MODERATORS, PHILLIPS, ROOM, Line, now, transport_of

CHOICES = ((Choice("Approve", Action(Verb.APPROVE, "K7Q2")), Choice("Reject", Action(Verb.REJECT_MENU, "K7Q2"))),)
HELLO = Message(text="hello")


def refusal(error: str, status: int = 400, **fields: object) -> Mishap:
    return Mishap(status=status, body={"error": error, "account": "+15555550100", **fields})


async def test_choices_stand_as_numbered_lines(line: Line):
    async with line.running():
        await line.transport.send(ROOM, Message(text="NEW", choices=CHOICES))
    assert line.server.shown(MODERATORS.rest_id) == ["NEW\n\n1 Approve\n2 Reject"]


async def test_a_message_is_edited_and_deleted_by_its_reference(line: Line):
    async with line.running():
        sent = await line.transport.send(ROOM, Message(text="NEW"))
        for text in ("1/2", "2/2"):
            assert (await line.transport.edit(ROOM, sent.ref, Message(text=text))).ref == sent.ref
        assert line.server.shown(MODERATORS.rest_id) == ["2/2"]
        await line.transport.delete(ROOM, sent.ref)
    assert line.server.shown(MODERATORS.rest_id) == []


async def test_an_edit_that_changes_nothing_costs_no_edit(line: Line):
    async with line.running():
        sent = await line.transport.send(ROOM, HELLO)
        await line.transport.edit(ROOM, sent.ref, HELLO)
    assert line.server.said[0].edits == 0


async def test_the_eleventh_edit_is_refused_because_phones_would_pass_over_it(line: Line):
    async with line.running():
        sent = await line.transport.send(ROOM, Message(text="0"))
        for number in range(1, 11):
            await line.transport.edit(ROOM, sent.ref, Message(text=str(number)))
        with pytest.raises(Undeliverable):
            await line.transport.edit(ROOM, sent.ref, Message(text="11"))
    assert line.server.shown(MODERATORS.rest_id) == ["10"]


async def test_a_day_later_a_message_is_not_edited_any_more(server: FakeSignal):
    line = Line(server, transport_of(server, clock=lambda: now() + timedelta(hours=24)))
    async with line.running():
        sent = await line.transport.send(ROOM, Message(text="NEW"))
        with pytest.raises(Undeliverable):
            await line.transport.edit(ROOM, sent.ref, Message(text="late"))


@pytest.mark.parametrize(
    ("mishap", "meaning"),
    [
        (refusal("Rate limited", 429), Limited),
        (Mishap(status=400, body=LIMITED), Limited),
        (refusal("413: too many"), Limited),
        (refusal("Failed to send message: ProofRequiredException"), Limited),
        (refusal("Specified account does not exist"), NotSent),
        (Mishap(status=502, body=None), NotSent),
        (refusal("Failed to send message: Connection closed unexpectedly (IOException)"), Unknown),
        (refusal("boom", 500), Unknown),
        (refusal("Invalid group id: not a member"), Undeliverable),
        (refusal("Untrusted Identity for +15555550123"), Undeliverable),
        (Mishap(status=201, body={"timestamp": "1"}), Unknown),
        (Mishap(status=400, body=["odd"]), Undeliverable),
    ],
)
async def test_a_refusal_is_told_by_what_it_means(rest_line: Line, mishap: Mishap, meaning: type[Exception]):
    rest_line.server.refuse(mishap)
    async with rest_line.running():
        with pytest.raises(meaning) as raised:
            await rest_line.transport.send(CHANNEL, HELLO)
    assert type(raised.value) is meaning
    assert "+1555" not in repr(raised.value)
    assert raised.value.__cause__ is None


async def test_a_limit_counts_for_the_whole_number_and_doubles_while_it_lasts(server: FakeSignal):
    at_s = 0.0
    line = Line(server, transport_of(server, seconds=lambda: at_s))
    lane = line.transport._rooms.lane
    lane._jitter = lambda: 0.0
    server.refuse(*[server.limited()] * 8)
    holds = []
    async with line.running():
        for _ in range(8):
            with pytest.raises(Limited) as limited:
                await line.transport.send(CHANNEL, HELLO)
            holds.append(lane.held_s)
            assert (limited.value.retry_after_s, limited.value.whole_token) == (60.0, True)
            with pytest.raises(Limited):
                await line.transport.send(ROOM, HELLO)
            at_s += lane.held_s
        await line.transport.send(ROOM, HELLO)
        server.refuse(server.limited())
        with pytest.raises(Limited):
            await line.transport.send(CHANNEL, HELLO)
    assert holds == [60.0, 120.0, 240.0, 480.0, 960.0, 1920.0, 3840.0, 3840.0]
    assert lane.held_s == 60.0  # what arrives ends the doubling
    assert server.asked["send"] == 10


async def test_moderators_hear_once_that_sending_rests_and_health_says_it_while_it_does(server: FakeSignal):
    at_s = 0.0
    line = Line(server, transport_of(server, seconds=lambda: at_s))
    server.refuse(*[server.limited()] * 2)
    async with line.running():
        for _ in range(2):
            with pytest.raises(Limited):
                await line.transport.send(CHANNEL, HELLO)
            at_s += 200.0
        assert "limits this number" in line.transport.health().finding
        await line.transport.send(CHANNEL, HELLO)
        assert "limits" not in line.transport.health().finding
        await server.emit(line.phones.says(ANA, "after it"))
        heard = await line.ear.has(2)
    assert [each.change for each in heard] == [RoomChange.SENDING_RESTS, None]


async def test_three_messages_nobody_knows_of_in_a_row_are_enough(server: FakeSignal):
    at_s = 0.0
    line = Line(server, transport_of(server, seconds=lambda: at_s))
    server.refuse(*[Mishap(status=500)] * 4)
    async with line.running():
        for _ in range(3):
            with pytest.raises(Unknown):
                await line.transport.send(CHANNEL, HELLO)
        with pytest.raises(Limited):
            await line.transport.send(CHANNEL, HELLO)
        assert server.asked["send"] == 3
        assert "nothing certain came back" in line.transport.health().finding
        at_s += 70.0
        with pytest.raises(Unknown):  # one goes first, and is enough to rest again
            await line.transport.send(CHANNEL, HELLO)
        with pytest.raises(Limited):
            await line.transport.send(ROOM, HELLO)
        at_s += 70.0
        await line.transport.send(ROOM, HELLO)
        await line.transport.send(CHANNEL, HELLO)
        assert line.transport.health().finding == ""
        (told,) = await line.ear.has(1)
    assert told.change is RoomChange.SENDING_RESTS


async def test_what_nobody_knows_of_a_message_that_yields_holds_up_no_channel(server: FakeSignal):
    at_s = 0.0
    line = Line(server, transport_of(server, seconds=lambda: at_s))
    async with line.running():
        await server.emit(line.phones.says(ANA, "hi"))
        (heard,) = await line.ear.has(1)
        assert heard.sender
        server.refuse(*[Mishap(status=500)] * 3)
        for _ in range(3):
            at_s += 60.0  # the whole burst is free again
            with pytest.raises(Unknown):
                await line.transport.send_private(heard.sender.address, Message(text="alert", yields=True))
        await line.transport.send(CHANNEL, HELLO)
    assert server.shown(PHILLIPS.rest_id) == ["hello"]


async def test_a_challenge_is_told_to_operators_and_to_no_log(line: Line, capfd: pytest.CaptureFixture[str]):
    line.server.refuse(line.server.limited("token-Quetzal"))
    async with line.running():
        with pytest.raises(Limited):
            await line.transport.send(CHANNEL, HELLO)
        assert "captcha needed" in line.transport.health().finding
        assert [each.token for each in line.transport.challenges] == ["token-Quetzal"]
        (told,) = await line.ear.has(1)
        assert (told.kind, told.change) == (IncomingKind.ROOM_CHANGE, RoomChange.NEEDS_CAPTCHA)
        await line.transport.solve("token-Quetzal", "signalcaptcha://solved")
        await line.transport.send(CHANNEL, HELLO)
    assert line.server.solved == ["token-Quetzal"]
    assert line.transport.challenges == ()
    assert "captcha" not in line.transport.health().finding
    assert "Quetzal" not in "".join(capfd.readouterr())


async def test_a_captcha_answered_by_another_process_lets_the_number_send_again(server: FakeSignal, tmp_path: Path):
    file = tmp_path / "signal-challenges"
    line = Line(server, transport_of(server, challenges=file))
    server.refuse(server.limited("token-1"))
    async with line.running():
        with pytest.raises(Limited):
            await line.transport.send(CHANNEL, HELLO)
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        with pytest.raises(Limited):
            await line.transport.send(CHANNEL, HELLO)
        beside = Challenges(file)
        assert beside.open() == (Challenge("intake", "token-1"),)
        beside.answered("token-1")
        await line.transport.send(CHANNEL, HELLO)
    assert not file.exists()
    assert server.asked["send"] == 2


async def test_a_number_that_sends_again_by_itself_asks_nothing_any_more(server: FakeSignal, tmp_path: Path):
    at_s = 0.0
    file = tmp_path / "signal-challenges"
    line = Line(server, transport_of(server, challenges=file, seconds=lambda: at_s))
    server.refuse(server.limited("token-1"))
    async with line.running():
        with pytest.raises(Limited):
            await line.transport.send(CHANNEL, HELLO)
        at_s += 70.0
        await line.transport.send(CHANNEL, HELLO)
    assert not file.exists()


async def test_a_file_that_cannot_be_written_stops_no_message(server: FakeSignal, tmp_path: Path):
    at_s = 0.0
    line = Line(server, transport_of(server, challenges=tmp_path / "no" / "such" / "folder", seconds=lambda: at_s))
    server.refuse(server.limited("token-1"))
    async with line.running():
        for _ in range(2):
            with pytest.raises(Limited):
                await line.transport.send(CHANNEL, HELLO)
        at_s += 70.0
        await line.transport.send(CHANNEL, HELLO)
    assert server.asked["send"] == 2


@pytest.mark.parametrize("odd", ["", "null", "[1]", '[["intake"]]', "{}", "[" * 100_000])
def test_a_file_of_challenges_that_cannot_be_read_holds_none(tmp_path: Path, odd: str):
    file = tmp_path / "signal-challenges"
    file.write_text(odd)
    challenges = Challenges(file)
    assert challenges.open() == ()
    challenges.add("intake", ["token"])
    assert challenges.open() == (Challenge("intake", "token"),)


async def test_members_who_missed_it_are_counted_and_nothing_is_sent_again(line: Line):
    line.server.refuse(line.server.partly("IDENTITY_FAILURE", "UNREGISTERED_FAILURE"))
    async with line.running():
        await line.transport.send(CHANNEL, HELLO)
    assert line.transport.counts["members_missed"] == 2
    assert line.server.shown(PHILLIPS.rest_id) == ["hello"]


async def test_no_answer_in_time_leaves_the_outcome_unknown(server: FakeSignal):
    line = Line(server, transport_of(server, request_timeout_s=0.3))
    server.muffled = True
    async with line.running():
        with pytest.raises(Unknown):
            await line.transport.send(CHANNEL, HELLO)
    assert server.shown(PHILLIPS.rest_id) == ["hello"]


async def test_a_server_that_is_down_took_nothing(line: Line):
    async with line.running():
        await line.server.down()
        with pytest.raises(NotSent):
            await line.transport.send(CHANNEL, HELLO)


async def test_before_it_runs_nothing_is_sent(server: FakeSignal):
    transport = transport_of(server, connect_timeout_s=0.01)
    with pytest.raises(NotSent):
        await transport.send(ROOM, HELLO)


@pytest.mark.parametrize("ref", ["", "soon", "-1", "1,2"])
async def test_a_reference_of_another_platform_is_refused(line: Line, ref: str):
    async with line.running():
        with pytest.raises(Undeliverable):
            await line.transport.edit(ROOM, ref, HELLO)


async def test_a_room_it_does_not_know_and_an_empty_text_are_refused(line: Line):
    async with line.running():
        with pytest.raises(Undeliverable):
            await line.transport.send("nobody@signal", HELLO)
        with pytest.raises(Undeliverable):
            await line.transport.send(ROOM, Message(text=" "))


async def test_twenty_at_once_go_one_by_one(line: Line):
    async with line.running():
        await asyncio.gather(*[line.transport.send(CHANNEL, Message(text=str(number))) for number in range(20)])
    assert len(line.server.shown(PHILLIPS.rest_id)) == 20  # the server finds fault with two at one time


async def test_giving_up_a_turn_lets_the_next_one_go(line: Line):
    line.server.refuse(Mishap(silent=True))
    async with line.running():
        stuck = asyncio.create_task(line.transport.send(CHANNEL, HELLO))
        await line.server.until(lambda: line.server.asked["send"] == 1)
        waiting = asyncio.create_task(line.transport.send(CHANNEL, Message(text="second")))
        third = asyncio.create_task(line.transport.send(CHANNEL, Message(text="third")))
        await asyncio.sleep(0)
        for task in (waiting, stuck):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await third
    assert line.server.shown(PHILLIPS.rest_id) == ["third"]


async def test_an_answer_reaches_the_one_who_asked(line: Line):
    async with line.running():
        await line.server.emit(line.phones.says(HERON, "hi"))
        (heard,) = await line.ear.has(1)
        assert heard.sender is not None
        await line.transport.send_private(heard.sender.address, Message(text="shared with Phillips"))
    assert line.server.shown(HERON.aci) == ["shared with Phillips"]
