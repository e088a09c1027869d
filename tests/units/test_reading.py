"""What is read out of plain words, row by row, in both languages."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.actions import Action, Verb
from handlers.observation import Activity, Heading, Observation, Presence, Uniform, Vehicle
from handlers.reading import Door, is_small_talk, read_door, read_number, read_observation, read_presence, read_wish

NOW = datetime(2026, 1, 15, 20, 30, tzinfo=UTC)  # 14:30 in Chicago
CHICAGO = "America/Chicago"


A_VAN = {"vehicle_kinds": (Vehicle.VAN,)}


def ago(*, hours: int = 0, minutes: int = 0) -> datetime:
    return NOW - timedelta(hours=hours, minutes=minutes)


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        # the sentence of the first story
        (
            "3 unmarked suvs agents in vests stopping people lake & chicago rn",
            {
                "vehicles": 3,
                "vehicle_kinds": (Vehicle.SUV,),
                "unmarked": True,
                "activities": (Activity.STOP,),
                "uniforms": (Uniform.VESTS,),
                "seen_at": NOW,
            },
        ),
        # Spanish, with a numbered street that is no count
        (
            "en la esquina de la 38 con Lake hace 10 minutos dos camionetas sin placas",
            {"vehicles": 2, "vehicle_kinds": (Vehicle.SUV,), "unmarked": True, "seen_at": ago(minutes=10)},
        ),
        # kinds add up, "a" is one, what is denied is not seen
        (
            "no vests, 2 black tahoes and a white van parked",
            {"vehicles": 3, "vehicle_kinds": (Vehicle.SUV, Vehicle.VAN), "activities": (Activity.PRESENT,)},
        ),
        # people taken are not agents
        ("they took 3 people", {"activities": (Activity.ARREST,)}),
        ("10 masked men at the store", {"agents": 10, "uniforms": (Uniform.MASKS,)}),
        # words count
        ("cuatro agentes con chalecos", {"agents": 4, "uniforms": (Uniform.VESTS,)}),
        ("a couple of vans", {"vehicles": 2, "vehicle_kinds": (Vehicle.VAN,)}),
        # "van" is a verb in Spanish, "este" is a word, streets have directions
        ("van al norte por la Lake", {"heading": Heading.NORTH}),
        ("agents on south lake st", {}),
        # a bus stop is no bus
        ("agents at the bus stop", {}),
        ("hay un retén en la Chicago", {"activities": (Activity.CHECKPOINT,)}),
        ("redada en la fábrica, se llevaron a dos", {"activities": (Activity.ARREST, Activity.RAID)}),
        # "a" is a preposition in Spanish, and "once" is eleven in no other language
        ("vi a la migra", {}),
        ("saw a la migra van", {"vehicle_kinds": (Vehicle.VAN,)}),
        ("pararon a agentes", {"activities": (Activity.STOP,)}),
        ("vi a ICE en la Lake", {}),
        ("vi a tres agentes y a un camión", {"agents": 3, "vehicles": 1, "vehicle_kinds": (Vehicle.TRUCK,)}),
        ("an ICE raid", {"activities": (Activity.RAID,)}),
        ("a masked agent and a van", {"agents": 1, "vehicles": 1, **A_VAN, "uniforms": (Uniform.MASKS,)}),
        ("a van at the Y, en route to Lake", {"vehicles": 1, **A_VAN}),
        ("once agents left", {}),
        ("once ICE left we went out", {}),
        ("vi once agentes", {"agents": 11}),
        ("hay once vans", {"vehicles": 11, **A_VAN}),
        ("9999 vans", {"vehicle_kinds": (Vehicle.VAN,)}),
        ("", {}),
    ],
)
def test_closed_fields_are_read(text, fields):
    assert read_observation(text, NOW, CHICAGO) == Observation(**fields)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("10 minutes ago", ago(minutes=10)),
        ("20 min ago", ago(minutes=20)),
        ("half an hour ago", ago(minutes=30)),
        ("hace media hora", ago(minutes=30)),
        ("hace como quince minutos", ago(minutes=15)),
        ("2 hours ago", ago(hours=2)),
        ("at 2:20pm", ago(minutes=10)),  # the city's clock, not UTC
        ("a las 2:20 de la tarde", ago(minutes=10)),
        ("around 2:20", ago(minutes=10)),  # the latest 2:20 there was
        ("at 3pm", datetime(2026, 1, 14, 21, 0, tzinfo=UTC)),  # not yet today
        ("ahorita", NOW),
        ("3 days ago at lake", None),
        ("40 hours ago", None),  # not a sighting of today
        ("nothing said", None),
    ],
)
def test_times_are_read(text, at):
    assert read_observation(text, NOW, CHICAGO).seen_at == at


@pytest.mark.parametrize(
    ("text", "presence"),
    [
        ("they left", Presence.GONE),
        ("ya se fueron", Presence.GONE),
        ("still there", Presence.THERE),
        ("siguen ahí", Presence.THERE),
        ("not gone", Presence.THERE),
        ("3 vans", None),
        # whoever asks has not seen it
        ("are they still there?", None),
        ("are they still there", None),
        ("hey is ice still here", None),
        ("¿siguen ahí?", None),
        ("siguen ahi?", None),
        ("alguien sabe si siguen ahí", None),
        ("not sure if they left", None),
        ("they left?", None),
        ("Still there? Yes. They are still there.", Presence.THERE),
        ("no they are still there", Presence.THERE),
        ("sí siguen ahí", Presence.THERE),
        ("are still here", Presence.THERE),
        ("not still here", Presence.GONE),
        ("they aren't still there", Presence.GONE),
        ("ya no siguen ahí", Presence.GONE),
    ],
)
def test_presence_is_read(text, presence):
    assert read_presence(text) == presence


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("/start", Action(Verb.START)),
        ("/rights@WhistleBot", Action(Verb.RIGHTS)),
        ("Derechos", Action(Verb.RIGHTS)),
        ("FORGET", Action(Verb.FORGET)),
        ("olvidar", Action(Verb.FORGET)),
        ("retirar", Action(Verb.WITHDRAW)),
        ("SUBSCRIBE", Action(Verb.SUBSCRIBE)),
        ("Suscribir", Action(Verb.SUBSCRIBE)),
        ("subscribe to old-mill", Action(Verb.SUBSCRIBE, argument="old-mill")),
        ("suscribirme a Phillips", Action(Verb.SUBSCRIBE, argument="phillips")),
        ("UNSUBSCRIBE", Action(Verb.UNSUBSCRIBE)),
        ("Baja", Action(Verb.UNSUBSCRIBE)),
        ("step by step", Action(Verb.GUIDED)),
        ("k7q2 still", Action(Verb.STILL, "K7Q2")),
        ("#K7Q2 gone!", Action(Verb.GONE, "K7Q2")),
        ("K7Q2 se fueron", Action(Verb.GONE, "K7Q2")),
        ("K7Q2 sigue", Action(Verb.STILL, "K7Q2")),
        ("K7Q2 still there?", Action(Verb.VERIFY, "K7Q2")),
        ("¿K7Q2 siguen ahí?", Action(Verb.VERIFY, "K7Q2")),
        ("verify k7q2", Action(Verb.VERIFY, "K7Q2")),
        ("/start gone_K7Q2", Action(Verb.GONE, "K7Q2")),
        ("español", Action(Verb.LANGUAGE, argument="es")),
        ("they are gone", None),  # no code: a sighting
        ("lake and chicago", None),
        ("help they are taking people at lake and chicago", None),  # never taken for a command
        ("", None),
    ],
)
def test_wishes_are_read_only_where_they_stand_alone(text, wish):
    assert read_wish(text) == wish


@pytest.mark.parametrize(("text", "number"), [("1", 1), ("1.", 1), ("uno", 1), ("#2", 2), ("two", 2), ("1 van", None)])
def test_numbers_are_read(text, number):
    assert read_number(text) == number


@pytest.mark.parametrize("text", ["hi", "Hola!", "gracias", "good morning", "👍", "ok thanks", "buenas tardes"])
def test_small_talk_is_no_sighting(text):
    assert is_small_talk(text)


@pytest.mark.parametrize("text", ["hi ice here", "lake", "hola la migra", "vans"])
def test_a_greeting_never_swallows_a_sighting(text):
    assert not is_small_talk(text)


@pytest.mark.parametrize(
    ("text", "door"),
    [
        ("they are at my door", Door.HOME),
        ("ICE is knocking on my door", Door.HOME),
        ("están en mi casa", Door.HOME),
        ("tocan la puerta", Door.HOME),
        ("they took my brother", Door.TAKEN),
        ("se llevaron a mi hermano", Door.TAKEN),
        ("they took someone at lake", None),
        ("agents next door to the market", None),
    ],
)
def test_the_door_is_heard(text, door):
    assert read_door(text) == door


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read_without_failing(text):
    seen_at = read_observation(text, NOW, CHICAGO).seen_at
    assert seen_at is None or ago(hours=25) < seen_at <= NOW
    for read in (read_wish, read_number, read_door, read_presence, is_small_talk):
        assert read(text) is read(text) or read(text) == read(text)
