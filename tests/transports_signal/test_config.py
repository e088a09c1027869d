"""A setting that cannot be right is refused with what to write instead, and is never repeated."""

import pytest

from bot.transports.signal import SignalConfig
from bot.transports.signal.config import internal_id
from tests.fake_signal.people import ALERTS, BOT
from tests.transports_signal.harness import MODERATORS, ROOM


def config(**fields: object) -> SignalConfig:
    return SignalConfig(**{"number": BOT, "rooms": {ROOM: MODERATORS.rest_id}, **fields})  # type: ignore[arg-type] # fields by name


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"number": "612-555-0100"}, "country code"),
        ({"alert_number": "612-555-0100"}, "country code"),
        ({"url": "localhost:8080"}, "http://"),
        ({"alert_url": "localhost:8080"}, "http://"),
        ({"url": "http://name:secret@host"}, "http://"),
        ({"rooms": {ROOM: "Moderators"}}, "by its id"),
        ({"rooms": {ROOM: "group.not base64"}}, "by its id"),
        ({"rooms": {ROOM: "group."}}, "by its id"),
        ({"moderation": frozenset({"nowhere@signal"})}, "no Signal group is given"),
    ],
)
def test_a_wrong_setting_is_refused_with_what_to_write(fields: dict[str, object], words: str):
    with pytest.raises(ValueError, match=words) as refused:
        config(**fields)
    for secret in ("612-555", "+1555", "secret", "not base64"):
        assert secret not in str(refused.value)


def test_nothing_of_it_shows_when_it_is_printed():
    shown = repr(config(alert_number=ALERTS))
    for secret in (BOT, ALERTS, MODERATORS.rest_id):
        assert secret not in shown


def test_a_group_is_found_by_the_id_frames_use():
    assert internal_id(MODERATORS.rest_id) == MODERATORS.internal_id


def test_each_of_two_numbers_has_what_is_its_own():
    told = config(alert_number=ALERTS, moderation=frozenset({ROOM}))
    chats, rooms = told.of_chats(), told.of_rooms()
    assert (chats.number, dict(chats.rooms), chats.moderation) == (BOT, {}, frozenset())
    assert (rooms.number, set(rooms.rooms), rooms.moderation, rooms.url) == (
        ALERTS,
        {ROOM},
        frozenset({ROOM}),
        told.url,
    )
    assert config(alert_number=ALERTS, alert_url="http://127.0.0.1:8081").of_rooms().url == "http://127.0.0.1:8081"


def test_the_same_number_twice_is_one():
    told = config(alert_number=BOT)
    assert told.of_chats() is told.of_rooms() is told
