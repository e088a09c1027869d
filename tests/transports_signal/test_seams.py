"""The private names of signalbot that we touch are there and do what we touch them for; a new version fails here first."""

import asyncio
import inspect
import logging
from importlib.metadata import version

import pytest
from signalbot import SignalBot
from signalbot._pipeline import MessagePipeline
from signalbot.logger import LOGGER_NAME

from bot.transports.base import Undeliverable
from bot.transports.signal import seams
from bot.transports.signal.refusals import Refusal, Refused, calling
from bot.transports.signal.rest import rest_wire
from tests.fake_signal.people import ANA, BOT
from tests.fake_signal.server import FakeSignal, Mishap
from tests.transports_signal.harness import MODERATORS, Line, transport_of


def test_it_is_the_version_the_seams_were_cut_for():
    assert version("signalbot") == seams.PINNED


def test_signalbots_own_producer_takes_its_frames_from_the_name_we_replace():
    assert "self._signal.messages.receive()" in inspect.getsource(MessagePipeline._produce)


async def test_errors_keep_their_meaning_through_signalbots_own_actions(rest: FakeSignal):
    transport = transport_of(rest)
    for _ in range(2):
        rest.refuse(Mishap(status=400, body={"error": "Untrusted Identity for +15555550123"}))
    async with rest_wire(transport._config, transport._rooms._receiving.frames) as wire:
        with pytest.raises(Refused) as raised:
            await wire.send(MODERATORS.rest_id, "x")
        assert (raised.value.answer.refusal, "+1555" in str(raised.value)) == (Refusal.FINAL, False)
        with pytest.raises(Undeliverable):
            await calling(lambda: wire.send(MODERATORS.rest_id, "x"))
        session = wire._session
    assert session.closed


async def test_signalbots_logger_says_nothing_however_many_bots_there_are(capfd: pytest.CaptureFixture[str]):
    bots = [seams.quiet_bot(BOT, "http://127.0.0.1:1") for _ in range(3)]
    logger = logging.getLogger(LOGGER_NAME)
    logger.critical("[Raw Message] Ana Quetzal")
    logger.getChild("deeper").critical("Ana Quetzal")
    assert [type(handler) for handler in logger.handlers] == [logging.NullHandler]
    assert not logger.propagate
    assert "".join(capfd.readouterr()) == ""
    for bot in bots:
        await seams.shut(bot)


async def test_a_stop_leaves_no_task_and_the_loop_running(line: Line):
    before = asyncio.all_tasks()
    async with line.running():
        await line.server.emit(line.phones.says(ANA, "hello"))
        await line.ear.has(1)
    left = {task for task in asyncio.all_tasks() - before if "aiohttp" not in repr(task)}
    assert left == set()
    assert asyncio.get_running_loop().is_running()


async def test_nothing_of_signalbot_runs_by_itself(rest: FakeSignal):
    bot = seams.quiet_bot(BOT, rest.url)
    assert isinstance(bot, SignalBot)
    assert not bot.scheduler.running
    assert bot.init_task is None
    await seams.shut(bot)
