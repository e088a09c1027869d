"""No log line can hold anything of a person, whoever writes it and at whatever level."""

import ast
import asyncio
import io
import logging
import os
import sqlite3
import subprocess
import sys
import textwrap
import warnings
from collections.abc import Callable, Iterator
from enum import Enum
from pathlib import Path

import aiosqlite
import httpx
import pytest
import structlog
import telegram
from signalbot.logger import _initialize_logger
from sqlalchemy import create_engine, text

from bot import logs
from bot.events import CODE, COUNT, ERROR, EVENTS, REFUSED, WAIT_S, Event, Level, one_of
from bot.faults import fault

CANARY = "CANARY-Maria-Lopez-6125550142"
TOKEN = "7123456789:AAcanaryCANARYcanaryCANARYcanary0042"
UPDATE = f"Processing update {CANARY}"
LIBRARIES = (
    "httpx", "httpcore.connection", "telegram.ext.Application", "signalbot", "aiohttp.access", "aiosqlite",
    "sqlalchemy.engine.Engine", "alembic.runtime", "geopy.geocoders", "asyncio", "websockets.client",
    "apscheduler.scheduler", "some.library.nobody.listed", "",
)  # fmt: skip
LEVELS: tuple[Level, ...] = ("debug", "info", "warning", "error")

Configure = Callable[[Level], io.StringIO]


@pytest.fixture
def configure() -> Iterator[Configure]:
    undo: list[Callable[[], None]] = []

    def start(level: Level) -> io.StringIO:
        stream = io.StringIO()
        undo.append(logs.configure(stream, level))
        return stream

    yield start
    for each in undo:
        each()


def _raise_chained() -> None:
    try:
        sqlite3.connect(":memory:").execute(f"selec {CANARY!r}")
    except sqlite3.Error as error:
        raise ValueError(f"could not store {CANARY}") from error


def _log_in_every_way(logger: logging.Logger) -> None:
    logger.setLevel(logging.DEBUG)
    for level in (logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR, logging.CRITICAL):
        logger.log(level, UPDATE)
        logger.log(level, "[Raw Message] %s", CANARY)
        logger.log(level, "%(who)s", {"who": CANARY})
        logger.log(level, "POST https://api.telegram.org/bot%s/getUpdates", TOKEN)
        logger.log(level, "with extras", extra={"envelope": CANARY}, stack_info=True)
        logger.log(level, ValueError(CANARY))
        logger.log(level, "broken %d", CANARY)  # a handler that formats this fails and tells why
        try:
            _raise_chained()
        except ValueError as error:
            logger.log(level, "failed: %s", error, exc_info=True)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", LIBRARIES)
def test_no_library_gets_a_word_through_at_any_level(
    configure: Configure, capfd: pytest.CaptureFixture[str], name: str, level: Level
):
    stream = configure(level)
    logger = logging.getLogger(name)
    before = logger.level
    try:
        _log_in_every_way(logger)
    finally:
        logger.setLevel(before)
    said = stream.getvalue() + "".join(capfd.readouterr())
    assert "CANARY" not in said
    assert TOKEN not in said
    assert "event=library.failed" in said


def test_records_below_warning_are_dropped_and_the_rest_name_library_type_and_line(configure: Configure):
    stream = configure("debug")
    logger = logging.getLogger("httpx")
    logger.info("HTTP Request: POST %s", TOKEN)
    assert stream.getvalue() == ""
    try:
        _raise_chained()
    except ValueError:
        logger.exception("late")
    line = stream.getvalue()
    assert "event=library.failed library=httpx" in line
    assert "ValueError@tests/units/test_logs.py:" in line
    assert "< OperationalError@tests/units/test_logs.py:" in line


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_handler_that_a_library_puts_up_itself_prints_nothing_of_a_person(configure: Configure, when: str):
    own = io.StringIO()
    logger = logging.getLogger("signalbot")
    handler = logging.StreamHandler(own)
    handler.setFormatter(logging.Formatter("%(asctime)s %(funcName)s %(threadName)s %(pathname)s %(message)s"))
    if when == "before":
        logger.addHandler(handler)
    configure("debug")
    if when == "after":
        logger.addHandler(handler)
    try:
        _log_in_every_way(logger)
    finally:
        logger.removeHandler(handler)
        logger.setLevel(logging.NOTSET)
    assert "CANARY" not in own.getvalue()
    assert TOKEN not in own.getvalue()
    assert "signalbot" in own.getvalue()  # it did print, so it could have printed more


def test_signalbots_own_logger_at_info_keeps_the_raw_message_to_itself(configure: Configure, capfd):
    stream = configure("debug")
    logger = _initialize_logger(logging.INFO)
    try:
        logger.info("[Raw Message] %s", CANARY)
        logger.warning("Message 1 not delivered to %s: IDENTITY_FAILURE", CANARY)
    finally:
        logger.handlers.clear()
        logger.setLevel(logging.NOTSET)
    assert "CANARY" not in stream.getvalue() + "".join(capfd.readouterr())
    assert "library=signalbot" in stream.getvalue()


async def test_a_real_telegram_bot_at_debug_prints_no_token_and_no_text(configure: Configure, capfd):
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(65536)
        body = b'{"ok": false, "error_code": 400, "description": "' + CANARY.encode() + b'"}'
        writer.write(b"HTTP/1.1 400 Bad\r\ncontent-length: %d\r\nconnection: close\r\n\r\n" % len(body) + body)
        await writer.drain()
        writer.close()

    stream = configure("debug")
    names = ("telegram", "httpx", "httpcore", "asyncio")
    for name in names:
        logging.getLogger(name).setLevel(logging.DEBUG)
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        bot = telegram.Bot(TOKEN, base_url=f"http://127.0.0.1:{port}/bot")
        with pytest.raises(telegram.error.TelegramError) as caught:
            await bot.send_message(4242424242, CANARY)
        logs.get().event(Event.DELIVERY_FAILED, transport="telegram", error=caught.value, status=400)
        await bot._request[0].shutdown()
        await bot._request[1].shutdown()
    finally:
        server.close()
        await server.wait_closed()
        for name in names:
            logging.getLogger(name).setLevel(logging.NOTSET)
    said = stream.getvalue() + "".join(capfd.readouterr())
    assert "event=delivery.failed" in said
    for secret in ("CANARY", TOKEN, "4242424242"):
        assert secret not in said


async def test_real_databases_and_clients_at_debug_print_no_parameters(configure: Configure, capfd):
    stream = configure("debug")
    names = ("aiosqlite", "sqlalchemy", "sqlalchemy.engine", "httpx")
    for name in names:
        logging.getLogger(name).setLevel(logging.DEBUG)
    try:
        async with aiosqlite.connect(":memory:") as db:
            await db.execute("select ?", (CANARY,))
        engine = create_engine("sqlite://", echo="debug")  # puts up a handler of its own
        with engine.connect() as connection:
            connection.execute(text("select :who"), {"who": CANARY})
        engine.dispose()
        transport = httpx.MockTransport(lambda _request: httpx.Response(200))
        async with httpx.AsyncClient(transport=transport) as client:
            await client.get(f"http://127.0.0.1/bot{TOKEN}/getMe")
    finally:
        logging.getLogger("sqlalchemy").handlers.clear()
        for name in names:
            logging.getLogger(name).setLevel(logging.NOTSET)
    said = stream.getvalue() + "".join(capfd.readouterr())
    assert "CANARY" not in said
    assert TOKEN not in said


def test_python_warnings_lose_their_text(configure: Configure, capfd):
    stream = configure("info")
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=False)  # catch_warnings put the standard printer back
        logging.captureWarnings(capture=True)
        warnings.warn(CANARY, UserWarning, stacklevel=1)
        logging.captureWarnings(capture=False)
    assert "event=library.warned library=py" in stream.getvalue()
    assert "CANARY" not in stream.getvalue() + "".join(capfd.readouterr())


async def test_asyncios_lost_errors_lose_their_text(configure: Configure, capfd):
    stream = configure("info")
    loop = asyncio.get_running_loop()
    before = loop.get_exception_handler()
    logs.watch_loop(loop)
    try:
        loop.call_exception_handler({"message": CANARY, "exception": ValueError(CANARY), "handle": CANARY})
        loop.call_exception_handler({"message": CANARY, "task": CANARY})
    finally:
        loop.set_exception_handler(before)
    said = stream.getvalue()
    assert said.count("event=loop.failed") == 2
    assert "ValueError" in said
    assert "CANARY" not in said + "".join(capfd.readouterr())


UNCAUGHT = """
    import asyncio, sys, threading, traceback
    from bot import logs

    logs.configure(sys.stderr, "debug")
    canary = "CANARY-in-a-local"

    class Dying:
        def __del__(self):
            raise ValueError(canary)

    async def lose_a_task():
        logs.watch_loop(asyncio.get_running_loop())
        lost = asyncio.get_running_loop().create_future()
        lost.set_exception(KeyError(canary))
        del lost
        def fail():
            raise OSError(canary)
        asyncio.get_running_loop().call_soon(fail)
        await asyncio.sleep(0)

    def fail_in_thread():
        raise LookupError(canary)

    asyncio.run(lose_a_task())
    thread = threading.Thread(target=fail_in_thread, name=canary)
    thread.start()
    thread.join()
    Dying()
    try:
        raise TypeError(canary)
    except TypeError:
        traceback.print_exc()
    raise RuntimeError(canary) from ValueError(canary)
"""


def test_an_error_nobody_caught_prints_type_and_line_only():
    run = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(UNCAUGHT)],
        capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    said = run.stdout + run.stderr
    assert run.returncode == 1
    assert "CANARY" not in said
    assert "Traceback" not in said
    for kind in ("KeyError", "OSError", "LookupError", "ValueError", "TypeError", "RuntimeError"):
        assert f"{kind}@" in said, kind


def test_an_event_prints_its_name_and_fields(configure: Configure):
    stream = configure("info")
    logs.get().event(Event.INCIDENT_DECIDED, code="K7Q2", decision="confirmed")
    line = stream.getvalue()
    assert "level=info event=incident.decided code=K7Q2 decision=confirmed\n" in line
    assert line.startswith("at=20")


def test_the_level_decides_about_our_own_events_only(configure: Configure):
    stream = configure("error")
    log = logs.get()
    log.event(Event.INCIDENT_OPENED, code="K7Q2")
    assert stream.getvalue() == ""
    log.event(Event.STORAGE_FAILED, error=OSError(CANARY))
    assert "event=storage.failed error=OSError@?" in stream.getvalue()


class Color(Enum):
    RED = "red"
    SECRET = CANARY


NOT_ALLOWED = (
    CANARY,
    "red\nevent=forged",
    "",
    None,
    b"red",
    object(),
    ["red"],
    float("nan"),
    ValueError(CANARY),
)


@pytest.mark.parametrize(
    ("field", "fits"),
    [
        (COUNT, [(0, 0), (7, 7), (7123456789, 1_000_000), (True, 1)]),  # an id does not fit into a count
        (WAIT_S, [(0.25, 0.2), (3, 3.0), (44.948312, 44.9), (1e12, 1_000_000.0)]),
        (one_of("red"), [("red", "red"), (Color.RED, "red")]),
        (CODE, [("K7Q2", "K7Q2"), ("2BCD9", "2BCD9")]),
    ],
    ids=["count", "seconds", "word", "code"],
)
def test_a_field_takes_what_fits_and_nothing_else(field, fits):
    for value, printed in fits:
        assert field.passes(value) == printed
    for value in NOT_ALLOWED:
        assert field.passes(value) == REFUSED, value
    assert field.passes(Color.SECRET) == REFUSED


@pytest.mark.parametrize("code", ["K7Q", "AEIO", "k7q2", "K7Q2\n", "K7Q2 x", "6125550142", "O0I1"])
def test_only_incident_codes_pass_as_codes(code: str):
    assert CODE.passes(code) == REFUSED


def test_text_made_to_look_like_an_error_does_not_pass():
    assert ERROR.passes("ValueError@x.py:1") == REFUSED
    assert ERROR.passes(ValueError(CANARY)) == "ValueError@?"
    assert ERROR.passes(fault(KeyError(CANARY))) == "KeyError@?"


def test_an_unfit_value_is_replaced_and_an_unknown_field_left_out(configure: Configure):
    stream = configure("debug")
    logs.get().event(Event.INTAKE_REFUSED, reason=f"muted\nlevel=error event=forged {CANARY}", name=CANARY, count=3)
    assert stream.getvalue().count("\n") == 1
    assert "event=intake.refused reason=refused count=3\n" in stream.getvalue()
    assert "forged" not in stream.getvalue()


def test_structlog_used_past_our_log_prints_nothing(configure: Configure, capfd):
    stream = configure("debug")
    structlog.get_logger().error(CANARY, who=CANARY)
    structlog.get_logger("other").warning("intake.committed", count=CANARY)
    assert "CANARY" not in stream.getvalue() + "".join(capfd.readouterr())


def test_the_allow_list_holds_before_anybody_configured_anything(capfd):
    structlog.reset_defaults()
    logs.get().event(Event.INTAKE_REFUSED, reason=CANARY, name=CANARY)
    said = "".join(capfd.readouterr())
    assert "intake.refused" in said
    assert "CANARY" not in said


@pytest.mark.parametrize(
    "switch", ["WHISTLE_DEBUG", "WHISTLE_LOG_REDACTION", "PYTHONASYNCIODEBUG", "PYTHONDEVMODE", "DEBUG"]
)
def test_no_environment_switch_lets_words_through(switch: str):
    story = f"""
        import logging, sys
        from bot import logs
        logs.configure(sys.stderr, "debug")
        logging.getLogger("telegram").error("%s", "{CANARY}")
    """
    run = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(story)], env={**os.environ, switch: "1"},
        capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert "library=telegram" in run.stderr
    assert "CANARY" not in run.stdout + run.stderr


def test_a_closed_pipe_behind_the_log_stops_nobody(configure: Configure):
    configure("info").close()
    logs.get().event(Event.APP_STOPPING)
    opened = configure("info")
    logs.get().event(Event.APP_STOPPING)
    assert opened.getvalue().count("app.stopping") == 1


def test_undo_gives_logging_back_as_it_was():
    root = logging.getLogger()
    before = (list(root.handlers), root.level, logging.getLogRecordFactory(), sys.excepthook)
    logs.configure(io.StringIO(), "info")()
    assert (list(root.handlers), root.level, logging.getLogRecordFactory(), sys.excepthook) == before


def test_a_group_of_errors_names_its_members_and_a_loop_of_causes_ends():
    first, second = ValueError(CANARY), KeyError(CANARY)
    first.__cause__, second.__cause__ = second, first
    said = fault(ExceptionGroup(CANARY, [first, OSError(CANARY)]))
    assert said == "ExceptionGroup@? < ValueError@? < OSError@? < KeyError@?"


def test_a_line_of_code_never_shows_a_home_directory(tmp_path: Path):
    source = compile("raise ValueError", str(tmp_path / "maria.py"), "exec")
    with pytest.raises(ValueError) as caught:
        exec(source)
    assert fault(caught.value) == "ValueError@?"


def test_every_event_has_a_row_in_the_table():
    assert set(EVENTS) == set(Event)


def _event_calls() -> Iterator[tuple[str, str, set[str]]]:
    root = Path(logs.__file__).parent
    for file in sorted(root.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            if node.func.attr == "event" and node.args and isinstance(node.args[0], ast.Attribute):
                named = {each.arg for each in node.keywords if each.arg}
                yield f"{file.name}:{node.lineno}", node.args[0].attr, named


def test_every_line_logged_in_the_code_uses_fields_its_event_has():
    calls = list(_event_calls())
    assert len(calls) >= 3  # the search finds what it is for
    for place, name, fields in calls:
        assert fields <= set(EVENTS[Event[name]].fields), place
