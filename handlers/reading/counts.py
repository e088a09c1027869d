"""How many agents and vehicles, and what vehicles, out of plain words."""

import re
from dataclasses import dataclass

from handlers.observation import Vehicle
from handlers.reading.plain import NUMBER, is_spanish, number_of

MOST = 500
"""More than this is a slip of the finger."""

_LOOKS = (
    r"(?:(?:unmarked|marked|black|white|gr[ae]y|silver|blue|dark|red|green|tan|brown|gold|big|large|small|tinted|ice"
    r"|hsi|dhs|cbp|federal|police|armed|masked|uniformed|plainclothes|ford|chevy|chevrolet|dodge|gmc|toyota|nissan"
    r"|jeep|more|other|different|de|of|la|migra|border patrol|possible|suspected|undercover|full|grandes?|otr[oa]s)"
    r"[, ]+){0,4}"
)
_RANGE = rf"(?<![\w:.#-])(?P<count>a(?! (?:la|las|los|el)\b)|an|{NUMBER})(?: ?(?:-|to|or|a|o) ?{NUMBER})? ?(?:\+ ?)?"

_KINDS: tuple[tuple[Vehicle | None, str], ...] = (
    (Vehicle.SUV, r"suvs?|tahoes?|explorers?|suburbans?|expeditions?|durangos?|jeeps?|camionetas?"),
    (Vehicle.CAR, (r"cars?(?! (?:wash|dealer\w*|repair|lot|shop|parts))|sedans?|carros?|coches?|patrullas?"
                   r"|chargers?|cruisers?|autos?(?! (?:shop|parts|repair|body|zone|zona))")),
    (Vehicle.VAN, (r"(?:mini)?vans(?! ness)|minivan|furgonetas?|vagonetas?|"
                   r"van(?! (?:buren|ness|nuys|dyke|white|cleve|al|a|hacia|para|por|rumbo|con|como|en|de|ser|entrando"
                   r"|llegando|pasando|manejando|caminando|bajando|subiendo|\d+)\b)")),
    (Vehicle.TRUCK, (r"(?<!food )trucks?(?! stop)|pick ?-?ups?(?! (?:kids|my|the|him|her|someone))|trocas?"
                     r"|camion(?:es)?")),
    (Vehicle.BUS, r"bus(?:es)?(?! (?:stop|station|lane|line|route|shelter|number|\d))|autobus(?:es)?"),
    (Vehicle.HELICOPTER, r"helicopters?|choppers?|helicopteros?|helos?"),
    (None, r"vehicles?|vehiculos?|rigs"),
)  # fmt: skip
_BUS_PLACE = re.compile(
    r"\b(?:parada|estacion|terminal|central)(?:es)? (?:de|del) (?:auto)?bus(?:es)?\b|\bbus stops?\b"
)
_VEHICLES = tuple(
    (kind, re.compile(rf"\b(?:{noun})\b"), re.compile(rf"{_RANGE}{_LOOKS}(?:{noun})\b")) for kind, noun in _KINDS
)

_AGENT = (
    r"(?:agents?|officers?|ofcrs|agentes?|oficiales?|feds|cops|deputies|marshals|policias?|federales|migras?|troops"
    r"|soldiers|soldados)"
)
_PERSON = r"(?:people|persons?|men|man|guys?|dudes|individuals|hombres?|tipos?|sujetos|personas|weyes|elementos|ice)"
_WORN = (
    r"(?=[ ,]+(?:in|with|wearing|w/|con|de|vestidos|armed|armados|enmascarados|masked|encapuchados|from|en) "
    r"?(?:\w+ ){0,2}?(?:vests?|masks?|uniforms?|tactical|gear|chalecos?|mascaras?|uniformes?|civil|armas|guns|rifles?"
    r"|ice|hsi|plain|plainclothes|camo|black|negro|la migra)\b)"
)
_AGENTS = re.compile(rf"{_RANGE}{_LOOKS}(?:{_AGENT}\b|{_PERSON}\b{_WORN}|(?:masked|armed|uniformed) {_PERSON}\b)")
_OF_ICE = re.compile(rf"(?!an? ){_RANGE}(?:ice|migra)\b(?! (?:cars?|vans?|suvs?|trucks?|vehicles?))")
_TAKING = re.compile(
    r"(?:took|taking|detain\w*|arrest\w*|stopp\w*|grabb\w*|question\w*|llevaron(?: a)?|detuvieron(?: a)?|parando(?: a)?"
    r"|arrestaron(?: a)?) $"
)

_UNMARKED = re.compile(
    r"\b(?:unmarked|un-marked|no (?:markings?|plates|logos?)|without (?:markings?|plates|logos?)"
    r"|sin (?:marcas?|logos?|rotul\w+|placas|identificacion|letras)|no marcad[oa]s?)\b"
)
_MARKED = re.compile(
    r"(?<!un)(?<!un-)\bmarked (?:ice |police |hsi |federal )?(?:cars?|suvs?|vans?|trucks?|vehicles?)\b"
    r"|\b(?:carros?|camionetas?|vehiculos?|patrullas?) (?:marcad|rotulad)[oa]s?\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vehicles:
    count: int | None
    kinds: tuple[Vehicle, ...]
    unmarked: bool | None


def read_vehicles(words: str) -> Vehicles:
    """Counts of several kinds add up; a total that is said beside them wins where it is larger."""
    words, spanish = _BUS_PLACE.sub(" ", words), is_spanish(words)
    kinds: list[tuple[int, Vehicle]] = []
    total, sum_of_kinds = 0, 0
    for kind, noun, counted in _VEHICLES:
        said = noun.search(words)
        if said is None:
            continue
        count = max((_count(found["count"], spanish=spanish) for found in counted.finditer(words)), default=0)
        if kind is None:
            total = count
        else:
            kinds.append((said.start(), kind))
            sum_of_kinds += count
    count = max(total, sum_of_kinds)
    return Vehicles(
        count=count if 0 < count <= MOST else None,
        kinds=tuple(kind for _, kind in sorted(kinds, key=lambda found: found[0])),
        unmarked=True if _UNMARKED.search(words) else False if _MARKED.search(words) else None,
    )


def read_agents(words: str) -> int | None:
    """How many of them; people who were stopped or taken are not counted."""
    spanish = is_spanish(words)
    for pattern in (_AGENTS, _OF_ICE):
        for found in pattern.finditer(words):
            count = _count(found["count"], spanish=spanish)
            taken = _TAKING.search(words[max(0, found.start() - 20) : found.start()])
            if not taken and 0 < count <= MOST:
                return count
    return None


def _count(word: str, *, spanish: bool) -> int:
    """0 for what counts in the other language only: "a" is "to" in Spanish, "once" is eleven nowhere else."""
    if word in ("a", "an"):
        return 0 if spanish else 1
    return 0 if word == "once" and not spanish else number_of(word)
