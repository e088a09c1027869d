"""What can go wrong with a gazetteer, in one tree. A message names the file, the row and the remedy.

GazetteerError
├── GazetteerFileError     a built gazetteer that cannot be read
└── SourceError            a file to build from
    ├── UnknownSourceError      nothing tells what kind of file it is
    ├── BrokenSourceError       it cannot be read as what it claims to be
    ├── WrongColumnsError       the columns needed are not there
    ├── NoGeometryError         rows without positions
    ├── WrongCoordinatesError   positions that are not degrees of latitude and longitude
    ├── EmptySourceError        nothing usable in it
    └── MissingExtraError       reading it needs an optional dependency
"""


class GazetteerError(Exception):
    """A gazetteer cannot be built or read."""


class GazetteerFileError(GazetteerError):
    """A gazetteer file cannot be opened."""


class SourceError(GazetteerError):
    """A source file cannot be used.

    `file` is its name without folders, `row` the 1-based row or feature (None for the whole file).
    """

    def __init__(self, file: str, problem: str, *, remedy: str, row: int | None = None) -> None:
        self.file, self.row, self.problem, self.remedy = file, row, problem, remedy
        where = file if row is None else f"{file}, row {row}"
        super().__init__(f"{where}: {problem}. {remedy}")


class UnknownSourceError(SourceError):
    """Nothing tells what kind of file it is."""


class BrokenSourceError(SourceError):
    """It cannot be read as what it claims to be."""


class WrongColumnsError(SourceError):
    """The columns needed are not there."""


class NoGeometryError(SourceError):
    """Rows have no positions."""


class WrongCoordinatesError(SourceError):
    """Positions are not degrees of latitude and longitude (WGS84)."""


class EmptySourceError(SourceError):
    """Nothing usable is in it."""


class MissingExtraError(SourceError):
    """Reading it needs an optional dependency."""
