"""What residents may take back at any time, and what stays open while somebody else asks."""

from tests.town import Moderator, Resident, Town, code_of

FIRST = "3 suvs agents in vests at lake & chicago"
SECOND = "2 vans at 5th st n & linden ave n"


async def words_kept(town: Town) -> list[str | None]:
    assert town.app is not None
    return await town.app.store.read(
        lambda tx: [
            tx.wordings.read(f"report:{report.ref}")
            for incident in tx.incidents.open()
            for report in tx.reports.of_incident(incident.code)
        ]
    )


async def asked_over_a_draft(town: Town) -> tuple[Resident, Moderator]:
    """A resident whose second report is still open when moderators ask about the first."""
    ana, heron = town.resident("ana"), town.moderator("heron")
    await ana.reports(FIRST)
    card = await heron.sees_card()
    await ana.reports(SECOND)
    await heron.picks(card, "ask")
    await heron.picks(await heron.hears("Ask the people"), "how many")
    return ana, heron


async def test_forget_deletes_the_words_of_every_report(town: Town):
    ana = town.resident("ana")
    for sighting in (FIRST, SECOND):
        await ana.reports(sighting)
        await town.passes(minutes=2)
    assert len(list(filter(None, await words_kept(town)))) == 2
    assert "sighting stays" in (await ana.says("FORGET")).text
    assert await words_kept(town) == [None, None]


async def test_forget_drops_a_draft_that_a_question_was_asked_over(town: Town):
    ana, _ = await asked_over_a_draft(town)
    ana.phone.writes("FORGET")
    await town.passes(minutes=15)
    assert await words_kept(town) == [None]


async def test_cancel_means_the_draft_and_the_question_comes_afterwards(town: Town):
    ana, heron = await asked_over_a_draft(town)
    assert "Cancelled" in (await ana.says("cancel")).text
    assert "How many?" in (await ana.hears("Question about your report")).text
    await ana.says("6")
    await heron.sees_card("S 6")
    await town.passes(minutes=15)
    (incident,) = await town.open_incidents()
    assert incident.place is not None
    assert "Lake" in incident.place.label


async def test_whoever_presses_send_twice_hears_twice_that_it_was_passed_on(town: Town):
    ana = town.resident("ana")
    preview = await ana.reports(FIRST)
    for _ in range(2):
        assert "Passed on" in (await ana.picks(preview, "send now")).text


async def test_cancelling_what_was_passed_on_cancels_nothing_and_says_so(town: Town):
    ana = town.resident("ana")
    await ana.picks(await ana.reports(FIRST), "send now")
    assert "passed on already" in (await ana.says("cancel")).text
    assert len(await town.open_incidents()) == 1


async def test_the_buttons_of_a_preview_tell_the_truth_after_it_was_passed_on(town: Town):
    ana = town.resident("ana")
    preview = await ana.reports(FIRST)
    await town.passes(minutes=1)
    assert "Passed on" in (await ana.picks(preview, "send now")).text
    assert "WITHDRAW" in (await ana.says("fix place")).text
    assert code_of(await town.moderator("heron").sees_card()) == (await town.open_incidents())[0].code


async def test_deleting_an_earlier_message_leaves_the_open_draft_open(town: Town):
    ana = town.resident("ana")
    first = ana.phone.writes(FIRST)
    await town.passes(minutes=1)
    ana.phone.writes(SECOND)
    await town.passes(seconds=3)
    ana.phone.deletes(first)
    await town.passes(seconds=3)
    ana.phone.writes("cancel")
    await town.passes(minutes=1)
    assert "Cancelled" in ana.sees()[-1]
    assert await town.open_incidents() == ()
