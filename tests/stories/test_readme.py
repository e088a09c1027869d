"""The transcript on the README's first screen is what the bot really says."""

import re
from pathlib import Path

import pytest

from tests.town import Town, code_of

README = Path(__file__).parents[2] / "README.md"


def shown(speaker: str) -> list[str]:
    """The pieces of what somebody says in the transcript, in order."""
    quoted = " ".join(re.findall(r"^> ?(.*)$", README.read_text(), re.MULTILINE)).replace("&nbsp;", "")
    said = re.search(rf"\*\*{re.escape(speaker)}\*\* · (.*?)(?=\*\*|$)", quoted)
    assert said is not None
    return pieces(said[1])


def pieces(text: str) -> list[str]:
    return [piece.strip() for piece in re.split(r" ·|\n|\s+(?=\d [A-Z])", text) if piece.strip()]


def stand_in_order(wanted: list[str], text: str, code: str = "") -> bool:
    said = iter(pieces(text.replace(code, "K7Q2") if code else text))
    return all(any(piece == each for each in said) for piece in wanted)


@pytest.mark.parametrize("platform", ["sim"], indirect=True)
async def test_the_transcript_in_the_readme_is_what_the_bot_says(town: Town):
    ana = town.resident("ana")
    heron, wren = town.moderator("heron"), town.moderator("wren")
    preview = await ana.reports(" · ".join(shown("Resident")))
    choices = [f"{number} {label}" for number, label in enumerate(preview.choices, start=1)]
    assert stand_in_order(shown("Whistle"), "\n".join([preview.text, *choices]))
    card = await heron.sees_card()
    assert stand_in_order(shown("Moderators' room"), card.text, code_of(card))
    await heron.approves(card)
    await wren.approves(card)
    alert = await town.channel("lakeside").hears("REPORTED")
    assert stand_in_order(shown("Channel lakeside"), alert.text, code_of(card))
