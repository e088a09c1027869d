"""Licence plates, with and without a word that announces them. Anyone's: agents' plates go as well."""

from collections.abc import Iterator

from bot.privacy.scrub.engine import Finder, Match, Rule
from bot.privacy.scrub.kinds import Claim, Kind
from bot.privacy.scrub.lexicon import Lexicon
from bot.privacy.scrub.streets import ROADS
from bot.privacy.scrub.wordset import words

SHORTEST_PLATE = 5
LONGEST_PLATE = 9

_CUE = "(?:licen[sc]e plates?|plates?|lic|placas?|matriculas?|chapas?|patentes?|tags?|targa|tablillas?|rego|license)"
_STATE = (
    "mn|minn|minnesota|wi|wis|wisconsin|ia|iowa|nd|sd|dakota|il|ill|illinois|ca|cal|california|tx|texas|fl|"
    "florida|ny|new york|co|colorado|az|arizona|nm|new mexico|va|virginia|md|maryland|ga|georgia|nc|sc|pa|"
    "nj|oh|ohio|mi|michigan|wa|washington|or|oregon|nv|nevada|ut|utah|ne|nebraska|ks|kansas|mo|missouri|in|"
    "indiana|us|usa|government|gov|federal|dhs|fed"
)
_STATES = frozenset(_STATE.split("|"))
_FILLER = (
    r"(?:[ :#=.,\-]|\b(?:is|was|are|es|era|son|number|numero|num|no|nr|reads?|says?|dice|dicen|partial|"
    r"parcial|ends? (?:in|with)|starts? with|begins with|empiezan? con|terminan? en|de|del|la|el|from|of|"
    r"with|con|state|"
    rf"estado|like|something|algo como|{_STATE})\b)*"
)
_GROUPS = r"[a-z0-9]{1,8}(?:[ \-.][a-z0-9]{1,5}){0,2}"
_SHAPES = (
    "[a-z]{3}-?[0-9]{3,4}|[0-9]{3}-?[a-z]{3}|[a-z]{2,3}-[0-9]{2,3}-?[a-z]{1,3}|[0-9][a-z]{3}[0-9]{3}|"
    "[a-z]{3}-[0-9]{2}-[0-9]{2}|[a-z]{0,6}[0-9][a-z0-9]{2,7}"
)
_NEARBY = 80
"""How far from a bare plate a vehicle must be spoken of, in characters: a bound keeps the rule linear."""
_CODE_WORDS = (
    "alfa|alpha|bravo|charlie|delta|echo|foxtrot|golf|hotel|india|juliett?|kilo|lima|mike|november|oscar|papa|"
    "quebec|romeo|sierra|tango|uniform|victor|whiskey|xray|x-ray|yankee|zulu"
)
_LETTER_NAMES = "be|ce|de|efe|ge|hache|jota|ka|ele|eme|ene|pe|cu|erre|ese|te|uve|ve|equis|ye|zeta|doble (?:u|ve)"
_DIGIT_WORDS = (
    "zero|oh|one|two|three|four|five|six|seven|eight|nine|cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve"
)
_SIGN = f"(?:[a-z]|[0-9]{{1,4}}|{_CODE_WORDS}|{_LETTER_NAMES}|{_DIGIT_WORDS})"
_SPELLED = rf"{_SIGN}(?:[ ,.\-]+{_SIGN}){{3,8}}"
"""A plate as people read it out: letters, their names or code words, and digits, one after another."""
_ENDINGS = (
    "st",
    "nd",
    "rd",
    "th",
    "am",
    "pm",
    "hrs",
    "min",
    "mins",
    "mph",
    "yrs",
    "sec",
    "lbs",
    "mil",
    "va",
    "ta",
)
_VEHICLE = words(
    "car cars suv suvs van vans truck trucks sedan minivan pickup jeep ford chevy dodge toyota honda "
    "nissan tahoe explorer durango charger suburban corolla camry civic accord carro coche auto camioneta "
    "troca troka trocas vehicle vehiculo malibu impala equinox expedition silverado hyundai kia tesla "
    "chevrolet gmc ram subaru"
)
_DIGITS = frozenset(_DIGIT_WORDS.split("|"))
_Group = tuple[int, int, str]


def rules(lexicon: Lexicon) -> tuple[Rule, ...]:
    cue = rf"(?:(?:{_STATE}) +)?(?:license +)?(?:plates?|tags?|placas?)"
    before = rf"\b([a-z0-9]{{1,7}}[ \-]?[a-z0-9]{{2,6}}) +{cue}\b"
    return (
        Rule("plate after cue", rf"\b{_CUE}\b({_FILLER}[ \"']*)({_GROUPS})\b", _cued(lexicon)),
        Rule("spelled plate", rf"\b{_CUE}\b{_FILLER}[ \"']*({_SPELLED})\b", _spelled),
        Rule("plate before cue", before, _before(lexicon)),
        Rule("plate shape", rf"\b(?:{_SHAPES})\b", _shaped(lexicon)),
        Rule("spaced plate", r"\b(?:([a-z]{2,3}) [0-9]{3,5}|[0-9]{3} ([a-z]{3}))\b", _spaced(lexicon)),
    )


def _cued(lexicon: Lexicon) -> Finder:
    """After a cue: the row of groups that still looks like a plate, else what the cue spells out."""

    def find(match: Match, folded: bytes) -> Iterator[Claim]:
        taken = _leading(_groups(folded, *match.span(2)), lexicon, folded)
        text = "".join(group[2] for group in taken)
        mixed = any(char.isdigit() for char in text) and 2 <= len(text) <= LONGEST_PLATE
        told = any(char.isalpha() or char in ":#=\"'" for char in match.text(1))
        if not mixed:
            taken = [group for group in taken[:1] if told and group[2].isalpha() and 3 <= len(group[2]) <= 8]
        if taken:
            start = taken[0][0] - _state_before(match.text(1))
            yield Claim(start, taken[-1][1], Kind.PLATE, Kind.PLATE.placeholder)

    return find


def _state_before(filler: str) -> int:
    """How many characters of a state's short name stand before a plate ("MN 123 ABC"), the blank included."""
    state = filler.rstrip(" ").rpartition(" ")[2]
    return len(filler) - len(filler.rstrip(" ")) + len(state) if len(state) == 2 and state in _STATES else 0


def _leading(groups: list[_Group], lexicon: Lexicon, folded: bytes) -> list[_Group]:
    taken: list[_Group] = []
    for at, group in enumerate(groups):
        word = group[2]
        if taken and word.isdigit() and folded[taken[-1][1] : group[0]] == b"-":
            taken.append(group)  # what a hyphen joins on ("XYZ-12-34") belongs to it
            continue
        digits_follow = len(word) <= 3 and at + 1 < len(groups) and groups[at + 1][2].isdigit()
        if word.isalpha() and (word in lexicon.everyday or _complete(taken)) and not digits_follow:
            break
        if _complete(taken):
            break
        taken.append(group)
    return taken


def _complete(taken: list[_Group]) -> bool:
    text = "".join(group[2] for group in taken)
    return len(text) >= SHORTEST_PLATE and any(char.isdigit() for char in text)


def _groups(folded: bytes, start: int, end: int) -> list[_Group]:
    groups, at = [], start
    for index in range(start, end + 1):
        if index == end or folded[index] in b" -.":
            if index > at:
                groups.append((at, index, folded[at:index].decode()))
            at = index + 1
    return groups


def _spelled(match: Match, _folded: bytes) -> Iterator[Claim]:
    """Letters and at least two digits; "placa de 3 a 5" has too few."""
    signs = match.text(1).replace(",", " ").replace(".", " ").replace("-", " ").split()
    digits = sum(len(sign) if sign.isdigit() else sign in _DIGITS for sign in signs)
    letters = sum(not sign.isdigit() and sign not in _DIGITS for sign in signs)
    if digits >= 2 and letters and digits + letters >= SHORTEST_PLATE:
        yield Claim(*match.span(1), Kind.PLATE, Kind.PLATE.placeholder)


def _before(lexicon: Lexicon) -> Finder:
    def find(match: Match, folded: bytes) -> Iterator[Claim]:
        groups = _groups(folded, *match.span(1))
        if groups[0][2].isalpha() and groups[0][2] in lexicon.everyday:
            groups = groups[1:]
        text = "".join(group[2] for group in groups)
        digits = sum(char.isdigit() for char in text)
        enough = digits >= 2 and (digits < len(text) or digits >= SHORTEST_PLATE)
        if len(text) >= SHORTEST_PLATE and enough and not text.endswith(_ENDINGS):
            yield Claim(groups[0][0], groups[-1][1], Kind.PLATE, Kind.PLATE.placeholder)

    return find


def _shaped(lexicon: Lexicon) -> Finder:
    """Without a cue: letters and digits as on a plate; no time, no ordinal, no known word with a number."""

    def find(match: Match, folded: bytes) -> Iterator[Claim]:
        text, (_, end) = match.text(), match.span()
        letters = "".join(char for char in text if char.isalpha())
        digits = sum(char.isdigit() for char in text)
        plain = letters in (ROADS if "-" in text else lexicon.everyday)
        counted = text[0].isdigit() and text.endswith(_ENDINGS)
        glued = folded[end : end + 1] in {b"-", b"@"}
        if digits > 1 < len(letters) and SHORTEST_PLATE < len(text) < LONGEST_PLATE and not (plain or counted or glued):
            yield Claim(*match.span(), Kind.PLATE, Kind.PLATE.placeholder)

    return find


def _spaced(lexicon: Lexicon) -> Finder:
    """Letters, a blank, digits: a plate when the letters are no word and a vehicle is spoken of."""

    def find(match: Match, folded: bytes) -> Iterator[Claim]:
        start, end = match.span()
        around = folded[max(0, start - _NEARBY) : end + _NEARBY].decode().split()
        if (match.text(1) or match.text(2)) not in lexicon.everyday and not _VEHICLE.isdisjoint(around):
            yield Claim(*match.span(), Kind.PLATE, Kind.PLATE.placeholder)

    return find
