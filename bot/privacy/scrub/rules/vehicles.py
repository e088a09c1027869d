"""Licence plates, with and without a word that announces them. Anyone's: agents' plates go as well."""

from collections.abc import Iterator

from bot.privacy.scrub.engine import Finder, Match, Rule
from bot.privacy.scrub.kinds import Claim, Kind
from bot.privacy.scrub.lexicon import Lexicon

_CUE = (
    r"(?:licen[sc]e plates?|plates?|plate|lic|placas?|matriculas?|chapas?|patentes?|tags?|targa|tablillas?|"
    r"rego|plate number|license)"
)
_STATE = (
    "mn|minn|minnesota|wi|wis|wisconsin|ia|iowa|nd|sd|dakota|il|ill|illinois|ca|cal|california|tx|texas|fl|"
    "florida|ny|new york|co|colorado|az|arizona|nm|new mexico|va|virginia|md|maryland|ga|georgia|nc|sc|pa|"
    "nj|oh|ohio|mi|michigan|wa|washington|or|oregon|nv|nevada|ut|utah|ne|nebraska|ks|kansas|mo|missouri|in|"
    "indiana|us|usa|government|gov|federal|dhs|fed"
)
_FILLER = (
    rf"(?:[ :#=.,\-]|\b(?:is|was|are|es|era|son|number|numero|num|no|nr|reads?|says?|dice|dicen|partial|parcial|ends? (?:in|with)|"
    rf"starts? with|begins with|empieza con|termina en|de|del|la|el|from|of|with|con|state|estado|like|something|algo como|{_STATE})\b)*"
)
_GROUPS = r"[a-z0-9]{1,8}(?:[ \-.][a-z0-9]{1,5}){0,2}"
_ENDINGS = (
    "st",
    "nd",
    "rd",
    "th",
    "am",
    "pm",
    "hrs",
    "hr",
    "min",
    "mins",
    "mph",
    "km",
    "ft",
    "yrs",
    "yr",
    "sec",
    "lbs",
    "mil",
    "va",
    "ta",
    "da",
    "ra",
)
_VEHICLE = frozenset(
    "car cars suv suvs van vans truck trucks sedan minivan pickup jeep ford chevy dodge toyota honda "
    "nissan tahoe explorer durango charger suburban corolla camry civic accord carro coche auto camioneta "
    "troca troka trocas vehicle vehiculo plate plates placa "
    "placas malibu impala equinox expedition silverado hyundai kia tesla chevrolet gmc ram subaru".split()
)


def rules(lexicon: Lexicon) -> tuple[Rule, ...]:
    return (
        Rule("plate after cue", rf"\b{_CUE}\b{_FILLER}[ \"']*({_GROUPS})\b".encode(), _cued(lexicon)),
        Rule(
            "plate before cue",
            rf"\b([a-z0-9]{{1,7}}[ \-]?[a-z0-9]{{2,6}}) +(?:(?:{_STATE}) +)?(?:license +)?(?:plates?|tags?|placas?)\b".encode(),
            _before(lexicon),
        ),
        Rule(
            "plate shape",
            rb"\b(?:[a-z]{3}-?[0-9]{3,4}|[0-9]{3}-?[a-z]{3}|[a-z]{2,3}-[0-9]{2,3}-?[a-z]{1,3}|[0-9][a-z]{3}[0-9]{3}|[a-z]{3}-[0-9]{2}-[0-9]{2}|[a-z0-9]{6,8})\b",
            _shaped(lexicon),
        ),
        Rule("spaced plate", rb"\b([a-z]{3}) ([0-9]{3,4})\b", _spaced(lexicon)),
    )


def _cued(lexicon: Lexicon) -> Finder:
    """After a cue: the longest row of groups that still looks like a plate, else a lone word nobody knows."""

    def find(match: Match, folded: bytes) -> Iterator[Claim]:
        start, end = match.span(1)
        groups = _split(folded, start, end)
        taken = _leading(groups, lexicon)
        if taken:
            yield Claim(taken[0][0], taken[-1][1], Kind.PLATE, Kind.PLATE.placeholder)

    return find


def _leading(groups: list[tuple[int, int, str]], lexicon: Lexicon) -> list[tuple[int, int, str]]:
    taken: list[tuple[int, int, str]] = []
    for group in groups:
        word = group[2]
        if word.isalpha() and (
            word in lexicon.everyday and not (len(word) <= 3 and _digit_follows(group, groups))
        ):
            break
        if not word.isalpha() and taken and _complete(taken):
            break
        taken.append(group)
    text = "".join(group[2] for group in taken)
    if any(char.isdigit() for char in text) and 2 <= len(text) <= 9:
        return taken
    alone = taken[:1]
    return alone if alone and 3 <= len(alone[0][2]) <= 8 and alone[0][2].isalpha() else []


def _digit_follows(group: tuple[int, int, str], groups: list[tuple[int, int, str]]) -> bool:
    at = groups.index(group)
    return at + 1 < len(groups) and groups[at + 1][2].isdigit()


def _complete(taken: list[tuple[int, int, str]]) -> bool:
    text = "".join(group[2] for group in taken)
    return len(text) >= 5 and any(char.isdigit() for char in text)


def _split(folded: bytes, start: int, end: int) -> list[tuple[int, int, str]]:
    groups, at = [], start
    for index in range(start, end + 1):
        if index == end or folded[index : index + 1] in b" -.":
            if index > at:
                groups.append((at, index, folded[at:index].decode()))
            at = index + 1
    return groups


def _before(lexicon: Lexicon) -> Finder:
    def find(match: Match, folded: bytes) -> Iterator[Claim]:
        groups = _split(folded, *match.span(1))
        if groups[0][2].isalpha() and groups[0][2] in lexicon.everyday:
            groups = groups[1:]
        text = "".join(group[2] for group in groups)
        digits = sum(char.isdigit() for char in text)
        if (
            len(text) >= 5
            and digits >= 2
            and (digits < len(text) or digits >= 5)
            and not text.endswith(_ENDINGS)
        ):
            yield Claim(groups[0][0], groups[-1][1], Kind.PLATE, Kind.PLATE.placeholder)

    return find


def _shaped(lexicon: Lexicon) -> Finder:
    """Without a cue: letters and digits mixed as on a plate, and neither a time, an ordinal nor a known word with a number."""

    def find(match: Match, folded: bytes) -> Iterator[Claim]:
        text = (match.group() or b"").decode()
        letters = "".join(char for char in text if char.isalpha())
        digits = sum(char.isdigit() for char in text)
        if digits < 2 or len(letters) < 2 or text[0] == "_" or letters in lexicon.everyday:
            return
        if text[0].isdigit() and text.endswith(_ENDINGS) and text[:-2].isdigit():
            return
        if folded[match.span()[1] : match.span()[1] + 1] in b"-@":
            return
        yield Claim(*match.span(), Kind.PLATE, Kind.PLATE.placeholder)

    return find


def _spaced(lexicon: Lexicon) -> Finder:
    """Three letters, a blank, digits: a plate when the letters are no word and a vehicle is spoken of."""

    def find(match: Match, folded: bytes) -> Iterator[Claim]:
        letters = (match.group(1) or b"").decode()
        if letters not in lexicon.everyday and not _VEHICLE.isdisjoint(folded.decode().split()):
            yield Claim(*match.span(), Kind.PLATE, Kind.PLATE.placeholder)

    return find
