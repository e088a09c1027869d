"""The alias file: an operator's own names for streets, places and areas, as TOML.

[streets]
"MLK" = "Martin Luther King Jr Blvd"

[places]
"Little Earth" = "Little Earth of United Tribes"
"Karmel Mall" = { lat = 44.9484, lon = -93.2887, kind = "market" }

[areas]
"Cedar" = "Cedar-Riverside"
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geo.errors import BrokenSourceError, EmptySourceError, WrongColumnsError
from geo.folding import fold
from geo.importers.draft import Conflict, Draft, PlaceDraft
from geo.importers.nodes import metres
from geo.placekinds import place_kind
from geo.streetnames import ParsedStreet, parse_street

TABLES = ("streets", "places", "areas")
_REMEDY = 'The tables are [streets], [places] and [areas]; each line reads "what people say" = "official name".'


@dataclass(frozen=True, slots=True)
class AliasFile:
    """What one alias file says, still to be applied to what the other sources hold."""

    source: int
    file: str
    streets: Mapping[str, str]
    places: Mapping[str, object]
    areas: Mapping[str, str]

    def __len__(self) -> int:
        return len(self.streets) + len(self.places) + len(self.areas)


def read_aliases(path: Path, source: int) -> AliasFile:
    """Read an alias file; an error names the entry that is wrong."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BrokenSourceError(path.name, f"it is not valid TOML ({error})", remedy=_REMEDY) from error
    for name, table in tables.items():
        if name not in TABLES or not isinstance(table, dict):
            raise WrongColumnsError(path.name, f'"{name}" is no table of an alias file', remedy=_REMEDY)
    for name in ("streets", "areas"):
        for alias, target in tables.get(name, {}).items():
            if not isinstance(target, str):
                raise WrongColumnsError(path.name, f'[{name}] "{alias}" must be a name', remedy=_REMEDY)
    if not any(tables.values()):
        raise EmptySourceError(path.name, "it holds no alias", remedy=_REMEDY)
    return AliasFile(source, path.name, tables.get("streets", {}), tables.get("places", {}), tables.get("areas", {}))


def apply_places(aliases: AliasFile, draft: Draft) -> Iterator[Conflict]:
    """Add new places and other names of known ones; yield what could not be matched."""
    known: dict[str, list[PlaceDraft]] = {}
    for place in draft.places:
        for name in place.names:
            known.setdefault(name, []).append(place)
    for alias, target in aliases.places.items():
        if isinstance(target, dict):
            _add_place(aliases, alias, target, draft)
        elif not isinstance(target, str):
            raise WrongColumnsError(aliases.file, f'[places] "{alias}" must be a name or a position', remedy=_REMEDY)
        elif fold(target) in known:
            for place in known[fold(target)]:
                place.names[fold(alias)] = None
        else:
            yield Conflict(file=aliases.file, what=f'no place is called "{target}"', kept=f'"{alias}" is left out')


def area_names(aliases: AliasFile, known: Mapping[str, list[int]]) -> Iterator[tuple[int, str] | Conflict]:
    """Yield the position of an area and a further name for it, or what could not be matched."""
    for alias, target in aliases.areas.items():
        found = known.get(fold(target), [])
        for at in found:
            yield at, fold(alias)
        if not found:
            yield Conflict(file=aliases.file, what=f'no area is called "{target}"', kept=f'"{alias}" is left out')


def apply_streets(aliases: AliasFile, draft: Draft) -> Iterator[Conflict]:
    """Give streets further names; what the alias leaves open (type, direction) it takes from the street."""
    for alias, target in aliases.streets.items():
        wanted, said = parse_street(target), parse_street(alias)
        found = [street for street in draft.streets if _matches(wanted, street.parsed)]
        if not found:
            found = [street for street in draft.streets if any(_matches(wanted, a) for a in street.aliases)]
        for street in found:
            kind = said.kind or street.parsed.kind
            direction = said.direction or street.parsed.direction
            named = ParsedStreet(said.base, kind, direction)
            if named != street.parsed:
                street.aliases.add(named)
        if not found:
            yield Conflict(file=aliases.file, what=f'no street is called "{target}"', kept=f'"{alias}" is left out')


def _matches(wanted: ParsedStreet, parsed: ParsedStreet) -> bool:
    return (
        wanted.base == parsed.base
        and (not wanted.kind or wanted.kind == parsed.kind)
        and (not wanted.direction or wanted.direction == parsed.direction)
    )


def _add_place(aliases: AliasFile, alias: str, target: dict[str, Any], draft: Draft) -> None:
    lat, lon = target.get("lat"), target.get("lon")
    if not (isinstance(lat, int | float) and isinstance(lon, int | float) and abs(lat) <= 90 and abs(lon) <= 180):
        raise WrongColumnsError(aliases.file, f'[places] "{alias}" needs lat and lon in degrees', remedy=_REMEDY)
    name = str(target.get("name", alias))
    names = dict.fromkeys((fold(name), fold(alias)))
    spot = (float(lat), float(lon))
    for place in draft.places:
        if fold(name) in place.names and metres(place.spots[0], spot) > _SAME_PLACE_M:
            draft.conflicts.append(
                Conflict(file=aliases.file, what=f'"{name}" is elsewhere in another source', kept="both are kept")
            )
    kind = place_kind([str(target.get("kind", ""))])
    draft.places.append(PlaceDraft(aliases.source, name, kind, [spot], names))


_SAME_PLACE_M = 300.0
