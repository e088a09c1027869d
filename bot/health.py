"""Whether the process lives, works and what it counts: for this machine alone, and nothing of a person in it."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

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
        platforms = {name: health.up for name, health in self.platforms().items()}
        is_ready = self.ready() and (any(platforms.values()) or not platforms)
        return web.json_response({"ready": is_ready, "platforms": platforms}, status=200 if is_ready else 503)

    async def _metrics(self, _request: web.Request) -> web.Response:
        for name, health in self.platforms().items():
            self.metrics.up.labels(word_of(name)).set(health.up)
        return web.Response(body=self.metrics.page(), headers={"Content-Type": "text/plain; version=0.0.4"})


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
