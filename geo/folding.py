"""Folding of names: what is left of a name when case, accents and punctuation no longer matter."""

import re
import unicodedata

_APOSTROPHES = re.compile("['’‘ʼ`´]")
_WORD = re.compile(r"\d+/\d+|[^\W_]+")
_DOTTED_LETTERS = re.compile(r"\b(?:[a-z]\.){2,}")


def fold(text: str) -> str:
    """Return lower-case words without accents, separated by single spaces.

    "O'Brien" becomes "obrien", "U.S. Bank" becomes "us bank", "A & B" becomes "a and b", "1 1/2" stays.
    """
    return " ".join(fold_words(text))


def fold_words(text: str) -> list[str]:
    """Return the words of `fold`."""
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text))
        text = "".join(c for c in decomposed if not unicodedata.combining(c))
    text = _APOSTROPHES.sub("", text.casefold())
    if "." in text:
        text = _DOTTED_LETTERS.sub(lambda dotted: dotted[0].replace(".", "") + " ", text)
    return _WORD.findall(text.replace("&", " and "))
