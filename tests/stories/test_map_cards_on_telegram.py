"""What is special to a map on Telegram: it is kept from being forwarded, and takes an edit of its own kind."""

import pytest

from tests.platforms.telegram import TelegramPlatform
from tests.town import Town, code_of

SIGHTING = "3 unmarked suvs agents in vests stopping people lake & chicago rn"


@pytest.mark.settings(alerts={"map_card": "light"})
@pytest.mark.parametrize("platform", ["telegram"], indirect=True)
async def test_the_card_is_protected_and_the_alert_keeps_its_message_through_one_edit_of_the_picture(town: Town):
    heron, wren, telegram = town.moderator("heron"), town.moderator("wren"), town.home
    assert isinstance(telegram, TelegramPlatform)
    await town.resident("ana").reports(SIGHTING)
    card = await heron.sees_card("E Lake St & Chicago Ave S")
    assert telegram.rooms[heron.room].said[int(card.ref)].given["protect_content"] == "true"
    await heron.approves(card)
    await wren.approves(card)
    alert = await town.channel("lakeside").hears("REPORTED, not confirmed")
    for moderator in (heron, wren):
        await moderator.writes(f"clear {code_of(card)}")
    marked = await town.channel("lakeside").hears(lambda m: m.ref == alert.ref and "ALL CLEAR" in m.text)
    assert marked.photo not in (b"", alert.photo), "the map says so as well"
    room = telegram.rooms["lakeside@telegram"]
    assert room.removed == []
    assert [each["chat_id"] for each in telegram.fake.called("editMessageMedia")].count(str(room.id)) == 1
