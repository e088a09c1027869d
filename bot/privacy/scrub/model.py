"""Names found by a small language model of spaCy's, beside the word lists, where an operator has installed one."""

from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

PERSON_LABELS = frozenset({"PERSON", "PER"})
"""As English and other models of spaCy call people."""


class NoSuchModel(Exception):
    """The language model that the settings name is not installed."""


class SpacyNames:
    """`bot.privacy.scrub.persons.PersonFinder` over an installed model. It opens no socket and keeps no text.

    A message takes it about 10 ms. It only adds to what the word lists find, and never inside a known place.
    """

    def __init__(self, model: str) -> None:
        """Raises `NoSuchModel`: nothing is ever fetched."""
        if not find_spec("spacy") or not find_spec(model):
            raise NoSuchModel(f"reports.name_model: {model} is not installed here (docs/operators.md)")
        import spacy

        # Only what finds entities: the rest costs time and memory for nothing.
        self._read: Any = spacy.load(model, exclude=["parser", "lemmatizer", "attribute_ruler", "tagger"])

    def persons(self, text: str) -> Sequence[tuple[int, int]]:
        return [(each.start_char, each.end_char) for each in self._read(text).ents if each.label_ in PERSON_LABELS]
