"""What a card says is changed by pressing Edit and answering the question: nobody has to know how commands are written."""

import pytest

from tests.platforms.base import Shown
from tests.platforms.telegram import TelegramPlatform
from tests.town import Moderator, Town, code_of

HERE, THERE = "3 vans at lake & chicago", "3 vans at 5th st n & linden ave n"


async def asked(heron: Moderator, words: str) -> tuple[str, Shown]:
    """Press Edit under the card that says this: its code, and the question."""
    card = await heron.sees_card(words)
    await heron.picks(card, "edit")
    return code_of(card), await heron.hears(
        lambda said: "reply to this message" in said.text and code_of(card) in said.text
    )


async def test_the_answer_to_the_question_is_the_edit_and_votes_start_again(town: Town):
    heron, wren = town.moderator("heron"), town.moderator("wren")
    await town.resident("ana").reports(HERE)
    code, question = await asked(heron, "Lake St")
    await wren.approves(await wren.sees_card("Lake St"))
    await heron.writes("agents: 5", quoting=question)
    card = await heron.sees_card("S 5")
    assert code_of(card) == code
    assert "1/2" not in card.text
    await heron.writes("place: 5th st n & linden ave n", quoting=question)
    await heron.sees_card("Linden")


async def test_each_answer_changes_the_incident_it_was_asked_about(town: Town):
    heron = town.moderator("heron")
    await town.resident("ana").reports(HERE)
    await town.resident("luis").reports(THERE)
    here, first = await asked(heron, "Chicago")
    there, second = await asked(heron, "Linden")
    await heron.writes("agents: 5", quoting=first)
    assert code_of(await heron.sees_card("S 5")) == here
    await heron.writes("agents: 7", quoting=second)
    assert code_of(await heron.sees_card("S 7")) == there


async def test_what_answers_nothing_changes_nothing(town: Town):
    heron, wren = town.moderator("heron"), town.moderator("wren")
    await town.resident("ana").reports(HERE)
    code, question = await asked(heron, "Lake St")
    await heron.writes("agents: 9")
    await heron.writes("3", quoting=question)
    await heron.hears("Type for example")
    await wren.writes("what do we do", quoting=question)
    await wren.hears("Type for example")
    await town.passes(seconds=30)
    (incident,) = await town.open_incidents()
    assert (incident.code, incident.edition, incident.observation.agents) == (code, 0, None)


async def test_the_question_goes_by_itself_and_an_answer_after_the_end_is_told(town: Town):
    heron = town.moderator("heron")
    await town.resident("ana").reports(HERE)
    code, question = await asked(heron, "Lake St")
    await heron.writes(f"reject {code} not ice")
    await heron.writes("agents: 5", quoting=question)
    await heron.hears(lambda said: code in said.text and "rejected" in said.text.lower())
    await town.passes(minutes=11)
    assert await town.until(lambda: not any("reply to this message" in text for text in heron.sees()))


@pytest.mark.parametrize("platform", ["telegram"], indirect=True)
async def test_telegram_puts_the_cursor_where_the_answer_goes(town: Town):
    heron, telegram = town.moderator("heron"), town.home
    assert isinstance(telegram, TelegramPlatform)
    await town.resident("ana").reports(HERE)
    _, question = await asked(heron, "Lake St")
    said = telegram.rooms[heron.room].said[int(question.ref)]
    assert said.markup == {"force_reply": True}
    assert str(said.given["protect_content"]).lower() == "true"
