"""What a restart loses and what it keeps, what a shred destroys, and that those whom it touches are told."""

import pytest

from tests.town import Town, code_of, open_town

SIGHTING = "3 unmarked suvs agents in vests stopping people lake & chicago rn"
AFRESH = {"en": "no longer know where to reach you", "es": "ya no sé cómo responderte"}


@pytest.fixture
async def lasting(town_gazetteer, tmp_path, tmpfs, platform):
    """A town whose keyring is a directory in memory: it outlives the process, not the machine."""
    # What is deleted on both sides cannot be edited, and one of these stories edits.
    changes = {"keyring": {"home": str(tmpfs)}, "telegram": {"erase_traces": False}}
    async with open_town(town_gazetteer, tmp_path, platform, **changes) as town:
        yield town


async def _asks_how_many(town: Town, heron) -> None:
    card = await heron.sees_card()
    await heron.picks(card, "ask")
    await heron.picks(await heron.hears("Ask the people"), "how many")


async def test_a_question_asked_before_a_restart_is_answered_after_it(lasting: Town):
    ana, heron = lasting.resident("ana"), lasting.moderator("heron")
    await ana.reports("agents in vests at lake & chicago")
    await _asks_how_many(lasting, heron)
    await ana.hears("Question about your report")
    await lasting.restarts()
    thanks = await ana.says("6")
    assert AFRESH["en"] not in thanks.text
    await heron.sees_card("S 6")
    assert (await lasting.open_incidents())[0].reports == 1


async def test_an_edit_finds_its_report_after_a_restart(lasting: Town):
    ana, heron = lasting.resident("ana"), lasting.moderator("heron")
    wrote = ana.phone.writes("4 agents in vests at lake & chicago")
    await heron.sees_card("S 4")
    await lasting.restarts()
    ana.phone.edits(wrote, "5 agents in vests at lake & chicago")
    await ana.hears("Changed")
    (incident,) = await lasting.open_incidents()
    assert (incident.observation.agents, incident.reports) == (5, 1)


async def test_a_draft_is_changed_after_a_restart_as_if_there_had_been_none(lasting: Town):
    ana = lasting.resident("ana")
    preview = await ana.reports(SIGHTING)
    await lasting.restarts()
    await ana.picks(preview, "cancel")
    await lasting.passes(minutes=1)
    assert await lasting.open_incidents() == ()


async def test_forget_leaves_no_record_of_the_person_in_the_keyring(lasting: Town, tmpfs):
    ana, ben = lasting.resident("ana"), lasting.resident("ben")
    await ana.reports(SIGHTING)
    await ben.reports(SIGHTING)
    of_people = {each.name for each in tmpfs.iterdir() if each.name.startswith(("to-", "talk-"))}
    assert len(of_people) == 4
    await ana.says("forget")
    assert len({each.name for each in tmpfs.iterdir()} & of_people) == 2


@pytest.mark.parametrize("language", ["en", "es"])
async def test_with_keys_in_ram_whoever_wrote_before_a_restart_is_told_once_that_nobody_can_reach_them(
    town: Town, language
):
    ana, heron = town.resident("ana", language), town.moderator("heron")
    await ana.reports("3 agentes en lake y chicago" if language == "es" else SIGHTING)
    card = await heron.sees_card()
    await town.restarts()
    said = await ana.says("hola" if language == "es" else "hi")
    assert AFRESH[language] in said.text
    assert AFRESH[language] not in (await ana.says("hola" if language == "es" else "hi")).text
    await heron.writes(f"reject {code_of(card)} old")
    await town.passes(minutes=1)
    assert not any("not shared" in text or "no se compartió" in text for text in ana.sees())


async def test_where_nothing_was_open_a_restart_is_nobodys_concern(town: Town):
    await town.restarts()
    assert AFRESH["en"] not in (await town.resident("ana").says("hi")).text
    await town.restarts()
    assert AFRESH["en"] not in (await town.resident("ben").reports(SIGHTING)).text


async def test_two_moderators_shred_and_nothing_that_was_sealed_opens_again(town: Town):
    ana, heron, wren = town.resident("ana"), town.moderator("heron"), town.moderator("wren")
    await ana.reports(SIGHTING)
    card = await heron.sees_card()
    assert town.app is not None
    (report,) = await town.reports_of(code_of(card))
    keyring, store = town.app.contexts.people, town.app.store

    await heron.writes("shred")
    await wren.hears("a second moderator writes: shred")
    assert keyring.reachable(report.ref)
    await heron.writes("shred")
    assert keyring.reachable(report.ref), "one moderator alone destroys nothing"
    await wren.writes("shred")
    await heron.hears("SHREDDED by")

    assert not keyring.reachable(report.ref)
    assert await store.read(lambda tx: tx.wordings.read(f"report:{report.ref}")) is None
    assert AFRESH["en"] in (await ana.says("hi")).text
    # Moderators stay moderators, and what is open is still theirs to decide.
    for moderator in (heron, wren):
        await moderator.writes(f"approve {code_of(card)}")
    await town.channel("lakeside").hears("REPORTED")
    assert not any("shared with" in text for text in ana.sees()), "nobody knows any more whom to tell"


async def test_after_a_shred_a_pending_question_is_no_open_question(town: Town):
    ana, heron, wren = town.resident("ana"), town.moderator("heron"), town.moderator("wren")
    await ana.reports("agents in vests at lake & chicago")
    await _asks_how_many(town, heron)
    await ana.hears("Question about your report")
    for moderator in (heron, wren):
        await moderator.writes("shred")
    await ana.says("6")
    (incident,) = await town.open_incidents()
    assert incident.observation.agents is None


async def test_the_wish_of_one_moderator_ends_by_itself(town: Town):
    ana, heron, wren = town.resident("ana"), town.moderator("heron"), town.moderator("wren")
    await ana.reports(SIGHTING)
    (report,) = await town.reports_of(code_of(await heron.sees_card()))
    await heron.writes("shred")
    await town.passes(minutes=11)
    await wren.writes("shred")
    assert town.app is not None
    assert town.app.contexts.people.reachable(report.ref)


async def test_what_the_operator_shreds_a_running_bot_has_forgotten_at_once(lasting: Town):
    from bot.keys import shred_files

    ana, heron = lasting.resident("ana"), lasting.moderator("heron")
    await ana.reports("agents in vests at lake & chicago")
    await _asks_how_many(lasting, heron)
    await ana.hears("Question about your report")
    gone, _ = shred_files(lasting.settings)
    assert (gone.addresses, gone.keys > 0) == (1, True)
    assert AFRESH["en"] in (await ana.says("hi")).text
    await ana.reports(SIGHTING)
    await lasting.passes(minutes=1)
    (incident,) = await lasting.open_incidents()
    assert incident.reports == 2, "and it goes on with new keys"
