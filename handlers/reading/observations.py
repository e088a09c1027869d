"""What was seen, out of scrubbed words: how many, doing what, in what, going where."""

import re
from datetime import datetime

from handlers.observation import Activity, Heading, Observation, Presence, Uniform
from handlers.reading.counts import read_agents, read_vehicles
from handlers.reading.plain import plain
from handlers.reading.times import read_time

_PEOPLE = (
    r"(?:people|cars?|drivers?|folks|someone|somebody|a (?:man|woman|guy|car|driver)|gente|personas|carros|a la gente)"
)

_ACTIVITIES: tuple[tuple[Activity, re.Pattern[str]], ...] = (
    (
        Activity.ARREST,
        re.compile(
            r"\b(?:arrest\w*|detain\w*|detention|handcuff\w*|in cuffs|cuffed|abduct\w*|kidnap\w*|tackl\w+"
            r"|(?:took|taking|take|grabb(?:ed|ing)) (?:someone|somebody|people|a |an |him|her|them|my|our|two|three|\d)"
            r"|(?:deten(?:ido|ida|cion|iendo)\w*|detuvieron|esposad\w+|agarr(?:aron|ando|an)\b"
            r"|(?:se |estan )?(?:llevaron|llevando|llevan)\b))"
        ),
    ),
    (
        Activity.STOP,
        re.compile(
            rf"\b(?:stop(?:ping|ped|s)? {_PEOPLE}|stopping\b(?! by)|pull(?:ing|ed)? (?:\w+ )?over|traffic stop"
            rf"|question(?:ing|ed)|check(?:ing|ed)? (?:ids?|papers|documents)|asking (?:people )?for (?:ids?|papers)"
            rf"|profiling|parando|pararon|pidiendo (?:papeles|documentos|identificacion\w*|ids?)|interrogando"
            rf"|revisando (?:papeles|documentos|carros))\b"
        ),
    ),
    (
        Activity.RAID,
        re.compile(
            r"\b(?:raid\w*|(?:knock|bang)(?:ing|ed)? (?:on|at) (?:\w+ )?doors?|door to door"
            r"|break(?:ing)? (?:down |in )?(?:\w+ )?doors?|broke (?:down )?(?:\w+ )?doors?"
            r"|(?:enter(?:ing|ed)|going into|went into|stormed|storming|inside) (?:the|a|an) (?:\w+ )?"
            r"(?:store|shop|building|house|home|apartments?|restaurant|business|factory|market|school|church|work\w*)"
            r"|redadas?|tocando (?:las |la |en las |en la )?puertas?|allanamiento\w*|cateo|irrumpi\w+"
            r"|(?:entrando|entraron|se metieron) (?:a|en|al) )"
        ),
    ),
    (
        Activity.CHECKPOINT,
        re.compile(r"\b(?:check ?points?|road ?blocks?|retene?s?|puestos? de control|bloqueos?)\b"),
    ),
    (Activity.CONVOY, re.compile(r"\b(?:convoys?|caravans?|caravanas?|motorcade|convoyes)\b")),
    (
        Activity.STAGING,
        re.compile(
            r"\b(?:staging|stag(?:ed|ing) (?:in|at)|gather(?:ing|ed)|massing|assembling|lin(?:ing|ed) up|reunid[oa]s"
            r"|reuniendo(?:se)?|concentr(?:ados|andose)|juntando(?:se)?|se estan juntando|formados)\b"
        ),
    ),
    (
        Activity.PRESENT,
        re.compile(
            r"\b(?:parked|sitting|waiting|standing|idling|patrol(?:l?ing|s)?|circling|watching|hanging around"
            r"|estacionad[oa]s|esperando|parad[oa]s|patrulla(?:ndo|n)|rondando|vigilando|dando vueltas)\b"
        ),
    ),
)
_UNIFORMS: tuple[tuple[Uniform, re.Pattern[str]], ...] = (
    (Uniform.VESTS, re.compile(r"\b(?:vests?|chalecos?)\b")),
    (
        Uniform.MASKS,
        re.compile(
            r"\b(?:masks?|masked|balaclavas?|neck gaiters?|gaiters?|faces? covered|mascaras?|enmascarad[oa]s?"
            r"|pasamontanas|encapuchad[oa]s?|cubrebocas|caras? (?:tapadas?|cubiertas?))\b"
        ),
    ),
    (
        Uniform.PLAIN,
        re.compile(
            r"\b(?:plain ?-?clothe[sd]|plain clothes|street clothes|civilian clothes|no uniforms?"
            r"|(?:vestidos )?de civil|de paisano|sin uniforme)\b"
        ),
    ),
    (
        Uniform.TACTICAL,
        re.compile(
            r"\b(?:tactical|tac gear|swat|camo|camouflage|riot gear|rifles?|helmets?|military|militar(?:es)?"
            r"|tactic[oa]s?|cascos?|camuflaje|armas largas)\b"
        ),
    ),
    (
        Uniform.MARKED,
        re.compile(
            r"\b(?:(?:says?|saying|said|written|reads?|labeled|lettering|marked|dice[n]?|decian?|escrito) "
            r"(?:on (?:them|it|the back) )?(?:\W)?(?:ice|hsi|police|ero|dhs|cbp|border patrol|policia|federal)"
            r"|(?:ice|hsi|police|ero|dhs|policia)(?: federal| ice)? (?:vests?|jackets?|patch(?:es)?|logos?|written|on)"
            r"|(?:chalecos?|chamarras?|chaquetas?) (?:de|del|que dicen?) (?:la )?(?:ice|hsi|police|policia|migra))\b"
        ),
    ),
)
_GOING = (
    r"(?:head(?:ing|ed)|going|went|driv(?:ing|e)|drove|moving|travel(?:l?ing)|turned|towards?|left|fled|walking"
    r"|hacia|rumbo|direccion|van|iban|se fueron|salieron|manejan(?:do)?|caminando)"
)
_LINK = r"(?:(?:due|back|to|the|towards?|off|down|al|a|el|hacia|para|rumbo|direccion) ){0,3}"
_NOT_A_STREET = r"(?! ?(?:st|street|ave|avenue|blvd|rd|side|lado|\d))"
_SIDES = {
    Heading.NORTH: "north(?:bound)?|norte",
    Heading.SOUTH: "south(?:bound)?|sur",
    Heading.EAST: "east(?:bound)?|este|oriente",
    Heading.WEST: "west(?:bound)?|oeste|poniente",
}
_HEADINGS = tuple(
    (side, re.compile(rf"\b(?:{_GOING} {_LINK}(?:{words})\b{_NOT_A_STREET}|{side.value}bound\b)"))
    for side, words in _SIDES.items()
)
_GONE = re.compile(
    r"\b(?:gone|theyve left|they left|just left|all left|have left|drove (?:off|away)|no longer (?:here|there)"
    r"|not (?:here|there) any ?more|cleared out|(?:ya )?se fueron|se han ido|ya no (?:estan|hay|esta)|se fue"
    r"|desaparecieron)\b"
)
_THERE = re.compile(
    r"\b(?:still (?:here|there|around|parked|on)|they are still|theyre still|not gone|siguen?(?: aqui| ahi| alli)?"
    r"|todavia (?:estan|hay|siguen)|aun (?:estan|siguen|hay))\b"
)
_NOT_STILL = re.compile(
    r"\b(?:not|arent|isnt|werent|wasnt) still (?:here|there|around|parked|on)\b"
    r"|\b(?:ya )?no siguen?\b(?: aqui| ahi| alli)?"
)
_CLAUSE = re.compile(r"[^.!?;]+[.!?;]*")
_ASKED = re.compile(
    r"[?¿]|\b(?:if|whether|alguien sabe|quien sabe)\b|\b(?:sabe[ns]?|saber|no se|di(?:me|gan|ganme|nos)|avis\w+) si\b"
    r"|^\W*(?:(?:and|so|but|hey|hi|hello|ok|y|pero|oye|hola),? )*(?:are|is|were|was|have|has|did|do|does)"
    r" (?:they|it|he|she|you|we|ice|la migra|the|those|these|there|agents?|any\w*)\b"
)
"""Whoever asks has not seen it."""
_NEGATED = re.compile(
    r"\b(?:no|not|arent|isnt|wasnt|werent|dont|didnt|without|never|sin|nadie|nunca|ni|no one)(?: \w+)?$"
)
_LOOK_BACK = 24


def read_observation(text: str, now: datetime, zone: str = "UTC") -> Observation:
    """Every closed field that the text says; what it does not say stays open. `zone` is the city's time zone."""
    words = plain(text)
    vehicles = read_vehicles(words)
    return Observation(
        agents=read_agents(words),
        vehicles=vehicles.count,
        vehicle_kinds=vehicles.kinds,
        unmarked=vehicles.unmarked,
        activities=tuple(kind for kind, pattern in _ACTIVITIES if _is_said(pattern, words)),
        uniforms=tuple(kind for kind, pattern in _UNIFORMS if _is_said(pattern, words)),
        heading=next((side for side, pattern in _HEADINGS if pattern.search(words)), None),
        seen_at=read_time(text, now, zone),
    )


def read_presence(text: str) -> Presence | None:
    """Whether the text says that they are gone, or still there. A question says neither."""
    clauses = _CLAUSE.findall(_NOT_STILL.sub("gone", plain(text)))
    words = " ".join(clause.strip() for clause in clauses if not _ASKED.search(clause.strip()))
    if _THERE.search(words):
        return Presence.THERE
    return Presence.GONE if _is_said(_GONE, words) else None


def _is_said(pattern: re.Pattern[str], words: str) -> bool:
    """Whether something stands in the text without a "no" right before it."""
    return any(
        not _NEGATED.search(words[max(0, found.start() - _LOOK_BACK) : found.start()].rstrip())
        or found[0].startswith(("no ", "sin "))
        for found in pattern.finditer(words)
    )
