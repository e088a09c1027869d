"""A guess which of our languages a message is in, from its small words. It is used for the reply and forgotten."""

import re
from collections.abc import Mapping, Sequence

from geo.folding import fold

_ENGLISH = (
    "the a an and are at is in on of to they there here now just near by with people hi hello hey my me who "
    "what where how help saw see seen agents officers cars trucks stopping taking took please thanks "
    "stop street corner going this that was were has have someone police outside right from "
    "rights forget privacy verify report zones cancel withdraw subscribe unsubscribe"
)
_SPANISH = (
    "el la los las un una y en de del al por con hay esta estan aqui ahora cerca gente hola buenas buenos mi "
    "que donde como ayuda vi veo agentes oficiales carros camionetas parando llevando gracias calle esquina "
    "migra redada policia son es se le les su afuera favor para unos unas dias tardes noches "
    "mis derechos olvidar olvida olvidame privacidad verificar verifica reportar zonas cancelar retirar suscribir "
    "suscribirme suscripcion"
)
_SMALL_WORDS: Mapping[str, frozenset[str]] = {
    "en": frozenset(re.split(" ", _ENGLISH)),
    "es": frozenset(re.split(" ", _SPANISH)),
}
"""Street names of this country are English or Spanish words in either language; these rarely are one."""

# Whole words: the letters of a code such as Y93D are no words.
_WORD = re.compile(r"\b[a-z]+\b")


def guess_language(text: str, offered: Sequence[str], hint: str = "") -> str:
    """One of `offered`: by the words, else the platform's hint ("es-MX"), else the first."""
    # An ampersand is written in every language; folding makes it an English word.
    words = _WORD.findall(fold(text.replace("&", " ")))
    scores = {each: sum(word in _SMALL_WORDS.get(each, ()) for word in words) for each in offered}
    best, *others = sorted(scores.values(), reverse=True)
    if best > max(others, default=0):
        return max(scores, key=lambda language: scores[language])
    hinted = hint.partition("-")[0].lower()
    return hinted if hinted in offered else offered[0]
