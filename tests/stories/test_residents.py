"""What residents live through: their language, the door, questions, the truth about what is kept."""

from tests.town import Town, code_of

SIGHTING = "3 unmarked suvs agents in vests stopping people lake & chicago rn"
VISTO = "3 camionetas sin placas, agentes con chalecos parando gente en la esquina de lake y chicago ahorita"


async def test_a_spanish_resident_is_answered_in_spanish_to_the_end(town: Town):
    ana = town.resident("ana", language="es")
    heron, wren = town.moderator("heron"), town.moderator("wren")
    preview = await ana.reports(VISTO)
    assert "E Lake St & Chicago Ave S" in preview.text
    assert "chalecos" in preview.text
    card = await heron.sees_card("E Lake St & Chicago Ave S")
    assert "vests" in card.text
    assert "español" not in card.text.lower()
    assert "spanish" not in card.text.lower()
    await heron.approves(card)
    await wren.approves(card)
    assert "chalecos" in (await town.channel("lakeside", town.beside.name).hears("Lake St")).text
    assert "vests" in (await town.channel("lakeside").hears("Lake St")).text
    english = ("Your sighting", "shared with", "Received", "I pass")
    await town.passes(minutes=1)
    assert not any(words in text for text in ana.sees() for words in english)
    assert any(code_of(card) in text for text in ana.sees())


async def test_at_the_door_rights_come_first_and_a_home_is_never_published(town: Town):
    ana = town.resident("ana")
    rights = await ana.says("they are at my door")
    assert "You need not open" in rights.text
    assert "555-0100" in rights.text
    home = await ana.hears("Is this your home?")
    where = await ana.picks(home, "yes")
    assert "Where?" in where.text
    preview = await ana.says("5th st n & linden ave n")
    assert "No alert names a place finer than the neighborhood" in preview.text
    heron, wren = town.moderator("heron"), town.moderator("wren")
    card = await heron.sees_card("PRIVATE HOME")
    await heron.approves(card)
    await wren.approves(card)
    alert = await town.channel("old-mill").hears("ICE activity near")
    assert "Old Mill" in alert.text
    assert not any(street in text for text in town.alerts_in() for street in ("Linden", "5th"))
    assert town.rooms_alerted() == {town.room_of("old-mill")}


async def test_a_restart_while_a_home_is_asked_for_does_not_publish_it(town: Town):
    ana = town.resident("ana")
    await ana.says("they are at my door")
    home = await ana.hears("Is this your home?")
    await town.restarts()
    where = await ana.picks(home, "yes")
    if "I may have restarted" in where.text:  # a bare number: nothing is known any more of what it answers
        where = await ana.picks(where, "yes")
    assert "no alert names your street" in where.text
    preview = await ana.says("5th st n & linden ave n")
    assert "No alert names a place finer than the neighborhood" in preview.text


async def test_a_question_of_the_moderators_is_answered_on_the_card(town: Town):
    ana = town.resident("ana")
    heron = town.moderator("heron")
    await ana.reports("agents in vests at lake & chicago")
    card = await heron.sees_card()
    await heron.picks(card, "ask")
    menu = await heron.hears("Ask the people")
    await heron.picks(menu, "how many")
    question = await ana.hears("Question about your report")
    assert "How many?" in question.text
    await ana.says("6")
    await heron.sees_card("S 6")


async def test_forget_erases_the_conversation_and_tells_the_truth(town: Town):
    ana = town.resident("ana")
    await ana.reports(SIGHTING)
    await town.passes(minutes=1)
    farewell = await ana.says("forget")
    assert "sighting stays" in farewell.text
    (incident,) = await town.open_incidents()
    heron, wren = town.moderator("heron"), town.moderator("wren")
    for moderator in (heron, wren):
        await moderator.writes(f"approve {incident.code}")
    await town.channel("lakeside").hears("REPORTED")
    await town.passes(minutes=2)
    assert not any("shared with" in text for text in ana.sees())


async def test_a_stranger_is_told_what_this_is(town: Town):
    ana = town.resident("ana")
    hello = await ana.says("hi")
    assert "without your name" in hello.text
    await town.passes(minutes=15)
    assert await town.open_incidents() == ()


async def test_nothing_of_a_person_reaches_moderators_or_channels(town: Town):
    ana = town.resident("ana", number="+16125550142")
    await ana.reports("my cousin Xochitl Quetzalli saw 3 agents in vests lake & chicago, call 612-555-0177")
    heron, wren = town.moderator("heron"), town.moderator("wren")
    card = await heron.sees_card()
    await heron.approves(card)
    await wren.approves(card)
    await town.channel("lakeside").hears("REPORTED")
    everything = town.everything_in_rooms()
    assert code_of(card) in everything
    for secret in ("Xochitl", "Quetzalli", "0177", "555-0142", *ana.phone.secrets, *heron.phone.secrets):
        assert secret not in everything


async def test_a_pin_near_an_alert_says_that_they_are_still_there(town: Town):
    heron, wren, bo = town.moderator("heron"), town.moderator("wren"), town.resident("bo")
    await town.resident("ana").reports("3 agents in vests at lake & chicago")
    card = await heron.sees_card()
    await heron.approves(card)
    await wren.approves(card)
    await town.channel("lakeside").hears("REPORTED")
    (incident,) = await town.open_incidents()
    assert incident.place
    await bo.shares(incident.place.point.lat + 0.0002, incident.place.point.lon)
    await town.passes(minutes=2)
    (now,) = await town.open_incidents()
    assert now.witnesses == 2
    await heron.sees_card("still there")
    assert len(town.alerts_in()) == len(set(town.rooms_alerted()))


async def test_a_witness_says_still_or_gone(town: Town):
    await town.resident("ana").reports(SIGHTING)
    heron, wren = town.moderator("heron"), town.moderator("wren")
    card = await heron.sees_card()
    await heron.approves(card)
    await wren.approves(card)
    await town.channel("lakeside").hears("REPORTED")
    luis = town.resident("luis")
    await luis.says(f"{code_of(card)} gone")
    await heron.sees_card("witness says gone")
    assert (await town.open_incidents())[0].code == code_of(card)


async def test_a_photo_and_a_voice_message_are_refused_with_the_reason(town: Town):
    ana = town.resident("ana")
    ana.phone.sends_voice()
    refusal = await ana.hears()
    assert "hidden data" in refusal.text
    ana.phone.sends_photo(b"not even a picture")
    assert "faces and plates" in (await ana.hears()).text
    await town.passes(minutes=15)
    assert await town.open_incidents() == ()
