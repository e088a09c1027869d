"""The whole bot in a process of its own, made to be killed: python -m tests.stories_telegram.mortal_bot < setup.json

The setup holds the settings' tables, the town's time at which the bot wakes, and how fast that goes.
"""

import asyncio
import io
import json
import sys
from datetime import datetime
from typing import Any

from bot import logs
from bot.app import build_app
from bot.clock import TownClock
from bot.settings import Settings


async def main(setup: dict[str, Any]) -> None:
    clock = TownClock(datetime.fromisoformat(setup["start"]))
    async with build_app(Settings.model_validate(setup["tables"]), clock=clock):
        clock.run_at(setup["speed"])
        print("started", flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    logs.configure(io.StringIO(), "error")
    asyncio.run(main(json.load(sys.stdin)))
