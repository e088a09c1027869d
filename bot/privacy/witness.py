"""Somebody who saw something, reduced to what Whistle passes on: a voice that counts once per incident.

A witness is made where a message arrives and dies with the conversation. It cannot be printed, compared,
hashed, copied or pickled; who it is, only the functions of this module ask.
"""

import hashlib
from datetime import datetime
from typing import Final, NoReturn, final

from bot.privacy.keyring import Keyring

TAG_BYTES: Final = 2
"""16 bits: over all telephone numbers of the country, one tag fits about 100,000 people."""


@final
class Witness:
    """An opaque person. Handlers can ask it for one thing: their tag in an incident."""

    __slots__ = ("_keyring", "_person")

    def __init__(self, platform: str, platform_id: bytes, keyring: Keyring) -> None:
        self._person = platform.encode() + b"|" + platform_id
        self._keyring = keyring

    def tag_for(self, incident_code: str, epoch: int) -> int:
        """This person's 16-bit tag in one incident; `epoch` is the one the incident began in.

        Tags of two incidents cannot be joined. Raises `KeyGone` for an incident older than its secret.
        """
        return witness_tag(self._keyring.incident_key(epoch, incident_code), self._person)

    def __repr__(self) -> str:
        return "<a witness>"

    def __dir__(self) -> list[str]:
        return ["tag_for"]

    def __reduce__(self) -> NoReturn:
        raise TypeError("a witness cannot be copied or stored")

    def __getstate__(self) -> NoReturn:
        raise TypeError("a witness cannot be copied or stored")

    def __eq__(self, other: object) -> bool:
        raise TypeError("a witness cannot be compared; ask for its tag in an incident")

    __hash__ = None  # type: ignore[assignment]  # a hash would be a name for the person


def witness_tag(incident_key: bytes, person: bytes) -> int:
    """The tag of a person under an incident's key: few enough bits that a tag alone names nobody."""
    digest = hashlib.blake2b(person, key=incident_key, digest_size=TAG_BYTES, person=b"witness").digest()
    return int.from_bytes(digest, "big")


def remember_sender(keyring: Keyring, report_ref: str, witness: Witness, address: bytes) -> None:
    """Keep where to answer a report, so that its sender can be asked, told, forgotten or muted."""
    keyring.remember_address(report_ref, address, person=_person_of(witness))


def forget_sender(keyring: Keyring, witness: Witness) -> int:
    """FORGET: destroy every return address of this person; answers how many there were."""
    return keyring.forget_person(_person_of(witness))


def addresses_of(keyring: Keyring, witness: Witness) -> list[bytes]:
    """Every return address of this person."""
    return keyring.addresses_of_person(_person_of(witness))


def remember_talk(keyring: Keyring, witness: Witness, talk: bytes, until: datetime) -> str:
    """Keep what is remembered of this person's conversation; answers its name in the keyring."""
    return keyring.remember_talk(_person_of(witness), talk, until)


def talk_of(keyring: Keyring, witness: Witness) -> bytes | None:
    """What is remembered of this person's conversation."""
    return keyring.talk_of(_person_of(witness))


def forget_talk(keyring: Keyring, witness: Witness) -> None:
    """Destroy what is remembered of this person's conversation."""
    keyring.forget_talk(_person_of(witness))


def is_muted(keyring: Keyring, witness: Witness) -> bool:
    """Whether moderators silenced this person; `Keyring.mute_sender` does it by report."""
    return keyring.is_muted(_person_of(witness))


def blind(witness: Witness, key: bytes) -> bytes:
    """A name for a person that means nothing without `key`, for counters that live in RAM as long as it."""
    return hashlib.blake2b(_person_of(witness), key=key, digest_size=16, person=b"counter").digest()


def _person_of(witness: Witness) -> bytes:
    return witness._person  # noqa: SLF001  the one reader; handlers see no way to it
