"""A bot in a process of its own that dies at a given commit: python crashing_bot.py TOKEN URL FILE DIE_AT WHEN [PORT].

It stores into the product's own store and counts there how often each text came, in the transaction of its mark.
"""

import asyncio
import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

from bot.marks import Duplicate
from bot.privacy.keyring import Keyring
from bot.sealer import KeyringSealer
from bot.storage.store import Store
from bot.transports.base import Incoming, Reaction
from bot.transports.telegram import TelegramConfig, TelegramTransport, WebhookConfig
from handlers.ports import Transaction


def now() -> datetime:
    return datetime.now(UTC)


class Mortal:
    """Takes in, and dies by signal 9 at its commit number `die_at`, 0 for never: in the transaction, or when it is over."""

    def __init__(self, store: Store, die_at: int, when: str) -> None:
        self._store, self._die_at, self._when, self._commits = store, die_at, when, 0

    async def receive(self, incoming: Incoming) -> Reaction:
        def work(tx: Transaction) -> None:
            self._commits += 1
            times = int(tx.journal.switch(incoming.text) or 0) + 1
            tx.journal.set_switch(incoming.text, str(times))
            self._die("before")

        try:
            await self._store.run(work, incoming.mark)
        except Duplicate:
            return Reaction()
        self._die("after")
        return Reaction()

    def _die(self, when: str) -> None:
        if self._commits >= self._die_at > 0 and when == self._when:
            os.kill(os.getpid(), signal.SIGKILL)


async def live(config: TelegramConfig, file: Path, die_at: int, when: str) -> None:
    store = await Store.open(file, sealer=KeyringSealer(Keyring.in_ram(now=now)), now=now)
    await TelegramTransport(config, now=now).run(Mortal(store, die_at, when).receive)


def main() -> None:
    token, url, file, die_at, when, *port = sys.argv[1:]
    hook = WebhookConfig(public_url=f"http://127.0.0.1:{port[0]}/telegram", port=int(port[0])) if port else None
    config = TelegramConfig(token=token, base_url=url, backoff_s=0.01, webhook=hook)
    asyncio.run(live(config, Path(file), int(die_at), when))


if __name__ == "__main__":
    main()
