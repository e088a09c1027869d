"""Everything people do with the bot, once, by people whose every field is a token."""

from dataclasses import dataclass
from datetime import timedelta

from tests.canaries import signal, telegram
from tests.canaries.town import LAKESIDE, MODERATORS, CanaryTown
from tests.fake_signal.people import time_of
from tests.fake_telegram.people import bot_standing
from tests.stories_telegram.telegramtown import Moderator, Resident, code_of

SIGHTING = "3 unmarked suvs agents in vests stopping people {where} rn {words}. my name is {name}, call me {phone}"
HERE, THERE, ELSEWHERE, BESIDE = (
    "lake & chicago",
    "5th st n & linden ave n",
    "e ferry st & 2nd ave",
    "lake st & 5th ave s",
)
ATTACHMENTS = (
    ("contact",), ("document", "caption"), ("voice", "caption"), ("video", "caption"), ("sticker",), ("poll",),
    ("animation", "caption"), ("video_note",), ("audio", "caption"), ("photo", "caption"), ("dice",), ("story",),
)  # fmt: skip


LATE = timedelta(minutes=10), timedelta(hours=6, minutes=10), timedelta(hours=24, minutes=10), timedelta(days=8)
"""When it is looked at again, counted from anybody's last word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    ana: Resident
    ben: Resident
    cleo: Resident
    sol: signal.Marked
    wren: Moderator
    heron: Moderator
    crane: signal.Marked
    olga: telegram.Marked
    sam: telegram.Marked
    sue: signal.Marked
    tess: signal.Marked
    sid: signal.Marked
    """Gets alerts by private message, and is in no group."""


def gather(town: CanaryTown) -> People:
    """Residents, moderators, an operator and subscribers, on both platforms. Call it before the bot starts."""
    crane = town.phone("moderator", "crane")
    sue = town.phone("subscriber", "sue")
    town.server.members[MODERATORS].append(crane.aci)
    town.server.members[LAKESIDE].append(sue.aci)
    return People(
        ana=town.resident("ana"), ben=town.resident("ben"), cleo=town.resident("cleo"),
        sol=town.phone("resident", "sol"), wren=town.moderator("wren"), heron=town.moderator("heron"), crane=crane,
        olga=telegram.Marked(town.fake, town.mint, "operator/olga"),
        sam=telegram.Marked(town.fake, town.mint, "subscriber/sam"), sue=sue, tess=town.phone("subscriber", "tess"),
        sid=town.phone("subscriber", "sid"),
    )  # fmt: skip


def sighting(town: CanaryTown, who: str, where: str = HERE) -> str:
    mint = town.mint
    return SIGHTING.format(
        where=where, words=mint.word(f"{who}/words"), name=mint.word(f"{who}/named"), phone=mint.phone(f"{who}/told")
    )


async def somebody_subscribes(town: CanaryTown, people: People) -> None:
    """SUBSCRIBE, a channel, and yes."""
    sid = people.sid
    await town.arrives(sid.says(sid.person, "SUBSCRIBE"))
    asked = await town.hears_on_signal(sid.aci, "Of which channel?")
    (number,) = (line.split()[0] for line in asked.text.splitlines() if line.endswith(" lakeside"))
    await town.arrives(sid.says(sid.person, number))
    await town.hears_on_signal(sid.aci, "Read this first")
    await town.arrives(sid.says(sid.person, "1"))
    await town.hears_on_signal(sid.aci, "Done.")


async def a_report_becomes_an_alert(town: CanaryTown, people: People) -> str:
    """Three residents, two votes, one alert, in private too; answers its code."""
    await somebody_subscribes(town, people)
    ana, ben, sol, wren, crane = people.ana, people.ben, people.sol, people.wren, people.crane
    await ana.says(sighting(town, "resident/ana"))
    await ben.says(sighting(town, "resident/ben"))
    await town.arrives(sol.says(sol.person, sighting(town, "resident/sol")))
    card = await wren.sees_card("3 witnesses")
    await wren.picks(card, "approve")
    on_signal = await town.hears_on_signal(MODERATORS.rest_id, "1/2")
    await town.arrives(crane.reacts(crane.person, "👍", on_signal.times[-1], MODERATORS))
    await town.channel("lakeside").hears("REPORTED")
    await town.hears_on_signal(LAKESIDE.rest_id, "REPORTED")
    await town.hears_on_signal(people.sid.aci, "REPORTED")
    return code_of(card)


async def everything_else_is_sent(town: CanaryTown, people: People) -> None:
    """Attachments, places, forwards, live positions, other people's accounts: what is refused or dropped."""
    cleo, sol, sam, sue = people.cleo, people.sol, people.sam, people.sue
    person = cleo.person
    assert isinstance(person, telegram.Marked)
    for kinds in ATTACHMENTS:
        person.sends(person.content(*kinds))
    spot = {
        "latitude": town.mint.degrees("resident/cleo/pin.latitude", 44.9483),
        "longitude": town.mint.degrees("resident/cleo/pin.longitude", -93.2626),
    }
    person.sends({"location": spot | {"live_period": 3600, "heading": 7, "horizontal_accuracy": 12.5}})
    venue = person.content("venue")
    venue["venue"]["location"] = spot
    number = person.sends(venue)
    person.edits(number, {"location": spot | {"live_period": 3600}})
    person.blocks()
    person.sends_poison()
    person.does_odd_things()
    sam.does_odd_things()
    place = town.fake.world.room(-100_200_300_400, "supergroup", title=town.mint.word("subscriber/sam/group.title"))
    sam.writes(sighting(town, "subscriber/sam"), place)
    bot_standing(town.fake, town.channels["northgate"], people.olga, "administrator", can_post_messages=False)
    bot_standing(town.fake, town.channels["northgate"], people.olga, "administrator", can_post_messages=True)
    await town.settles()
    for frame in [
        *sol.attaches(),
        *sol.noise(),
        sue.says(sue.person, sighting(town, "subscriber/sue"), LAKESIDE),
        *sue.noise(),
    ]:
        await town.server.emit(frame)
    await town.passes(minutes=1)


async def somebody_asks_to_join(town: CanaryTown, people: People) -> None:
    """A channel's group on Signal, and a moderator lets them in."""
    tess, crane, asking = people.tess, people.crane, town.server.charters[LAKESIDE].asking
    asking.append(tess.aci)
    await town.server.emit(tess.updates_group(LAKESIDE))
    await town.hears_on_signal(MODERATORS.rest_id, "let in")
    await town.arrives(crane.says(crane.person, "admit lakeside", MODERATORS))
    await town.server.until(lambda: tess.aci not in asking)


async def a_photo_is_asked_for(town: CanaryTown, people: People) -> None:
    """Somebody lets moderators see it, and one of them wants to."""
    cleo, wren = people.cleo, people.wren
    assert isinstance(cleo.person, telegram.Marked)
    cleo.person.sends(cleo.person.content("photo") | {"caption": sighting(town, "resident/cleo", BESIDE)})
    await cleo.picks(await cleo.hears("hidden data is gone"), "moderators only")
    await wren.picks(await wren.sees_card("1 photo"), "show photo")


async def a_photo_is_shown(town: CanaryTown, people: People) -> None:
    """And is gone after minutes."""
    await a_photo_is_asked_for(town, people)
    shown = await people.wren.hears("faces covered")
    assert shown.photo
    await town.passes(minutes=10)
    assert shown.id not in people.wren.room.said


async def moderators_work(town: CanaryTown, people: People, code: str) -> None:
    """Ask and answer, show the wording, edit, note, update, claim, reject, mute, clear."""
    wren, heron, ana, cleo = people.wren, people.heron, people.ana, people.cleo
    note = f"seen from the bus stop {town.mint.word('moderator/wren/note')}"
    for wish in ("show", "ask {} still", "claim", "edit {} 4 agents", f"note {{}} {note}", "urgent", "doubt", "extend"):
        await wren.writes(wish.format(code) if "{}" in wish else f"{wish} {code}")
        await town.passes(seconds=20)
    await town.arrives(people.crane.says(people.crane.person, f"show {code}", MODERATORS))
    await ana.says("yes still there")
    await heron.writes(f"approve {code}")
    await wren.writes(f"approve {code}")
    await town.passes(minutes=1)
    await wren.writes(f"chatter in the room {town.mint.word('moderator/wren/chatter')}")
    await cleo.says(sighting(town, "resident/cleo", THERE))
    await town.passes(minutes=1)
    other = await wren.sees_card("Linden")
    await heron.writes(f"mute {code_of(other)} r1")
    await wren.writes(f"reject {code_of(other)} not ice")
    await wren.writes(f"clear {code}")
    await heron.writes(f"clear {code}")
    await town.passes(minutes=1)


async def a_last_word(town: CanaryTown, people: People) -> str:
    """From both platforms, of one thing that nobody decides; answers its code."""
    ana, sol = people.ana, people.sol
    await ana.says(sighting(town, "resident/ana", ELSEWHERE))
    await town.arrives(sol.says(sol.person, sighting(town, "resident/sol", ELSEWHERE)))
    town.last_word = town.clock.now()
    await town.passes(minutes=1)
    return code_of(await people.wren.sees_card("E Ferry St"))


async def moderators_look_again(town: CanaryTown, people: People, code: str) -> None:
    """At words that may have gone, of people who may have to be left alone; and what is done every ten minutes is."""
    crane = people.crane
    for wish in (f"show {code} full", f"show {code}", f"ask {code} still", "pending"):
        await town.arrives(crane.says(crane.person, wish, MODERATORS))
    await people.wren.writes(f"ask {code} still")
    await town.passes(minutes=1)
    await town.bot.tells("keep_house")
    await town.passes(minutes=1)


async def moderators_destroy_the_keys(town: CanaryTown, people: People) -> None:
    """Two of them, as it takes."""
    await people.wren.writes("/shred")
    await people.heron.writes("/shred")
    await people.wren.hears("unreadable")


async def residents_take_back(town: CanaryTown, people: People) -> None:
    """Edit, delete, withdraw, and FORGET on both platforms."""
    ben, sol, ana = people.ben, people.sol, people.ana
    number = ben.person.writes(sighting(town, "resident/ben", ELSEWHERE))
    await town.settles()
    ben.person.edits(number, {"text": f"4 agents {town.mint.word('resident/ben/edited')}"})
    await town.settles()
    await ben.says("cancel")
    told = sol.says(sol.person, sighting(town, "resident/sol", ELSEWHERE))
    await town.arrives(told, sol.edits_it(f"5 agents {town.mint.word('resident/sol/edited')}", time_of(told)))
    await town.arrives(sol.deletes(sol.person, time_of(told)))
    await ana.says("FORGET")
    await town.arrives(sol.says(sol.person, "FORGET"))
    await town.passes(seconds=30)


async def every_handler_crashes(town: CanaryTown, people: People) -> int:
    """Each function that these inputs reach fails once, its error full of what it held; answers how many did."""
    room = people.wren.room
    await town.bot.tells("break", True)
    broken = -1
    for rounds in range(100):
        before, broken = broken, int(await town.bot.tells("break", True))
        if before == broken:
            break
        people.ana.person.writes(sighting(town, "resident/ana"))
        people.ben.person.shares(
            town.mint.degrees("resident/ben/pin.latitude", 44.9483),
            town.mint.degrees("resident/ben/pin.longitude", -93.2626),
        )
        people.ben.person.writes("yes")
        people.wren.person.writes("pending", room)
        people.heron.person.writes(f"note K7Q2 {town.mint.word('moderator/heron/note')}", room)
        await town.server.emit(people.sol.says(people.sol.person, sighting(town, "resident/sol")))
        await town.passes(seconds=31) if rounds % 4 == 0 else await town.settles()
    await town.bot.tells("break", False)
    return broken


async def a_short_story(town: CanaryTown, people: People) -> None:
    """One of everything that a careless line could keep: words, a pin, a photo, a card, its wording, an alert."""
    room = people.wren.room
    known = set(room.texts)
    people.ana.person.writes(sighting(town, "resident/ana"))
    spot = [
        town.mint.degrees(f"resident/ben/pin.{half}", near)
        for half, near in (("latitude", 44.9483), ("longitude", -93.2626))
    ]
    people.ben.person.shares(*spot)
    assert isinstance(people.cleo.person, telegram.Marked)
    people.cleo.person.sends(people.cleo.person.content("photo", "caption"))
    await town.server.emit(people.sol.says(people.sol.person, sighting(town, "resident/sol")))
    await town.passes(seconds=40)
    await town.passes(seconds=10)
    codes = sorted({text.split()[0].lstrip("#") for text in room.texts if text.startswith("#") and text not in known})
    assert codes
    for code in codes:
        await town.server.emit(people.crane.says(people.crane.person, f"show {code}", MODERATORS))
        people.wren.person.writes(f"approve {code}", room)
        people.heron.person.writes(f"approve {code}", room)
        await town.passes(seconds=30)
