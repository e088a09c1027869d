"""Neither the token nor anything of a person is in a log line at any level, in a repr or in an error."""

import ast
import asyncio
import io
import logging
import traceback
from pathlib import Path

import pytest
from telegram.error import TelegramError

from bot import logs
from bot.transports.base import DeliveryError, Reaction
from bot.transports.telegram import TelegramConfig, WebhookConfig
from handlers.actions import Action, Verb, encode
from handlers.outbound import Choice, Message
from tests.transports_telegram.harness import MODERATORS, PHILLIPS, Recorder, Town, running

TRANSPORT = Path(__file__).parents[2] / "bot" / "transports" / "telegram"
NEVER_CALLED = {
    "forward_message", "forward_messages", "copy_message", "copy_messages", "run_polling", "run_webhook", "user_data",
    "chat_data", "allow_paid_broadcast", "drop_pending_updates",
}  # fmt: skip
PLANTED = ("canary", "Canary", "Anason", "ana_canary", "500000001", "500000002", "44.9483", "Quetzal")


class Everything(logging.Handler):
    """Keeps every record as a careless handler would print it."""

    def __init__(self) -> None:
        super().__init__(logging.NOTSET)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def everything():
    root = logging.getLogger()
    before, handler = root.level, Everything()
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield handler
    root.removeHandler(handler)
    root.setLevel(before)


async def a_busy_evening(town: Town) -> None:
    """All of it once: reports, a pin, buttons, odd updates, outages, refusals and a stop."""
    fake = town.fake
    yes = Choice("Yes", Action(Verb.SEND_NOW, "r1"))
    receive = Recorder(Quetzal=Reaction(replies=(Message(text="Quetzal, received", choices=((yes,),)),)))
    async with running(town.transport(), receive) as transport:
        town.ana.writes("Quetzal")
        town.ana.shares(44.9483, -93.2626)
        await fake.until(lambda: town.ana.chat.texts)
        town.ana.presses(encode(yes.action))
        fake.push_odd({"message": {"text": "canary", "from": {"id": 500000001}}})
        await receive.has(3)
        fake.fails(method="getUpdates", body='canary {"broken')
        fake.fails(method="getUpdates")
        fake.fails(method="getUpdates", status=401)
        town.ana.writes("after")
        await receive.has(4)
        for fault in (
            {},
            {"after": True},
            {"status": 429, "more": {"retry_after": 3}},
            {"status": 400},
            {"body": "canary"},
        ):
            fake.fails(method="sendMessage", **fault)
            with pytest.raises(DeliveryError):
                await transport.send(PHILLIPS, Message(text="canary alert"))
        receive.mishaps = [KeyError("canary")] * 3
        town.heron.writes("canary", town.moderators)
        await fake.until(lambda: transport.counts.get("quarantined") == 2)


@pytest.mark.parametrize("level", ["debug", "info", "warning", "error"])
async def test_a_clamped_log_holds_nothing_of_anybody(town, level):
    out = io.StringIO()
    undo = logs.configure(out, level)
    try:
        await a_busy_evening(town)
    finally:
        undo()
    assert town.fake.token not in out.getvalue()
    assert not [word for word in PLANTED if word in out.getvalue()]


@pytest.mark.parametrize("level", [logging.DEBUG, logging.INFO, logging.WARNING])
async def test_libraries_log_tells_neither_token_nor_people_at_any_level_once_clamped(town, everything, level):
    logging.getLogger().setLevel(level)
    undo = logs.configure(io.StringIO(), "debug")
    # A handler put up behind the clamp's back.
    logging.getLogger().addHandler(everything)
    logging.getLogger().setLevel(level)
    try:
        await a_busy_evening(town)
    finally:
        undo()
    said = "\n".join(everything.lines)
    assert town.fake.token not in said
    assert not [word for word in PLANTED if word in said]


async def test_the_token_is_in_no_log_even_without_the_clamp(town, everything):
    await a_busy_evening(town)
    said = "\n".join(everything.lines)
    assert "getUpdates" in said, "the libraries do log their requests here"
    assert town.fake.token not in said
    assert town.fake.token.partition(":")[2] not in said


async def test_what_people_send_is_in_no_log_of_a_poll_even_without_the_clamp(town, everything):
    receive = Recorder()
    async with running(town.transport(), receive):
        town.ana.writes("Quetzal")
        town.fake.fails(method="getUpdates", body='canary {"broken')
        await receive.has(1)
        await town.fake.until(lambda: not [each for each in town.fake.faults if each.times])
    assert not [word for word in ("Quetzal", "canary", "Anason") if word in "\n".join(everything.lines)]


async def test_no_repr_and_no_traceback_shows_the_token(town):
    transport = town.transport()
    shown = [
        repr(transport),
        repr(transport._bot),
        repr(transport._wire),
        repr(transport._config),
        str(transport.health()),
    ]
    town.fake.cut()
    try:
        await transport.send(MODERATORS, Message(text="x"))
    except DeliveryError as error:
        trace = traceback.TracebackException.from_exception(error, capture_locals=False)
        shown += ["".join(trace.format()), repr(error)]
    town.fake.mend()
    town.fake.fails(method="sendMessage")
    try:
        await transport._bot.send_message(1, "x")
    except TelegramError as error:
        cause: BaseException | None = error
        while cause is not None:
            shown += [repr(cause), str(cause), str(getattr(cause, "_request", ""))]
            request = getattr(cause, "_request", None)
            shown.append(str(getattr(request, "url", "")))
            cause = cause.__cause__
    await transport._wire.close()
    assert len(shown) > 8
    assert not [each for each in shown if town.fake.token.partition(":")[2] in each]


def test_a_config_shows_neither_token_nor_secret_nor_rooms():
    hook = WebhookConfig(public_url="https://example.org/x", secret="canary-canary-canary")
    config = TelegramConfig(token="1:canary", rooms={"a@telegram": -1009}, webhook=hook, proxy="socks5://u:canary@h:1")
    assert "canary" not in repr(config)
    assert "1009" not in repr(config)


@pytest.mark.parametrize("token", ["", "canary", "123", "12:ca nary", "12:canary/../x", "12:canary\n"])
def test_a_wrong_token_is_refused_without_being_repeated(token):
    with pytest.raises(ValueError, match="BotFather") as refusal:
        TelegramConfig(token=token)
    assert "canary" not in str(refusal.value)


async def test_nothing_of_a_person_is_kept_once_it_is_handled(town):
    receive = Recorder()
    transport = town.transport()
    async with running(transport, receive):
        town.ana.writes("Quetzal at Lake")
        await receive.has(1)
        await town.fake.until(lambda: not transport._intake.lanes._open)
    receive.committed.clear()
    receive.seen.clear()
    await asyncio.sleep(0)
    assert "Quetzal" not in str(vars(transport._intake)) + str(vars(transport._tally))


def test_nothing_of_the_library_is_used_that_remembers_people_or_passes_on_what_they_sent():
    """`telegram.ext` holds its persistence, user_data, job queue and conversations."""
    nodes = [node for file in TRANSPORT.rglob("*.py") for node in ast.walk(ast.parse(file.read_text()))]
    imported = {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    imported |= {each.name for node in nodes if isinstance(node, ast.Import) for each in node.names}
    assert "telegram" in imported
    assert not {name for name in imported if name.startswith("telegram.ext")}
    named = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    named |= {str(node.arg) for node in nodes if isinstance(node, ast.keyword)}
    assert "send_message" in named
    assert not named & NEVER_CALLED
