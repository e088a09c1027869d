"""Every name of signalbot that is not public, in one place, with why it is touched. Pinned: signalbot 2.2.1.

Left alone, signalbot writes numbers and words to the log, goes deaf when its socket is closed politely, loses
everything for minutes after one odd frame, throws away why a message was refused, and stops the host's event loop.
"""

import logging
from collections.abc import AsyncGenerator, Callable
from typing import cast

import aiohttp
from signalbot import Config, ConnectionMode, InMemoryConfig, SignalBot
from signalbot.logger import LOGGER_NAME

PINNED = "2.2.1"


def quiet_bot(number: str, url: str) -> SignalBot:
    """A bot that makes requests and nothing else. Make it inside the running loop, which it adopts."""
    scheme, _, host = url.rstrip("/").partition("://")
    # Its own in-memory key-value store holds nothing: it is there because there is no way to have none.
    bot = SignalBot(
        Config(
            phone_number=number,
            signal_service=host,
            storage=InMemoryConfig(),
            download_attachments=False,
            connection_mode=ConnectionMode.HTTPS_ONLY if scheme == "https" else ConnectionMode.HTTP_ONLY,
            logging_level=logging.CRITICAL,
        )
    )
    silence()
    return bot


def silence() -> None:
    """signalbot prints senders and texts through a handler that each bot adds anew."""
    logger = logging.getLogger(LOGGER_NAME)
    logger.handlers.clear()
    logger.addHandler(logging.NullHandler())
    logger.propagate = False
    logger.setLevel(logging.CRITICAL + 1)


def harden(bot: SignalBot, session: aiohttp.ClientSession, receive: Callable[[], AsyncGenerator[str, None]]) -> None:
    """Put our frames, our session and plain recipients in the place of signalbot's own."""
    bot._signal.messages.receive = receive  # type: ignore[method-assign] # noqa: SLF001  the seam its own tests use
    bot._signal._sessions._session = session  # noqa: SLF001  keeps error bodies, sets timeouts
    # Recipients are ids already; looked up in its registry, an unknown one would be logged and taken for a name.
    bot._recipients.resolve = _as_it_is  # type: ignore[method-assign] # noqa: SLF001


def frames(bot: SignalBot) -> AsyncGenerator[str, None]:
    """The frames signalbot takes in."""
    return cast("AsyncGenerator[str, None]", bot._signal.messages.receive())  # noqa: SLF001


async def shut(bot: SignalBot) -> None:
    """End what it began. Never `bot.stop()`: that stops the loop everything else runs on."""
    await bot._pipeline.stop()  # noqa: SLF001
    await bot.close()
    bot.storage._sqlite.close()  # type: ignore[union-attr] # noqa: SLF001  InMemoryConfig always makes this one


def _as_it_is(recipient: str) -> str:
    return recipient
