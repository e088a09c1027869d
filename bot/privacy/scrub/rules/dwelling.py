"""Where somebody lives: the unit goes, the house number becomes its block of a hundred."""

from collections.abc import Iterator

from bot.privacy.scrub.engine import Finder, Match, Rule, compiled
from bot.privacy.scrub.kinds import Claim, Kind
from bot.privacy.scrub.lexicon import Lexicon
from bot.privacy.scrub.streets import DIRECTIONS, STREET_TYPES, is_ordinal

WORDS_IN_STREET = 4
_ARTICLES = frozenset("a e i o u y n s w".split())
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
_LIVING_GAP = (
    r"(?:[ :,#.]|\b(?:is|es|at|in|on|en|el|la|the|number|numero|num|nro|no|de|of|my|mi|right|just)\b)*"
)
_COUNTED = frozenset(
    "am pm min mins minute minutes minuto minutos hr hrs hour hours hora horas sec second seconds day days "
    "dia dias week weeks month months year years ft feet foot yards miles mile km mph block blocks cuadra "
    "cuadras more other others or to and of in on at y o a de del en con por people personas agents "
    "agentes cars carros vans suvs trucks officers cops masked unmarked armed black white gray grey silver "
    "blue red green big dark guys men women kids ice migra cbp hsi police federal vehicles "
    "vehiculos times veces degrees percent dollars pesos was were is are ppl x w going near by from with right now".split()
)
_NEXT = compiled(rb"[ ,]+([a-z0-9_][a-z0-9_'.\-]*)")


def unit_rules() -> tuple[Rule, ...]:
    return (
        Rule(
            "unit",
            rf"\b(?:{_UNIT_WORDS})\b\.?(?:{_NUMBER}| *)#? *((?:[a-z]-?)?[0-9]{{1,5}}-?[a-z]?|[a-z])\b".encode(),
            _unit,
        ),
        Rule("pound", rb"#[ ]?[0-9]{1,4}[a-z]?\b|#[a-z]\b", _pound),
    )


def house_rules(lexicon: Lexicon) -> tuple[Rule, ...]:
    return (
        Rule("block", rb"\b([0-9]{1,5})(?:th|st)?(?: |-)(?:hundred )?(?:block|blk|bloque)\b", _block),
        Rule("house", rb"\b[0-9]{1,6}(?:-[0-9]{1,4})?(?:-?[a-d])?(?: 1/2)?\b", _house(lexicon)),
        Rule("living", rf"\b{_LIVING}\b{_LIVING_GAP}([0-9]{{2,5}}[a-d]?)\b".encode(), _lived),
        Rule(
            "number last",
            rb"\b(?:calle|avenida|avda|av|bulevar|paseo|camino|jiron|carrera) ((?:[a-z0-9_.]+ ){1,4}?)(?:#|no\.?|num\.?|numero|nro\.?)? ?([0-9]{2,5})\b",
            _last(lexicon),
        ),
    )


def block_of(digits: str) -> str:
    """The hundred a house number lies in, as people write it: "4012" -> "4000 block"."""
    return f"{int(digits) // 100 * 100} block"


def house_before(folded: bytes, start: int) -> Claim | None:
    """The house number right before a place the gazetteer knows, if there is one."""
    head = folded[max(0, start - 16) : start].decode()
    words = head.replace(",", " ").split()
    while words and words[-1] in DIRECTIONS:
        words.pop()
    if not words or not (3 <= len(words[-1]) <= 5) or not words[-1].isdigit() or not head[-1:].isspace():
        return None
    at = folded.rindex(words[-1].encode(), 0, start)
    if folded[at - 1 : at] in (b"-", b".", b":", b"#", b"$"):
        return None
    return Claim(at, at + len(words[-1]), Kind.HOUSE, block_of(words[-1]))


def _unit(match: Match, folded: bytes) -> Iterator[Claim]:
    start, end = match.span()
    what = (match.group(1) or b"").decode()
    lone = len(what) == 1 and what.isalpha()
    glued = folded[match.span(1)[0] - 1 : match.span(1)[0]].isalpha()
    if lone and (what in _ARTICLES or glued):
        return
    if folded[end : end + 1] in (b":", b"'"):  # "room 10:15", "unit's"
        return
    yield Claim(start, end, Kind.UNIT, Kind.UNIT.placeholder)


def _pound(match: Match, folded: bytes) -> Iterator[Claim]:
    start, end = match.span()
    before = folded[max(0, start - 8) : start].decode().split()
    if not before or before[-1] not in {"bus", "route", "ruta", "line", "exit", "linea", "number", "hwy"}:
        yield Claim(start, end, Kind.UNIT, Kind.UNIT.placeholder)


def _block(match: Match, _folded: bytes) -> Iterator[Claim]:
    number = (match.group(1) or b"").decode()
    if int(number) < 100 or int(number) % 100 == 0:
        yield Claim(*match.span(), None, "")
    else:
        yield Claim(*match.span(), Kind.HOUSE, block_of(number))


def _house(lexicon: Lexicon) -> Finder:
    """A number whose next words are a street's name, judged word by word so that "5 agents" never is."""

    def find(match: Match, folded: bytes) -> Iterator[Claim]:
        start, end = match.span()
        if _glued(folded, start, end):
            return
        number = (match.group() or b"").decode().split("-")[0].split(" ")[0].rstrip("abcd")
        if _street_follows(number, _words_after(folded, end), lexicon):
            yield Claim(start, end, Kind.HOUSE, block_of(number))

    return find


def _glued(folded: bytes, start: int, end: int) -> bool:
    before, after = folded[start - 1 : start] if start else b"", folded[end : end + 1]
    return before in (b"-", b".", b":", b"$", b"/", b"'", b"#") or after in (
        b"-",
        b":",
        b"'",
        b"%",
        b"/",
        b"+",
    )


def _words_after(folded: bytes, at: int) -> list[str]:
    words: list[str] = []
    while len(words) <= WORDS_IN_STREET + 1:
        found = _NEXT.match(folded, at)
        if not found:
            break
        words.append(found.group(1).decode().rstrip("."))
        at = found.span()[1]
    return words


def _street_follows(number: str, words: list[str], lexicon: Lexicon) -> bool:
    if words and words[0] in DIRECTIONS and len(words) > 1:
        words = words[1:]
    if not words or words[0] in _COUNTED:
        return False
    if is_ordinal(words[0]):
        return len(number) > 2 or (len(words) > 1 and words[1] in STREET_TYPES)
    small = len(number) < 3
    if small and words[0].endswith("s") and words[0] in lexicon.everyday:
        return False
    for index, word in enumerate(words[1 : WORDS_IN_STREET + 1]):
        if word in STREET_TYPES:
            return not (small and index > 1)
        if word in _COUNTED:
            break
    unknown = words[0] not in lexicon.everyday and words[0].isalpha()
    return 3 <= len(number) <= 5 and unknown and number[:2] not in {"19", "20"}


def _lived(match: Match, folded: bytes) -> Iterator[Claim]:
    start, end = match.span(1)
    after = _words_after(folded, end)
    if not _glued(folded, start, end) and not (after and after[0] in _COUNTED):
        yield Claim(start, end, Kind.HOUSE, block_of((match.group(1) or b"").decode().rstrip("abcd")))


def _last(lexicon: Lexicon) -> Finder:
    def find(match: Match, folded: bytes) -> Iterator[Claim]:
        words = (match.group(1) or b"").decode().split()
        start, end = match.span(2)
        connected = any(
            word in {"con", "y", "and", "entre", "esquina", "a", "hace", "hay", "son", "como"}
            for word in words
        )
        after = _words_after(folded, end)
        if (
            words
            and not connected
            and not _glued(folded, start, end)
            and not (after and after[0] in _COUNTED)
        ):
            yield Claim(start, end, Kind.HOUSE, block_of((match.group(2) or b"").decode()))

    return find
