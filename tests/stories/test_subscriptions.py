"""Alerts by private message: asked for, explained, agreed to, late, ended; and nobody learns who gets them."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from handlers.messages import catalogue
from tests.town import Moderator, Resident, Town, code_of, open_town

ON = {"subscriptions": {"enabled": True}}
SIGHTING = "3 unmarked suvs agents in vests stopping people lake & chicago rn"
ON_A_BORDER = "agents in vests checking ids at lake st and 5th ave s"
NO_BUTTONS = ("simsig", "signal", "daemon")

pytestmark = [
    pytest.mark.parametrize("platform", NO_BUTTONS, indirect=True),
    pytest.mark.settings(**ON),
]


@pytest.fixture
async def lasting(town_gazetteer, tmp_path, tmpfs, platform) -> AsyncIterator[Town]:
    """A town whose keyring is a directory in memory: it outlives the process, not the machine."""
    async with open_town(town_gazetteer, tmp_path, platform, keyring={"home": str(tmpfs)}, **ON) as town:
        yield town


async def subscribed(town: Town, name: str, *channels: str) -> Resident:
    """Somebody who gets the alerts of these channels in private."""
    who = town.resident(name)
    for channel in channels or ("lakeside",):
        await subscribes(who, channel)
    return who


async def subscribes(who: Resident, channel: str = "lakeside") -> None:
    who.phone.writes("subscribe")
    who.phone.picks(await who.hears("Of which channel?"), channel)
    who.phone.picks(await who.hears("Read this first"), "yes")
    await who.hears("Done.")


async def published(town: Town, heron: Moderator, wren: Moderator, text: str = SIGHTING, by: str = "ana") -> str:
    await town.resident(by).reports(text)
    card = await heron.sees_card()
    await heron.approves(card)
    await wren.approves(card)
    await town.passes(seconds=30)
    return code_of(card)


def alerts(who: Resident) -> list[str]:
    """What a subscriber got of any alert."""
    return [text for text in who.sees() if "You asked for this" in text]


async def test_what_it_means_is_said_before_anything_is_kept(town: Town):
    ana = town.resident("ana")
    asked = await ana.says("SUBSCRIBE")
    assert asked.choices[:3] == ("downtown", "old-mill", "orchard-hill")
    terms = await ana.picks(asked, "lakeside")
    for said in ("late", "minutes after the channel", "seizes it while it runs", "restart of this bot", "30 days",
                 "The channel itself is quicker", "UNSUBSCRIBE or FORGET"):  # fmt: skip
        assert said in terms.text
    assert "Nothing has changed" in (await ana.picks(terms, "no")).text
    assert "You get no alerts" in (await ana.says("unsubscribe")).text


async def test_an_alert_and_its_correction_come_by_private_message(town: Town):
    heron, wren = town.moderator("heron"), town.moderator("wren")
    ana = await subscribed(town, "ana")
    code = await published(town, heron, wren, by="ben")
    (alert,) = alerts(ana)
    assert "ICE activity near E Lake St & Chicago Ave S" in alert
    assert "It ends in 30 days; SUBSCRIBE keeps it up, UNSUBSCRIBE ends it now." in alert
    for moderator in (heron, wren):
        await moderator.writes(f"false {code} film crew")
    await town.passes(seconds=30)
    assert [text.split()[0] for text in alerts(ana)] == ["REPORTED,", "CORRECTION:"]
    assert "film crew" in alerts(ana)[1]


async def test_doubt_and_all_clear_reach_whoever_has_the_alert_and_nobody_else(town: Town):
    heron, wren = town.moderator("heron"), town.moderator("wren")
    ana = await subscribed(town, "ana")
    code = await published(town, heron, wren, by="ben")
    late = await subscribed(town, "late")
    await heron.writes(f"doubt {code}")
    await town.passes(seconds=30)
    assert alerts(ana)[-1].startswith("IN DOUBT")
    for moderator in (heron, wren):
        await moderator.writes(f"clear {code}")
    await town.passes(seconds=30)
    assert alerts(ana)[-1].startswith("ALL CLEAR")
    assert len(alerts(ana)) == 3
    other = await subscribed(town, "other", "northgate")
    assert [len(alerts(each)) for each in (late, other)] == [2, 0], "late came while it stood, and got it as it was"


async def test_what_only_runs_out_or_is_prolonged_is_not_told_again(town: Town):
    heron, wren = town.moderator("heron"), town.moderator("wren")
    ana = await subscribed(town, "ana")
    code = await published(town, heron, wren, by="ben")
    await heron.writes(f"extend {code}")
    await town.passes(hours=3)
    assert len(alerts(ana)) == 1


async def test_whoever_follows_two_channels_of_one_alert_gets_it_once(town: Town):
    heron, wren = town.moderator("heron"), town.moderator("wren")
    ana = await subscribed(town, "ana", "lakeside", "downtown", "cannery", "southfield")
    await published(town, heron, wren, ON_A_BORDER, by="ben")
    assert len(town.rooms_alerted()) > 1, "this corner lies between channels"
    assert len(alerts(ana)) == 1


async def test_unsubscribe_and_forget_end_it_at_once(town: Town):
    heron, wren = town.moderator("heron"), town.moderator("wren")
    ana, ben = await subscribed(town, "ana"), await subscribed(town, "ben")
    assert "no list any more" in (await ana.says("unsubscribe")).text
    assert "private message have ended" in (await ben.says("FORGET")).text
    await published(town, heron, wren, by="cleo")
    assert alerts(ana) == alerts(ben) == []
    assert "You get no alerts" in (await ana.says("unsubscribe")).text


async def test_it_ends_by_itself_and_asking_again_keeps_it_up(town: Town):
    heron, wren = town.moderator("heron"), town.moderator("wren")
    ana, ben = await subscribed(town, "ana"), await subscribed(town, "ben")
    await town.passes(days=20)
    await subscribes(ana)
    await town.passes(days=12)
    await published(town, heron, wren, by="cleo")
    assert [len(alerts(each)) for each in (ana, ben)] == [1, 0]


async def test_a_directory_in_memory_keeps_the_list_and_what_is_known_of_an_alert_over_a_restart(lasting: Town):
    heron, wren = lasting.moderator("heron"), lasting.moderator("wren")
    ana = lasting.resident("ana")
    terms = await ana.picks(await ana.says("subscribe"), "lakeside")
    assert "A restart there can end it" in terms.text
    await ana.picks(terms, "yes")
    await lasting.restarts()
    code = await published(lasting, heron, wren, by="ben")
    await lasting.restarts()
    for moderator in (heron, wren):
        await moderator.writes(f"false {code}")
    await lasting.passes(seconds=30)
    assert [text.split()[0] for text in alerts(ana)] == ["REPORTED,", "CORRECTION:"]


async def test_with_keys_in_ram_a_restart_ends_every_subscription(town: Town):
    heron, wren = town.moderator("heron"), town.moderator("wren")
    ana = await subscribed(town, "ana")
    await town.restarts()
    await published(town, heron, wren, by="ben")
    assert alerts(ana) == []
    assert "You get no alerts" in (await ana.says("unsubscribe")).text


@pytest.mark.settings(subscriptions={"enabled": True, "most": 2})
async def test_when_the_list_is_full_people_are_told_how_to_follow(town: Town):
    ben = (await subscribed(town, "ana"), await subscribed(town, "ben"))[1]
    refused = await town.resident("cleo").says("subscribe")
    assert "cannot take in more people" in refused.text
    assert "Follow a channel" in refused.text
    # Whoever is on the list can still change it.
    await subscribes(ben, "downtown")
    assert "Ended" in (await ben.says("unsubscribe")).text
    await subscribed(town, "cleo")


@pytest.mark.settings(subscriptions={"enabled": False})
@pytest.mark.parametrize("language", ["en", "es"])
async def test_where_it_is_off_people_are_told_how_to_follow(town: Town, language: str):
    said = await town.resident("ana", language).says("suscribir" if language == "es" else "subscribe")
    assert said.text == catalogue.of(language).say("subscribe.off")


async def test_in_spanish_from_the_first_word_to_the_last(town: Town):
    heron, wren = town.moderator("heron"), town.moderator("wren")
    ana = town.resident("ana", "es")
    asked = await ana.says("SUSCRIBIR")
    terms = await ana.picks(asked, "lakeside")
    assert "Llegan tarde" in terms.text
    assert "30 días" in (await ana.picks(terms, "sí")).text
    await published(town, heron, wren, by="ben")
    assert (await ana.hears("Tú pediste esto")).text.startswith("REPORTADO")
    assert "Terminado" in (await ana.says("baja")).text


async def test_nobody_learns_who_gets_alerts(lasting: Town, tmp_path: Path, tmpfs: Path):
    heron, wren = lasting.moderator("heron"), lasting.moderator("wren")
    people = [await subscribed(lasting, name) for name in ("ana", "ben", "cleo")]
    await published(lasting, heron, wren, by="dora")
    assert [len(alerts(each)) for each in people] == [1, 1, 1]
    secrets = [secret for each in people for secret in each.phone.secrets if secret]
    assert secrets
    for each in people:
        others = [secret for other in people if other is not each for secret in other.phone.secrets if secret]
        assert not any(secret in text for text in each.sees() for secret in others)
    assert not any(secret in lasting.everything_in_rooms() for secret in secrets)
    await lasting.app.store.backup(tmp_path / "copy.db", lasting.clock.now(), lasting.settings.retention_table())
    held = files_in(tmp_path) | files_in(tmpfs)
    assert any(name.startswith("sub-") for name in held)
    forms = {form for secret in secrets for form in (secret.encode(), secret.encode().hex().encode())}
    assert not [name for name, raw in held.items() for form in forms if form in raw]


async def test_the_database_cannot_tell_how_many_there_are(town_gazetteer, tmp_path: Path, platform: str):
    """Every row of every table is the same with three subscribers as with none."""
    rows = {}
    for count in (0, 3):
        folder = tmp_path / str(count)
        folder.mkdir()
        async with open_town(town_gazetteer, folder, platform, **ON) as town:
            heron, wren = town.moderator("heron"), town.moderator("wren")
            people = [await subscribed(town, f"p{number}") for number in range(count)]
            code = await published(town, heron, wren, by="dora")
            for moderator in (heron, wren):
                await moderator.writes(f"clear {code}")
            await town.passes(seconds=30)
            assert [len(alerts(each)) for each in people] == [2] * count
        rows[count] = sizes(folder / "whistle.db")
    # What people say to the bot leaves a mark each, whatever it is about.
    assert {name: size for name, size in rows[0].items() if name not in {"once_keys", "sequences"}} == {
        name: size for name, size in rows[3].items() if name not in {"once_keys", "sequences"}
    }


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def sizes(path: Path) -> dict[str, object]:
    """How many rows each table has, and of the outbox what is to be seen of each."""
    with closing(sqlite3.connect(path)) as database:
        names = [name for (name,) in database.execute("select name from sqlite_master where type = 'table'")]
        counted: dict[str, object] = {
            name: database.execute(f"select count(*) from {name}").fetchone()[0] for name in names
        }
        counted["outbox"] = database.execute(
            "select state, urgency, room, kind, attempts, is_edit from outbox order by id"
        ).fetchall()
    return counted


async def test_a_shred_takes_the_list_along(town: Town):
    heron, wren = town.moderator("heron"), town.moderator("wren")
    ana = await subscribed(town, "ana")
    await heron.writes("shred")
    await wren.writes("shred")
    assert "who got alerts in private" in (await heron.hears("SHREDDED")).text
    await published(town, heron, wren, by="ben")
    assert alerts(ana) == []


async def test_an_operators_shred_beside_the_running_bot_takes_the_list_along(lasting: Town):
    from bot.keys import shred_files

    heron, wren = lasting.moderator("heron"), lasting.moderator("wren")
    ana = await subscribed(lasting, "ana")
    gone, _ = shred_files(lasting.settings)
    assert any("subscriptions" in each for each in gone.unreadable)
    await published(lasting, heron, wren, by="ben")
    assert alerts(ana) == []


async def test_switching_it_off_destroys_the_list(lasting: Town, tmpfs: Path):
    await subscribed(lasting, "ana")
    assert any(name.startswith("sub-") for name in files_in(tmpfs))
    off = lasting.settings.subscriptions.model_copy(update={"enabled": False})
    lasting.settings = lasting.settings.model_copy(update={"subscriptions": off})
    await lasting.restarts()
    assert not any(name.startswith(("sub-", "relay-")) for name in files_in(tmpfs))


async def test_while_broadcasts_are_frozen_nothing_goes_to_subscribers_either(town: Town):
    heron, wren = town.moderator("heron"), town.moderator("wren")
    ana = await subscribed(town, "ana")
    await heron.writes("freeze")
    await published(town, heron, wren, by="ben")
    assert alerts(ana) == []
    await heron.writes("unfreeze")
    await town.passes(minutes=1)
    assert len(alerts(ana)) == 1
