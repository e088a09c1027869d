"""Whatever stands where signal-cli should: the transport goes on, says so in health, and takes nothing along."""

import asyncio
import fcntl
import io
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import unused_port

from bot import logs
from bot.transports.base import NotSent, Undeliverable, Unknown
from bot.transports.signal.door import Door
from bot.transports.signal.receivers import wire_of
from handlers.outbound import Message
from tests.fake_signal.people import ANA, BOT, HERON, Person
from tests.fake_signal.server import FakeSignal, Mishap
from tests.transports_signal.city import WREN
from tests.transports_signal.conftest import SERVERS
from tests.transports_signal.harness import CHANNEL, MODERATORS, PHILLIPS, ROOM, Ear, Line, transport_at, transport_of

ODD_ANSWERS: Mapping[str, tuple[int, str]] = {
    "refuses": (401, '{"error": "who are you, +15555550100"}'),
    "is something else": (404, "<html>nothing here</html>"),
    "is broken": (500, "panic: goroutine 1"),
    "speaks no JSON": (200, '{"version": '),
    "answers of another shape": (200, '[1, {"version": 7}, null]'),
    "answers nothing": (200, ""),
}
TOLD = 3
"""The 1st, 2nd and 4th try are told."""
receivers = pytest.mark.parametrize("receiver", sorted(SERVERS))


@asynccontextmanager
async def answering(status: int, body: str) -> AsyncIterator[str]:
    """A server that answers everything with the same."""

    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=status, text=body, content_type="application/json")

    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", answer)
    runner, port = web.AppRunner(app, access_log=None), unused_port()
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        await runner.cleanup()


class Log(io.StringIO):
    """What is logged, and when it has told of three failures."""

    def __init__(self) -> None:
        super().__init__()
        self.told = asyncio.Event()

    def write(self, text: str) -> int:
        written = super().write(text)
        if self.getvalue().count("intake.failed") >= TOLD:
            self.told.set()
        return written


async def assert_goes_on(url: str, receiver: str) -> None:
    """It tries again and again, sends nothing, is down by its own word, and names nobody."""
    log = Log()
    undo = logs.configure(log)
    transport = transport_at(url, receiver=receiver, longest_backoff_s=0.1, connect_timeout_s=1.0)
    running = asyncio.create_task(transport.run(Ear()))
    try:
        with pytest.raises((NotSent, Unknown, Undeliverable)):
            await transport.send(CHANNEL, Message(text="hello"))
        async with asyncio.timeout(20):
            await log.told.wait()
        health = transport.health()
        assert not running.done()
        assert not health.up
        assert health.finding
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
        undo()
    assert BOT not in log.getvalue() + health.finding
    assert "goroutine" not in log.getvalue()


@receivers
@pytest.mark.parametrize("odd", sorted(ODD_ANSWERS))
async def test_a_server_that_is_none_stops_nothing(receiver: str, odd: str):
    async with answering(*ODD_ANSWERS[odd]) as url:
        await assert_goes_on(url, receiver)


@receivers
@pytest.mark.parametrize("url", ["http://signal-cli.invalid:8080", "http://127.0.0.1:9", "https://127.0.0.1:9"])
async def test_a_name_nobody_knows_and_a_closed_port_stop_nothing(receiver: str, url: str):
    await assert_goes_on(url, receiver)


async def test_an_answer_nobody_foresaw_ends_neither_intake_nor_the_looks_that_follow(rest_line: Line):
    rest_line.server.about["version"] = "9" * 5_000
    async with rest_line.running():
        await rest_line.server.emit(rest_line.phones.says(ANA, "three vans"))
        await rest_line.ear.has(1)
        await rest_line.server.until(lambda: rest_line.transport.counts.get("odd_answers", 0) > 0)
        rest_line.server.about["version"] = "0.101.0"
        await rest_line.server.emit(rest_line.phones.says(HERON, "pending", MODERATORS))
        heard = await rest_line.ear.has(2)
        assert await rest_line.is_member(heard[1])
    assert rest_line.server.connections == 1


async def test_a_moderator_listed_by_number_is_known_though_the_phone_leaves_it_out(line: Line):
    line.server.members[MODERATORS] = [BOT, WREN.number]
    line.server.numbers[WREN.aci] = WREN.number
    line.server.fingerprints[WREN.aci] = "05 aa"
    nameless = Person(name=WREN.name, aci=WREN.aci, number="")
    async with line.running():
        await line.server.emit(line.phones.says(nameless, "pending", MODERATORS))
        await line.ear.until(lambda: any(each.text == "pending" for each in line.ear.heard))
        (said,) = [each for each in line.ear.heard if each.text == "pending"]
        assert (said.room, await line.is_member(said)) == (ROOM, True)


async def test_an_operators_command_waits_while_the_bot_asks_the_server(rest: FakeSignal, tmp_path: Path):
    line = Line(rest, transport_of(rest, challenges=tmp_path / "signal-challenges"))
    rest.refuse(Mishap(silent=True))
    async with line.running(), wire_of(line.transport._rooms.config) as command:
        sending = asyncio.create_task(line.transport.send(CHANNEL, Message(text="hello")))
        await rest.until(lambda: rest.asked["send"] == 1)
        asking = asyncio.create_task(command.ask("GET", "/v1/groups/{number}"))
        # Let in, it would be answered at once.
        answered, _ = await asyncio.wait([asking], timeout=0.5)
        assert not answered
        rest.let_go()
        assert await asking
        await asyncio.wait([sending])
        sending.exception()
    assert rest.faults == []  # it finds fault with two at one time


async def test_a_command_that_never_ends_holds_up_the_bot_no_longer_than_a_request_may_take(
    rest: FakeSignal, tmp_path: Path
):
    line = Line(rest, transport_of(rest, challenges=tmp_path / "signal-challenges", request_timeout_s=0.3))
    async with line.running():
        await line.transport.send(CHANNEL, Message(text="first"))
        file = Door(line.transport._rooms.config)._file
        assert file is not None
        assert (file.stat().st_size, file.stat().st_mode & 0o777) == (0, 0o600)
        with file.open("rb") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            await line.transport.send(CHANNEL, Message(text="second"))
    assert rest.shown(PHILLIPS.rest_id) == ["first", "second"]


async def test_where_the_door_cannot_be_had_everybody_is_let_in(rest: FakeSignal, tmp_path: Path):
    line = Line(rest, transport_of(rest, challenges=tmp_path / "no" / "such" / "folder"))
    async with line.running():
        await line.transport.send(CHANNEL, Message(text="hello"))
    assert rest.shown(PHILLIPS.rest_id) == ["hello"]
