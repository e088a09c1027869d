"""Street centerlines: rows with a line, a name in one or several columns, and perhaps house numbers."""

from collections import Counter

from geo.folding import fold
from geo.importers.columns import Columns, squash
from geo.importers.draft import Draft
from geo.importers.kinds import Role, SourceOptions
from geo.importers.ranks import SKIP, rank_of
from geo.importers.row import Row, ShapeKind, text, whole
from geo.streetnames import parse_street
from geo.streetwords import KINDS

_WHOLE_NAMES = frozenset(
    {
        "streetall", "fullname", "fullstreet", "fullstreetname", "streetfull", "streetfullname",
        "streetnamefull", "fullnam", "stfullname", "stnamefull", "fullroadname", "label", "streetlabel",
    }
)  # fmt: skip
"""Columns that hold the whole name even where there are columns for its parts."""


class StreetRows:
    """Adds the rows of one table of centerlines to a draft."""

    def __init__(self, draft: Draft, columns: Columns, options: SourceOptions) -> None:
        self._draft, self._columns, self._options = draft, columns, options
        self._seen: Counter[str] = Counter()
        self._municipality_columns = columns.all(Role.MUNICIPALITY)[:2]
        self._parts = tuple(columns.first(role) for role in (Role.PREFIX, Role.BASE, Role.TYPE, Role.SUFFIX))
        whole_name = squash(columns.first(Role.NAME)) in _WHOLE_NAMES
        has_parts = columns.has(Role.BASE) and any(self._parts[i] for i in (0, 2, 3))
        self._compose_first = has_parts and not whole_name and Role.NAME not in options.columns

    def add(self, row: Row) -> bool:
        """Add one row; False when it has no name or no line."""
        rank = rank_of(text(row.values.get(self._columns.first(Role.CLASS))))
        lines = row.shape.lines if row.shape and row.shape.kind is ShapeKind.LINES else []
        name = self._name(row)
        if not name or not lines or rank == SKIP:
            return False
        parsed = parse_street(name)
        if parsed.is_route and parsed.kind != "cr":
            rank = 2
        street = self._draft.street(name, self._municipality(row), rank=rank)
        if street is None:
            return False
        for column in self._columns.all(Role.ALTERNATIVE):
            if other := text(row.values.get(column)):
                self._draft.alias(street, other)
        low, high = self._range(row)
        for line in lines:
            self._draft.lines.add(street, low, high, line)
        return True

    def _name(self, row: Row) -> str:
        composed = self._composed(row)
        whole_name = text(row.values.get(self._columns.first(Role.NAME)))
        return (composed or whole_name) if self._compose_first else (whole_name or composed)

    def _composed(self, row: Row) -> str:
        prefix, base, kind, suffix = (text(row.values.get(column)) if column else "" for column in self._parts)
        if not base:
            return ""
        if fold(kind) not in KINDS:
            kind = ""
        return " ".join(part for part in (prefix, base, kind, suffix) if part)

    def _municipality(self, row: Row) -> str:
        if not self._municipality_columns:
            return self._options.municipality
        # A street along the border belongs to the town the file is mostly about.
        names = [name for column in self._municipality_columns if (name := text(row.values.get(column)))]
        self._seen.update(names)
        best = max(names, key=lambda name: (self._seen[name], name), default=self._options.municipality)
        return best.title() if best.isupper() else best

    def _range(self, row: Row) -> tuple[int, int]:
        numbers = [whole(row.values.get(column)) for column in self._columns.all(Role.ADDRESS)]
        known = [number for number in numbers if number]
        return (min(known), max(known)) if known else (0, 0)
