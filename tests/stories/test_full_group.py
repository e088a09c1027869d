"""A group on Signal holds 1,000 members: moderators hear in time that the next one is needed, and how it is made."""

import pytest

from tests.platforms.signal import SignalPlatform
from tests.town import Town

pytestmark = pytest.mark.parametrize("platform", ["signal", "daemon"], indirect=True)


async def test_moderators_are_told_that_a_channels_group_is_nearly_full_and_what_to_do(town: Town):
    heron, home = town.moderator("heron"), town.home
    assert isinstance(home, SignalPlatform)
    group = home.groups["lakeside@signal"]
    home.server.members[group].extend(f"a11ce000-0000-4000-8000-9{number:011d}" for number in range(948))
    town.resident("ana").phone.joins("lakeside@signal")
    told = await heron.hears("lakeside@signal has 950 of 1,000 members")
    assert "whistle signal group create" in told.text
