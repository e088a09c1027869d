"""`python -m bot.privacy.scrub --lines [--gazetteer FILE]`: the line-wise form by itself."""

import argparse
import sys
from pathlib import Path

from bot.privacy.scrub import Scrubber, answer_lines, place_names
from geo.gazetteer import Gazetteer
from geo.resolve import Resolver


def main() -> None:
    parser = argparse.ArgumentParser(description="Scrub each line of standard input.")
    parser.add_argument("--lines", action="store_true", required=True)
    parser.add_argument("--gazetteer", type=Path)
    path = parser.parse_args().gazetteer
    gazetteer = Gazetteer.open(path) if path else None
    scrubber = Scrubber(places=place_names(gazetteer) if gazetteer else ())
    answer_lines(scrubber, Resolver(gazetteer) if gazetteer else None, sys.stdin, sys.stdout)


if __name__ == "__main__":
    main()
