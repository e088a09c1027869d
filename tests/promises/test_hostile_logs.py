"""Promise: whatever a library, the interpreter or the web server wants to print, no word of a person gets out."""

import ast
import io
import subprocess
import sys
import textwrap
from pathlib import Path

import aiohttp
import pytest
from signalbot import SignalAPIError, parse

from bot import logs
from bot.events import Event
from bot.health import Watch, served
from bot.metrics import Metrics
from tests.instants import NOON

pytestmark = pytest.mark.promise

ROOT = Path(__file__).parents[2]
CANARY = "CANARY-Maria-Lopez"

HOSTILE = {
    "a logger with no handler, which falls back on logging.lastResort": """
        lonely = logging.getLogger("signalbot")
        lonely.handlers.clear()
        lonely.propagate = False
        lonely.error("not delivered to %s", CANARY)
        """,
    "a library that empties the root and sets logging up itself": """
        logging.getLogger().handlers.clear()
        logging.basicConfig(level=logging.DEBUG, format="%(message)s %(args)s %(exc_info)s", force=True)
        logging.getLogger("httpx").error("POST %s", CANARY)
        """,
    "faulthandler with words in the locals": """
        import faulthandler
        words = CANARY
        faulthandler.enable()
        faulthandler.dump_traceback(all_threads=True)
        """,
    "asyncio's task exception that was never retrieved": """
        import asyncio, gc
        async def lose():
            logs.watch_loop(asyncio.get_running_loop())
            asyncio.get_running_loop().set_debug(True)
            async def fails(words):
                raise ValueError(words)
            task = asyncio.create_task(fails(CANARY), name=CANARY)
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            del task
            gc.collect()
        asyncio.run(lose())
        """,
    "a coroutine that was never awaited, and other warnings": """
        import gc, warnings
        warnings.simplefilter("always")
        async def never(words): ...
        never(CANARY)
        gc.collect()
        warnings.warn(CANARY)
        warnings.warn_explicit(CANARY, UserWarning, CANARY, 1)
        """,
    "pydantic, whose errors carry what was put in": """
        from pydantic import BaseModel
        class Said(BaseModel):
            number: int
        try:
            Said(number=CANARY)
        except ValueError as error:
            logs.get().event(Event.HANDLER_FAILED, error=error, transport="signal")
            logging.getLogger("signalbot").exception("cannot read %s", error)
            raise
        """,
    "an error with notes, a group of them, and one whose name is somebody's": """
        error = type(CANARY, (Exception,), {})(CANARY)
        error.add_note(CANARY)
        raise ExceptionGroup(CANARY, [error, ValueError(CANARY)])
        """,
    "a record made by hand, with words wherever words fit": """
        record = logging.LogRecord(CANARY, 50, CANARY, 1, CANARY, (), None, CANARY, CANARY)
        logging.getLogger("telegram").handle(record)
        logging.getLogger().callHandlers(record)
        """,
}


@pytest.mark.parametrize("code", HOSTILE.values(), ids=list(HOSTILE))
def test_nothing_gets_a_word_out(code: str):
    head = f"import logging, sys\nfrom bot import logs\nfrom bot.events import Event\nCANARY = {CANARY!r}\nlogs.configure(sys.stderr, 'debug')\n"
    run = subprocess.run(
        [sys.executable, "-X", "dev", "-c", head + textwrap.dedent(code)],
        capture_output=True, text=True, check=False, cwd=ROOT,
    )  # fmt: skip
    said = run.stdout + run.stderr
    assert said, "it did print, so it could have printed more"
    assert "CANARY" not in said
    assert "Maria" not in said


COMMAND = """
    import asyncio, gc, logging, warnings
    from bot.cli import main

    async def fails(words):
        raise ValueError(words)

    async def lose():
        task = asyncio.create_task(fails(CANARY), name=CANARY)
        await asyncio.sleep(0.15)
        del task
        gc.collect()

    assert main(["version"]) == 0
    logging.getLogger("httpx").error("POST %s", CANARY)
    lonely = logging.getLogger("signalbot")
    lonely.propagate = False
    lonely.error("not delivered to %s", CANARY)
    warnings.warn(CANARY)
    asyncio.run(lose())
"""


def test_a_command_prints_its_own_lines_and_nothing_of_a_library():
    run = subprocess.run(
        [sys.executable, "-X", "dev", "-W", "always", "-c", f"CANARY = {CANARY!r}\n{textwrap.dedent(COMMAND)}"],
        capture_output=True, text=True, check=False, cwd=ROOT,
    )  # fmt: skip
    assert run.returncode == 0
    assert run.stdout.startswith("whistle")
    assert run.stderr == ""


async def test_the_web_server_writes_no_access_log_and_shows_no_address(capfd):
    stream = io.StringIO()
    watch = Watch(platforms=dict, ready=lambda: True, metrics=Metrics(), now=lambda: NOON)
    undo = logs.configure(stream, "debug")
    try:
        async with served(watch, "127.0.0.1", 0) as port, aiohttp.ClientSession() as http:
            for path in (f"/metrics?who={CANARY}", f"/{CANARY}", "/healthz"):
                async with http.get(f"http://127.0.0.1:{port}{path}", headers={"User-Agent": CANARY}) as answer:
                    assert CANARY not in await answer.text()
    finally:
        undo()
    assert "CANARY" not in stream.getvalue() + "".join(capfd.readouterr())


async def test_what_signalbot_cannot_type_is_told_by_type_and_line():
    with pytest.raises((SignalAPIError, ValueError, TypeError, AttributeError)) as caught:
        await parse(None, '{"envelope": {"timestamp": "' + CANARY + '", "dataMessage": {}}}')  # type: ignore[arg-type] # no API is asked
    stream = io.StringIO()
    undo = logs.configure(stream, "debug")
    try:
        logs.get().event(Event.HANDLER_FAILED, error=caught.value, transport="signal")
    finally:
        undo()
    assert "event=handler.failed" in stream.getvalue()
    assert "CANARY" not in stream.getvalue()


def test_a_label_of_a_metric_is_a_platform_or_a_word_of_the_code():
    """A label is the one place of the metrics that takes text."""
    found = [
        (str(file.relative_to(ROOT)), ast.unparse(argument))
        for file in sorted((ROOT / "bot").rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "labels"
        for argument in node.args
    ]
    assert len(found) >= 3
    # `word` is word_of a platform, `outcome` delivery's own, `what` a transport's count: the canary test reads the page.
    known = {"word_of(platform)", "word_of(errand.platform)", "word", "outcome", "what", "'none'", "'dropped'"}
    assert {each[1] for each in found} <= known
