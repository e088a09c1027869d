"""A bot in a process of its own, made to be killed: its platform is two files, which survive it.

    python -m tests.crashing FOLDER GAZETTEER AT_S

`in.jsonl` holds what people sent, `acked` how far the bot confirmed it, `out.jsonl` what it said, each line written
before the call returns, as a platform would have it.
"""

import asyncio
import io
import json
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot import logs
from bot.app import App
from bot.clock import TownClock
from bot.marks import Mark
from bot.parts import Parts
from bot.privacy.members import ModeratorSecret
from bot.transports.base import Features, Health, Incoming, IncomingKind, Receive, Sender, Sent, TryAgain, Vouched
from geo.gazetteer import Gazetteer
from handlers.actions import Verb
from handlers.outbound import Message
from handlers.policy import Channel, Directory, Policy, Room

SPEED = 40.0
MODERATORS = ("heron", "crane")
MODERATION, CHANNEL = "moderators@sim", "everywhere@sim"
START = datetime(2026, 1, 15, 12, tzinfo=UTC)


@dataclass(eq=False)
class FilePlatform:
    """Delivers `in.jsonl` in order until confirmed; moderators approve every new card they see."""

    folder: Path
    clock: TownClock
    news: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def features(self) -> Features:
        return Features(platform="sim", buttons=True)

    @property
    def rooms(self) -> frozenset[str]:
        return frozenset({MODERATION, CHANNEL})

    async def run(self, receive: Receive) -> None:
        while True:
            self.news.clear()
            for number, line in list(enumerate(lines(self.folder / "in.jsonl")))[self.acked :]:
                try:
                    await receive(self._incoming(number, line))
                except TryAgain:
                    break
                self._write("acked", str(number + 1), mode="w")
            await self.news.wait()

    @property
    def acked(self) -> int:
        written = (self.folder / "acked").read_text() if (self.folder / "acked").exists() else ""
        return int(written or 0)

    async def send(self, room: str, message: Message) -> Sent:
        ref = str(len(lines(self.folder / "out.jsonl")) + 1)
        self._say({"what": "send", "room": room, "text": message.text})
        self._approve(message, ref)
        return Sent(ref)

    async def edit(self, room: str, ref: str, message: Message, shown: str = "") -> Sent:
        self._say({"what": "edit", "room": room, "text": message.text})
        return Sent(ref)

    async def delete(self, room: str, ref: str) -> None:
        """Nothing here is deleted: the test reads everything that was ever said."""

    async def send_private(self, address: bytes, message: Message) -> Sent:
        return Sent("private")

    async def vouch(self, sender: Sender, rooms: frozenset[str]) -> Vouched:
        return Vouched(is_member=sender.key.decode() in MODERATORS)

    async def delete_private(self, address: bytes, ref: str) -> None:
        """As `delete`."""

    def health(self) -> Health:
        return Health(up=True)

    def _approve(self, message: Message, ref: str) -> None:
        approvals = [each.action for each in message.flat_choices if each.action.verb is Verb.APPROVE]
        known = {(line.get("code"), line["who"]) for line in lines(self.folder / "in.jsonl")}
        for action in approvals:
            for who in MODERATORS:
                if (action.subject, who) not in known:
                    self._write("in.jsonl", json.dumps({"who": who, "code": action.subject, "target": ref}) + "\n")
        self.news.set()

    def _incoming(self, number: int, line: dict[str, str]) -> Incoming:
        who = line["who"].encode()
        sender = Sender(platform="sim", key=who, address=who)
        mark = Mark("sim", sequence=number + 1)
        if "code" in line:
            return Incoming(
                kind=IncomingKind.BUTTON, sender=sender, received_at=self.clock.now(), room=MODERATION,
                data=f"v1:{Verb.APPROVE.value}:{line['code']}:", target=line["target"], mark=mark,
            )  # fmt: skip
        return Incoming(
            kind=IncomingKind.TEXT, sender=sender, received_at=self.clock.now(), text=line["text"], mark=mark
        )

    def _say(self, said: dict[str, str]) -> None:
        self._write("out.jsonl", json.dumps(said) + "\n")

    def _write(self, name: str, text: str, mode: str = "a") -> None:
        path = self.folder / name
        if mode == "w":
            new = path.with_suffix(".new")
            new.write_text(text)
            new.replace(path)
        else:
            with path.open("a") as file:
                file.write(text)


def lines(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def parts_of(folder: Path, gazetteer: Path, at_s: float) -> Parts:
    """A bot that wakes `at_s` seconds of its town's time after the start; its clock stands until it is started."""
    clock = TownClock(START + timedelta(seconds=at_s))
    # However slow the machine, nothing expires while it is counted.
    lasting = timedelta(days=1)
    return Parts(
        policy=Policy(reports_overall_minute=10_000, lone_publish=False, alert_lives=lasting, pending_lives=lasting),
        directory=Directory(
            moderation=(Room(name=MODERATION),),
            channels=(Channel(name="everywhere", rooms=(Room(name=CHANNEL),), everywhere=True),),
        ),
        gazetteer=Gazetteer.open(gazetteer),
        store=folder / "whistle.db",
        members=ModeratorSecret(bytes(32)),
        transports=(FilePlatform(folder, clock),),
        clock=clock,
    )


async def main(folder: Path, gazetteer: Path, at_s: float) -> None:
    parts = parts_of(folder, gazetteer, at_s)
    assert isinstance(parts.clock, TownClock)
    async with App(parts):
        parts.clock.run_at(SPEED)
        print("started", flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    logs.configure(io.StringIO(), "error")
    asyncio.run(main(Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3])))
