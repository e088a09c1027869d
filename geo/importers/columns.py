"""Which column means what: by its name first, by its content where names do not tell."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from geo.importers.kinds import Role
from geo.importers.row import Row, text
from geo.streetnames import parse_street
from geo.streetwords import KINDS

_SQUASH = re.compile(r"[^a-z0-9]")

_NAMES: dict[Role, str] = {
    # The order inside a line is the order of preference.
    Role.BASE: "streetname stname streetnam strname fename basename streetbase stnam street roadname",
    Role.TYPE: ("type streettype sttype strtype fetype suffixtype posttype sttyp typ streettyp suftype"),
    Role.PREFIX: ("predir prefixdir predirection stpredir dirpre fedirp prefix predirabb prefixdirection"),
    Role.SUFFIX: ("sufdir suffixdir postdir stpostdir dirsuf fedirs sufdirection suffixdirection postdirection"),
    Role.NAME: (
        "streetall fullname fullstreet fullstreetname streetfull streetfullname "
        "streetnamefull fullnam stfullname stnamefull fullroadname name label streetlabel "
        "bdname nhood nhoodname neighborhood neighbourhood neighborho nbrhood nbhdname hood "
        "hoodname areaname ntaname district community communityname title placename facility "
        "facilityname schoolname facname stopname intersection crossing crossstreets "
        "streetname stname road roadname street"
    ),
    Role.MUNICIPALITY: (
        "cityleft cityright cityl cityr lcity rcity cityrigt leftcity rightcity municipality "
        "muni munil munir lmuni rmuni city placel placer town isinmunicipality"
    ),
    Role.CLASS: ("fclass cfcc mtfcc roadclass streetclass functionalclass funcclass fcc highway class rdclass"),
    Role.STREET_1: ("street1 st1 street1name mainstreet onstreet primarystreet xstreet1 streeta road1 name1 a on"),
    Role.STREET_2: (
        "street2 st2 street2name crossstreet atstreet secondarystreet xstreet2 streetb road2 name2 b at crossst"
    ),
    Role.LATITUDE: "latitude lat y stoplat ycoord pointy ylat startlat fromlat lat1 y1",
    Role.LONGITUDE: (
        "longitude lon lng long x stoplon xcoord pointx xlon startlon fromlon lon1 x1 longitud startlng fromlng"
    ),
    Role.LATITUDE_2: "endlat tolat lat2 y2 endlatitude tolatitude",
    Role.LONGITUDE_2: "endlon tolon lon2 x2 endlng tolng endlongitude tolongitude",
    Role.KIND: "kind subtype amenity category facilitytype placetype poitype type class shop leisure",
}
_PATTERNS: tuple[tuple[Role, re.Pattern[str]], ...] = (
    # Tried for roles that no column is named after exactly.
    (Role.STREET_1, re.compile(r".*(street|road|st|rd|name|int)(name)?(1|one|a)")),
    (Role.STREET_2, re.compile(r".*(street|road|st|rd|name|int)(name)?(2|two|b)")),
    (Role.LATITUDE, re.compile(r"lat(itude)?(?!eral).*|.*(lat|latitude)")),
    (Role.LONGITUDE, re.compile(r"(lon|lng|longitude)(?!g).*|.*(lon|lng|longitude)")),
)
_ALTERNATIVE = re.compile(r"alt.*na?m\d*|na?m.*alt\d*|alias\d*(name)?|aka\d*|old(st)?name\d*|.*altname.*|namees\d*")
_ADDRESS = re.compile(
    r"(l|r|left|right|lt|rt|lf|rgt)(f|t|fr|from|to|lo|low|hi|high)?(hn|addr?|address|house|num)?"
    r"(no|num|number)?(f|t|fr|from|to|lo|low|hi|high|1|2)?"
    r"|(f|t|fr|from|to|lo|low|hi|high)(addr?|address|house|num)?(l|r|left|right)?"
    r"|adr?f(rom|r|m)?(l|r)|adrto(l|r)|ad(dr)?(from|to)(l|r|left|right)?"
)
_NEVER_ADDRESS = frozenset({"l", "r", "left", "right", "f", "t", "from", "to", "lf", "lt", "rt", "lo", "fr", "hi"})


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table by meaning. Roles a table may have several times keep them all, in order."""

    by_role: Mapping[Role, tuple[str, ...]]

    def first(self, role: Role) -> str:
        """Return the best column for a role, "" when there is none."""
        return self.by_role.get(role, ("",))[0]

    def all(self, role: Role) -> tuple[str, ...]:
        """Return every column for a role."""
        return self.by_role.get(role, ())

    def has(self, *roles: Role) -> bool:
        """Whether there is a column for each of the roles."""
        return all(self.by_role.get(role) for role in roles)


def guess_columns(sample: Sequence[Row], given: Mapping[Role, str]) -> Columns:
    """Return what the columns of the sampled rows mean; what the operator says goes first."""
    names = list(dict.fromkeys(name for row in sample for name in row.values))
    found: dict[Role, tuple[str, ...]] = {}
    for role, wanted in _NAMES.items():
        ranks = {squashed: rank for rank, squashed in enumerate(wanted.split())}
        hits = [(not _filled(sample, name), ranks[squash(name)], name) for name in names if squash(name) in ranks]
        found[role] = tuple(name for _, _, name in sorted(hits))
    for role, pattern in _PATTERNS:
        if not found[role]:
            found[role] = tuple(name for name in names if pattern.fullmatch(squash(name)))
    found[Role.ALTERNATIVE] = tuple(name for name in names if _ALTERNATIVE.fullmatch(squash(name)))
    found[Role.ADDRESS] = tuple(name for name in names if _is_address(sample, name))
    found.update({role: (name,) for role, name in given.items()})
    _guess_by_content(found, names, sample)
    return Columns({role: columns for role, columns in found.items() if columns})


def squash(header: str) -> str:
    """Return a column's name without case and punctuation: "Street_1" -> "street1"."""
    return _SQUASH.sub("", header.lower())


def looks_like_street(value: str) -> bool:
    """Whether a text reads like a street's name rather than any name."""
    if not any(map(str.isalpha, value)):
        return False
    parsed = parse_street(value)
    return bool(parsed.kind or parsed.direction or (parsed.base[:1].isdigit() and parsed.base[-1:].isalpha()))


def _guess_by_content(found: dict[Role, tuple[str, ...]], names: Iterable[str], sample: Sequence[Row]) -> None:
    taken = {name for columns in found.values() for name in columns}
    free = [name for name in names if name not in taken]
    if not found[Role.LATITUDE]:
        numeric = [name for name in free if _share(sample, name, _is_degrees) > 0.9]
        if len(numeric) == 2:
            found[Role.LATITUDE], found[Role.LONGITUDE] = _lat_lon(sample, numeric)
    streets = [name for name in free if _share(sample, name, looks_like_street) > 0.5]
    if len(streets) >= 2 and not any(found[role] for role in (Role.NAME, Role.STREET_1, Role.STREET_2)):
        found[Role.STREET_1], found[Role.STREET_2] = (streets[0],), (streets[1],)
    if not found[Role.NAME] and (found[Role.LATITUDE] or any(row.shape for row in sample)):
        words = [name for name in free if _share(sample, name, _is_wordy) > 0.7]
        distinct = sorted(words, key=lambda name: (-_distinct(sample, name), "name" not in squash(name)))
        found[Role.NAME] = tuple(distinct[:1])


def _lat_lon(sample: Sequence[Row], numeric: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    first, second = numeric
    if any(abs(float(text(row.values.get(first)) or 0)) > 90 for row in sample):
        first, second = second, first
    return (first,), (second,)


def _is_address(sample: Sequence[Row], name: str) -> bool:
    plain = squash(name)
    return (
        plain not in _NEVER_ADDRESS
        and bool(_ADDRESS.fullmatch(plain))
        and _share(sample, name, lambda value: value[:1].isdigit()) > 0.9
    )


def _filled(sample: Sequence[Row], name: str) -> bool:
    return any(text(row.values.get(name)) for row in sample)


def _share(sample: Sequence[Row], name: str, test: Callable[[str], bool]) -> float:
    values = [value for row in sample if (value := text(row.values.get(name)))]
    return sum(map(test, values)) / len(values) if values else 0.0


def _distinct(sample: Sequence[Row], name: str) -> int:
    return len({text(row.values.get(name)) for row in sample})


def _is_degrees(value: str) -> bool:
    try:
        return "." in value and abs(float(value)) <= 180
    except ValueError:
        return False


def _is_wordy(value: str) -> bool:
    return sum(map(str.isalpha, value)) >= 3 and squash(value) not in KINDS and "://" not in value
