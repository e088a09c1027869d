"""What a reporter wrote, shown to moderators who ask: in their room alone, and gone again after minutes."""

import pytest

from tests.platforms.simulated import Simulated
from tests.town import Moderator, Town

SIGHTING = "4 agents in green vests at ferry and main, they took somebody"
ASKED = "they took somebody"

pytestmark = pytest.mark.settings(moderation={"signal_wording_on_telegram": True})  # off as shipped


async def shown(town: Town, heron: Moderator) -> None:
    """The words of one report, as a moderator asked for them."""
    await town.resident("Ana").reports(SIGHTING)
    await heron.picks(await heron.sees_card(), "show wording")
    await heron.hears(ASKED)


async def test_shown_words_are_gone_after_minutes(town: Town):
    heron = town.moderator("Heron")
    await shown(town, heron)
    await town.passes(minutes=4)
    assert any(ASKED in line for line in heron.sees())
    await town.passes(minutes=2)
    assert not any(ASKED in line for line in heron.sees())


async def test_a_restart_does_not_leave_shown_words_standing(town: Town):
    heron = town.moderator("Heron")
    await shown(town, heron)
    await town.restarts()
    await town.passes(minutes=6)
    assert not any(ASKED in line for line in heron.sees())


@pytest.mark.parametrize("platform", ["sim"], indirect=True)
async def test_words_that_a_moderator_deleted_first_are_no_trouble_later(town: Town):
    heron = town.moderator("Heron")
    await shown(town, heron)
    assert isinstance(town.home, Simulated)
    town.home.removes(next(each for each in heron.phone.shown(heron.room) if ASKED in each.text))
    await town.passes(minutes=6)
    await town.resident("Luis").reports("two vans at 5th st n and linden ave n")
    await heron.sees_card("Linden")
