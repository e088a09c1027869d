"""Messages to try that fit the city at hand: a crossing that is certain, twins that are not, a landmark."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from geo.gazetteer import Gazetteer
from geo.place import Outcome, Place, Precision
from geo.point import distance_m
from geo.resolve import Resolver

WELL_KNOWN = ("lake", "chicago")
"""Two street names that many cities of the Midwest share; the story in the README is told with them."""

TRIES = 400
"""Crossings looked at, nearest to the centre first, before a slot is given up."""

LANDMARKS = ("market", "park", "library", "station")


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestions:
    """`texts` by language; `story` is the place of the first one."""

    texts: Mapping[str, tuple[str, ...]]
    story: Place | None = None


@dataclass(slots=True)
class _Found:
    words: dict[str, str] = field(default_factory=dict)
    story: Place | None = None


def suggestions(gazetteer: Gazetteer, resolver: Resolver) -> Suggestions:
    """Fill the messages of suggestions.toml from a gazetteer, each slot tried as a resident would write it."""
    found = _Found()
    for a, b in [WELL_KNOWN, *islice(_pairs(gazetteer), TRIES)]:
        if "certain" in found.words and "twins" in found.words:
            break
        _try_pair(resolver, a, b, found)
    landmark = _landmark(gazetteer, resolver)
    if landmark:
        found.words["landmark"] = landmark
    lines = tomllib.loads((Path(__file__).parent / "suggestions.toml").read_text("utf-8"))
    texts = {language: tuple(_filled(each, found.words)) for language, each in lines.items()}
    return Suggestions(texts=texts, story=found.story)


def _try_pair(resolver: Resolver, a: str, b: str, found: _Found) -> None:
    answer = resolver.resolve(f"{a} & {b}")
    if answer.outcome is Outcome.RESOLVED and answer.place and answer.place.precision is Precision.CROSSING:
        if "certain" not in found.words:
            found.words["certain"] = f"{a} & {b}"
            found.story = answer.place
    elif answer.outcome is Outcome.AMBIGUOUS and "twins" not in found.words:
        found.words["twins"] = f"{a} and {b}"
        found.words["twins_es"] = f"{a} con {b}"


def _pairs(gazetteer: Gazetteer) -> Iterator[tuple[str, str]]:
    """Yield the plain names of crossing streets, near the centre first."""
    centre = gazetteer.info.centre
    for crossing in sorted(gazetteer.crossings, key=lambda each: (distance_m(each.point, centre), each.id)):
        bases = sorted({gazetteer.street(one).base.lower() for one in crossing.street_ids})
        if len(bases) == 2:
            yield bases[0], bases[1]


def _landmark(gazetteer: Gazetteer, resolver: Resolver) -> str:
    centre = gazetteer.info.centre
    places = [place for place in gazetteer.named_places if place.kind in LANDMARKS]
    for place in islice(sorted(places, key=lambda each: (distance_m(each.point, centre), each.id)), TRIES):
        answer = resolver.resolve(f"outside {place.name.lower()}")
        if answer.place and answer.place.precision is Precision.NAMED:
            return place.name.lower()
    return ""


def _filled(lines: list[str], words: Mapping[str, str]) -> Iterator[str]:
    for line in lines:
        try:
            yield line.format(**words)
        except KeyError:
            continue
