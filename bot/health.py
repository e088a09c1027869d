"""Whether the process lives, works and what it counts: for this machine alone, and nothing of a person in it."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from bot.events import word_of
from bot.metrics import Metrics
from bot.transports.base import Health


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What health looks at. `ready` says whether the store takes in and the platforms have been started."""

    platforms: Callable[[], Mapping[str, Health]]
    ready: Callable[[], bool]
    metrics: Metrics
    now: Callable[[], datetime]

    def page(self) -> web.Application:
        """The three addresses."""
        app = web.Application()
        app.add_routes([
            web.get("/healthz", self._alive), web.get("/readyz", self._ready), web.get("/metrics", self._metrics)
        ])  # fmt: skip
        return app

    async def _alive(self, _request: web.Request) -> web.Response:
        return web.json_response({"alive": True})

    async def _ready(self, _request: web.Request) -> web.Response:
        found = self.platforms()
        platforms = {name: self._told(health) for name, health in found.items()}
        is_ready = self.ready() and (any(health.up for health in found.values()) or not found)
        return web.json_response({"ready": is_ready, "platforms": platforms}, status=200 if is_ready else 503)

    async def _metrics(self, _request: web.Request) -> web.Response:
        for name, health in self.platforms().items():
            word = word_of(name)
            self.metrics.up.labels(word).set(health.up)
            if (age_s := self._age_s(health)) is not None:
                self.metrics.last_ok_age.labels(word).set(age_s)
            for what, count in health.counts.items():
                self.metrics.seen.labels(word, what).set(count)
        return web.Response(body=self.metrics.page(), headers={"Content-Type": "text/plain; version=0.0.4"})

    def _told(self, health: Health) -> dict[str, object]:
        """The age is rounded: to the second it would tell when somebody wrote."""
        age_s = self._age_s(health)
        rounded = None if age_s is None else round(age_s, -1)
        return {
            "up": health.up,
            "finding": health.finding,
            "last_ok_age_s": rounded,
            "set_aside": [
                {"update": each.number, "error": each.error, "at": each.at.isoformat()} for each in health.set_aside
            ],
        }

    def _age_s(self, health: Health) -> float | None:
        return None if health.last_ok is None else max(0.0, (self.now() - health.last_ok).total_seconds())


@asynccontextmanager
async def served(watch: Watch, host: str, port: int) -> AsyncIterator[int]:
    """Serve until left; answers the port, which is drawn where 0 was asked for."""
    runner = web.AppRunner(watch.page(), access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        await site.start()
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()
