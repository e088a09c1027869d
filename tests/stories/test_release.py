"""When an alert appears, by the second, tells nothing of who reported, nor when."""

import pytest

from tests.town import Town, code_of

SIGHTING = "3 unmarked suvs agents in vests stopping people lake & chicago rn"


@pytest.mark.settings(alerts={"release_delay": "30 s"})  # as shipped
async def test_by_default_an_alert_waits_up_to_30_seconds_and_appears_everywhere_at_once(town: Town):
    heron, wren = town.moderator("heron"), town.moderator("wren")
    waits = set()
    for minutes in range(3):
        await town.resident(f"ana {minutes}").reports(SIGHTING)
        card = await heron.sees_card("NEW")
        await heron.approves(card)
        await wren.approves(card)
        decided = town.clock.now()
        alert = await town.channel("lakeside").hears("REPORTED", within_s=31)
        waits.add((town.clock.now() - decided).total_seconds())
        assert town.channel("lakeside", town.beside.name).sees(), "the other language hears at the same moment"
        # 5 minutes at the finest: neither the second nor the minute of a report stands in it
        times = [part for part in alert.text.split() if part[-3:-2] == ":"]
        assert times
        assert all(int(each[-1]) % 5 == 0 for each in times)
        await heron.writes(f"expire {code_of(card)}")
        await town.passes(hours=3)
    assert max(waits) <= 30
