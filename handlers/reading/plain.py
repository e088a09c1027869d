"""Text as the readers see it: lower case, no accents, one space, counting words known."""

import re
import unicodedata

MAX_CHARACTERS = 4_096

_APOSTROPHES = re.compile("['’‘ʼ`´]")
_SPACES = re.compile(r"\s+")

NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "dozen": 12, "couple": 2,
    "un": 1, "una": 1, "uno": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8,
    "nueve": 9, "diez": 10, "once": 11, "doce": 12, "quince": 15, "veinte": 20, "treinta": 30, "cuarenta": 40,
    "docena": 12, "par": 2,
}  # fmt: skip
"""Words that count; "a few" and "several" say no number and are left out."""

NUMBER = r"(?:\d{1,3}|" + "|".join(NUMBERS) + ")"


_SPANISH = re.compile(
    r"\b(?:hay|vi|vimos|veo|vieron|con|por|que|esta|estan|andan|una|unos|unas|dos|tres|cuatro|agentes|oficiales|policias"
    r"|hombres|sujetos|carros?|coches?|camionetas?|trocas?|patrullas?|vehiculos?|llegaron|pasaron|siguen|pararon|detuvieron"
    r"|arrestaron|agarraron|llevaron|parando|ahorita|ahora)\b"
)
"""Words of Spanish that are neither English nor common in the names of streets here."""


def is_spanish(words: str) -> bool:
    """Whether some plain words are Spanish, at least in part."""
    return _SPANISH.search(words) is not None


def plain(text: str) -> str:
    """Lower case without accents and apostrophes, every run of white space one space; punctuation stays."""
    decomposed = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text[:MAX_CHARACTERS]))
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return _SPACES.sub(" ", bare.casefold()).strip()


def number_of(word: str) -> int:
    """The number a counting word or some digits say."""
    return NUMBERS[word] if word in NUMBERS else int(word)
