"""Signal, as the contract of all transports sees it."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from bot.transports.base import Transport
from tests.fake_signal.people import ANA, BEN, BOT, HERON, Phones
from tests.fake_signal.server import FakeSignal, fake_signal
from tests.transports_signal.harness import MODERATORS, PHILLIPS, ROOM, transport_of

EXCUSED: Mapping[str, str] = {
    "test_a_shared_place_arrives_as_a_pin": "Signal shares a place as text with a map link, which is read as words",
    "test_what_a_stopped_bot_had_not_committed_comes_again_after_the_restart": (
        "signal-cli confirms to Signal before we have committed anything; residents are asked to resend"
    ),
}


class SignalHarness:
    """Ana is the resident, Heron the moderator, Ben the stranger in the room."""

    room = ROOM
    excused = EXCUSED

    def __init__(self, server: FakeSignal) -> None:
        self._server, self._phones = server, Phones()
        self.transport: Transport = self._new()

    def resident_writes(self, text: str) -> None:
        self._server.emit_soon(self._phones.says(ANA, text))

    def resident_shares(self, lat: float, lon: float) -> None:
        self.resident_writes(f"Powderhorn Park\nhttps://maps.google.com/maps?q={lat}%2C{lon}")

    def moderator_writes(self, text: str, *, private: bool = False) -> None:
        self._server.emit_soon(self._phones.says(HERON, text, None if private else MODERATORS))

    async def moderator_leaves(self) -> None:
        passed = self.transport.health().counts.get("passed_group_update", 0)
        self._server.members[MODERATORS].remove(HERON.aci)
        await self._server.emit(self._phones.changes_group(BEN, MODERATORS))
        async with asyncio.timeout(20):
            while self.transport.health().counts.get("passed_group_update", 0) == passed:  # noqa: ASYNC110  asked for only
                await asyncio.sleep(0.01)

    def hide_members(self) -> None:
        self._server.refuse_always("groups")

    def stranger_writes_in_room(self, text: str) -> None:
        self._server.emit_soon(self._phones.says(BEN, text, MODERATORS))

    def shown(self, *, private: bool = False) -> list[str]:
        return self._server.shown(ANA.aci if private else MODERATORS.rest_id)

    def pictures(self) -> list[bytes]:
        return [said.picture for said in self._server.standing(MODERATORS.rest_id)]

    async def until_shown(self, words: str, *, private: bool = False) -> None:
        await self._server.until(lambda: any(words in text for text in self.shown(private=private)))

    def cut(self) -> None:
        self._server.down_now()

    def swallow_answers(self) -> None:
        self.mend()
        self._server.muffled = True

    def mend(self) -> None:
        self._server.muffled = False
        self._server.let_go()
        if not self._server.is_up:
            self._server.up_now()

    def restarted(self) -> Transport:
        self.transport = self._new()
        return self.transport

    def _new(self) -> Transport:
        return transport_of(self._server, request_timeout_s=1.0, stop_within_s=1.0)


@asynccontextmanager
async def signal_harness(kind: type[FakeSignal] = FakeSignal) -> AsyncIterator[SignalHarness]:
    """Through signal-cli-rest-api, or through the daemon."""
    async with fake_signal({MODERATORS: [BOT, HERON.aci], PHILLIPS: [BOT]}, kind) as server:
        yield SignalHarness(server)
