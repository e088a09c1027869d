"""The platforms that stories are told on, what each of them cannot do, and which need only some of the stories.

A platform is added here: a line in `PLATFORMS`, and where it must, one in `EXCUSED`.
"""

from collections.abc import Callable, Mapping

from bot.clock import TownClock
from tests.fake_signal.daemon import FakeDaemon
from tests.platforms.base import Platform
from tests.platforms.signal import SignalPlatform
from tests.platforms.simulated import simulated
from tests.platforms.telegram import TelegramPlatform

Pair = tuple[Platform, Platform]
"""Where a story is told, and the platform beside it: its moderators are there too, and two of its channels."""

PLATFORMS: Mapping[str, Callable[[TownClock], Pair]] = {
    "sim": lambda clock: simulated("sim", "simsig", clock.now),
    "simsig": lambda clock: simulated("simsig", "sim", clock.now),
    "telegram": lambda clock: (TelegramPlatform(clock), SignalPlatform(clock)),
    "webhook": lambda clock: (TelegramPlatform(clock, webhook=True), SignalPlatform(clock)),
    "signal": lambda clock: (SignalPlatform(clock), TelegramPlatform(clock)),
    "daemon": lambda clock: (SignalPlatform(clock, FakeDaemon), TelegramPlatform(clock)),
}

SOME: Mapping[str, frozenset[str]] = {
    "simsig": frozenset({"test_report_becomes_alert", "test_residents", "test_changed_minds", "test_subscriptions"}),
    "webhook": frozenset({"test_report_becomes_alert", "test_hard_times"}),
}
"""Files of stories for platforms that differ from another in one thing alone: numbers, and how updates come."""

_NO_BUTTONS = {
    "test_a_button_of_an_older_list_chooses_no_other_place": "a number answers the latest question alone",
    "test_whoever_presses_send_twice_hears_twice_that_it_was_passed_on": "a number answers the latest question alone",
}
_KEEPS_PICTURES = "an edit on Signal changes words alone"
_SIGNAL = {
    **_NO_BUTTONS,
    "test_an_alert_arrives_with_its_map_and_is_edited_to_all_clear": _KEEPS_PICTURES,
    "test_a_card_whose_place_is_unknown_gets_its_map_when_the_place_is_known": _KEEPS_PICTURES,
    "test_an_alert_that_loses_its_map_makes_no_sound": "nothing is silent on Signal",
}
_TELEGRAM = {
    "test_a_vote_by_reaction_goes_when_the_reaction_goes": "moderators there have buttons; reactions are not asked for",
    "test_an_edit_after_forget_opens_nothing": "FORGET deletes the message on both sides, so nobody can edit it",
    "test_deleting_an_earlier_message_leaves_the_open_draft_open": "Telegram tells a bot of no deletion",
    "test_deleting_the_message_of_an_open_report_takes_it_back": "Telegram tells a bot of no deletion",
}
EXCUSED: Mapping[str, Mapping[str, str]] = {
    "sim": {},
    "simsig": _NO_BUTTONS,
    "telegram": _TELEGRAM,
    "webhook": _TELEGRAM,
    "signal": {
        **_SIGNAL,
        "test_what_was_written_while_the_bot_was_away_arrives_once": (
            "signal-cli-rest-api throws away what arrives while nobody listens"
        ),
    },
    "daemon": _SIGNAL,
}
"""What a platform truly cannot do: the story, and why it is not told there."""


def told_on(story: str, file: str) -> list[str]:
    """The platforms a story is told on. `file` is the module's name without its package."""
    return [name for name in PLATFORMS if story not in EXCUSED[name] and file in SOME.get(name, {file})]
