"""Telegram is in other hands and there is no spare bot: what stands on Signal is warned through Signal."""

import pytest

from tests.fake_signal.daemon import FakeDaemon
from tests.fake_signal.people import BOT, Group
from tests.fake_signal.server import FakeSignal
from tests.fake_telegram.server import FakeTelegram
from tests.stories_telegram.test_hijack import WARN, whistle

MODERATORS, LAKESIDE, DOWNTOWN = Group("Moderators"), Group("Lakeside"), Group("Downtown")
CONFIG = """
[city]
gazetteer = "{gazetteer}"
timezone = "America/Chicago"
[telegram]
enabled = true
token_file = "token"
base_url = "{telegram}"
[signal]
enabled = true
number = "{bot}"
url = "{signal}"
receiver = "{receiver}"
[delivery]
signal_every = "0 s"
[moderation]
telegram = -1001000000000
signal = "{moderators}"
[[channels]]
name = "lakeside"
areas = ["Lakeside"]
telegram = -1001000000001
signal = [{{ address = "{lakeside}", language = "es" }}]
[[channels]]
name = "downtown"
areas = ["Downtown"]
signal = "{downtown}"
"""


@pytest.mark.parametrize("receiver", [FakeSignal, FakeDaemon])
async def test_groups_on_signal_are_warned_by_signal_alone_and_what_nobody_can_warn_is_named(
    fake: FakeTelegram, town_gazetteer, tmp_path, receiver: type[FakeSignal]
):
    groups = {each: [BOT] for each in (MODERATORS, LAKESIDE, DOWNTOWN)}
    (tmp_path / "token").write_text("7000000001:AArevokedTOKENrevokedTOKEN")
    async with receiver(groups) as signal:
        config = CONFIG.format(
            gazetteer=town_gazetteer, telegram=fake.url, bot=BOT, signal=signal.url, receiver=signal.receiver,
            moderators=MODERATORS.rest_id, lakeside=LAKESIDE.rest_id, downtown=DOWNTOWN.rest_id,
        )  # fmt: skip
        (tmp_path / "config.toml").write_text(config)
        status, out = await whistle(tmp_path, *WARN)
        heard = {group: signal.shown(group.rest_id) for group in groups}
        assert heard[MODERATORS] == []
        assert ["desde las 14:20" in text for text in heard[LAKESIDE]] == [True]
        assert ["since 14:20" in text for text in heard[DOWNTOWN]] == [True]
        assert signal.connections == 0, "what arrives on Signal meanwhile is left to the bot itself"
    told = [line for line in out.splitlines() if "warned: " in line]
    assert told == ["cannot be warned: lakeside@telegram", "warned: lakeside@signal", "warned: downtown@signal"]
    assert status == 1, "not all heard"
    assert fake.calls == []
    assert not any(group.rest_id in out for group in groups)
