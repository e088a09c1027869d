"""Runs submissions through the real pipeline under a simulated clock and tells which incident each became.

For measuring, and for operators who want to try their own texts. Reads one JSON object a line, in time order,
{"at", "who", "text", "lat", "lon"}, and answers {"incident": code or null}, null where a place is still open.
Every line has its answer, in order, so an empty one is answered with null; at a line that is no submission it stops
and says which one, after the lines before it were answered.
Nothing is sent anywhere; the store is a temporary file and keys live in memory.
"""

import asyncio
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TextIO

from bot import logs
from bot.app import App
from bot.clock import TownClock
from bot.parts import Parts
from bot.privacy.members import ModeratorSecret
from bot.transports.base import Incoming, IncomingKind, Sender
from geo.gazetteer import Gazetteer
from geo.point import Point
from handlers.policy import Directory, Policy, Room
from handlers.ports import Context, Transaction
from handlers.report import pass_on

PLATFORM = "sim"
TOGETHER = 64
"""Submissions committed together: as many as a busy minute has waiting, and cheaper than one by one."""
TOGETHER_WITHIN = timedelta(minutes=15)
UNCAPPED = 1_000_000


class BadLine(ValueError):
    """A line of the input is no submission; says which and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One submission of the input."""

    at: datetime
    who: str = field(repr=False)
    text: str = field(default="", repr=False)
    pin: Point | None = field(default=None, repr=False)


class Replay:
    """The pipeline of one replay. Open it, hand it lines in time order, close it."""

    def __init__(self, gazetteer: Gazetteer, folder: Path, start: datetime, policy: Policy | None = None) -> None:
        self.clock = TownClock(start)
        rules = replace(policy or Policy(), reports_per_person_hour=UNCAPPED, reports_overall_minute=UNCAPPED)
        self.app = App(
            Parts(
                policy=rules,
                directory=Directory(moderation=(Room(name=f"moderators@{PLATFORM}"),), channels=()),
                gazetteer=gazetteer,
                store=folder / "replay.db",
                members=ModeratorSecret(bytes(range(32))),
                transports=(),
                clock=self.clock,
            )
        )

    async def answer(self, lines: Sequence[Line]) -> list[str | None]:
        """Take in lines that come close together; answers the incident of each."""
        # Tasks start in their order and hand their transaction over before the next one starts.
        refs = await asyncio.gather(*(self._take_in(line) for line in lines))
        codes = await asyncio.gather(*(self._pass_on(ref, line.at) for ref, line in zip(refs, lines, strict=True)))
        await self.app.maintenance.step()
        return list(codes)

    async def _take_in(self, line: Line) -> str:
        self.clock.advance_to(line.at)
        sender = Sender(platform=PLATFORM, key=line.who.encode(), address=line.who.encode())
        kind = IncomingKind.TEXT if line.pin is None else IncomingKind.PIN
        await self.app.receive(Incoming(kind=kind, sender=sender, received_at=line.at, text=line.text, pin=line.pin))
        conversation = self.app.conversations.find(self.app.intake.witness(sender))
        return conversation.report if conversation else ""

    async def _pass_on(self, ref: str, at: datetime) -> str | None:
        """Pass a draft on at once, as if its sender had pressed "send now"."""
        context = replace(self.app.contexts.fresh(), now=at)
        return await self.app.store.run(lambda tx: _passed(tx, context, ref)) if ref else None


def replay_lines(gazetteer_path: Path, stdin: TextIO, stdout: TextIO) -> None:
    """Answer every line of `stdin` on `stdout`, in order. Raises `BadLine`, and what is wrong with the gazetteer."""
    gazetteer = Gazetteer.open(gazetteer_path)
    # Standard output belongs to the answers.
    undo = logs.configure(sys.stderr, "warning")
    try:
        _replayed(gazetteer, stdin, stdout)
    finally:
        undo()


def _replayed(gazetteer: Gazetteer, stdin: TextIO, stdout: TextIO) -> None:
    with tempfile.TemporaryDirectory(prefix="whistle-replay-") as folder:
        asyncio.run(_replay(gazetteer, Path(folder), stdin, stdout))


async def _replay(gazetteer: Gazetteer, folder: Path, stdin: TextIO, stdout: TextIO) -> None:
    replay: Replay | None = None
    try:
        for batch in _batches(_lines(stdin)):
            said = [line for line in batch if line is not None]
            if said and replay is None:
                replay = Replay(gazetteer, folder, said[0].at)
                await replay.app.open()
            codes = iter(await replay.answer(said) if replay else ())
            answers = (None if line is None else next(codes) for line in batch)
            stdout.writelines(json.dumps({"incident": code}) + "\n" for code in answers)
    finally:
        stdout.flush()
        if replay is not None:
            await replay.app.close()


def _passed(tx: Transaction, context: Context, ref: str) -> str | None:
    report = tx.reports.get(ref)
    if report is None or report.incident or report.place is None:
        return report.incident or None if report else None
    return pass_on(tx, context, report).code


def _batches(lines: Iterator[Line | None]) -> Iterator[list[Line | None]]:
    """Lines that come close together. Raises `BadLine` only when what stood before it has been handed on."""
    batch: list[Line | None] = []
    try:
        for line in lines:
            if line is not None and not _fits(line, [each for each in batch if each is not None]):
                yield batch
                batch = []
            batch.append(line)
    except BadLine:
        yield batch
        raise
    yield batch


def _fits(line: Line, batch: Sequence[Line]) -> bool:
    if not batch:
        return True
    known = any(each.who == line.who for each in batch)
    return not known and len(batch) < TOGETHER and line.at - batch[0].at <= TOGETHER_WITHIN


def _lines(stdin: TextIO) -> Iterator[Line | None]:
    for number, text in enumerate(stdin, start=1):
        yield _line(number, text) if text.strip() else None


def _line(number: int, text: str) -> Line:
    try:
        read = json.loads(text)
        at = datetime.fromisoformat(read["at"])
        pin = Point(float(read["lat"]), float(read["lon"])) if read.get("lat") is not None else None
        line = Line(at=at, who=str(read["who"]), text=str(read.get("text", "")), pin=pin)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError):
        # From nothing: the text of a parser's error quotes the line.
        raise BadLine(f'line {number}: expected {{"at": "2026-01-15T14:03:10Z", "who": "r1", "text": "..."}}') from None
    if line.at.tzinfo is None:
        raise BadLine(f'line {number}: "at" has no time zone; write 2026-01-15T14:03:10Z')
    return line
