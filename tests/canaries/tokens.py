"""Tokens: one of a kind for each field that anybody's message can carry, so that a single one found tells what leaked."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from itertools import count
from uuid import UUID

from tests.instants import NOON

MARK = "Quxotl"
"""All words begin with it, so that a search for thousands of words is a search for one."""
_LETTERS = "bcdfghjklmnpqrstvwz"
_NUMBERS = 7_391_608_832
"""Numbers share all bytes but the lowest two, and all digits but the last five; they fit into no 32 bits."""
_UPDATE = 6_204_417_003
_ACI = "c0ffee5a-{:04x}-4000-8000-{:012x}"


class Kind(Enum):
    WORD = "word"
    ID = "id"  # a person's own, as their platform counts them
    NUMBER = "number"  # any other number
    TIME = "time"  # a second or millisecond
    PHONE = "phone"
    ACI = "aci"
    DEGREES = "degrees"


@dataclass(frozen=True, slots=True)
class Token:
    """`field` is where it stands: role/platform/path, as `resident/telegram/from.username`."""

    field: str
    kind: Kind
    value: str | int | float

    @property
    def text(self) -> str:
        return f"{self.value:.7f}" if isinstance(self.value, float) else str(self.value)


class Mint:
    """Draws tokens, the same ones in every run; a field asked for again has the same token."""

    def __init__(self, seed: int = 1) -> None:
        self._draw = random.Random(seed)
        self._numbers = iter(self._draw.sample(range(65_536), 20_000))
        self._updates = count(_UPDATE, 100_000)
        self._times = iter(self._draw.sample(range(1, 3000), 2900))
        self.tokens: dict[str, Token] = {}
        self._values: set[str | int | float] = set()

    def word(self, field: str) -> str:
        return str(self._made(field, Kind.WORD, lambda: MARK + "".join(self._draw.choices(_LETTERS, k=7))))

    def id(self, field: str) -> int:
        return int(self._made(field, Kind.ID, lambda: _NUMBERS + next(self._numbers)))

    def number(self, field: str) -> int:
        return int(self._made(field, Kind.NUMBER, lambda: _NUMBERS + next(self._numbers)))

    def update(self, field: str) -> int:
        """Of a range of its own: those counted on from it are no tokens."""
        return int(self._made(field, Kind.NUMBER, lambda: next(self._updates)))

    def second(self, field: str) -> int:
        """Before the town's first moment, and never a whole minute: no time of ours can be the same by chance."""
        return int(self._made(field, Kind.TIME, lambda: int(NOON.timestamp()) - 8 - _uneven(next(self._times))))

    def millisecond(self, field: str) -> int:
        return int(
            self._made(field, Kind.TIME, lambda: int(NOON.timestamp() * 1000) - self._draw.randrange(8_000, 3_000_000))
        )

    def phone(self, field: str) -> str:
        return str(
            self._made(field, Kind.PHONE, lambda: f"+1{self._draw.randrange(700, 790)}55501{len(self.tokens) % 100:02}")
        )

    def aci(self, field: str) -> str:
        draw = self._draw.randrange
        return str(self._made(field, Kind.ACI, lambda: str(UUID(_ACI.format(draw(2**16), draw(2**48))))))

    def degrees(self, field: str, near: float) -> float:
        """A position's half with seven random decimals, up to about thirty metres from `near`."""
        return float(self._made(field, Kind.DEGREES, lambda: round(near + self._draw.uniform(1e-4, 3e-4), 7)))

    def _made(self, field: str, kind: Kind, draw: Callable[[], str | int | float]) -> str | int | float:
        token = self.tokens.get(field)
        if token is None:
            value = draw()
            while value in self._values:  # or what is found would be taken for another field's
                value = draw()
            self._values.add(value)
            token = self.tokens[field] = Token(field, kind, value)
        assert token.kind is kind, field
        return token.value


def _uneven(back_s: int) -> int:
    """So many seconds back, but not on a whole minute."""
    return back_s if (int(NOON.timestamp()) - 8 - back_s) % 60 else back_s + 1
