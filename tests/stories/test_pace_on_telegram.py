"""A busy night on Telegram: cards, edits, answers and alerts together stay below what each chat bears."""

import pytest

from tests.platforms.telegram import TelegramPhone, TelegramPlatform
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


@pytest.mark.parametrize("platform", ["telegram"], indirect=True)
async def test_a_resident_who_writes_much_at_once_is_answered_a_second_apart_and_others_do_not_wait(town: Town):
    telegram, ana, luis = town.home, town.resident("ana"), town.resident("luis")
    assert isinstance(telegram, TelegramPlatform)
    assert isinstance(ana.phone, TelegramPhone)
    for _ in range(9):
        ana.phone.writes("rights")
    luis.phone.writes("rights")
    heard_before_luis = 0
    for _ in range(60):
        await town.passes(milliseconds=100)
        heard_before_luis = heard_before_luis or (len(ana.sees()) if luis.sees() else 0)
    assert len(ana.sees()) == 9, "each was answered in its turn"
    assert heard_before_luis < 9, "and nobody else waited for that"
    to_ana = [at for at, chat in telegram.fake.world.spent if chat == ana.phone.person.id]
    for start in to_ana:
        later = [at for at in to_ana if at >= start]
        assert all(count <= 5 + (end - start).total_seconds() for count, end in enumerate(later, 1))
