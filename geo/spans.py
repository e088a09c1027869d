"""The few words of a message that may be a place's name: all that a second step is ever asked about."""

from itertools import zip_longest

from geo.links import blanked, link_spans
from geo.mentions.joins import is_cued
from geo.mentions.words import Word, words_of

MAX_SPAN_WORDS = 5
_ENDS = frozenset(
    {
        "now", "rn", "right", "with", "and", "they", "there", "is", "are", "was", "were", "agents", "ice",
        "people", "cars", "vans", "trucks", "suvs", "seen", "saw", "stopping", "vests", "masks", "uniform", "uniforms",
        "plain", "unmarked", "tactical", "green", "black", "white", "blue",
        "ahora", "ahorita", "con", "y", "hay", "estan", "son", "fue", "agentes", "migra", "gente", "carros",
        "camionetas", "vi", "vimos", "deteniendo", "chalecos", "chaleco", "uniforme", "uniformes", "mascaras", "verde",
        "negro", "blanco", "azul",
    }
)  # fmt: skip
"""Words that no longer belong to a place's name: what was seen there, and when."""

_LEADING = frozenset({"de", "del", "of", "to", "from"})


def span_to_ask(text: str) -> str | None:
    """The few words after a clear cue of place ("outside la michoacana"), or None: nothing else may be asked for."""
    words = words_of(blanked(text, link_spans(text)))
    cued = [at for at in range(1, len(words)) if _begins(words, at)]
    for first, after in zip_longest(cued, cued[1:], fillvalue=len(words)):
        last = _end(words, first)
        if first + 1 < after < last:
            continue  # "lake st by the michoacana": the later cue is the nearer one
        if last > first and not all(word.is_number or word.is_symbol for word in words[first:last]):
            return text[words[first].start : words[last - 1].end]
    return None


def _begins(words: list[Word], at: int) -> bool:
    cued = is_cued(words, at, firmly=True) and is_cued(words[: at + 1], at, firmly=True)
    return cued and words[at].text not in _LEADING


def _end(words: list[Word], first: int) -> int:
    for at in range(first, min(first + MAX_SPAN_WORDS, len(words))):
        if words[at].text in _ENDS or (at > first and words[at].breaks_name):
            return at
    return min(first + MAX_SPAN_WORDS, len(words))
