"""Who has said where they are is not asked twice; but a place that stays ambiguous is still a person's to choose."""

import pytest

from geo.place import Precision
from handlers.incident import Report
from tests.town import Town

OLD_MILL, ORCHARD_HILL = "5th St N & Linden Ave N", "5th St S & Linden Ave S"


async def test_without_an_earlier_place_twins_are_asked_about(town: Town):
    which = await town.resident("ana").says("agents at 5th and linden")
    assert OLD_MILL in which.text + str(which.choices)
    assert ORCHARD_HILL in which.text + str(which.choices)


@pytest.mark.parametrize(("before", "meant"), [("Old Mill", OLD_MILL), ("Orchard Hill", ORCHARD_HILL)])
async def test_the_neighborhood_said_before_decides_between_twins(town: Town, before: str, meant: str):
    ana = town.resident("ana")
    await ana.says(f"agents in vests, I am in {before}")
    preview = await ana.says("5th and linden")
    assert meant in preview.text
    heron = town.moderator("heron")
    await heron.sees_card(meant)
    assert len(await town.open_incidents()) == 1


async def test_the_place_of_an_earlier_report_decides_for_the_next(town: Town):
    ana = town.resident("ana")
    which = await ana.says("agents at 5th and linden")
    await ana.picks(await ana.picks(which, "Old Mill"), "send now")
    preview = await ana.says("two vans now at 9th and sumac")
    assert "9th St N & Sumac Ave N" in preview.text


async def test_another_persons_place_decides_nothing(town: Town):
    await town.resident("ana").says("agents in vests in Old Mill")
    which = await town.resident("luis").says("agents at 5th and linden")
    assert ORCHARD_HILL in which.text + str(which.choices)


async def test_twins_that_both_lie_far_from_it_are_still_asked_about(town: Town):
    ana = town.resident("ana")
    preview = await ana.says("agents in vests in Southfield")
    await ana.picks(preview, "send now")
    which = await ana.says("two vans now at 5th and linden")
    assert OLD_MILL in which.text + str(which.choices)
    assert ORCHARD_HILL in which.text + str(which.choices)


async def test_forget_forgets_the_place_as_well(town: Town):
    ana = town.resident("ana")
    await ana.says("agents in vests in Old Mill")
    await ana.says("forget")
    which = await ana.says("agents at 5th and linden")
    assert ORCHARD_HILL in which.text + str(which.choices)


async def test_a_street_alone_is_the_one_in_the_neighborhood_said_before(town: Town):
    ana = town.resident("ana")
    await ana.says("agents in vests, I am in Old Mill")
    preview = await ana.says("on linden")
    assert "Linden Ave" in preview.text
    (report,) = await drafts(town)
    assert report.place is not None
    assert (report.place.precision, report.place.neighborhood) == (Precision.STREET, "Old Mill")


async def drafts(town: Town) -> tuple[Report, ...]:
    await town.passes(minutes=1)
    (incident,) = await town.open_incidents()
    return await town.reports_of(incident.code)
