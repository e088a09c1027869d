"""A stretch of a message that names a street, and what is written beside the name."""

from dataclasses import dataclass

from geo.mentions.streetindex import StreetForm


@dataclass(frozen=True, slots=True, kw_only=True)
class StreetMention:
    """Words `first` to `last` (exclusive) that name a street; the bare name stands at `core`."""

    first: int
    last: int
    core: tuple[int, int]
    base: str
    forms: tuple[StreetForm, ...]
    kind: str = ""
    direction: str = ""
    likeness: float = 1.0
    """1 for a name spelled as the gazetteer has it, less for one that was corrected or cut short."""
    loose_kind: bool = False
    """Whether the type is only a "calle" or "avenida 41", which people say of the other kind too."""
    naked: bool = False
    """A bare number without ordinal ending, type or article, or a bare letter ("14th and L")."""
    common: bool = False
    """Written as a word of everyday talk ("first", "park") without a type."""

    @property
    def exact(self) -> bool:
        return self.likeness == 1.0

    @property
    def dressed(self) -> bool:
        """Whether a type, direction or article says that a street is meant."""
        return bool(self.kind or self.direction)
