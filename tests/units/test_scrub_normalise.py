"""Texts are read as the eye reads them, and every character knows where it came from."""

import pytest

from bot.privacy.scrub.normalise import LETTER, SYMBOL, Normaliser


@pytest.fixture(scope="module")
def normaliser() -> Normaliser:
    return Normaliser()


FOLDED = [
    ("Núñez", "nunez"),  # accents
    ("N\u0303un\u0303ez", "nunez"),  # accents apart
    ("ＮＵＮＥＺ", "nunez"),  # full width
    ("Мaria", "maria"),  # a Cyrillic look-alike
    ("ſoft", "soft"),  # a long s
    ("don’t", "don't"),  # a curly apostrophe
    ("612—555", "612-555"),  # a long dash
    ("٣٨th", "38th"),  # Arabic digits
    ("a\u200bb\u2060c\ufeff", "abc"),  # zero width
    ("\u202eabc\u202c", "abc"),  # bidi
    ("a\u0332\u0333b", "ab"),  # marks piled up
    ("1️⃣", "1"),  # a keycap
    ("a\u00a0b", "a b"),  # a blank that does not break
    ("a\x00b", "ab"),  # a control character
    ("é", "e"),  # one accent
]


@pytest.mark.parametrize(("text", "folded"), FOLDED)
def test_costumes_fold_to_plain_letters(normaliser: Normaliser, text: str, folded: str) -> None:
    assert normaliser.normalise(text).folded.decode() == folded


def test_other_scripts_fold_to_letters_of_no_word(normaliser: Normaliser) -> None:
    assert normaliser.normalise("警察").folded.decode() == LETTER * 2
    assert normaliser.normalise("🚓").folded.decode() == SYMBOL


def test_marks_that_a_script_needs_stay(normaliser: Normaliser) -> None:
    assert normaliser.normalise("पुलिस").text == "पुलिस"


def test_the_text_keeps_its_letters_where_only_the_reading_is_folded(normaliser: Normaliser) -> None:
    assert normaliser.normalise("Núñez — ИДЕТ").text == "Núñez — ИДЕТ"


@pytest.mark.parametrize("text", ["plain", "Núñez", "ﬁre 👨‍👩‍👧 é\u0301\u0302", "Ⅷ ½ ﷺ", "\ud800x", "", "İstanbul ẞ"])
def test_one_folded_byte_a_character(normaliser: Normaliser, text: str) -> None:
    normal = normaliser.normalise(text)
    assert len(normal.folded) == len(normal.text)


def test_positions_survive(normaliser: Normaliser) -> None:
    text = "ﬁre\u200b at Nu\u0301n\u0303ez"
    normal = normaliser.normalise(text)
    start, end = normal.span_of(text.index("Nu"), len(text))
    assert normal.text[start:end] == "Núñez"
    start, end = normal.span_of(0, text.index("\u200b"))
    assert normal.text[start:end] == "fire"


def test_rare_characters_are_not_remembered() -> None:
    normaliser = Normaliser()
    normaliser.normalise("".join(chr(code) for code in range(0x4E00, 0x9000)))
    assert len(normaliser._table) < 0x3000
