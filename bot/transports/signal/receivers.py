"""The two ways to Signal: signal-cli-rest-api through signalbot, and signal-cli's own daemon."""

from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from bot.transports.signal import seams
from bot.transports.signal.account import Account
from bot.transports.signal.config import SignalConfig
from bot.transports.signal.contacts import Contacts, LineRpc
from bot.transports.signal.daemon import DaemonWire, Rpc
from bot.transports.signal.daemonaccount import DaemonAccount
from bot.transports.signal.events import events
from bot.transports.signal.outlet import Outlet
from bot.transports.signal.receiving import Receiving, Stream
from bot.transports.signal.rest import rest_wire
from bot.transports.signal.restaccount import Ask, RestAccount
from bot.transports.signal.session import session_for
from bot.transports.signal.websocket import websocket
from bot.transports.signal.wire import Wire

Frames = AsyncGenerator[str, None]
STREAMS: Mapping[str, Stream] = {"rest": websocket, "daemon": events}


@asynccontextmanager
async def connected(
    config: SignalConfig, receiving: Receiving
) -> AsyncIterator[tuple[Wire, AsyncGenerator[str, None]]]:
    """A number's wire and its frames, for as long as the transport runs. Needs nothing to be up."""
    if config.receiver == "rest":
        async with rest_wire(config, receiving.frames) as rest:
            yield rest, seams.frames(rest.bot)
    else:
        async with daemon_wire(config) as daemon:
            yield daemon, receiving.frames()


def account_of(config: SignalConfig, ask: Ask) -> Account:
    """The number's account, asked through whichever receiver there is."""
    return RestAccount(ask) if config.receiver == "rest" else DaemonAccount(ask)


def contacts_of(config: SignalConfig, outlet: Outlet) -> Contacts:
    """The people signal-cli knows, as far as it can be asked for them."""
    if config.receiver == "daemon":
        return Contacts(outlet.ask)
    if not config.forget_at:
        return Contacts(None)
    line = LineRpc(config)

    async def ask(method: str, path: str, body: Mapping[str, Any] | None = None) -> object:  # noqa: ARG001
        return await outlet.aside(lambda: line.call(method, **(body or {})))

    return Contacts(ask)


def wire_of(config: SignalConfig) -> AbstractAsyncContextManager[Wire]:
    """A wire without taking anything in, for one command of an operator."""
    return rest_wire(config, _none) if config.receiver == "rest" else daemon_wire(config)


@asynccontextmanager
async def daemon_wire(config: SignalConfig) -> AsyncIterator[DaemonWire]:
    """The daemon's wire while it stands."""
    async with session_for(config) as session:
        yield DaemonWire(Rpc(config, session))


async def _none() -> Frames:
    return
    yield
