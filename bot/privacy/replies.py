"""Return addresses: where to answer a report, kept in the keyring alone and never longer than it keeps them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from bot.privacy.keyring import Keyring
from bot.privacy.witness import Witness, addresses_of, forget_sender, remember_sender
from bot.transports.base import Sender

_LENGTH_BYTES = 2


@dataclass(frozen=True, slots=True)
class ReturnAddress:
    """Who to answer, on which platform. It rests sealed only and is never printed."""

    platform: str
    key: bytes = field(repr=False)
    address: bytes = field(repr=False)
    report: str = ""

    @classmethod
    def of(cls, sender: Sender, report: str = "") -> Self:
        return cls(sender.platform, sender.key, sender.address, report)

    def packed(self) -> bytes:
        """As bytes for the keyring to seal."""
        parts = (self.platform.encode(), self.key, self.address, self.report.encode())
        return b"".join(len(part).to_bytes(_LENGTH_BYTES, "big") + part for part in parts)

    @classmethod
    def unpacked(cls, packed: bytes) -> Self:
        """The reverse of `packed`."""
        parts, at = [], 0
        for _ in range(4):
            start = at + _LENGTH_BYTES
            at = start + int.from_bytes(packed[at:start], "big")
            parts.append(packed[start:at])
        return cls(parts[0].decode(), parts[1], parts[2], parts[3].decode())


class Replies:
    """Which report came from where, for as long as an answer may be due."""

    __slots__ = ("_keyring",)

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring

    def remember(self, report: str, sender: Sender, witness: Witness) -> None:
        """Keep where to answer a report."""
        remember_sender(self._keyring, report, witness, ReturnAddress.of(sender, report).packed())

    def find(self, report: str) -> ReturnAddress | None:
        """Where to answer a report; None once nobody knows."""
        packed = self._keyring.address_of(report)
        return ReturnAddress.unpacked(packed) if packed else None

    def witness(self, address: ReturnAddress) -> Witness:
        """The person at an address."""
        return Witness(address.platform, address.key, self._keyring)

    def reports_of(self, witness: Witness) -> tuple[str, ...]:
        """Every report that this person can still be answered for."""
        return tuple(ReturnAddress.unpacked(each).report for each in addresses_of(self._keyring, witness))

    def known_since(self) -> datetime:
        """Since when people are known: nobody who wrote before can be reached."""
        return self._keyring.known_since()

    def forget(self, *reports: str) -> None:
        """Nothing more can come for these reports."""
        for report in reports:
            self._keyring.forget_address(report)

    def forget_person(self, witness: Witness) -> int:
        """FORGET: all return addresses of one person; answers how many there were."""
        return forget_sender(self._keyring, witness)

    def __repr__(self) -> str:
        return "<return addresses>"
