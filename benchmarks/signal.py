"""How soon Signal is listened to again after a connection ends, and how fast a burst is taken in, by both receivers.

    python -m benchmarks.signal [ROUNDS]

The real transport against the servers of the tests on loopback. A round ends when a frame that was written after
the connection was lost has been handed in. The last column compares the daemon with the REST API in the same run.
"""

import asyncio
import statistics
import sys
import time
from collections.abc import Iterator, Mapping

from bot import logs
from tests.fake_signal.daemon import FakeDaemon
from tests.fake_signal.people import ANA, BOT, HERON
from tests.fake_signal.server import FakeSignal, fake_signal
from tests.transports_signal.harness import MODERATORS, PHILLIPS, Line, transport_of

KINDS: Mapping[str, type[FakeSignal]] = {"rest": FakeSignal, "daemon": FakeDaemon}
CLOSES: Mapping[str, int] = {
    "closed politely (1000)": 1000, "going away (1001)": 1001, "cut (1006)": 1006, "server's fault (1011)": 1011,
    "restarted (1012)": 1012,
}  # fmt: skip
BURST, ROUNDS = 5_000, 5


async def recoveries_s(kind: type[FakeSignal], code: int, rounds: int) -> list[float]:
    async with fake_signal({MODERATORS: [BOT, HERON.aci], PHILLIPS: [BOT]}, kind) as server:
        # As it is run: waits of our own included.
        line = Line(server, transport_of(server, backoff_s=0.2))
        taken: list[float] = []
        async with line.running():
            for number in range(1, rounds + 1):
                began = time.perf_counter()
                if code == 1006:
                    server.abort()
                else:
                    await server.close(code)
                await server.listening(connections=number + 1)
                await server.emit(line.phones.says(ANA, str(number)))
                await line.ear.has(number)
                taken.append(time.perf_counter() - began)
    return taken


async def burst_s(kind: type[FakeSignal]) -> float:
    async with fake_signal({MODERATORS: [BOT, HERON.aci], PHILLIPS: [BOT]}, kind) as server:
        line = Line(server, transport_of(server))
        async with line.running():
            began = time.perf_counter()
            for number in range(BURST):
                await server.emit(line.phones.says(ANA, str(number)), checked=False)
            heard = await line.ear.has(BURST)
            taken = time.perf_counter() - began
    if [each.text for each in heard] != [str(number) for number in range(BURST)]:
        raise SystemExit("the burst lost frames or their order")
    return taken


def rows(rounds: int) -> Iterator[tuple[str, float, float, str]]:
    for name, code in CLOSES.items():
        found = {kind: asyncio.run(recoveries_s(server, code, rounds)) for kind, server in KINDS.items()}
        for what, of in (("p50", statistics.median), ("max", max)):
            rest, daemon = of(found["rest"]), of(found["daemon"])
            yield f"{name}, {what}", rest, daemon, "s"
    rest, daemon = (BURST / asyncio.run(burst_s(server)) for server in KINDS.values())
    yield f"burst of {BURST:,}", rest, daemon, "/s"


def main() -> None:
    logs.configure(sys.stderr, "error")
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    print(f"{'':32} {'rest':>10} {'daemon':>10}        daemon : rest")
    for name, rest, daemon, unit in rows(rounds):
        print(f"{name:32} {rest:10.3f} {daemon:10.3f} {unit:3} {daemon / rest:10.2f}")


if __name__ == "__main__":
    main()
