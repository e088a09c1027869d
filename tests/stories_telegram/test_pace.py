"""A busy night on Telegram: cards, edits, answers and alerts together stay below what each chat bears."""

from tests.fake_telegram.server import FakeTelegram
from tests.stories_telegram.telegramtown import TelegramTown

SIGHTINGS = (
    "3 vans at lake & chicago", "agents in vests at ferry and main", "two suvs at harbor and 1st",
    "a van at elm and 2nd", "4 agents at oak and 3rd",
)  # fmt: skip


async def test_no_chat_ever_hears_more_than_telegram_allows_though_everybody_talks_at_once(
    town: TelegramTown, fake: FakeTelegram
):
    heron, wren = town.moderator("Heron"), town.moderator("Wren")
    for number, sighting in enumerate(SIGHTINGS):
        town.resident(f"Resident{number}").person.writes(sighting)
    for _ in range(15):
        heron.person.writes("pending", town.room)
        wren.person.writes("help", town.room)
    for _ in range(180):
        await town.passes(seconds=1)
    answers = [text for text in town.room.texts if not text.startswith("#")]
    assert fake.world.over_budget == 0
    assert len(answers) >= 30, "each was answered in its turn"
    assert any(text.startswith("#") for text in town.room.texts), "and cards came out between them"
    in_room = [at for at, room in fake.world.spent if room == town.room.id]
    for start in in_room:
        assert sum(0 <= (at - start).total_seconds() < 60 for at in in_room) <= 18
