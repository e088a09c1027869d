"""How much scrubbing finds on marked messages, in every letter case: bars it must not fall under."""

from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.marked import STAY, Score, read_marked, score
from bot.privacy.scrub import Scrubber
from tests.scrubbing import LETTER_CASES

ROOT = Path(__file__).parents[2]
OWN = ROOT / "benchmarks" / "texts" / "sightings_marked.txt"
BESIDE = ROOT.parent / "shared" / "data" / "eval"
SETS = [OWN, BESIDE / "scrub_en_dev.txt", BESIDE / "scrub_es_dev.txt"]

PERSONS_GONE = 0.75
PERSONS_GONE_MASKED = 0.90
STREETS_KEPT = 0.99


@pytest.fixture(scope="module")
def scrubber() -> Scrubber:
    return Scrubber()


def measured(scrubber: Scrubber, path: Path, change: Callable[[str], str], view: str) -> Score:
    if not path.exists():
        pytest.skip(f"{path.name} does not lie beside the project")
    messages = read_marked(path, change)
    return score(messages, [getattr(scrubber.scrub(told.text), view) for told in messages])


@pytest.mark.parametrize("view", ["text", "masked"])
@pytest.mark.parametrize("change", LETTER_CASES)
@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_everything_structured_is_gone(scrubber: Scrubber, path: Path, change: Callable[[str], str], view: str) -> None:
    found = measured(scrubber, path, change, view)
    assert [miss for miss in found.missed if miss[0] not in STAY | {"P"}] == []


@pytest.mark.parametrize(("view", "bar"), [("text", PERSONS_GONE), ("masked", PERSONS_GONE_MASKED)])
@pytest.mark.parametrize("change", LETTER_CASES)
@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_most_persons_are_gone(
    scrubber: Scrubber, path: Path, change: Callable[[str], str], view: str, bar: float
) -> None:
    assert measured(scrubber, path, change, view).share("P") >= bar


@pytest.mark.parametrize("change", LETTER_CASES)
@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_streets_and_numbers_are_kept_even_without_a_gazetteer(
    scrubber: Scrubber, path: Path, change: Callable[[str], str]
) -> None:
    found = measured(scrubber, path, change, "text")
    assert found.share("S") >= STREETS_KEPT, found.missed
    assert found.share("K") >= STREETS_KEPT, found.missed


def test_streets_named_after_people_are_kept(scrubber: Scrubber) -> None:
    path = BESIDE / "streets_named_after_people.txt"
    if not path.exists():
        pytest.skip("the list of streets does not lie beside the project")
    lost = []
    for street in path.read_text("utf-8").split("\n"):
        for change in LETTER_CASES:
            said = change(street.strip())
            lost += [said] if said not in scrubber.scrub(f"3 agents at {said} right now").text else []
    assert lost == []
