"""`whistle run` as a program of its own, on a Telegram of loopback: from a report to an alert, and stopped by SIGTERM."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.fake_telegram.server import TOKEN, FakeTelegram

ROOT = Path(__file__).parents[2]
MODERATORS_ID, LAKESIDE_ID = -1001000000000, -1001000000001
CONFIG = """
[city]
gazetteer = "{gazetteer}"
[telegram]
enabled = true
token_file = "token"
base_url = "{url}"
[moderation]
telegram = {moderators}
[[channels]]
name = "lakeside"
areas = ["Lakeside"]
telegram = {lakeside}
[alerts]
release_delay = "0 s"
[health]
port = 0
"""


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[Process]:
    environ = {key: value for key, value in os.environ.items() if not key.startswith("WHISTLE_")}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", cwd=folder, env={**environ, "PYTHONPATH": str(ROOT)},
        stdin=DEVNULL, stdout=PIPE, stderr=PIPE,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def test_run_takes_a_report_publishes_after_two_votes_and_stops_when_told(
    fake: FakeTelegram, tmp_path, town_gazetteer
):
    config = CONFIG.format(gazetteer=town_gazetteer, url=fake.url, moderators=MODERATORS_ID, lakeside=LAKESIDE_ID)
    (tmp_path / "config.toml").write_text(config)
    (tmp_path / "token").touch(mode=0o600)
    (tmp_path / "token").write_text(TOKEN)
    moderators = fake.world.room(MODERATORS_ID, "supergroup", title="Moderators")
    lakeside = fake.world.room(LAKESIDE_ID, "channel", title="Lakeside")
    ana, heron, wren = fake.person("Ana"), fake.person("Heron"), fake.person("Wren")
    moderators.members |= {heron.id: "administrator", wren.id: "member"}

    async with running(tmp_path) as process:
        ana.writes("3 agents in vests at lake & chicago")
        await fake.until(lambda: any("Lake St" in text for text in ana.chat.texts))
        preview = next(said for said in ana.chat.said.values() if "inline_keyboard" in said.markup)
        send_now = preview.markup["inline_keyboard"][0][0]
        assert "now" in send_now["text"].lower()
        ana.presses(send_now["callback_data"], said=preview)
        await fake.until(lambda: any(text.startswith("#") for text in moderators.texts))
        card = next(said for said in moderators.said.values() if said.text.startswith("#"))
        approve = next(
            b["callback_data"] for row in card.markup["inline_keyboard"] for b in row if "pprove" in b["text"]
        )
        for moderator in (heron, wren):
            moderator.presses(approve, moderators, card)
        await fake.until(lambda: any("REPORTED" in text for text in lakeside.texts))
        process.send_signal(signal.SIGTERM)
        out, log = await asyncio.wait_for(process.communicate(), 60)

    assert process.returncode == 0
    assert out == b""
    assert b"Traceback" not in log
    for secret in ("canary", "Heron", "Ana", "vests", "Lake St", str(ana.id), str(MODERATORS_ID)):
        assert secret.encode() not in log
    assert len(lakeside.texts) == 1
