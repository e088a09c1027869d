"""Whose word counts: a moderator with another key than before is out until somebody who knows them lets them in again."""

import re

from bot.app import App
from bot.storage.store import Store
from bot.transports.signal import SignalTransport
from tests.fake_signal.people import ANA, BEN, BOT, HERON, Group, Person
from tests.transports_signal.city import ALERTS, CARDS, WREN, City
from tests.transports_signal.harness import MODERATORS, PHILLIPS
from tests.transports_signal.test_story import SIGHTING, shown


async def test_a_key_that_changed_while_the_bot_was_down_voids_the_vote_and_suspends(city: City):
    async with city.running() as app:
        heron = await city.known(HERON, app)
        await city.known(WREN, app)
        card = await city.reports()
        await city.votes(HERON, card)
        await shown(city.server, CARDS, "1/2")
    city.server.fingerprints[HERON.aci] = "05 ee somebody else's phone"
    async with city.running() as app:
        await shown(city.server, CARDS, f"The safety number of {heron} changed")
        await city.votes(WREN, card)
        await city.server.until(lambda: "1/2" in card.text and f"({heron})" not in card.text)
        await city.votes(HERON, card)
        await shown(city.server, CARDS, "suspended")
        assert city.server.shown(ALERTS) == []


async def test_whoever_is_let_in_again_speaks_with_the_new_key_from_then_on(city: City):
    async with city.running() as app:
        heron = await city.known(HERON, app)
        await city.known(WREN, app)
        city.server.fingerprints[HERON.aci] = "05 ee a new phone"
    async with city.running():
        await shown(city.server, CARDS, f"The safety number of {heron} changed")
        await city.says(WREN, f"/mod readmit {heron}")
        await shown(city.server, CARDS, "again")
        card = await city.reports()
        await city.votes(HERON, card)
        await shown(city.server, CARDS, "1/2")
        await city.votes(WREN, card)
        await shown(city.server, ALERTS, "REPORTED")
    told = [text for text in city.server.shown(CARDS) if "safety number" in text]
    assert len(told) == 1


async def test_a_key_that_signal_cli_does_not_trust_suspends_once_and_the_next_one_is_kept(city: City):
    async with city.running() as app:
        heron = await city.known(HERON, app)
        await city.known(WREN, app)
        city.server.fingerprints[HERON.aci] = "05 ee a new phone"
        await city.server.emit(city.phones.changes_key(HERON))
        await shown(city.server, CARDS, f"The safety number of {heron} changed")
        await city.says(WREN, f"/mod readmit {heron}")
        await shown(city.server, CARDS, "again")
        await city.server.emit(city.phones.changes_group(BEN, MODERATORS))
        card = await city.reports()
        await city.votes(HERON, card)
        await shown(city.server, CARDS, "1/2")
    assert sum("safety number" in text for text in city.server.shown(CARDS)) == 1


async def test_a_stolen_number_is_noticed_before_its_vote_counts(city: City):
    async with city.running() as app:
        heron = await city.known(HERON, app)
        await city.known(WREN, app)
        card = await city.reports()
        await city.votes(WREN, card)
        await shown(city.server, CARDS, "1/2")
        city.server.fingerprints[HERON.aci] = "05 ee a stolen number"
        update = {"groupId": MODERATORS.internal_id, "groupName": "Moderators", "revision": 9, "type": "UPDATE"}
        await city.server.emit(city.phones.says(BEN, None, groupInfo=update))
        await city.votes(HERON, card)
        await shown(city.server, CARDS, f"{heron} is suspended")
    assert city.server.shown(ALERTS) == []


async def test_the_key_of_a_moderator_who_left_the_group_is_watched_all_the_same(city: City):
    async with city.running() as app:
        heron = await city.known(HERON, app)
        card = await city.reports()
        await city.votes(HERON, card)
        await shown(city.server, CARDS, "1/2")
        city.server.members[MODERATORS].remove(HERON.aci)
        city.server.fingerprints[HERON.aci] = "05 ee somebody else's phone"
        await city.server.emit(city.phones.changes_group(BEN, MODERATORS))
        await shown(city.server, CARDS, f"The safety number of {heron} changed")
        await city.server.until(lambda: "1/2" not in card.text)
        assert f"({heron})" not in card.text


async def test_another_key_suspends_whoever_writes_from_outside_the_group(city: City):
    async with city.running() as app:
        heron = await city.known(HERON, app)
    city.server.members[MODERATORS].remove(HERON.aci)
    city.server.fingerprints[HERON.aci] = "05 ee somebody else's phone"
    async with city.running():
        await city.server.emit(city.phones.says(HERON, "pending"))
        assert heron in await shown(city.server, HERON.aci, "is suspended")
        await shown(city.server, CARDS, f"The safety number of {heron} changed")


async def test_whoever_was_removed_from_the_group_decides_nothing_by_private_message(city: City):
    async with city.running() as app:
        heron = await city.known(HERON, app)
        await city.known(WREN, app)
        card = await city.reports()
        city.server.members[MODERATORS].remove(HERON.aci)
        await city.server.emit(city.phones.changes_group(BEN, MODERATORS))
        await city.server.emit(city.phones.says(HERON, f"approve {card.text[1:5]}"))
        await shown(city.server, HERON.aci, "not in the moderators' room any more")
        await city.server.emit(city.phones.says(HERON, "/mod revoke wren"))
        await city.votes(WREN, card)
        await shown(city.server, CARDS, "1/2")
        assert f"({heron})" not in card.text
    assert city.server.shown(ALERTS) == []


async def test_a_residents_new_phone_means_nothing_and_no_key_of_theirs_is_kept(city: City):
    async with city.running() as app:
        await city.known(HERON, app)
        card = await city.reports()
        city.server.fingerprints[ANA.aci] = "05 ff a new phone of ana"
        await city.votes(HERON, card)
        await shown(city.server, CARDS, "1/2")
        assert await city.key_kept(ANA, app) == ""
    assert not [text for text in city.server.shown(CARDS) if "safety number" in text]


async def test_no_fingerprint_rests_anywhere(city: City):
    async with city.running() as app:
        await city.known(HERON, app)
        kept = await city.key_kept(HERON, app)
    assert re.fullmatch(r"[0-9a-f]{32}", kept)
    rest = b"".join(path.read_bytes() for path in city.folder.iterdir() if path.is_file())
    assert kept.encode() in rest
    assert b"05 aa" not in rest


async def test_what_an_operator_types_on_a_linked_phone_is_no_report_and_no_vote(city: City):
    async with city.running() as app:
        await city.known(HERON, app)
        sent = {"destination": ANA.aci, "timestamp": 5, "message": SIGHTING, "expiresInSeconds": 0, "viewOnce": False}
        in_room = {
            **sent, "destination": None, "message": "freeze",
            "groupInfo": {"groupId": MODERATORS.internal_id, "type": "DELIVER", "revision": 1},
        }  # fmt: skip
        owner = Person(name="Whistle", aci=HERON.aci, number=BOT)
        for each in (sent, in_room, {**sent, "editMessage": {"targetSentTimestamp": 5, "dataMessage": sent}}):
            await city.server.emit(city.phones.frame(owner, {"syncMessage": {"sentMessage": each}}))
        answers = len(city.server.shown(CARDS))
        await city.says(HERON, "pending")
        await city.server.until(lambda: len(city.server.shown(CARDS)) > answers)
        assert await _rows(app.store) == (0, False)
    assert city.server.shown(ANA.aci) == []


async def _rows(store: Store) -> tuple[int, bool]:
    """How many incidents are open, and whether the bot was frozen."""
    return await store.read(lambda tx: (len(tx.incidents.open()), bool(tx.journal.switch("frozen"))))


async def test_a_group_that_only_bears_the_moderators_groups_name_is_not_it(city: City):
    namesake = Group("Somebody else's")
    frame = city.phones.quotes(HERON, "approve", 5, namesake)
    async with city.running() as app:
        await city.known(HERON, app)
        card = await city.reports()
        frame["envelope"]["dataMessage"]["quote"]["id"] = card.times[-1]
        frame["envelope"]["dataMessage"]["groupInfo"]["groupName"] = MODERATORS.name
        await city.server.emit(frame)
        await city.says(HERON, "pending")
        await shown(city.server, CARDS, "One waits")
        assert "1/2" not in card.text
        assert signal_of(app).counts["passed_foreign_group"] == 1


def signal_of(app: App) -> SignalTransport:
    return next(each for each in app.parts.transports if isinstance(each, SignalTransport))


async def test_moderators_let_in_who_waits_at_a_channel(city: City):
    city.server.charters[PHILLIPS].asking.append(BEN.aci)
    async with city.running() as app:
        await shown(city.server, CARDS, "waiting to be let in")
        await city.known(HERON, app)
        await city.says(BEN, "admit lakeside")
        await shown(city.server, CARDS, "Only moderators may do this")
        assert city.server.members[PHILLIPS] == [BOT]
        await city.says(HERON, "admit nowhere")
        await shown(city.server, CARDS, "name of a channel")
        await city.says(HERON, "admit lakeside")
        await city.server.until(lambda: city.server.members[PHILLIPS] == [BOT, BEN.aci])
