"""What seals the wordings that storage keeps: the keyring, seen through storage's own port."""

from dataclasses import dataclass

from bot.privacy.keyring import KeyGone, Keyring, SealBroken, Sealed


@dataclass(frozen=True, slots=True)
class KeyringSealer:
    """A keyring as `bot.storage.unit.Sealer`. What was sealed for another owner opens as little as a lost key."""

    keyring: Keyring

    def seal(self, plaintext: bytes, aad: bytes) -> Sealed:
        return self.keyring.seal(plaintext, aad)

    def open_text(self, epoch: int, nonce: bytes, ciphertext: bytes, aad: bytes) -> bytes | None:
        try:
            return self.keyring.open_sealed(Sealed(epoch, nonce, ciphertext), aad)
        except (KeyGone, SealBroken):
            return None
