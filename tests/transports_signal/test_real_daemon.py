"""The real signal-cli, without an account: what our client sends is understood, and what comes back is sorted.

Needs signal-cli 0.13 or newer (WHISTLE_SIGNAL_CLI or on the PATH) and a Java that runs it (JAVA_HOME or on the PATH).
"""

import asyncio
import json
import os
import re
import shutil
import signal
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from bot.transports.base import NotSent
from bot.transports.signal.config import SignalConfig
from bot.transports.signal.daemon import DaemonWire, Rpc
from bot.transports.signal.daemonaccount import DaemonAccount
from bot.transports.signal.refusals import calling
from bot.transports.signal.session import session_for
from tests.fake_signal.people import ANA, BOT
from tests.transports_signal.harness import MODERATORS, ROOM, Ear, transport_at

yaml = pytest.importorskip("yaml")
ROOT = Path(__file__).parents[2]
STARTS_WITHIN_S = 60


def program() -> str:
    found = os.environ.get("WHISTLE_SIGNAL_CLI") or shutil.which("signal-cli")
    if not found:
        pytest.skip("no signal-cli: set WHISTLE_SIGNAL_CLI to its start script")
    home = os.environ.get("JAVA_HOME")
    if not (home and (Path(home) / "bin" / "java").exists()) and not shutil.which("java"):
        pytest.skip("no Java: set JAVA_HOME")
    return found


@pytest.fixture
async def url(tmp_path: Path, unused_tcp_port: int) -> AsyncIterator[str]:
    address = f"127.0.0.1:{unused_tcp_port}"
    receiving = ("--receive-mode", "on-connection", "--no-receive-stdout")
    process = await asyncio.create_subprocess_exec(
        program(), "--config", str(tmp_path), "daemon", "--http", address, *receiving,
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stderr is not None
    try:
        async with asyncio.timeout(STARTS_WITHIN_S):
            while b"Started HTTP server" not in (line := await process.stderr.readline()):
                assert line, "signal-cli ended before it listened"
        yield f"http://{address}"
    finally:
        if process.returncode is None:
            process.terminate()
        await process.communicate()


async def test_the_real_daemon_understands_our_client_and_our_client_its_refusals(url: str):
    config = SignalConfig(number=BOT, url=url, receiver="daemon", rooms={ROOM: MODERATORS.rest_id})
    async with session_for(config) as session:
        wire = DaemonWire(Rpc(config, session))
        async with session.get(f"{url}/api/v1/check") as checked:
            assert checked.status == 200
        assert re.match(r"0\.(1[3-9]|[2-9]\d)\.", (await DaemonAccount(wire.ask).about()).version)
        assert await wire.ask("listAccounts") == []
        for recipient in (MODERATORS.rest_id, ANA.aci):
            with pytest.raises(NotSent):
                await calling(partial(wire.send, recipient, "hello"))
        with pytest.raises(NotSent):
            await calling(DaemonAccount(wire.ask).groups)


async def test_the_real_signal_cli_listens_as_compose_starts_it_for_the_rest_server(
    tmp_path: Path, unused_tcp_port: int
):
    service = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]["signal"]
    (tmp_path / "signal-cli").symlink_to(program())
    (tmp_path / "signal-cli-rest-api").write_text("#!/bin/sh\nexec sleep 600\n")
    (tmp_path / "signal-cli-rest-api").chmod(0o755)
    script = service["command"][0].replace("$$", "$").replace("port=6001", f"port={unused_tcp_port}")
    # 0.13 does not know these two.
    script = script.replace("--ignore-avatars", "").replace("--ignore-stickers", "")
    process = await asyncio.create_subprocess_exec(
        *service["entrypoint"], script, start_new_session=True, stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "SIGNAL_CLI_CONFIG_DIR": str(tmp_path)},
    )  # fmt: skip
    assert process.stderr is not None
    try:
        async with asyncio.timeout(STARTS_WITHIN_S):
            while b"Started JSON-RPC server" not in (line := await process.stderr.readline()):
                assert line, "signal-cli ended before it listened"
            reader, writer = await asyncio.open_connection("127.0.0.1", unused_tcp_port)
            writer.write(b'{"jsonrpc": "2.0", "id": "1", "method": "listAccounts"}\n')
            assert json.loads(await reader.readline()) == {"jsonrpc": "2.0", "result": [], "id": "1"}
            writer.close()
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        await process.communicate()


async def test_a_bot_beside_a_daemon_without_its_account_says_so_and_goes_on(url: str):
    transport = transport_at(url, receiver="daemon")
    task = asyncio.create_task(transport.run(Ear()))
    async with asyncio.timeout(20):
        while "is it registered there" not in transport.health().finding:  # noqa: ASYNC110  health announces nothing
            await asyncio.sleep(0.01)
    assert not transport.health().up
    assert not task.done()
    task.cancel()
    await asyncio.wait([task])
