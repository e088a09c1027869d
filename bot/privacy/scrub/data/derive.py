"""Derive the word and name lists beside this file from public sources (README.md tells origin and licence).

    python -m bot.privacy.scrub.data.derive SOURCES

SOURCES is a folder in which these were unpacked: the Debian packages scowl and hunspell-es (`dpkg -x`), the
npm packages @zxcvbn-ts/language-en and @zxcvbn-ts/language-es-es, and the Python wheels zxcvbn, Faker and
spylls. The lists are committed; this program is only needed to renew them.
"""

import importlib
import json
import pkgutil
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from bot.privacy.scrub.normalise import fold_letters

WORDS_PER_LANGUAGE = 9000
"""Enough that nine of ten innocent words of a sighting are known; more would let rare surnames through."""
FAMILY_NAMES_ES = 4000
DICTIONARY_LEVELS = (10, 20, 35, 40, 50)
"""SCOWL's levels up to "common to an educated reader"; above it the obscure homographs of names begin."""


def main() -> None:
    sources, here = Path(sys.argv[1]), Path(__file__).parent
    given, family = given_names(sources), family_names(sources)
    write(here / "given.txt", sorted(given))
    write(here / "family.txt", sorted(family))
    write(here / "words_en.txt", english_words(sources))
    write(here / "words_es.txt", spanish_words(sources))


def english_words(sources: Path) -> Iterator[str]:
    """Everyday English, commonest first: by subtitles, where a dictionary has the word in lower case."""
    folder = find(sources, "usr/share/dict/scowl")
    dictionary: set[str] = set()
    for level in DICTIONARY_LEVELS:
        for name in (f"english-words.{level}", f"american-words.{level}"):
            dictionary |= set(folded((folder / name).read_text("latin-1").split()))
    ranked = json.loads(find(sources, "*language-en*/package/src/commonWords.json").read_text())
    return first(WORDS_PER_LANGUAGE, (word for word in folded(ranked) if word in dictionary))


def spanish_words(sources: Path) -> Iterator[str]:
    """Everyday Spanish, commonest first: subtitle frequency, kept only where a spelling dictionary has it."""
    on_path(find(sources, "spylls/hunspell/__init__.py").parent.parent.parent)
    hunspell: Any = importlib.import_module("spylls.hunspell")
    dictionary = hunspell.Dictionary.from_files(str(find(sources, "hunspell/es_MX.dic").with_suffix("")))
    ranked = json.loads(find(sources, "*language-es*/package/src/commonWords.json").read_text())
    return first(WORDS_PER_LANGUAGE, folded(word for word in ranked if word.isalpha() and dictionary.lookup(word)))


def given_names(sources: Path) -> set[str]:
    names = set(folded(zxcvbn_list(sources, "male_names") + zxcvbn_list(sources, "female_names")))
    names |= set(folded(json.loads(find(sources, "*language-es*/package/src/firstnames.json").read_text())))
    return names | set(folded(faker_names(sources, ("first_names", "first_romanized_names"))))


def family_names(sources: Path) -> set[str]:
    names = set(folded(zxcvbn_list(sources, "surnames")))
    spanish = json.loads(find(sources, "*language-es*/package/src/lastnames.json").read_text())
    names |= set(folded(spanish[:FAMILY_NAMES_ES]))
    return names | set(folded(faker_names(sources, ("last_names", "last_romanized_names"))))


def zxcvbn_list(sources: Path, name: str) -> list[str]:
    on_path(find(sources, "zxcvbn/frequency_lists.py").parent.parent)
    lists: dict[str, list[str]] = importlib.import_module("zxcvbn.frequency_lists").FREQUENCY_LISTS
    return lists[name]


def faker_names(sources: Path, prefixes: tuple[str, ...]) -> Iterator[str]:
    """All names of Faker's person providers; those in other scripts fall out when folded."""
    on_path(find(sources, "faker/proxy.py").parent.parent)
    package = importlib.import_module("faker.providers.person")
    for locale in pkgutil.iter_modules(package.__path__):
        provider: Any = importlib.import_module(f"faker.providers.person.{locale.name}").Provider
        for attribute in dir(provider):
            names = getattr(provider, attribute)
            if attribute.startswith(prefixes) and isinstance(names, list | tuple | dict):
                yield from (name for name in names if isinstance(name, str))


def folded(words: Iterable[str]) -> Iterator[str]:
    """Lower-case ASCII words of at least two letters; other scripts are left out, compounds are split."""
    for word in words:
        for part in fold_letters(unicodedata.normalize("NFC", word)).replace("-", " ").split():
            if len(part) > 1 and part.isascii() and part.isalpha():
                yield part


def first(count: int, words: Iterator[str]) -> Iterator[str]:
    seen: set[str] = set()
    for word in words:
        if word not in seen and len(seen) < count:
            seen.add(word)
            yield word


def find(sources: Path, pattern: str) -> Path:
    return next(iter(sorted(sources.rglob(pattern))))


def on_path(folder: Path) -> None:
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))


def write(path: Path, words: Iterable[str]) -> None:
    path.write_text("\n".join(words) + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
