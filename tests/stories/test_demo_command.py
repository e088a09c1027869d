"""`whistle demo` needs no account and no file, tells where to look, and leaves nothing behind."""

import asyncio
import os
import re
import signal
import sys
from pathlib import Path

from aiohttp import ClientSession

ROOT = Path(__file__).parents[2]
PATIENCE_S = 60


async def test_the_demo_starts_with_one_command_and_leaves_nothing_behind(tmp_path):
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    surroundings = {**os.environ, "TMPDIR": str(temporary), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "demo", "--no-browser", "--port", "0",
        cwd=ROOT, env=surroundings, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        async with asyncio.timeout(PATIENCE_S):
            lines = process.stdout
            while not (found := re.search(r"http://127\.0\.0\.1:\d+/[\w-]{16,}/", (await lines.readline()).decode())):
                assert not lines.at_eof(), "the demo ended before it told its address"
        async with ClientSession() as browser, browser.get(found[0]) as response:
            assert response.status == 200
        assert [path.name for path in temporary.glob("whistle-demo-*")]
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(PATIENCE_S):
            assert await process.wait() == 0
        assert list(temporary.iterdir()) == []
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
