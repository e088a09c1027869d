"""What kind of source a table is, told by its shapes and columns."""

import re
from collections import Counter
from collections.abc import Sequence

from geo.errors import NoGeometryError, WrongColumnsError
from geo.importers.columns import Columns, squash
from geo.importers.kinds import Role, SourceKind
from geo.importers.row import Row, ShapeKind, text

_PLACE_COLUMNS = frozenset({"amenity", "leisure", "shop", "building", "subtype", "healthcare", "schoolname"})
_TWO_STREETS = re.compile(r"\s*(?:&|@|/|\+|\band\b|\bat\b|\by\b)\s*", re.IGNORECASE)

REMEDY = (
    "Streets need lines and a name; crossings two street columns, latitude and longitude; "
    "neighborhoods polygons and a name; places a name, latitude and longitude"
)


def guess_kind(file: str, sample: Sequence[Row], columns: Columns) -> SourceKind:
    """Return what kind of source the sampled rows are; an error says which columns were found and needed."""
    shapes = Counter(row.shape.kind for row in sample if row.shape)
    shape = shapes.most_common(1)[0][0] if shapes else None
    if any(squash(name).startswith("stoplat") for name in columns.all(Role.LATITUDE)):
        return SourceKind.STOPS
    if shape is ShapeKind.LINES or (not shape and columns.has(Role.LATITUDE_2, Role.LONGITUDE_2)):
        return _needing(SourceKind.STREETS, file, sample, columns, Role.NAME, Role.BASE)
    if shape is ShapeKind.POLYGONS:
        names = {squash(name) for row in sample for name in row.values}
        kind = SourceKind.PLACES if names & _PLACE_COLUMNS else SourceKind.AREAS
        return _needing(kind, file, sample, columns, Role.NAME)
    if columns.has(Role.STREET_1, Role.STREET_2):
        return _placed(SourceKind.CROSSINGS, file, sample, columns, shape)
    if columns.has(Role.NAME):
        crossings = names_are_crossings(sample, columns.first(Role.NAME))
        return _placed(SourceKind.CROSSINGS if crossings else SourceKind.PLACES, file, sample, columns, shape)
    raise WrongColumnsError(file, f"no kind of source has the columns {_shown(sample)}", remedy=f"{REMEDY}.")


def names_are_crossings(sample: Sequence[Row], column: str) -> bool:
    """Whether most values of a column name two streets ("Lake St & Chicago Ave")."""
    values = [value for row in sample if (value := text(row.values.get(column)))]
    return bool(values) and sum(len(two_streets(value)) == 2 for value in values) > 0.8 * len(values)


def two_streets(value: str) -> list[str]:
    """Return the streets a text names on both sides of "&", "and", "/", "+", "@" or "y"."""
    return [part for part in _TWO_STREETS.split(value) if part]


def _placed(
    kind: SourceKind, file: str, sample: Sequence[Row], columns: Columns, shape: ShapeKind | None
) -> SourceKind:
    if shape or columns.has(Role.LATITUDE, Role.LONGITUDE):
        return kind
    raise NoGeometryError(
        file,
        f"it looks like {kind.value} but has no positions (columns {_shown(sample)})",
        remedy="Add the columns latitude and longitude, or name yours in the options.",
    )


def _needing(kind: SourceKind, file: str, sample: Sequence[Row], columns: Columns, *roles: Role) -> SourceKind:
    if any(columns.has(role) for role in roles):
        return kind
    raise WrongColumnsError(
        file,
        f"it looks like {kind.value} but no column holds a name (columns {_shown(sample)})",
        remedy="Say which column does, in the options or in the file's .source.toml.",
    )


def _shown(sample: Sequence[Row]) -> str:
    names = list(dict.fromkeys(name for row in sample for name in row.values))
    return ", ".join(names[:24]) or "none"
