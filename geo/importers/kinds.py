"""What kinds of sources there are, and what an operator may say about one instead of having it guessed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

OSM_LICENCE = "ODbL-1.0"
OSM_ATTRIBUTION = "© OpenStreetMap contributors"


class SourceKind(Enum):
    STREETS = "streets"
    CROSSINGS = "crossings"
    AREAS = "areas"
    PLACES = "places"
    STOPS = "stops"
    ALIASES = "aliases"
    OSM = "osm"


class Role(Enum):
    """What a column means. The value is the word an operator uses to name the column himself."""

    NAME = "name"
    BASE = "base"
    TYPE = "type"
    PREFIX = "prefix"
    SUFFIX = "suffix"
    ALTERNATIVE = "alternative"
    ADDRESS = "address"
    MUNICIPALITY = "municipality"
    CLASS = "class"
    STREET_1 = "street_1"
    STREET_2 = "street_2"
    LATITUDE = "latitude"
    LONGITUDE = "longitude"
    LATITUDE_2 = "latitude_2"
    LONGITUDE_2 = "longitude_2"
    KIND = "kind"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceOptions:
    """What is known about one file; anything left empty is guessed."""

    kind: SourceKind | None = None
    columns: Mapping[Role, str] = field(default_factory=dict)
    layer: str = ""
    licence: str = ""
    attribution: str = ""
    municipality: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildOptions:
    """Options of one build. `every` holds for all sources, `files` (by file name) goes before it."""

    every: SourceOptions = field(default_factory=SourceOptions)
    files: Mapping[str, SourceOptions] = field(default_factory=dict)
    built_at: datetime | None = None
    """Written into the file; now, when None. A fixed time makes two builds equal byte for byte."""
