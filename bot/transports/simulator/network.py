"""The wire between the bot and a simulated platform, which can be cut."""

import asyncio
from collections import deque
from enum import Enum

from bot.transports.base import Limited, NotSent, Unknown


class Weather(Enum):
    """What happens to a call."""

    CLEAR = "clear"
    DOWN = "down"  # nothing gets through, and the caller knows it
    MUFFLED = "muffled"  # everything gets through, but no answer comes back


class Network:
    """One platform's wire. While it is down, what people write waits on their phones."""

    def __init__(self) -> None:
        self._weather = Weather.CLEAR
        self.answers_questions = True
        """Whether it says who is in a room."""
        self._slips: deque[Weather | float] = deque()
        self._up = asyncio.Event()
        self._up.set()

    @property
    def weather(self) -> Weather:
        return self._weather

    def turn(self, weather: Weather) -> None:
        """Change the weather until it is changed again."""
        self._weather = weather
        if weather is Weather.DOWN:
            self._up.clear()
        else:
            self._up.set()

    def slip(self, *mishaps: Weather | float) -> None:
        """Let the next sends meet these mishaps, one each: a weather, or seconds the platform asks to wait."""
        self._slips.extend(mishaps)

    async def up(self) -> None:
        """Wait until something can be received."""
        await self._up.wait()

    def ask(self) -> None:
        """Called before a question is answered; raises NotSent when it is not."""
        if self._weather is Weather.DOWN or not self.answers_questions:
            raise NotSent("nobody answers")

    def before(self) -> Weather:
        """Called before a send takes effect; raises NotSent or Limited when it will have none."""
        met = self._slips.popleft() if self._slips else self._weather
        if isinstance(met, float | int):
            raise Limited(float(met))
        if met is Weather.DOWN:
            raise NotSent("the network is down")
        return met

    def after(self, met: Weather) -> None:
        """Called after a send took effect; raises Unknown when its answer is lost."""
        if met is Weather.MUFFLED:
            raise Unknown("no answer came back")
