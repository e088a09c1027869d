"""Where somebody lives: the unit goes, the house number becomes its block of a hundred."""

from collections.abc import Collection, Iterator

from bot.privacy.scrub.engine import Finder, Match, Rule, compiled
from bot.privacy.scrub.kinds import Claim, Kind
from bot.privacy.scrub.lexicon import Lexicon
from bot.privacy.scrub.streets import DIRECTIONS, GENERIC_NAMES, ROADS, STREET_TYPES, is_ordinal
from bot.privacy.scrub.wordset import words

WORDS_IN_STREET = 4
_ARTICLES = words("a e i o u y n s w")
_UNIT_WORDS = (
    "apt|apto|aptmt|appt|apart|apartment|apartamento|unit|unidad|depto|dpto|departamento|suite|ste|room|rm|"
    "cuarto|habitacion|piso|interior|int|lot|lote|trailer|traila|bldg|building|edificio|edif|puerta|door|"
    "spc|cabin|oficina|ofc|flat|dorm|bed|cama|cell|celda"
)
_NUMBER = r"(?:[ .:]*(?:#|no\.?|num\.?|numero|number|nro\.?) *)"
_LIVING = (
    r"(?:live|lives|living|lived|stay|stays|staying|vivo|vive|viven|vivimos|viviendo|address|direccion|"
    r"domicilio|house|home|resides?|residence|door|number|numero|num|no|knocking)"
)
_LIVING_GAP = r"(?:[ :,#.]|\b(?:is|es|at|in|on|en|el|la|the|number|numero|num|nro|no|de|of|my|mi|right|just)\b)*"
_LEAD = r"(?:calle|avenida|avda|av|bulevar|paseo|camino|jiron|carrera)"
_COUNTED = words(
    "am pm min mins minute minutes minuto minutos hr hrs hour hours hora horas sec second seconds day days "
    "dia dias week weeks month months year years ft feet foot yards miles mile km mph block blocks cuadra "
    "cuadras more other others or to and of in on at y o a de del en con por para people personas agents "
    "agentes cars carros vans suvs trucks officers cops masked unmarked armed black white gray grey silver "
    "blue red green big dark guys men women kids ice migra cbp hsi police federal vehicles vehiculos times "
    "veces degrees percent dollars pesos was were is are ppl x w going near by from with right now"
)
_CONNECTED = words("con y and entre esquina a hace hay son como")
_AT_LARGE = frozenset({b"-", b".", b":", b"$", b"/", b"'", b"#", b"%", b"+"})
_NEXT = r"[ ,]+([a-z0-9_][a-z0-9_'.\-]*)"


def block_rules() -> tuple[Rule, ...]:
    """Blocks come before all else: they are what house numbers become, and must stay what they are."""
    return (Rule("block", r"\b([0-9]{1,5})(?:th|st)?(?: |-)(?:hundred )?(?:block|blk|bloque)\b", _block),)


def unit_rules() -> tuple[Rule, ...]:
    unit = rf"\b(?:{_UNIT_WORDS})\b\.?(?:{_NUMBER}| *)#? *((?:[a-z]-?)?[0-9]{{1,5}}-?[a-z]?|[a-z])\b"
    return (Rule("unit", unit, _unit), Rule("pound", r"#[ ]?[0-9]{1,4}[a-z]?\b|#[a-z]\b", _pound))


def house_rules(lexicon: Lexicon, public_addresses: Collection[str]) -> tuple[Rule, ...]:
    """`public_addresses` are folded house numbers with their street, "2215 park ave", that may be shown."""
    street = _Street(lexicon, frozenset(public_addresses))
    after = rf"\b{_LEAD}\.? ((?:[a-z0-9_.]+ ){{1,4}}?)(?:#|no\.?|num\.?|numero|nro\.?)? ?([0-9]{{2,5}})\b"
    return (
        Rule("house", r"\b([0-9]{1,6})(?:-[0-9]{1,4})?(?:-?[a-d])?(?: 1/2)?\b", _house(street)),
        Rule("living", rf"\b{_LIVING}\b{_LIVING_GAP}([0-9]{{2,5}})[a-d]?\b", _lived(street)),
        Rule("number last", after, _last(street)),
    )


def block_of(digits: str) -> str:
    """The hundred a house number lies in, as people write it: "4012" -> "4000 block"."""
    return f"{int(digits) // 100 * 100} block"


def house_before(folded: bytes, start: int) -> Claim | None:
    """The house number right before a place the gazetteer knows, if there is one."""
    head = folded[max(0, start - 16) : start].decode()
    before = head.replace(",", " ").split()
    while before and before[-1] in DIRECTIONS:
        before.pop()
    if not before or not (3 <= len(before[-1]) <= 5) or not before[-1].isdigit() or not head[-1:].isspace():
        return None
    at = folded.rindex(before[-1].encode(), 0, start)
    if folded[max(0, at - 1) : at] in _AT_LARGE:
        return None
    return Claim(at, at + len(before[-1]), Kind.HOUSE, block_of(before[-1]))


def _unit(match: Match, folded: bytes) -> Iterator[Claim]:
    start, end = match.span()
    what = match.text(1)
    lone = len(what) == 1 and what.isalpha()
    glued = folded[match.span(1)[0] - 1 : match.span(1)[0]].isalpha()
    parking = match.text().startswith("lot") and _word_before(folded, start) in {"parking", "car", "store"}
    timed = folded[end : end + 1] in {b":", b"'"}  # "room 10:15", "unit b's"
    if not (lone and (what in _ARTICLES or glued)) and not parking and not timed:
        yield Claim(start, end, Kind.UNIT, Kind.UNIT.placeholder)


def _pound(match: Match, folded: bytes) -> Iterator[Claim]:
    start, end = match.span()
    if _word_before(folded, start) not in ROADS:
        yield Claim(start, end, Kind.UNIT, Kind.UNIT.placeholder)


def _block(match: Match, _folded: bytes) -> Iterator[Claim]:
    """A block is kept; a number that only calls itself a block is made one."""
    number = match.text(1)
    if int(number) < 100 or int(number) % 100 == 0:
        yield Claim(*match.span(), Kind.HOUSE, "")
    else:
        yield Claim(*match.span(), Kind.HOUSE, block_of(number))


def _house(street: "_Street") -> Finder:
    """A number whose next words are a street's name, judged word by word so that "5 agents" never is."""

    def find(match: Match, folded: bytes) -> Iterator[Claim]:
        start, end = match.span()
        following = street.words_after(folded, end)
        road = len(match.text(1)) < 4 and _word_before(folded, start) in ROADS
        if not road and _free(folded, start, end) and street.follows(match.text(1), following):
            yield Claim(start, end, Kind.HOUSE, block_of(match.text(1)))

    return find


def _lived(street: "_Street") -> Finder:
    """A number after "I live at" needs no street behind it."""

    def find(match: Match, folded: bytes) -> Iterator[Claim]:
        start, _end = match.span(1)
        after = street.words_after(folded, match.span()[1])
        counted = bool(after) and after[0] in _COUNTED - {"and", "y", "on", "en", "in", "de", "near", "by"}
        if _free(folded, start, match.span()[1]) and not counted:
            yield Claim(start, match.span()[1], Kind.HOUSE, block_of(match.text(1)))

    return find


def _last(street: "_Street") -> Finder:
    """Spanish puts the number last: "calle Lake 4012", but not "calle 38 con 26"."""

    def find(match: Match, folded: bytes) -> Iterator[Claim]:
        start, end = match.span(2)
        name = match.text(1).split()
        after = street.words_after(folded, end)
        counted = bool(after) and after[0] in _COUNTED
        if name and _CONNECTED.isdisjoint(name) and _free(folded, start, end) and not counted:
            yield Claim(start, end, Kind.HOUSE, block_of(match.text(2)))

    return find


def _free(folded: bytes, start: int, end: int) -> bool:
    """Whether a number stands alone and is no part of a price, a time or a longer number."""
    before, after = folded[max(0, start - 1) : start], folded[end : end + 1]
    return before not in _AT_LARGE and (after == b"." or after not in _AT_LARGE)


def _word_before(folded: bytes, start: int) -> str:
    """The word before a position, out of the few characters before it: looking further is not linear."""
    return (folded[max(0, start - 20) : start].decode().split() or [""])[-1]


class _Street:
    """Judges whether the words after a number are the name of a street."""

    def __init__(self, lexicon: Lexicon, public: frozenset[str]) -> None:
        self._lexicon, self._public = lexicon, public
        self._next = compiled(_NEXT)

    def words_after(self, folded: bytes, at: int) -> list[str]:
        found: list[str] = []
        while len(found) <= WORDS_IN_STREET + 1 and (match := self._next.match(folded, at)):
            found.append(match.group(1).decode().rstrip("."))
            at = match.span()[1]
        return found

    def follows(self, number: str, after: list[str]) -> bool:
        if any(f"{number} {' '.join(after[:count])}" in self._public for count in range(1, len(after) + 1)):
            return False
        if len(after) > 1 and after[0] in DIRECTIONS:
            after = after[1:]
        if not after or after[0] in _COUNTED:
            return False
        if is_ordinal(after[0]):
            return len(number) > 2 or (len(after) > 1 and after[1] in STREET_TYPES)
        return self._typed(number, after) or self._unheard(number, after[0])

    def _typed(self, number: str, after: list[str]) -> bool:
        """Whether "Ave" or the like comes within a few words; a small number before a plural counts."""
        small = len(number) < 3
        if small and after[0].endswith("s") and after[0] in self._lexicon.everyday:
            return False
        for index, word in enumerate(after[1 : WORDS_IN_STREET + 1]):
            if word in STREET_TYPES:
                return not (small and index > 1)
            if word in _COUNTED:
                break
        return False

    def _unheard(self, number: str, word: str) -> bool:
        """Three digits or more before a word nobody knows: a street said without its type."""
        unknown = word.isalpha() and (word not in self._lexicon.everyday or word in GENERIC_NAMES)
        return 3 <= len(number) <= 5 and unknown and number[:2] not in {"19", "20"}
