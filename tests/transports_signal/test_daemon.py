"""What signal-cli's own daemon adds: nothing is lost while the bot is away, and its errors say more."""

import json
from typing import Any

import pytest

from bot.transports.base import Limited, NotSent, Reaction, Undeliverable, Unknown
from bot.transports.signal.rpc import read_error
from bot.transports.signal.session import session_for
from bot.transports.signal.tally import DAEMON_TOO_OLD
from handlers.outbound import Message
from tests.fake_signal.daemon import FakeDaemon, failing, result
from tests.fake_signal.people import ANA, BEN
from tests.fake_signal.server import Mishap
from tests.transports_signal.harness import CHANNEL, PHILLIPS, Line, transport_of

HELLO = Message(text="hello")


async def test_what_is_written_while_the_bot_is_away_waits_at_signal(daemon_line: Line):
    line = daemon_line
    async with line.running():
        await line.server.emit(line.phones.says(ANA, "one"))
        await line.ear.has(1)
    for text in ("two", "three"):
        await line.server.emit(line.phones.says(ANA, text))
    async with line.running():
        heard = await line.ear.has(3)
    assert [each.text for each in heard] == ["one", "two", "three"]
    assert line.server.dropped == 0


async def test_what_is_written_in_the_gap_between_two_connections_comes_after_it(daemon_line: Line):
    line = daemon_line
    async with line.running():
        for number in range(20):
            await line.server.close()
            await line.server.emit(line.phones.says(ANA, str(number)))
        heard = await line.ear.has(20)
    assert [each.text for each in heard] == [str(number) for number in range(20)]


async def test_keep_alives_are_no_frames_and_show_that_somebody_is_there(daemon: FakeDaemon):
    line = Line(daemon, transport_of(daemon, silent_s=0.5))
    async with line.running():
        await daemon.keep_alive()
        await daemon.listening(connections=2)  # silence for longer is taken for a dead connection
        await daemon.emit(line.phones.says(ANA, "after it"))
        (heard,) = await line.ear.has(1)
    assert heard.text == "after it"
    assert "quarantined" not in line.transport.counts


async def test_half_an_event_is_no_event(daemon: FakeDaemon):
    line = Line(daemon, transport_of(daemon))
    async with line.running():
        await daemon.half(line.phones.says(ANA, "cut off"))
        await daemon.listening(connections=2)
        await daemon.emit(line.phones.says(ANA, "whole"))
        (heard,) = await line.ear.has(1)
    assert heard.text == "whole"


async def test_a_frame_of_any_length_arrives_whole(daemon_line: Line):
    async with daemon_line.running():
        await daemon_line.server.emit(daemon_line.phones.says(ANA, "x" * 16_000, previews=["y" * 1_000_000]))
        (heard,) = await daemon_line.ear.has(1)
    assert len(heard.text) == 16_000


async def test_a_number_signal_cli_does_not_have_is_said_in_health(daemon: FakeDaemon):
    daemon.knows_account = False
    line = Line(daemon, transport_of(daemon))
    async with line.running(listening=False):
        await daemon.until(lambda: daemon.requests["GET /api/v1/events"] >= 2)
        assert "is it registered there" in line.transport.health().finding
        with pytest.raises(NotSent):
            await line.transport.send(CHANNEL, HELLO)
        daemon.knows_account = True
        await daemon.listening()
        await daemon.until(lambda: "registered" not in line.transport.health().finding)


async def test_an_old_daemon_is_found_out(daemon: FakeDaemon):
    daemon.version = "0.12.8"
    line = Line(daemon, transport_of(daemon))
    async with line.running():
        await daemon.until(lambda: "older" in line.transport.health().finding)
        assert line.transport.health().finding == DAEMON_TOO_OLD


@pytest.mark.parametrize(
    ("mishap", "meaning"),
    [
        # USER_ERROR: what became of it stands in the results.
        (failing(-1, "Failed to send message", result("UNREGISTERED_FAILURE")), Undeliverable),
        (failing(-1, "Failed to send message", result("IDENTITY_FAILURE")), Undeliverable),
        (failing(-1, "Failed to send message", result("NETWORK_FAILURE")), Unknown),
        (failing(-1, "Failed to send message", result("RATE_LIMIT_FAILURE"), result("IDENTITY_FAILURE")), Limited),
        (failing(-1, "Invalid group id: +15555550123"), Undeliverable),
        (failing(-3, "Update contact error: closed"), Unknown),
        (failing(-4, "Failed to send message due to untrusted identities", result("IDENTITY_FAILURE")), Undeliverable),
        (failing(-5, "Failed to send message due to rate limiting"), Limited),
        (failing(-6, "Captcha rejected, it may be outdated"), Undeliverable),
        (failing(-32602, "Specified account does not exist"), NotSent),
        (failing(-32601, "Method not implemented"), Undeliverable),
        # Disguised: what was not foreseen carries its reason in the text alone.
        (failing(-32603, "Failed to send message: [429] Rate limit exceeded: 429 (RateLimitException)"), Limited),
        (failing(-32603, "Failed to send message: Connection closed unexpectedly! (IOException)"), Unknown),
        (failing(-32603, "null (NullPointerException)"), Unknown),
        (Mishap(status=421), NotSent),
        (Mishap(status=500), Unknown),
        (Mishap(status=200, body={"result": {}}), Unknown),
        (Mishap(status=200, body={"error": ["odd"]}), Undeliverable),
        (Mishap(status=200, body={"id": "another", "result": {"timestamp": 1}}), Unknown),
    ],
)
async def test_an_error_is_told_by_what_it_means(daemon_line: Line, mishap: Mishap, meaning: type[Exception]):
    daemon_line.server.refuse(mishap)
    async with daemon_line.running():
        with pytest.raises(meaning) as raised:
            await daemon_line.transport.send(CHANNEL, HELLO)
    assert type(raised.value) is meaning
    assert "+1555" not in repr(raised.value)
    assert raised.value.__cause__ is None


async def test_how_long_signal_itself_says_to_wait_is_how_long_it_waits(daemon: FakeDaemon):
    line = Line(daemon, transport_of(daemon))
    daemon.refuse(daemon.limited(retry_after_s=86_400))
    async with line.running():
        with pytest.raises(Limited):
            await line.transport.send(CHANNEL, HELLO)
        assert line.transport._rooms.lane.held_s > 86_000


async def test_a_limit_that_some_of_a_group_met_counts_for_what_comes_next(daemon: FakeDaemon):
    line = Line(daemon, transport_of(daemon))
    daemon.refuse(daemon.partly("RATE_LIMIT_FAILURE", "RATE_LIMIT_FAILURE"))
    async with line.running():
        await line.transport.send(CHANNEL, HELLO)
        with pytest.raises(Limited):
            await line.transport.send(CHANNEL, Message(text="next"))
    assert daemon.shown(PHILLIPS.rest_id) == ["hello"]
    assert line.transport.counts["members_missed"] == 2


@pytest.mark.parametrize("odd", [None, 7, "text", [], {"code": "soon"}, {"data": {"response": [1]}}, {"data": 5}])
def test_an_error_of_any_shape_is_sorted(odd: object):
    assert read_error(odd).tokens == ()


async def test_two_people_are_answered_each_in_their_own_chat(daemon_line: Line):
    line = daemon_line
    line.ear.reaction = Reaction(replies=(Message(text="received"),))
    async with line.running():
        for person in (ANA, BEN):
            await line.server.emit(line.phones.says(person, "hello"))
        await line.server.until(lambda: all(line.server.shown(each.aci) for each in (ANA, BEN)))
    assert line.server.timers == {ANA.aci: 86_400, BEN.aci: 86_400}


async def test_the_daemon_finds_fault_with_a_call_it_would_not_understand(daemon: FakeDaemon):
    wanted: dict[str, Any] = {"jsonrpc": "2.0", "id": "1", "method": "send", "params": {"account": "+15555550100"}}
    config = transport_of(daemon)._config
    async with session_for(config) as session:
        await session.post(f"{daemon.url}/api/v1/rpc", data=json.dumps({"jsonrpc": "1.0"}))
        wanted["method"] = "nothing"
        await session.post(f"{daemon.url}/api/v1/rpc", data=json.dumps(wanted))
    assert any("JSON-RPC" in each for each in daemon.faults)
    assert daemon.requests["nothing"] == 1
    daemon.faults.clear()
