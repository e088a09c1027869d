"""Residents, moderators and channels on two platforms are one town: one incident, one count, one alert each."""

import re

import pytest

from tests.town import Town, code_of

SIGHTING = "3 unmarked suvs agents in vests stopping people lake & chicago rn"

pytestmark = pytest.mark.parametrize("platform", ["signal", "daemon"], indirect=True)


async def test_a_resident_and_a_witness_a_moderator_on_each_and_channels_on_both_make_one_alert(town: Town):
    ana, luis = town.resident("ana", on="signal"), town.resident("luis", on="telegram")
    heron, wren = town.moderator("heron", on="signal"), town.moderator("wren", on="telegram")

    assert "E Lake St & Chicago Ave S" in (await ana.reports(SIGHTING)).text
    await luis.reports("agents in vests at chicago and lake")
    on_signal, on_telegram = await heron.sees_card("2 witnesses"), await wren.sees_card("2 witnesses")
    assert code_of(on_signal) == code_of(on_telegram)
    (incident,) = await town.open_incidents()
    assert (incident.witnesses, incident.reports) == (2, 2)

    heron.phone.reacts(heron.now(on_signal), "👍")
    await wren.sees_card("1/2")
    assert town.alerts_in() == []
    await wren.approves(on_telegram)

    assert "ICE activity near E Lake St" in (await town.channel("lakeside", on="signal").hears("REPORTED")).text
    assert "E Lake St" in (await town.channel("lakeside", on="telegram").hears("REPORTADO")).text
    await ana.hears("shared with")
    await luis.hears("shared with")
    await luis.says(f"{code_of(on_signal)} still")
    await town.passes(minutes=5)
    assert {name: len(shown) for name, shown in town.rooms("lakeside").items()} == {
        "lakeside@signal": 1,
        "lakeside@telegram": 1,
    }
    assert town.rooms_alerted() == town.rooms_of("lakeside")
    (incident,) = await town.open_incidents()
    assert incident.witnesses == 2
    everything = town.everything_in_rooms()
    assert not any(secret in everything for who in (ana, luis, heron, wren) for secret in who.phone.secrets)


async def test_a_moderator_with_a_phone_on_each_is_one_alias_with_one_vote(town: Town):
    heron, wren = town.moderator("heron", on="signal"), town.moderator("wren", on="telegram")
    also_heron = town.moderator("heron too", on="telegram")
    await town.resident("ana").reports(SIGHTING)
    on_signal, on_telegram = await heron.sees_card(), await also_heron.sees_card()
    await heron.writes("link")
    code = re.search(r"join (\w{10})", (await heron.hears("join ")).text)
    assert code
    await also_heron.writes(f"join {code[1]}")
    await heron.approves(on_signal)
    await heron.sees_card("1/2")
    await also_heron.approves(on_telegram)
    await town.passes(minutes=2)
    assert "1/2" in heron.now(on_signal).text
    assert town.alerts_in() == []
    await wren.approves(on_telegram)
    await town.channel("lakeside").hears("REPORTED")
    await town.passes(minutes=2)
    assert [len(shown) for shown in town.rooms("lakeside").values()] == [1, 1]


async def test_an_outage_of_one_platform_holds_up_nobody_on_the_other(town: Town):
    wren, crane = town.moderator("wren", on="telegram"), town.moderator("crane", on="telegram")
    town.home.breaks_down()
    await town.resident("luis", on="telegram").reports(SIGHTING)
    card = await wren.sees_card()
    await wren.approves(card)
    await crane.approves(card)
    await town.channel("lakeside", on="telegram").hears("REPORTADO")
    assert town.rooms_alerted() == {"lakeside@telegram"}
    town.home.recovers()
    await town.channel("lakeside", on="signal").hears("REPORTED")
    await town.passes(minutes=5)
    assert [len(shown) for shown in town.rooms("lakeside").values()] == [1, 1]
