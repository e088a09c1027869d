"""Promise: docs/data-inventory.md lists everything that is kept, printed, counted, written or keyed, and nothing else.

What is sent is held against it by the fake servers, in every test that uses them.
"""

import ast
import dataclasses
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

from bot.events import EVENTS
from bot.metrics import Metrics
from bot.privacy import detailkeys, keyring
from bot.privacy.keykinds import KINDS
from bot.storage.schema import metadata
from geo.point import Point
from handlers.alertcontent import AlertContent
from handlers.incident import Incident, Moderator, Report, Vote
from handlers.outbound import Notice, Post
from tests.inventory import listed, listed_with_parts, rows, unlisted_request

pytestmark = pytest.mark.promise

ROOT = Path(__file__).parents[2]
SECTIONS = ("Database columns", "Stored fields", "Log events", "Metrics", "Files", "Outgoing fields", "Keyring")
STORED = (Report, Incident, Vote, Moderator, Post, Notice, AlertContent)
WRITES = {"write_text", "write_bytes", "mkstemp", "mkdir", "TemporaryDirectory", "NamedTemporaryFile", "TemporaryFile"}
WRITING_MODES = set("wax+")


def test_every_row_says_what_why_whose_and_until_when():
    for section in SECTIONS:
        assert len(rows(section)) >= 5
        for row in rows(section):
            assert len(row) == 5, row
            assert all(row), row


def test_the_columns_are_those_of_the_schema():
    columns = {f"{column.table.name}.{column.name}" for table in metadata.sorted_tables for column in table.columns}
    assert listed("Database columns") == columns


def test_the_stored_fields_are_those_of_the_nouns_that_storage_writes():
    assert listed("Stored fields") == {name for noun in STORED for name in fields_of(noun)}


def test_storage_writes_no_other_nouns():
    """A noun reaches a `details` column through codec.dump or Unit.pack alone; each of their callers is known here."""
    callers = {
        file.stem
        for file in (ROOT / "bot" / "storage").rglob("*.py")
        if any(_called(node) in {"dump", "pack"} for node in ast.walk(ast.parse(file.read_text())))
    }
    assert callers == {"reports", "incidents", "votes", "moderators", "posts", "unit"}


def test_the_log_events_are_those_of_the_table():
    events = {event.value for event in EVENTS}
    assert listed_with_parts("Log events") == events | {
        f"{event.value}.{field}" for event, shape in EVENTS.items() for field in shape.fields
    }


def test_the_metrics_are_those_of_the_registry():
    registry = Metrics().registry
    found = set()
    for collector in registry._collector_to_names:
        name = collector._name  # type: ignore[attr-defined]  # the client has no public way to list labels
        found |= {name, *(f"{name}.{label}" for label in collector._labelnames)}  # type: ignore[attr-defined]
    assert len(found) >= 5
    assert listed_with_parts("Metrics") == found


def test_nothing_counts_outside_the_registry():
    makers = {"Counter", "Gauge", "Histogram", "Summary", "Info"}
    where = {
        str(file.relative_to(ROOT))
        for file in sources()
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.ImportFrom)
        and node.module == "prometheus_client"
        and makers & {each.name for each in node.names}
    }
    assert where == {"bot/metrics.py"}


def test_the_modules_that_write_files_are_the_listed_ones():
    writers = {str(file.relative_to(ROOT)) for file in sources() if writes_files(file.read_text())}
    assert len(writers) >= 8
    assert {name for name in listed("Files") if name.endswith(".py")} == writers


@pytest.mark.parametrize(
    "line",
    ["path.write_text('x')", "open(path, 'w')", "path.open('r+b')", "os.open(p, os.O_WRONLY)", "tempfile.mkstemp()",
     "shutil.copyfile(a, b)", "sqlite3.connect(path)", "os.open(path, flags)"],
)  # fmt: skip
def test_a_line_that_writes_is_seen(line: str):
    assert writes_files(line)


@pytest.mark.parametrize("line", ["path.read_text()", "open(path)", "path.open('rb')", "os.open(p, os.O_RDONLY)"])
def test_a_line_that_only_reads_is_not(line: str):
    assert not writes_files(line)


def test_the_keys_are_those_of_the_keyring():
    plain = (keyring._TO, keyring._MUTED, keyring._TALK, keyring._SINCE, keyring.SUBSCRIBER, keyring.RELAY)
    starts = {start.rstrip("-") for start in plain}
    assert listed("Keyring") == {f"key-{kind}" for kind in (*KINDS, detailkeys.NAME)} | starts | {"moderators.secret"}


def test_a_request_with_a_field_of_its_own_is_seen():
    assert unlisted_request("telegram", "channel", "sendMessage", {"chat_id", "text"}) == []
    assert unlisted_request("telegram", "channel", "sendMessage", {"text", "location"}) == [
        "telegram/channel/sendMessage.location"
    ]
    assert unlisted_request("telegram", "private", "forwardMessage", set()) == ["telegram/private/forwardMessage"]


def sources() -> list[Path]:
    return [file for package in ("bot", "handlers", "geo") for file in sorted((ROOT / package).rglob("*.py"))]


def fields_of(noun: type) -> set[str]:
    """Its fields, and those of every noun inside it."""
    found: set[str] = set()
    for name, hint in get_type_hints(noun).items():
        found.add(f"{noun.__name__}.{name}")
        for inner in nouns_in(hint):
            found |= fields_of(inner)
    return found


def nouns_in(hint: Any) -> list[type]:
    if isinstance(hint, type):
        return [hint] if dataclasses.is_dataclass(hint) and hint is not Point else []
    return [noun for each in get_args(hint) for noun in nouns_in(each)]


def writes_files(source: str) -> bool:
    return any(_writes(node) for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))


def _writes(call: ast.Call) -> bool:
    name = _called(call)
    spelt = ast.unparse(call.func)
    if spelt == "os.open":
        return not any(harmless in ast.unparse(call) for harmless in ("O_RDONLY", "devnull"))
    if spelt == "sqlite3.connect":
        return "mode=ro" not in ast.unparse(call) and ":memory:" not in ast.unparse(call)
    if name == "open":
        texts = [
            each.value for each in (*call.args[:2], *(k.value for k in call.keywords)) if isinstance(each, ast.Constant)
        ]
        return any(isinstance(text, str) and len(text) <= 3 and WRITING_MODES & set(text) for text in texts)
    return name in WRITES or spelt.startswith("shutil.copy")


def _called(node: ast.AST) -> str:
    if not isinstance(node, ast.Call):
        return ""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
