"""Misspelled names: how far a written name lies from a known one, in slips of fingers, ears and memory.

Candidates come from rapidfuzz's edit distance; they are then ranked by what the slip would cost: a near
key or two swapped letters little, a sound spelled otherwise little, an arbitrary other letter a whole edit.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

SHORTEST_CORRECTED = 4
"""A name of three letters is one edit from too many words."""
LONGEST_CORRECTED = 40
MAX_CANDIDATES = 8
MIN_LIKENESS = 0.74

SLIP_COST = 0.6
"""A neighboring key, two letters swapped, a letter doubled or not: the commonest typing errors."""
TELLING_SOUND = 3
"""Consonants from which on a sound is one name's; with fewer ("mn") the names have to be as long as well."""
SOUND_COST = 0.7
"""A whole name that sounds the same ("blumington")."""

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_NEIGHBORS = {
    letter: frozenset(
        other
        for r, row_of_other in enumerate(_ROWS)
        for c, other in enumerate(row_of_other)
        # each row of keys stands half a key to the right of the one above
        if other != letter and abs(r - row) <= 1 and abs((c + r * 0.5) - (column + row * 0.5)) <= 1
    )
    for row, keys in enumerate(_ROWS)
    for column, letter in enumerate(keys)
}


_LONG_KINDS = {
    "avenue": "ave", "avenida": "ave", "street": "st", "boulevard": "blvd", "parkway": "pkwy",
    "highway": "hwy", "terrace": "ter", "drive": "dr",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Correction:
    """A known name that a written one may stand for; `likeness` is 1 for the same, 0 for nothing alike."""

    name: str
    likeness: float


class Speller:
    """Finds the known names that a misspelled one may stand for."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = sorted(name for name in names if len(name) >= SHORTEST_CORRECTED and not name[0].isdigit())
        self._by_sound: dict[str, list[str]] = {}
        for name in self._names:
            self._by_sound.setdefault(sound(name), []).append(name)

    def corrections(self, written: str, *, among: Collection[str] | None = None) -> tuple[Correction, ...]:
        """Return what `written` may stand for, likeliest first. `among` narrows the names looked at.

        Where it is narrowed (streets known to meet another one) a larger error is forgiven.
        """
        if (
            not SHORTEST_CORRECTED <= len(written) <= LONGEST_CORRECTED
            or not any(c.isalpha() for c in written)
            or written[0].isdigit()
        ):
            return ()
        names: Sequence[str] = self._names if among is None else [n for n in sorted(among) if len(n) > 2]
        allowed = _allowed(len(written), narrowed=among is not None)
        close = process.extract(written, names, scorer=OSA.distance, score_cutoff=allowed, limit=MAX_CANDIDATES)
        candidates = {name for name, _, _ in close}
        candidates.update(
            n for n in self._by_sound.get(sound(written), ())[:MAX_CANDIDATES] if among is None or n in among
        )
        found = []
        for name in candidates:
            likeness = 1.0 - cost(written, name) / max(len(written), len(name), 5)
            if likeness >= MIN_LIKENESS:
                found.append(Correction(name, min(likeness, 0.97)))
        return tuple(sorted(found, key=lambda c: (-c.likeness, c.name))[:MAX_CANDIDATES])


def _allowed(length: int, *, narrowed: bool) -> int:
    if length <= 5:
        return 2 if narrowed and length == 5 else 1
    return 3 if narrowed and length >= 8 else 2


def misspelled_kind(written: str) -> str:
    """Return the street type that a word misspells by one slip ("avnue", "stret"), else ""."""
    if len(written) < SHORTEST_CORRECTED + 1:
        return ""
    for name, kind in _LONG_KINDS.items():
        if written[0] == name[0] and OSA.distance(written, name, score_cutoff=1) == 1:
            return kind
    return ""


def cost(written: str, known: str) -> float:
    """Return what the slips from `known` to `written` cost together; 0 for the same."""
    if written == known:
        return 0.0
    edits = _weighted(written, known)
    heard = sound(written)
    if heard == sound(known) and (len(heard) >= TELLING_SOUND or abs(len(written) - len(known)) <= 1):
        return min(edits, SOUND_COST + 0.1 * abs(len(written) - len(known)))
    return edits


def _weighted(a: str, b: str) -> float:
    """Optimal string alignment with cheap slips."""
    before: list[float] = []
    row = [float(j) for j in range(len(b) + 1)]
    for i, x in enumerate(a, 1):
        current = [row[0] + 1.0]
        for j, y in enumerate(b, 1):
            best = min(
                row[j - 1] + _swap(x, y),
                row[j] + _extra(a, i - 1),
                current[j - 1] + _extra(b, j - 1),
            )
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y and x != y:
                best = min(best, before[j - 2] + SLIP_COST)
            current.append(best)
        before, row = row, current
    return row[-1]


def _swap(x: str, y: str) -> float:
    if x == y:
        return 0.0
    if y in _NEIGHBORS.get(x, ()):
        return SLIP_COST
    return 0.8 if x in "aeiouy" and y in "aeiouy" else 1.0


def _extra(text: str, at: int) -> float:
    doubled = (at > 0 and text[at - 1] == text[at]) or (at + 1 < len(text) and text[at + 1] == text[at])
    return SLIP_COST if doubled else 0.9


_SPELLINGS = (
    ("tch", "ch"), ("sch", "sk"), ("ough", "o"), ("igh", "i"), ("eigh", "a"), ("ph", "f"), ("gh", "g"),
    ("kn", "n"),
    ("wr", "r"), ("wh", "w"), ("ck", "k"), ("cz", "ch"), ("ce", "se"), ("ci", "si"), ("cy", "si"), ("qu",
    "kw"),
    ("x", "ks"), ("c", "k"), ("z", "s"), ("dg", "j"), ("ll", "l"), ("ñ", "n"), ("v", "b"), ("j", "h"),
    ("tion", "shn"), ("th", "t"), ("mn", "m"), ("mb", "m"),
)  # fmt: skip


def sound(name: str) -> str:
    """Return what is left of a name when only its sound counts, to English and to Spanish ears."""
    text = name
    for spelling, heard in _SPELLINGS:
        text = text.replace(spelling, heard)
    kept: list[str] = []
    for at, letter in enumerate(text):
        if letter in "aeiouyhw " and at > 0:
            continue
        if letter in "aeiouy":
            letter = "a"  # noqa: PLW2901 - any vowel that begins a name counts as one
        if not kept or kept[-1] != letter:
            kept.append(letter)
    return "".join(kept)
