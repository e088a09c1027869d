"""Asks platforms whose word counts: who is in a moderators' room at this moment, and with which key they speak."""

from collections.abc import Mapping
from typing import Protocol

from bot.transports.base import DeliveryError, Sender, Vouched
from handlers.inbound import Standing
from handlers.policy import Directory


class Vouches(Protocol):
    """What is asked of a transport here."""

    async def vouch(self, sender: Sender, rooms: frozenset[str]) -> Vouched: ...


class Authority:
    """Asked each time a moderator acts, in a room or in private."""

    def __init__(self, directory: Directory, platforms: Mapping[str, Vouches]) -> None:
        self._platforms = platforms
        self._rooms = frozenset(room.name for room in directory.moderation)

    async def of(self, sender: Sender, room: str) -> tuple[Standing, str]:
        """How somebody stands who acts in a room, or in private (""), and the fingerprint of their key ("": none).

        In private it is enough to be a member of one of the platform's moderation rooms.
        """
        platform = self._platforms.get(sender.platform)
        here = frozenset({room}) if room else self._rooms_of(sender.platform)
        if platform is None:
            return Standing.UNKNOWN, ""
        try:
            vouched = await platform.vouch(sender, here)
        except DeliveryError:
            return Standing.UNKNOWN, ""
        if not here:
            return Standing.NO_ROOM, vouched.key
        return Standing.MEMBER if vouched.is_member else Standing.OUTSIDE, vouched.key

    def _rooms_of(self, platform: str) -> frozenset[str]:
        return frozenset(room for room in self._rooms if room.rpartition("@")[2] == platform)
