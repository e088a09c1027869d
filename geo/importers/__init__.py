"""From the files cities and OpenStreetMap publish to one gazetteer file."""

from geo.importers.build import Progress, build, ensure_built
from geo.importers.draft import Conflict
from geo.importers.kinds import BuildOptions, Role, SourceKind, SourceOptions
from geo.importers.report import BuildReport, SourceReport

__all__ = [
    "BuildOptions",
    "BuildReport",
    "Conflict",
    "Progress",
    "Role",
    "SourceKind",
    "SourceOptions",
    "SourceReport",
    "build",
    "ensure_built",
]
