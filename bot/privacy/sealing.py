"""Authenticated encryption of short texts under a key somebody else keeps. No key is ever held or shown here.

KeyringError
+-- KeyGone      the key was destroyed, on schedule or by shred: what it sealed stays unreadable
+-- SealBroken   the key is there, but the sealed bytes are not what was sealed, or not for this place
+-- UnsafeHome   the directory is unfit to hold keys; `findings` says why   (bot.privacy.keyring)
"""

import hashlib
import hmac
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from handlers.errors import TagForgotten

KEY_BYTES = 32
NONCE_BYTES = 12
FINGERPRINT_BYTES = 4
LENGTH_BYTES = 4
PAD_BYTES = 256
"""Sealed lengths are multiples of this: an exact length would find a text again in a platform's archive."""


class KeyringError(Exception):
    """Something is wrong with keys or with what they sealed."""


class KeyGone(KeyringError, TagForgotten):
    """The key is gone; what it sealed can never be read again."""


class SealBroken(KeyringError):
    """What was sealed has been changed, or belongs elsewhere."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """Text at rest: its key's epoch, a nonce, and AES-256-GCM ciphertext led by the key's fingerprint."""

    epoch: int
    nonce: bytes = field(repr=False)
    ciphertext: bytes = field(repr=False)


def seal_with(key: bytes, epoch: int, nonce: bytes, plaintext: bytes, aad: bytes) -> Sealed:
    """Encrypt and hide the length; `nonce` must never repeat under one key."""
    ciphertext = AESGCM(key).encrypt(nonce, _pad(plaintext), aad)
    return Sealed(epoch, nonce, _fingerprint(key) + ciphertext)


def open_with(key: bytes, sealed: Sealed, aad: bytes) -> bytes:
    """Decrypt. Raises `KeyGone` if another key took the place of the one that sealed, else `SealBroken`."""
    mark, ciphertext = sealed.ciphertext[:FINGERPRINT_BYTES], sealed.ciphertext[FINGERPRINT_BYTES:]
    if not hmac.compare_digest(mark, _fingerprint(key)):
        raise KeyGone(KeyGone.__doc__)
    try:
        return _unpad(AESGCM(key).decrypt(sealed.nonce, ciphertext, aad))
    except (InvalidTag, ValueError):
        # From nothing: the cause's frames hold the key.
        raise SealBroken(SealBroken.__doc__) from None


def _fingerprint(key: bytes) -> bytes:
    # After a restart in RAM another key stands in the same epoch; unmarked, that would look like tampering.
    return hashlib.blake2b(key=key, digest_size=FINGERPRINT_BYTES, person=b"fingerprint").digest()


def _pad(plaintext: bytes) -> bytes:
    body = len(plaintext).to_bytes(LENGTH_BYTES, "big") + plaintext
    return body + bytes(-len(body) % PAD_BYTES)


def _unpad(padded: bytes) -> bytes:
    return padded[LENGTH_BYTES : LENGTH_BYTES + int.from_bytes(padded[:LENGTH_BYTES], "big")]
