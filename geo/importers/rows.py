"""Rows of the simpler tables: crossings, named places, areas."""

from geo.entries import NEIGHBORHOOD_LAYER
from geo.folding import fold
from geo.importers.columns import Columns, squash
from geo.importers.detect import two_streets
from geo.importers.draft import AreaDraft, CrossingDraft, Draft, PlaceDraft, StopDraft
from geo.importers.kinds import Role, SourceOptions
from geo.importers.row import Row, Shape, ShapeKind, Spot, text
from geo.placekinds import place_kind
from geo.point import Point
from geo.polygons import centroid

_KIND_PREFERENCE = (
    "subtype",
    "amenity",
    "shop",
    "leisure",
    "healthcare",
    "facilitytype",
    "placetype",
    "kind",
)
_LAYERS = {"school": "school zone", "ward": "ward", "precinct": "precinct", "zip": "zip"}


class CrossingRows:
    """Adds rows that name two (or more) streets and a position."""

    def __init__(self, draft: Draft, source: int, columns: Columns, options: SourceOptions) -> None:
        self._draft, self._source, self._columns, self._options = draft, source, columns, options

    def add(self, row: Row) -> bool:
        """Add one row; False when it lacks a street or a position."""
        spot = middle(row.shape) if row.shape else None
        if self._columns.has(Role.STREET_1, Role.STREET_2):
            columns = (self._columns.first(Role.STREET_1), self._columns.first(Role.STREET_2))
            names = [text(row.values.get(column)) for column in columns]
        else:
            names = two_streets(text(row.values.get(self._columns.first(Role.NAME))))
        municipality = text(row.values.get(self._columns.first(Role.MUNICIPALITY))) or self._options.municipality
        if spot is None or len(names) < 2 or not all(names):
            return False
        streets = {self._draft.street(name, municipality) for name in names}
        known = tuple(sorted(street for street in streets if street is not None))
        if len(known) < 2:
            return False
        self._draft.crossings.append(CrossingDraft(self._source, spot, known))
        return True


class StopRows:
    """Keeps stops that are called after two streets, until the streets of all sources are known."""

    def __init__(self, draft: Draft, source: int, columns: Columns) -> None:
        self._draft, self._source, self._column = draft, source, columns.first(Role.NAME)

    def add(self, row: Row) -> bool:
        """Add one row; False for a stop that is not called after a crossing."""
        names = two_streets(text(row.values.get(self._column)))
        if len(names) != 2 or not row.shape:
            return False
        self._draft.stops.append(StopDraft(self._source, middle(row.shape), (names[0], names[1])))
        return True


class PlaceRows:
    """Adds named places; the middle of an outline stands for it."""

    def __init__(self, draft: Draft, source: int, columns: Columns) -> None:
        self._draft, self._source, self._columns = draft, source, columns
        kinds = columns.all(Role.KIND)
        order = {name: i for i, name in enumerate(_KIND_PREFERENCE)}
        self._kind_columns = sorted(kinds, key=lambda name: order.get(squash(name), len(order)))
        self._other_names = tuple(
            dict.fromkeys(name for name in columns.all(Role.ALTERNATIVE) if name != columns.first(Role.NAME))
        )

    def add(self, row: Row) -> bool:
        """Add one row; False when it has no name or no position."""
        name = text(row.values.get(self._columns.first(Role.NAME)))
        spot = middle(row.shape) if row.shape else None
        if not fold(name) or spot is None:
            return False
        kind = place_kind(text(row.values.get(column)) for column in self._kind_columns)
        others = (text(row.values.get(column)) for column in self._other_names)
        names = dict.fromkeys(folded for other in (name, *others) if (folded := fold(other)))
        self._draft.places.append(PlaceDraft(self._source, name, kind, [spot], names))
        return True


class AreaRows:
    """Adds polygons with a name."""

    def __init__(self, draft: Draft, source: int, columns: Columns, layer: str) -> None:
        self._draft, self._source, self._columns, self._layer = draft, source, columns, layer

    def add(self, row: Row) -> bool:
        """Add one row; False when it has no name or no polygon."""
        name = text(row.values.get(self._columns.first(Role.NAME)))
        if not fold(name) or not row.shape or row.shape.kind is not ShapeKind.POLYGONS:
            return False
        others = (text(row.values.get(column)) for column in self._columns.all(Role.ALTERNATIVE))
        names = tuple(dict.fromkeys(folded for other in (name, *others) if (folded := fold(other))))
        shown = name.title() if name.isupper() else name
        self._draft.areas.append(AreaDraft(self._source, shown, self._layer, row.shape.polygons, names))
        return True


def layer_of(file: str, options: SourceOptions) -> str:
    """Return the layer a file of polygons makes: what the operator says, or what its name tells."""
    if options.layer:
        return options.layer
    lowered = file.lower()
    return next((layer for word, layer in _LAYERS.items() if word in lowered), NEIGHBORHOOD_LAYER)


def middle(shape: Shape) -> Spot:
    """Return one position for a shape: a point itself, a line's middle vertex, a polygon's centre."""
    if shape.kind is ShapeKind.POLYGONS:
        biggest = max(shape.polygons, key=lambda polygon: len(polygon[0]))
        centre = centroid([Point(lat, lon) for lat, lon in biggest[0]])
        return centre.lat, centre.lon
    line = shape.lines[0]
    return line[len(line) // 2]
