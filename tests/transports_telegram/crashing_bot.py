"""A bot in a process of its own that dies at a given commit: python crashing_bot.py TOKEN URL FILE DIE_AT WHEN [PORT].

It stores into SQLite as the product does: mark and report in one transaction, a known mark changes nothing.
"""

import asyncio
import os
import signal
import sqlite3
import sys
from datetime import UTC, datetime

from bot.transports.base import Incoming, Reaction
from bot.transports.telegram import TelegramConfig, TelegramTransport, WebhookConfig


class Store:
    def __init__(self, file: str, die_at: int, when: str) -> None:
        self._db = sqlite3.connect(file, isolation_level=None)
        self._db.execute("pragma journal_mode=wal")
        self._db.execute("create table if not exists reports (text text)")
        self._db.execute("create table if not exists marks (source text, sequence int, once blob unique)")
        self._die_at, self._when, self._commits = die_at, when, 0

    async def receive(self, incoming: Incoming) -> Reaction:
        self._commits += 1
        mark = incoming.mark
        assert mark is not None
        self._db.execute("begin immediate")
        known = self._db.execute(
            "select 1 from marks where once = ? or sequence >= ?", (mark.once, mark.sequence)
        ).fetchone()
        if not known:
            self._db.execute("insert into reports values (?)", (incoming.text,))
            self._db.execute("insert into marks values (?, ?, ?)", (mark.source, mark.sequence, mark.once))
        self._die("before")
        self._db.execute("commit")
        self._die("after")
        return Reaction()

    def _die(self, when: str) -> None:
        if self._commits == self._die_at and when == self._when:
            os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    token, url, file, die_at, when, *port = sys.argv[1:]
    hook = WebhookConfig(public_url=f"http://127.0.0.1:{port[0]}/telegram", port=int(port[0])) if port else None
    config = TelegramConfig(token=token, base_url=url, backoff_s=0.01, webhook=hook)
    transport = TelegramTransport(config, now=lambda: datetime.now(UTC))
    asyncio.run(transport.run(Store(file, int(die_at), when).receive))


if __name__ == "__main__":
    main()
