"""Between the transports and the handlers: to whom an input belongs, and whose turn it is."""

import asyncio
from dataclasses import dataclass, field
from weakref import WeakValueDictionary

from bot.conversations import Conversations
from bot.moderators import Moderators
from bot.privacy.darkroom import Darkroom
from bot.privacy.intake import Intake
from bot.privacy.witness import Witness
from bot.residents import Residents
from bot.transports.base import Incoming, IncomingKind, Reaction, Sender


@dataclass(kw_only=True, eq=False)
class Dispatcher:
    """Takes in for every transport of a process. Inputs of one person run in order, others side by side."""

    intake: Intake
    conversations: Conversations
    darkroom: Darkroom
    residents: Residents
    moderators: Moderators
    _turns: WeakValueDictionary[bytes, asyncio.Lock] = field(default_factory=WeakValueDictionary)

    async def receive(self, incoming: Incoming) -> Reaction:
        """Handle one input; `TryAgain` when it could not be committed now."""
        if incoming.kind is IncomingKind.ROOM_CHANGE:
            return await self.moderators.room_changed(incoming)
        sender = incoming.sender
        if sender is None or (incoming.room is not None and not self.moderators.meet_in(incoming.room)):
            return Reaction()
        witness = self.intake.witness(sender)
        if incoming.kind is IncomingKind.PHOTO and incoming.room is None:
            return await self._photo(incoming, sender, witness)
        async with self._turn_of(witness):
            if incoming.room is not None:
                return await self.moderators.receive(incoming, sender, incoming.room)
            return await self.residents.receive(incoming, sender, witness)

    async def _photo(self, incoming: Incoming, sender: Sender, witness: Witness) -> Reaction:
        """Rebuilt out of turn: what its sender says meanwhile does not wait for it."""
        if turned_away := self.residents.turned_away(incoming, sender, witness):
            return turned_away
        photo = await self.darkroom.developed(incoming.blob)
        async with self._turn_of(witness):
            return await self.residents.receive(incoming, sender, witness, photo)

    def _turn_of(self, witness: Witness) -> asyncio.Lock:
        return self._turns.setdefault(self.conversations.key_of(witness), asyncio.Lock())
