"""A moderators' group that becomes a supergroup gets another number, and the settings know only the old one."""

import pytest

from tests.fake_telegram.people import upgraded
from tests.platforms.telegram import TelegramPhone, TelegramPlatform
from tests.town import Town

ROOM = "moderators@telegram"


@pytest.mark.parametrize("platform", ["telegram"], indirect=True)
async def test_it_is_found_again_after_a_restart(town: Town):
    heron, telegram = town.moderator("heron"), town.home
    assert isinstance(telegram, TelegramPlatform)
    assert isinstance(heron.phone, TelegramPhone)
    old = telegram.rooms[ROOM]
    telegram.rooms[ROOM] = upgraded(telegram.fake, old, heron.phone.person, -1001999999999)
    await town.settles()
    await town.restarts()
    telegram.fake.calls.clear()
    await town.resident("ana").reports("3 unmarked suvs agents in vests stopping people lake & chicago rn")
    await heron.sees_card("E Lake St & Chicago Ave S")
    assert not [call for call in telegram.fake.calls if str(call[1].get("chat_id")) == str(old.id)]
