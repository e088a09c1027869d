"""How often real phrases of a real city lead to the right corner: bars that must not be fallen under.

Every fourth phrase is tried, so that this stays quick; benchmarks/places.py measures all of them.
"""

from collections import Counter
from pathlib import Path

import pytest

from benchmarks.phrases import Case, cases_of, house_cases, judged, on_its_block, read_stops
from geo.gazetteer import Gazetteer
from geo.importers import build
from geo.place import Outcome
from geo.resolve import Resolver

SHARED = Path(__file__).parents[3] / "shared" / "data"

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the real files are not beside the project")

EVERY = 4
HIT = {"full": 0.97, "long": 0.97}
RIGHT_OR_ASKED = {"no direction": 0.97, "casual": 0.97, "sentence": 0.97, "slash": 0.97, "spanish": 0.97, "typo": 0.95}
MOST_WRONG = 0.01
MOST_PLACED = 0.005
HOUSES = 0.9


@pytest.fixture(scope="module")
def gazetteer(tmp_path_factory) -> Gazetteer:
    out = tmp_path_factory.mktemp("minneapolis") / "city.gazetteer"
    build(out, [SHARED / "minneapolis"])
    return Gazetteer.open(out)


@pytest.fixture(scope="module")
def resolver(gazetteer) -> Resolver:
    return Resolver(gazetteer)


@pytest.fixture(scope="module")
def results(resolver) -> dict[str, Counter[str]]:
    stops = read_stops(SHARED / "eval" / "minneapolis_stops_dev.jsonl")
    found: dict[str, Counter[str]] = {}
    for case in cases_of(stops)[::EVERY]:
        found.setdefault(case.form, Counter())[judged(resolver.resolve(case.text), case)] += 1
    return found


@pytest.mark.parametrize("form", HIT)
def test_full_names_lead_to_the_corner(results, form):
    assert results[form]["hit"] / results[form].total() >= HIT[form]


@pytest.mark.parametrize("form", RIGHT_OR_ASKED)
def test_short_forms_lead_to_the_corner_or_to_a_question_that_holds_it(results, form):
    counts = results[form]
    assert (counts["hit"] + counts["asked"]) / counts.total() >= RIGHT_OR_ASKED[form]
    assert counts["wrong"] / counts.total() <= MOST_WRONG


def test_a_text_that_names_no_place_gets_none(resolver):
    path = SHARED / "eval" / "negatives_idrisi_no_location.txt"
    texts = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    placed = [text for text in texts if resolver.resolve(text).outcome is not Outcome.UNRESOLVED]
    assert len(placed) / len(texts) <= MOST_PLACED


def test_a_house_number_leads_to_its_block(resolver, gazetteer):
    cases = house_cases(SHARED / "minneapolis" / "pois_osm_services.geojson", gazetteer)
    assert len(cases) > 200
    near = [case for case in cases if on_its_block(gazetteer, resolver.resolve(case.text), case)]
    assert len(near) / len(cases) >= HOUSES


def test_confidence_is_not_above_what_comes_true(resolver):
    stops = read_stops(SHARED / "eval" / "minneapolis_stops_dev.jsonl")
    sure: list[Case] = []
    right = 0
    for case in cases_of(stops)[::EVERY]:
        found = resolver.resolve(case.text)
        if found.outcome is Outcome.RESOLVED and found.confidence >= 0.9:
            sure.append(case)
            right += judged(found, case) == "hit"
    assert right / len(sure) >= 0.98
