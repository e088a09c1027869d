"""What the operator is told before going live, and that nothing is changed by asking."""

import asyncio

import pytest

from bot.cli.findings import Grade
from bot.cli.online import online_findings
from bot.settings import Settings
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
