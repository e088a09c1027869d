"""A busy night on Telegram: cards, edits, answers and alerts together stay below what each chat bears."""

import pytest

from tests.platforms.telegram import TelegramPlatform
from tests.town import Town

SIGHTINGS = (
    "3 vans at lake & chicago", "agents in vests at ferry and main", "two suvs at harbor and 1st",
    "a van at elm and 2nd", "4 agents at oak and 3rd",
)  # fmt: skip


@pytest.mark.parametrize("platform", ["telegram"], indirect=True)
async def test_no_chat_ever_hears_more_than_telegram_allows_though_everybody_talks_at_once(town: Town):
    heron, wren, telegram = town.moderator("heron"), town.moderator("wren"), town.home
    assert isinstance(telegram, TelegramPlatform)
    for number, sighting in enumerate(SIGHTINGS):
        town.resident(f"resident{number}").phone.writes(sighting)
    for _ in range(15):
        heron.phone.writes("pending", heron.room)
        wren.phone.writes("help", wren.room)
    for _ in range(180):
        await town.passes(seconds=1)
    said = heron.sees()
    assert telegram.fake.world.over_budget == 0
    assert len([text for text in said if not text.startswith("#")]) >= 30, "each was answered in its turn"
    assert any(text.startswith("#") for text in said), "and cards came out between them"
    room = telegram.rooms[heron.room]
    in_room = [at for at, spent in telegram.fake.world.spent if spent == room.id]
    for start in in_room:
        assert sum(0 <= (at - start).total_seconds() < 60 for at in in_room) <= 18
