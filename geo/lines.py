"""One message a line in, one JSON object a line out: for measuring, and for operators who try texts.

    {"outcome": "resolved", "lat": .., "lon": .., "label": .., "precision": .., "confidence": ..}
    {"outcome": "ambiguous", "candidates": [{"lat": .., "lon": .., "label": ..}, ...]}
    {"outcome": "unresolved", "missing": ..}

`python -m geo.lines --gazetteer FILE` is the same without the rest of the program.
"""

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TextIO

from geo.errors import GazetteerFileError
from geo.gazetteer import Gazetteer
from geo.place import Place, Resolution
from geo.resolve import Resolver


def answer_lines(resolver: Resolver, stdin: Iterable[str], stdout: TextIO) -> None:
    """Answer every line in order; an empty line is a message too, so that answers stay in step."""
    for line in stdin:
        answer = as_json(resolver.resolve(line.rstrip("\n")))
        stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
        stdout.flush()


def as_json(resolution: Resolution) -> dict[str, Any]:
    """Return a resolution as the object of one line."""
    answer: dict[str, Any] = {"outcome": resolution.outcome.value, "confidence": resolution.confidence}
    if resolution.place:
        answer |= _place(resolution.place)
    if resolution.candidates:
        answer["candidates"] = [_place(c.place) | {"label": c.label} for c in resolution.candidates]
    if resolution.missing:
        answer["missing"] = resolution.missing.value
    if resolution.understood:
        answer["understood"] = list(resolution.understood)
    return answer


def _place(place: Place) -> dict[str, Any]:
    return {
        "lat": round(place.point.lat, 6),
        "lon": round(place.point.lon, 6),
        "label": place.label,
        "precision": place.precision.value,
        "neighborhood": place.neighborhood,
        "anchor": place.anchor,
    }


def main(arguments: list[str] | None = None) -> int:
    """Run the line-wise form on standard input."""
    parser = argparse.ArgumentParser(prog="python -m geo.lines", description="Resolve one message a line.")
    parser.add_argument("--gazetteer", type=Path, required=True)
    options = parser.parse_args(arguments)
    try:
        gazetteer = Gazetteer.open(options.gazetteer)
    except GazetteerFileError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    answer_lines(Resolver(gazetteer), sys.stdin, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
