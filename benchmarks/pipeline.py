"""How much the whole pipeline takes in, how fast it answers, and how that changes as the store grows.

    python -m benchmarks.pipeline [CITY.gazetteer]      without an argument: the sample town

The 100,000 stored reports are written straight into the store: a week of closed incidents, as retention leaves them.

Every figure runs the real intake, store (SQLite, synchronous=FULL), handlers and grouping; nothing is sent. The
last column compares with one raw insert and commit through aiosqlite in the same run, so that machines compare.
"""

import asyncio
import io
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice, product
from pathlib import Path

import aiosqlite

from bot import logs
from bot.replay import TOGETHER, Line, Replay
from geo.data import town_sources
from geo.gazetteer import Gazetteer
from geo.importers import build
from geo.place import Place
from geo.placing import crossing_place
from handlers.incident import CODE_ALPHABET, CODE_LENGTH, Closing, Incident, IncidentState, Report, ReportState
from handlers.observation import Observation
from handlers.ports import Transaction

START = datetime(2026, 1, 15, 6, tzinfo=UTC)
SUBMISSIONS, COMMITS, PACED = 500, 1_000, 250
RATE_PER_S = 50
STORED_FEW, STORED_MANY, ONE_INCIDENT, AT_ONCE = 1_000, 100_000, 4, 2_000
KEPT = timedelta(days=6)
"""Younger than what a purge takes."""
SAID = ("3 agents in vests at {}", "ICE at {}", "2 unmarked suvs near {}", "la migra en {}")


def lines_of(gazetteer: Gazetteer, count: int, start: datetime, every_s: float = 20.0) -> Iterator[Line]:
    crossings = [each for each in gazetteer.crossings if len(each.street_ids) > 1]
    for number in range(count):
        names = [gazetteer.street(each).name for each in crossings[number * 7 % len(crossings)].street_ids[:2]]
        text = SAID[number % len(SAID)].format(" & ".join(names))
        yield Line(at=start + timedelta(seconds=number * every_s), who=f"r{start.timestamp()}-{number}", text=text)


async def raw_commit_s(folder: Path) -> float:
    async with aiosqlite.connect(folder / "raw.db", isolation_level=None) as db:
        await db.execute("PRAGMA journal_mode=WAL")
        await db.execute("PRAGMA synchronous=FULL")
        await db.execute("CREATE TABLE report (id INTEGER PRIMARY KEY, body TEXT)")
        began = time.perf_counter()
        for _ in range(COMMITS):
            await db.execute("INSERT INTO report (body) VALUES (?)", ("x" * 200,))
        return (time.perf_counter() - began) / COMMITS


async def through(replay: Replay, lines: list[Line]) -> float:
    """Seconds a submission when they come as fast as they can."""
    began = time.perf_counter()
    for at in range(0, len(lines), TOGETHER):
        await replay.answer(lines[at : at + TOGETHER])
    return (time.perf_counter() - began) / len(lines)


async def latencies_s(replay: Replay, lines: list[Line]) -> list[float]:
    """Seconds until each is committed and answered, at a steady rate."""
    took: list[float] = []

    async def one(line: Line) -> None:
        began = time.perf_counter()
        await replay.answer([line])
        took.append(time.perf_counter() - began)

    async with asyncio.TaskGroup() as group:
        for line in lines:
            group.create_task(one(line))
            await asyncio.sleep(1 / RATE_PER_S)
    return took


async def measure(gazetteer: Gazetteer, folder: Path) -> None:
    raw_s = await raw_commit_s(folder)
    row("one raw aiosqlite commit", raw_s, raw_s)
    replay = Replay(gazetteer, folder, START)
    await replay.app.open()
    try:
        first = list(lines_of(gazetteer, SUBMISSIONS, START))
        fast_s = await through(replay, first)
        row(f"a submission, {TOGETHER} waiting ({1 / fast_s:.0f} a second)", fast_s, raw_s)
        later = replay.clock.now() + timedelta(minutes=1)
        took = sorted(await latencies_s(replay, list(lines_of(gazetteer, PACED, later, 1 / RATE_PER_S))))
        row(f"answered at {RATE_PER_S} a second, p50", statistics.median(took), raw_s)
        row(f"answered at {RATE_PER_S} a second, p99", took[int(len(took) * 0.99)], raw_s)
        await grown(replay, gazetteer, raw_s)
    finally:
        await replay.app.close()


async def grown(replay: Replay, gazetteer: Gazetteer, raw_s: float) -> None:
    """The same again with many more reports stored, in the same run, so that nothing else differs."""
    costs = {}
    stored = SUBMISSIONS + PACED
    for goal in (STORED_FEW, STORED_MANY):
        await seed(replay, gazetteer, range(stored, goal))
        start = replay.clock.now() + timedelta(minutes=1)
        costs[goal] = await through(replay, list(lines_of(gazetteer, SUBMISSIONS, start)))
        stored = goal + SUBMISSIONS
        row(f"a submission with {goal:,} reports stored", costs[goal], raw_s)
    print(f"{'growth':56} {costs[STORED_MANY] / costs[STORED_FEW]:10.2f} x")


async def seed(replay: Replay, gazetteer: Gazetteer, numbers: range) -> None:
    """Closed incidents of four reports each, spread over the days before now and over the city's crossings."""
    now = replay.clock.now()
    # One sign longer than those the pipeline draws: none is ever drawn twice.
    names = ["".join(signs) for signs in islice(product(CODE_ALPHABET, repeat=CODE_LENGTH + 1), STORED_MANY)]
    crossings = [each for each in gazetteer.crossings if len(each.street_ids) > 1]

    def write(part: range, tx: Transaction) -> None:
        for number in part:
            at = now - timedelta(hours=2) - KEPT * (number / STORED_MANY)
            crossing = crossings[number // ONE_INCIDENT * 7 % len(crossings)]
            place = crossing_place(gazetteer, crossing, crossing.street_ids[:2])
            code = names[number // ONE_INCIDENT * 11 % len(names)]
            if number % ONE_INCIDENT == 0:
                tx.incidents.add(closed(code, place, at))
            tx.reports.add(told(number, code, place, at))

    whole = range(numbers.start - numbers.start % ONE_INCIDENT, numbers.stop)
    for first in range(whole.start, whole.stop, AT_ONCE):
        await replay.app.store.run(partial(write, range(first, min(first + AT_ONCE, whole.stop))))


def closed(code: str, place: Place, at: datetime) -> Incident:
    return Incident(
        code=code, state=IncidentState.CLOSED, observation=Observation(agents=3, seen_at=at), place=place, epoch=0,
        opened_at=at, last_report_at=at, witnesses=ONE_INCIDENT, reports=ONE_INCIDENT, closing=Closing.EXPIRED,
        closed_at=at + timedelta(hours=2),
    )  # fmt: skip


def told(number: int, code: str, place: Place, at: datetime) -> Report:
    return Report(
        ref=f"s{number}", state=ReportState.CLOSED, observation=Observation(agents=3, seen_at=at), place=place,
        received_at=at, due_at=at, incident=code, number=number % ONE_INCIDENT + 1,
    )  # fmt: skip


def start_up(path: Path) -> None:
    """Seconds and resident memory of a process that loads everything and takes in one submission."""
    line = '{"at":"2026-01-15T14:03:10Z","who":"r1","text":"hello"}\n'
    command = [sys.executable, "-m", "bot", "replay", "--gazetteer", str(path), "--lines"]
    began = time.perf_counter()
    subprocess.run(command, input=line, text=True, capture_output=True, check=True)
    took_s = time.perf_counter() - began
    memory_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{'start to first answer':56} {took_s:10.2f} s")
    print(f"{'resident memory':56} {memory_mb:10.0f} MB")


def row(what: str, took_s: float, raw_s: float) -> None:
    print(f"{what:56} {took_s * 1000:10.3f} ms {took_s / raw_s:8.1f} x a raw commit", flush=True)


def main() -> None:
    logs.configure(io.StringIO(), "error")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        named = [Path(each) for each in sys.argv[1:] if not each.startswith("--")]
        path = named[0] if named else folder / "town.gazetteer"
        if not named:
            build(path, town_sources())
        asyncio.run(measure(Gazetteer.open(path), folder))
        start_up(path)


if __name__ == "__main__":
    main()
