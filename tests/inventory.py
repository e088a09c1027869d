"""docs/data-inventory.md as the tests read it: what each table lists."""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs" / "data-inventory.md"
_NAME = re.compile(r"`([^`]+)`")


@cache
def rows(section: str) -> tuple[tuple[str, ...], ...]:
    """The cells of each row of a section's table."""
    text = PAGE.read_text(encoding="utf-8").split(f"\n## {section}\n", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    return tuple(tuple(cell.strip() for cell in line.strip("| ").split(" | ")) for line in lines[1:])


def listed(section: str) -> set[str]:
    """Every name of a section's first column."""
    return {name for row in rows(section) for name in _NAME.findall(row[0])}


def listed_with_parts(section: str) -> set[str]:
    """As `listed`, where the first name of a row owns the others: `owner` and `owner.part`."""
    found = set()
    for row in rows(section):
        owner, *parts = _NAME.findall(row[0])
        found |= {owner, *(f"{owner}.{part}" for part in parts)}
    return found


def unlisted_request(platform: str, recipient: str, request: str, fields: Iterable[str]) -> list[str]:
    """What of a request the inventory does not know."""
    name = f"{platform}/{recipient}/{request}"
    return sorted({name, *(f"{name}.{field}" for field in fields)} - listed_with_parts("Outgoing fields"))
