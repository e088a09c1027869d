"""Every text that is asked for exists in every language, with the same slots; nothing is said that is not written."""

import ast
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po

from handlers.messages import MissingText, Words, catalogue

ROOT = Path(__file__).parents[2]
LOCALES = ROOT / "handlers" / "locales"
EN, ES = catalogue.of("en"), catalogue.of("es")
SPEAKING = frozenset({"say", "count", "note", "choice", "_say", "Refused"})
_KEY = re.compile(r"[a-z_]+(\.[a-z_0-9]+)+")


def slots_of(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def slots_filled(forms: str | tuple[str, ...]) -> list[set[str]]:
    """Slots of each form; "one witness" need not repeat its count."""
    return [slots_of(forms)] if isinstance(forms, str) else [slots_of(form) | {"count"} for form in forms]


def forms_of(text: str | Sequence[str] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ("",))


def asked_for() -> Iterator[tuple[str, re.Pattern[str], str]]:
    """(file:line, key or pattern of keys, is exact) of every text the code asks for."""
    for path in sorted([*(ROOT / "handlers").rglob("*.py"), *(ROOT / "bot").rglob("*.py")]):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in SPEAKING and not is_statistic(node.func):
                yield from keys_in(node.args[0], f"{path.relative_to(ROOT)}:{node.lineno}")


def named_for_rooms() -> Iterator[tuple[str, re.Pattern[str], str]]:
    """Keys that are handed on before they are said: whatever begins like a room's text has to be one."""
    for path in sorted([*(ROOT / "handlers").rglob("*.py"), *(ROOT / "bot").rglob("*.py")]):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and str(node.value).startswith(("room.", "notice.")):
                yield from keys_in(node, f"{path.relative_to(ROOT)}:{node.lineno}")


def is_statistic(called: ast.expr) -> bool:
    """`journal.count` counts events, not words."""
    return ast.unparse(called).endswith("journal.count")


def keys_in(node: ast.expr, where: str) -> Iterator[tuple[str, re.Pattern[str], str]]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and _KEY.fullmatch(node.value):
        yield where, re.compile(re.escape(node.value)), node.value
    elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
        parts = [re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+" for part in node.values]
        if "\\." in parts[0]:
            yield where, re.compile("".join(parts)), ast.unparse(node)
    elif isinstance(node, ast.IfExp):
        yield from keys_in(node.body, where)
        yield from keys_in(node.orelse, where)


def test_there_are_english_and_spanish():
    assert set(catalogue.languages()) >= {"en", "es"}


def test_both_languages_have_the_same_texts():
    assert set(EN.texts) == set(ES.texts)


def test_both_languages_fill_the_same_slots():
    different = [
        key
        for key, text in EN.texts.items()
        if any(slots != slots_filled(text)[0] for slots in (*slots_filled(text), *slots_filled(ES.texts[key])))
    ]
    assert different == []


def test_no_text_is_empty_or_forgotten():
    empty = [
        (path.parent.name, entry.id)
        for path in sorted(LOCALES.rglob("*.po"))
        for entry in read_po(BytesIO(path.read_bytes()))
        if entry.id and (entry.fuzzy or not all(form.strip() for form in forms_of(entry.string)))
    ]
    assert empty == []


def test_each_text_stands_in_one_catalogue_only():
    for language in catalogue.languages():
        keys = Counter(
            entry.id if isinstance(entry.id, str) else entry.id[0]
            for path in sorted((LOCALES / language).glob("*.po"))
            for entry in read_po(BytesIO(path.read_bytes()))
            if entry.id
        )
        assert [key for key, times in keys.items() if times > 1] == []


def test_every_text_that_is_asked_for_exists():
    asked = {(where, key): pattern for where, pattern, key in (*asked_for(), *named_for_rooms())}
    missing = [at for at, pattern in asked.items() if not any(pattern.fullmatch(known) for known in EN.texts)]
    assert missing == []


def test_every_call_fills_the_slots_of_its_text():
    assert list(calls_with_missing_slots()) == []


def calls_with_missing_slots() -> Iterator[tuple[str, str, set[str]]]:
    for path in sorted([*(ROOT / "handlers").rglob("*.py"), *(ROOT / "bot").rglob("*.py")]):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call) or not node.args or not isinstance(node.func, ast.Attribute):
                continue
            key, given = node.args[0], {word.arg for word in node.keywords}
            if node.func.attr not in {"say", "count", "note"} or not isinstance(key, ast.Constant) or None in given:
                continue
            text = EN.texts.get(str(key.value))
            missing = set().union(*map(slots_of, forms_of(text))) - given - {"count"} if text else set()
            if missing:
                yield f"{path.relative_to(ROOT)}:{node.lineno}", str(key.value), missing


def test_the_scan_sees_the_texts_residents_read():
    seen = {key for _, _, key in asked_for()}
    assert {"receipt.preview", "draft.none", "choice.send_now", "where.waits"} <= seen


def test_the_scan_sees_the_texts_that_are_handed_on_to_rooms():
    handed_on = {key for _, _, key in named_for_rooms()}
    assert {"room.reporter_changed", "room.reporter_withdrew", "room.own_witness", "notice.muted"} <= handed_on


def test_spanish_is_not_english_left_standing():
    same = {key for key, text in EN.texts.items() if text == ES.texts[key] and len(" ".join(forms_of(text))) > 12}
    assert {key for key in same if not slots_of(" ".join(forms_of(EN.texts[key])))} == set()


def test_an_unknown_language_falls_back_and_a_region_is_ignored():
    assert catalogue.of("tlh").language == "en"
    assert catalogue.of("es-MX").language == catalogue.of("es_419").language == "es"


def test_slots_are_filled_once_and_never_read_again():
    words = Words("en", {"a.b": "at {place}", "a.c": ("{count} van", "{count} vans")})
    assert words.say("a.b", place="{0.__class__} & {x}") == "at {0.__class__} & {x}"
    assert (words.count("a.c", 1), words.count("a.c", 0)) == ("1 van", "0 vans")


@pytest.mark.parametrize("ask", [lambda w: w.say("no.such"), lambda w: w.count("a.b", 1), lambda w: w.say("a.b")])
def test_a_missing_text_or_slot_is_refused_without_repeating_a_value(ask):
    with pytest.raises(MissingText) as refused:
        ask(Words("en", {"a.b": "at {place}"}))
    assert refused.value.__cause__ is None
