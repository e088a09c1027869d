"""Where nobody in a channel sees who else is, whoever asks for private messages is told that they need none."""

import pytest

from handlers.messages import catalogue
from tests.town import Town

pytestmark = [
    pytest.mark.parametrize("platform", ["sim", "telegram"], indirect=True),
    pytest.mark.settings(subscriptions={"enabled": True}),
]


@pytest.mark.parametrize(("language", "word"), [("en", "subscribe"), ("es", "suscribir")])
async def test_whoever_asks_for_private_messages_is_told_that_a_channel_shows_nobody(
    town: Town, language: str, word: str
):
    said = await town.resident("ana", language).says(word)
    assert catalogue.of(language).say("subscribe.needless") in said.text
