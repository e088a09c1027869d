"""What place resolution answers: a place, some candidates, or what is still missing.

Everything here is coarse by construction: a place is a crossing, a block, a named public place or an area.
A pin or a house number never appears in it.
"""

from dataclasses import dataclass, field
from enum import Enum

from geo.point import Point


class Precision(Enum):
    """How finely a place is known, finest first. The value is what is written to disk."""

    CROSSING = "crossing"
    BLOCK = "block"
    NAMED = "named"  # a public place with a name: a school, a market, a park
    STREET = "street"  # a street within one neighborhood
    AREA = "area"  # a neighborhood


class Outcome(Enum):
    RESOLVED = "resolved"
    AMBIGUOUS = "ambiguous"
    UNRESOLVED = "unresolved"


class Missing(Enum):
    """Why a text stayed unresolved, so that the right question can be asked."""

    NOTHING_FOUND = "nothing_found"
    CROSS_STREET = "cross_street"  # a street is known, but not where on it
    SHORT_LINK = "short_link"  # a link that would have to be fetched; it never is
    OUTSIDE = "outside"  # a position outside the gazetteer's city
    NO_CROSSING = "no_crossing"  # both streets are known, but they do not meet


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place that may be shown to anyone.

    `anchor` is its stable identifier inside one gazetteer ("x:1204" crossing, "b:88:4000" block, "n:17" named,
    "s:12:3" street in area, "a:3" area). `radius_m` is how far the true spot may reasonably lie from `point`.
    """

    anchor: str
    label: str
    point: Point
    precision: Precision
    radius_m: float
    neighborhood: str = ""
    """Name of the neighborhood it lies in (or is nearest to), "" outside all of them."""
    kind: str = ""
    """For a named place its kind: school, clinic, church, court, shelter, market, park, ..."""

    @property
    def sensitive(self) -> bool:
        """Whether publishing here needs the larger quorum."""
        return self.kind in SENSITIVE_KINDS


SENSITIVE_KINDS = frozenset({"school", "clinic", "hospital", "church", "worship", "court", "shelter", "childcare"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One of at most four answers offered for an ambiguous text; `label` tells it apart by neighborhood."""

    place: Place
    label: str
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What may tip the balance between equal candidates, never create one."""

    neighborhoods: tuple[str, ...] = ()
    near: Point | None = None
    """An anchor chosen earlier in the same conversation (never a raw pin)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """The outcome for one text or pin.

    `place` is set when RESOLVED, `candidates` (2 to 4) when AMBIGUOUS, `missing` when UNRESOLVED.
    `confidence` is 0..1: the margin to the best other place more than 250 m away.
    `spans` are the half-open [start, end) ranges of the ORIGINAL text that named places known to the gazetteer;
    only these may be shielded from scrubbing. `understood` says, in canonical names, what was recognised.
    """

    outcome: Outcome
    place: Place | None = None
    candidates: tuple[Candidate, ...] = ()
    more: int = 0
    """How many further places are as likely as the candidates: a neighborhood would tell them apart."""
    confidence: float = 0.0
    missing: Missing | None = None
    understood: tuple[str, ...] = ()
    spans: tuple[tuple[int, int], ...] = field(default=())
    why: tuple[str, ...] = ()
    """Plain sentences for an operator: what matched, what scored how, why it was asked. Never logged."""
