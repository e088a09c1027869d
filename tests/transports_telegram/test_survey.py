"""What the operator is told before going live, and that nothing is changed by asking."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.cli.findings import Grade
from bot.cli.online import online_findings
from bot.settings import Settings
from bot.transports.telegram import WebhookConfig
from bot.transports.telegram.survey import survey
from tests.fake_telegram.world import BOT_ID


@pytest.fixture
def ready(town):
    town.moderators.members[BOT_ID] = "administrator"
    town.moderators.rights |= {"can_delete_messages": True}
    town.phillips.rights |= {"can_delete_messages": True, "can_edit_messages": True}
    return town


async def test_a_town_that_is_ready_has_no_flaws_and_asking_changes_nothing(ready, fake):
    assert await survey(ready.config()) == []
    assert {name for name, _ in fake.calls} == {"getMe", "getWebhookInfo", "getChat", "getChatMember"}


async def test_a_refused_token_is_one_grave_flaw(ready, fake):
    fake.token = "1:another"
    (flaw,) = await survey(ready.config(token="2:wrong"))
    assert flaw.grave
    assert "token" in flaw.text


@pytest.mark.parametrize(
    ("rights", "words", "grave"),
    [
        ({"can_post_messages": False}, "may not post", True),
        ({"can_edit_messages": False}, "may not edit", False),
        ({"can_delete_messages": False}, "may not delete", False),
    ],
)
async def test_missing_rights_are_named_with_their_room(ready, rights, words, grave):
    ready.phillips.rights |= rights
    flaws = await survey(ready.config())
    assert [(flaw.text, flaw.grave) for flaw in flaws] == [(f"phillips@telegram: the bot {words}", grave)]


async def test_a_room_the_bot_is_not_in_is_named(ready):
    ready.moderators.members[BOT_ID] = "kicked"
    (flaw,) = await survey(ready.config())
    assert (flaw.text, flaw.grave) == ("moderators@telegram: the bot is not in there", True)


async def test_a_public_moderators_room_is_grave(ready):
    ready.moderators.username = "everybody_reads"
    (flaw,) = await survey(ready.config())
    assert (flaw.text, flaw.grave) == ("moderators@telegram: the moderators' group is public", True)


async def test_a_linked_discussion_group_is_told(ready):
    ready.phillips.linked = -100555
    (flaw,) = await survey(ready.config())
    assert "discussion" in flaw.text


async def test_a_webhook_left_behind_is_told(ready, fake):
    fake.waiting.hook = {"url": "https://elsewhere.example/x"}
    (flaw,) = await survey(ready.config())
    assert "webhook" in flaw.text


@pytest.mark.parametrize(
    ("flag", "words"),
    [
        ({"can_join_groups": True}, "/setjoingroups"),
        ({"can_read_all_group_messages": True}, "/setprivacy"),
        ({"supports_inline_queries": True}, "/setinline"),
        ({"can_connect_to_business": True}, "business mode"),
        ({"supports_guest_queries": True}, "guest mode"),
    ],
)
async def test_what_botfather_left_open_is_told_with_its_command(ready, fake, flag, words):
    fake.methods.me |= flag
    (flaw,) = await survey(ready.config())
    assert words in flaw.remedy


async def test_pinning_asks_for_its_right_in_groups_and_a_topic_for_topics(ready):
    ready.phillips.kind = "supergroup"
    ready.phillips.rights["can_pin_messages"] = False
    flaws = await survey(ready.config(pin_alerts=True, topics={"moderators@telegram": 7}))
    assert [(flaw.text, flaw.grave) for flaw in flaws] == [
        ("moderators@telegram: it has no topics", True),
        ("phillips@telegram: the bot may not pin", False),
    ]


async def test_a_clock_that_is_off_is_told_in_seconds(ready):
    (flaw,) = await survey(ready.config(), now=lambda: datetime.now(UTC) + timedelta(seconds=100))
    assert "clock is" in flaw.text
    assert "s off" in flaw.text


async def test_a_moderators_room_is_looked_at_for_what_it_must_be(ready):
    ready.moderators.kind, ready.moderators.auto_delete_s = "group", 0
    ready.moderators.members[BOT_ID], ready.moderators.rights = "restricted", {"can_send_messages": False}
    texts = [flaw.text for flaw in await survey(ready.config())]
    for words in ("plain group", "may not write", "stays for ever", "may not delete"):
        assert any(words in text for text in texts), words


async def test_a_webhook_that_telegram_cannot_reach_is_told(ready, fake):
    fake.waiting.hook = {"url": "https://whistle.example/telegram", "last_error_date": 1}
    hook = WebhookConfig(public_url="https://whistle.example/telegram")
    (flaw,) = await survey(ready.config(webhook=hook))
    assert "could not reach" in flaw.text


async def test_check_online_tells_it_to_the_operator(ready, fake):
    settings = Settings.model_validate(
        {
            "telegram": {"enabled": True, "token": fake.token, "base_url": fake.url},
            "moderation": {"telegram": ready.moderators.id},
            "channels": [{"name": "phillips", "everywhere": True, "telegram": ready.phillips.id}],
        }
    )
    (fine,) = await asyncio.to_thread(online_findings, settings)
    assert fine.grade is Grade.OK
    ready.phillips.members[BOT_ID] = "left"
    (wrong,) = await asyncio.to_thread(online_findings, settings)
    assert (wrong.grade, wrong.text) == (Grade.ERROR, "phillips@telegram: the bot is not in there")


def test_check_online_refuses_settings_without_a_token():
    (wrong,) = online_findings(Settings.model_validate({"telegram": {"enabled": True, "token": "canary"}}))
    assert wrong.grade is Grade.ERROR
    assert "BotFather" in wrong.text
    assert "canary" not in wrong.text
