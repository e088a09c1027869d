"""Promise: the canary test is no decoration. Leaks sown on purpose, such as anybody could make, are all caught."""

import re

import pytest

from tests.canaries import flows, sinks
from tests.canaries.evidence import everything, leaks
from tests.canaries.mutants import MUTANTS
from tests.canaries.town import canary_town

pytestmark = pytest.mark.promise


async def test_every_leaky_mutant_is_caught(town_gazetteer, tmp_path):
    missed = []
    async with canary_town(town_gazetteer, tmp_path) as town:
        people = flows.gather(town)
        await town.starts()
        for name, signs in MUTANTS.items():
            await town.bot.tells("plant", name)
            seen = sinks.so_far(town)
            await flows.a_short_story(town, people)
            found = leaks(town, await everything(town, seen))
            if not any(re.search(signs, each) for each in found):
                missed.append((name, found))
            await town.begins_anew()
    assert len(MUTANTS) >= 12
    assert missed == []
