"""The kinds of things that are taken out of a text, and the words that stand in their place."""

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """What was removed. The value is the word inside the brackets."""

    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"
    HANDLE = "handle"
    LINK = "link"
    PLATE = "plate"
    SSN = "ssn"
    A_NUMBER = "a-number"
    RECEIPT = "receipt"
    UNIT = "unit"
    HOUSE = "house"
    CARD = "card"
    IBAN = "iban"
    IP = "ip"
    BIRTH_DATE = "dob"
    BADGE = "badge"
    POSITION = "pin"
    CONTACT = "contact"
    SIGNATURE = "signature"
    NUMBER = "number"
    """A long number of no known shape: an account, a licence, a passport."""

    @property
    def placeholder(self) -> str:
        return f"[{self.value}]"


MASKED_NAME = "[name?]"
"""In the masked view: words nobody vouches for."""
MASKED_NUMBER = "[number?]"

PLACEHOLDERS = (*(kind.placeholder for kind in Kind), MASKED_NAME, MASKED_NUMBER)


@dataclass(frozen=True, slots=True)
class Claim:
    """A half-open range of the normalised text that a rule recognised: no later rule may touch it."""

    start: int
    end: int
    kind: Kind | None
    instead: str
    """What stands there in its place; "" where the range stays as it is."""
