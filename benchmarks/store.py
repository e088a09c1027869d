"""What a committed report costs, beside a raw commit of the same file system in the same run.

    python benchmarks/store.py [--seconds 2] [--kept 1000,100000]

One "intake" is what a report that joins an incident costs: mark, report, sealed words, a search for near incidents,
a witness tag, a compare-and-set of the incident and a coalesced card. The raw commit is one aiosqlite connection
inserting one row of 200 bytes with the same pragmas, one commit each. Ratios are what travels between machines.
"""

import argparse
import asyncio
import random
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path

import aiosqlite

from bot.marks import Mark
from bot.privacy.keyring import Keyring
from bot.sealer import KeyringSealer
from bot.storage.store import Store
from geo.place import Place, Precision
from geo.point import Point
from handlers.incident import Incident, IncidentState, Report, ReportState
from handlers.observation import Activity, Observation
from handlers.outbound import Post, PostKind, Urgency
from handlers.ports import Transaction

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
CALLERS = (1, 50)
WORDS = "two cars by the corner, men with vests are talking to people at the bus stop " * 2
SEEN = Observation(vehicles=2, activities=(Activity.STOP,), seen_at=NOW)
DICE = random.Random(7)


def somewhere() -> Place:
    """A corner in a city of about 20 by 20 km."""
    point = Point(44.9 + DICE.randrange(200) * 0.0009, -93.3 + DICE.randrange(200) * 0.00127)
    return Place(anchor="x:1", label="Lake St & 3rd Ave", point=point, precision=Precision.CROSSING, radius_m=40)


def report(ref: str, place: Place, code: str) -> Report:
    return Report(
        ref=ref, state=ReportState.PASSED, observation=SEEN, place=place, received_at=NOW, due_at=NOW, incident=code
    )


def intake(n: int, place: Place, tx: Transaction) -> None:
    near = tx.incidents.open_near(place.point, 250, NOW - timedelta(minutes=90))
    if near:
        found = near[0]
        tx.incidents.save(replace(found, reports=found.reports + 1))
    else:
        found = opened(f"N{n}", place)
        tx.incidents.add(found)
    tx.reports.add(report(f"n{n}", place, found.code))
    tx.wordings.put(f"report:n{n}", WORDS, WORDS)
    tx.tags.add(found.code, 1, n % 65536)
    card = f"card:{found.code}"
    tx.outbox.post(
        Post(
            room="moderators@sim", kind=PostKind.CARD, urgency=Urgency.MODERATION, incident=found.code,
            subject=card, coalesce=card, edits=True,
        )
    )  # fmt: skip


def opened(code: str, place: Place, state: IncidentState = IncidentState.PENDING) -> Incident:
    return Incident(
        code=code, state=state, observation=SEEN, place=place, epoch=1, opened_at=NOW, last_report_at=NOW,
        closed_at=NOW if state is IncidentState.CLOSED else None,
    )  # fmt: skip


def fill(first: int, last: int, tx: Transaction) -> None:
    """Reports of the last days: three to an incident, one incident in fifty still open."""
    for n in range(first, last):
        place = somewhere()
        if n % 3 == 0:
            state = IncidentState.PENDING if n % 150 == 0 else IncidentState.CLOSED
            tx.incidents.add(opened(f"K{n}", place, state))
        tx.reports.add(report(f"k{n}", place, f"K{n - n % 3}"))


async def rate(one: Callable[[], Awaitable[object]], callers: int, seconds: float) -> tuple[float, float]:
    """Calls a second, and the 99th percentile of one call in milliseconds."""
    took: list[float] = []
    until = time.perf_counter() + seconds

    async def call() -> None:
        while (start := time.perf_counter()) < until:
            await one()
            took.append(time.perf_counter() - start)

    begin = time.perf_counter()
    await asyncio.gather(*(call() for _ in range(callers)))
    return len(took) / (time.perf_counter() - begin), sorted(took)[int(len(took) * 0.99)] * 1000


async def raw(folder: Path, seconds: float) -> float:
    async with aiosqlite.connect(folder / "raw.db", isolation_level=None) as connection:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
            await connection.execute_fetchall(f"pragma {pragma}")
        await connection.execute("create table t (n integer primary key, words text)")

        async def insert() -> None:
            await connection.execute_insert("insert into t (words) values (?)", ("x" * 200,))

        return (await rate(insert, 1, seconds))[0]


async def measured(folder: Path, kept: int, seconds: float, base: float) -> None:
    keyring = Keyring.in_ram(now=lambda: NOW)
    store = await Store.open(folder / f"store{kept}.db", sealer=KeyringSealer(keyring), now=lambda: NOW)
    for first in range(0, kept, 5000):
        await store.run(partial(fill, first, min(kept, first + 5000)))
    numbers = count()

    async def one() -> None:
        n = next(numbers)
        await store.run(partial(intake, n, somewhere()), Mark("sim", sequence=n))

    async def ask() -> None:
        await store.read(lambda tx: tx.incidents.open_near(somewhere().point, 250, NOW - timedelta(minutes=90)))

    for name, call in (("intake", one), ("open_near, read", ask)):
        for callers in CALLERS:
            per_s, p99_ms = await rate(call, callers, seconds)
            print(f"{name:<16} {kept:>8,} {callers:>8} {per_s:>9,.0f} {p99_ms:>9.1f} {per_s / base:>8.2f}")
    await store.close()


async def main(seconds: float, sizes: list[int]) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        base = await raw(folder, seconds)
        print(f"{'what':<16} {'kept':>8} {'callers':>8} {'a second':>9} {'p99 ms':>9} {'to raw':>8}")
        print(f"{'raw commit':<16} {'':>8} {1:>8} {base:>9,.0f} {'':>9} {1:>8.2f}")
        for kept in sizes:
            await measured(folder, kept, seconds, base)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--kept", default="1000,100000")
    given = parser.parse_args()
    asyncio.run(main(given.seconds, [int(each) for each in given.kept.split(",")]))
