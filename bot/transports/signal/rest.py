"""The requests through signalbot and signal-cli-rest-api: one session with timeouts, which reads why it was refused."""

import json
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

import aiohttp
from signalbot import SendMessage, SentMessage, SignalBot, TextMode, UpdateContact

from bot.transports.signal import seams
from bot.transports.signal.config import SignalConfig
from bot.transports.signal.door import Door
from bot.transports.signal.refusals import Answer, Refused, read_answer
from bot.transports.signal.session import json_of, session_for
from bot.transports.signal.wire import Posted, as_attachment
from handlers.outbound import Picture

Frames = Callable[[], AsyncGenerator[str, None]]


class RestWire:
    """`Wire` over signalbot, and over the server itself for what signalbot does not know."""

    def __init__(self, config: SignalConfig, bot: SignalBot, session: aiohttp.ClientSession) -> None:
        self._config, self.bot, self._session = config, bot, session
        self._door = Door(config)
        self.last = Answer()

    async def send(self, recipient: str, text: str, *, edits: int = 0, picture: Picture | None = None) -> Posted:
        message = SendMessage(
            text=text,
            # Said outright: the server's default may be another, and would read stars and bars as styles.
            text_mode=TextMode.NORMAL,
            notify_self=False,
            edit_timestamp=edits or None,
            base64_attachments=[as_attachment(picture)] if picture else None,
        )
        async with self._door.passed():
            sent = await self.bot.messages.send(message, recipient)
            answer = self.last
        return Posted(at_ms=sent.timestamp, missed=answer.missed, limited=answer.is_limited)

    async def delete(self, recipient: str, at_ms: int) -> None:
        sent = SentMessage.model_construct(text="", recipient=recipient, timestamp=at_ms)
        async with self._door.passed():
            await self.bot.messages.remote_delete(sent)

    async def set_timer(self, person: str, seconds: int) -> None:
        async with self._door.passed():
            await self.bot.contacts.update(UpdateContact(expiration_in_seconds=seconds), person)

    async def ask(self, method: str, path: str = "", body: Mapping[str, object] | None = None) -> object:
        address = self._config.url.rstrip("/") + path.format(number=self._config.number)
        data = None if body is None else json.dumps(body)
        async with self._door.passed(), self._session.request(method, address, data=data) as response:
            return await json_of(response)


@asynccontextmanager
async def rest_wire(config: SignalConfig, frames: Frames) -> AsyncIterator[RestWire]:
    """The wire while it stands; signalbot takes its frames from ours. Raises nothing of its own."""
    made: list[RestWire] = []

    async def check(response: aiohttp.ClientResponse) -> None:
        answer = read_answer(response.status, await json_of(response))
        if response.status >= 400:
            response.release()
            raise Refused(answer)
        for wire in made:
            wire.last = answer

    async with session_for(config, check) as session:
        bot = seams.quiet_bot(config.number, config.url)
        try:
            seams.harden(bot, session, frames)
            made.append(RestWire(config, bot, session))
            yield made[0]
        finally:
            await seams.shut(bot)
