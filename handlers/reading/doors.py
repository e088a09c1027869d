"""Cues of the two messages that must not wait for a preview: they are at my door, they took somebody of mine."""

import re
from enum import Enum

from handlers.reading.plain import plain


class Door(Enum):
    HOME = "home"
    TAKEN = "taken"


_HOME_EN = (
    r"(?:my|our) (?:front |back |apartment |house )?(?:door|house|home|apartment|apt|building|porch|driveway|yard)"
)
_HOME_ES = r"(?:mi|nuestra|nuestro) (?:puerta|casa|apartamento|departamento|depa|edificio|hogar|patio|traila)"
_AT_HOME = re.compile(
    rf"\b(?:(?:at|on|in|inside|outside|outside of|in front of|by|to|into|around|from) {_HOME_EN}"
    rf"|knock(?:ing|ed)? (?:at|on) (?:the|my|our) door|bang(?:ing|ed)? on (?:the|my|our) door"
    rf"|(?:a|en|de|frente a|afuera de|fuera de|dentro de|tocando|tocan|golpean|golpeando|tumbando) (?:a )?{_HOME_ES}"
    rf"|(?:estan|tocan|tocando|golpean|golpeando) (?:en |a )?la puerta)\b"
)
_OWN = r"(?:my|mi|mis|our|nuestro|nuestra)"
_TAKEN = re.compile(
    rf"\b(?:(?:took|taking|take|taken|grabbed|arrested|arresting|detained|detaining|have|got|picked up) {_OWN}"
    rf"|(?:se (?:llevaron|llevan|estan llevando)|agarraron|arrestaron|detuvieron|tienen) (?:a )?{_OWN})"
    r" (?:brother|sister|mom|mother|dad|father|husband|wife|son|daughter|kids?|child(?:ren)?|uncle|aunt|cousin|friend"
    r"|neighbou?r|partner|boyfriend|girlfriend|family|parents?|coworkers?|roommate|grandm\w+|grandf\w+"
    r"|herman[oa]s?|mama|papa|madre|padre|espos[oa]|marido|mujer|hij[oa]s?|tio|tia|prim[oa]|amig[oa]|vecin[oa]"
    r"|novi[oa]|familia\w*|abuel[oa]|companer[oa])\b"
)


def read_door(text: str) -> Door | None:
    """Which of the two a message is about; a home goes first."""
    words = plain(text)
    if _AT_HOME.search(words):
        return Door.HOME
    return Door.TAKEN if _TAKEN.search(words) else None
