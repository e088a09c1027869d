"""The words a person reads in a chat: gettext catalogues, one folder a language, read at their first use.

A text is asked for by its dotted key; slots stand in braces and are filled as they are, never read as a format
again. A missing key or slot is a mistake in the program and raised at once: tests find it before a person does.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from babel.messages.pofile import read_po

FALLBACK = "en"
ONE, MANY = 0, 1
"""English and Spanish share the rule n != 1; a language with another one brings its own."""


class MissingText(LookupError):
    """No text stands under this key, or the text has a slot that was not filled."""


@dataclass(frozen=True, slots=True)
class Words:
    """All texts of one language. A text with plural forms is a tuple of them."""

    language: str
    texts: Mapping[str, str | tuple[str, ...]] = field(repr=False)

    def say(self, key: str, **slots: str | int) -> str:
        """The text of a key with its slots filled."""
        text = self.texts.get(key)
        if not isinstance(text, str):
            raise MissingText(f"{self.language}: no text under {key!r}")
        return self._filled(key, text, slots)

    def count(self, key: str, n: int, **slots: str | int) -> str:
        """The text of a key in the plural form of `n`, which fills the slot {count}."""
        forms = self.texts.get(key)
        if not isinstance(forms, tuple):
            raise MissingText(f"{self.language}: no plural forms under {key!r}")
        return self._filled(key, forms[ONE if n == 1 else MANY], {"count": n, **slots})

    def has(self, key: str) -> bool:
        """Whether there is a text under this key."""
        return key in self.texts

    def _filled(self, key: str, text: str, slots: Mapping[str, str | int]) -> str:
        try:
            return text.format_map(slots)
        except (KeyError, IndexError, ValueError):
            # From nothing: the slots' values may be a person's place and must not travel in a traceback.
            raise MissingText(f"{self.language}: {key!r} has a slot that was not filled") from None


class Catalogue:
    """Every language there is a folder for."""

    def of(self, language: str) -> Words:
        """The words of a language ("es", "es-MX"); English for one there is no catalogue of."""
        short = language.replace("_", "-").partition("-")[0].lower()
        return _words(short if short in self.languages() else FALLBACK)

    def languages(self) -> tuple[str, ...]:
        """Codes of all languages, sorted."""
        return _languages()


catalogue = Catalogue()


def of(language: str) -> Words:
    """The words of a language, as `catalogue.of`."""
    return catalogue.of(language)


@cache
def _languages() -> tuple[str, ...]:
    return tuple(sorted(folder.name for folder in (files(__package__) / "locales").iterdir() if folder.is_dir()))


@cache
def _words(language: str) -> Words:
    return Words(language, dict(_read(language)))


def _read(language: str) -> Iterator[tuple[str, str | tuple[str, ...]]]:
    for file in (files(__package__) / "locales" / language).iterdir():
        if file.name.endswith(".po"):
            with file.open("rb") as lines:
                entries = read_po(lines, locale=language, abort_invalid=True)
            for entry in entries:
                if entry.id and entry.string:
                    key = entry.id if isinstance(entry.id, str) else entry.id[0]
                    yield key, entry.string if isinstance(entry.string, str) else tuple(entry.string)
