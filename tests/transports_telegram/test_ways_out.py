"""How Telegram is reached: through a SOCKS proxy such as Tor's, or at a Bot API server of the operator's own."""

import socket

import pytest

from bot.transports.base import NotSent
from bot.transports.telegram.survey import survey
from handlers.outbound import Message
from tests.fake_telegram.socks import socks_to
from tests.transports_telegram.harness import PHILLIPS, Recorder, running

NOWHERE = "http://bot-api.invalid:8081"
"""A server whose name only the proxy can find."""


@pytest.mark.parametrize("scheme", ["socks5", "socks5h"])
async def test_through_a_socks_proxy_everything_goes_and_no_name_is_looked_up_here(town, fake, scheme):
    async with socks_to(fake.port) as socks:
        out = {"base_url": NOWHERE, "proxy": f"{scheme}://127.0.0.1:{socks.port}"}
        receive = Recorder()
        async with running(town.transport(**out), receive) as transport:
            town.ana.writes("3 vans at lake and chicago")
            await receive.has(1)
            await transport.send(PHILLIPS, Message(text="alert"))
        assert await survey(town.config(**out)) is not None
        assert set(socks.asked) == {("bot-api.invalid", 8081)}
    assert town.phillips.texts == ["alert"]
    assert receive.texts == ["3 vans at lake and chicago"]


async def test_while_the_proxy_is_away_nothing_goes_around_it_and_nothing_is_lost(town, fake):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    receive = Recorder()
    async with running(town.transport(proxy=f"socks5://127.0.0.1:{port}"), receive) as transport:
        with pytest.raises(NotSent):
            await transport.send(PHILLIPS, Message(text="alert"))
        assert not transport.health().up
    assert fake.calls == []
    assert receive.seen == []


async def test_a_bot_api_server_of_ones_own_is_used_wherever_it_stands(town, fake):
    receive = Recorder()
    async with running(town.transport(base_url=f"{fake.url}/"), receive) as transport:
        town.ana.writes("here")
        await receive.has(1)
        await transport.send(PHILLIPS, Message(text="alert"))
    assert town.phillips.texts == ["alert"]
