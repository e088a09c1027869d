"""Promise: the canary test is no decoration. Leaks sown on purpose, such as anybody could make, are all caught."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.canaries import flows, sinks
from tests.canaries.evidence import everything, leaks
from tests.canaries.mutants import MUTANTS, NOTHING, Mutant
from tests.canaries.policy import WORDING
from tests.canaries.town import CanaryTown, Ways, canary_town, memory_for_keys

pytestmark = pytest.mark.promise

STORIES = ("short", "photo", "a day")
PARTS = 3
"""So many tests share the mutants, to be run side by side."""
NEEDS_A_DIRECTORY = "address_in_the_keyring_unsealed"


async def found_of(town: CanaryTown, people: flows.People, mutant: Mutant) -> list[str]:
    """What a story shows while a slip is in the program, which began with nothing."""
    await town.begins_anew(mutant.name)
    since, late = sinks.so_far(town), timedelta(0)
    if mutant.story == "photo":
        await town.bot.tells("run", 30.0)
        await flows.a_photo_is_asked_for(town, people)
        await town.passes(minutes=1)
    else:
        await flows.a_short_story(town, people)
    if mutant.story == "a day":
        await everything(town)  # what rests sealed is looked for afterwards
        await town.bot.tells("backup", str(town.folder / "backup.db"))
        await town.passes(hours=25)
        await town.bot.tells("purge")
        late = WORDING
    return leaks(town, await everything(town, since), late)


def shared_out(part: int) -> Sequence[Mutant]:
    return sorted(MUTANTS[part::PARTS], key=lambda mutant: STORIES.index(mutant.story))


@pytest.mark.parametrize("part", range(PARTS))
async def test_every_leaky_mutant_is_caught(town_gazetteer, tmp_path, part: int):
    missed = []
    with memory_for_keys() as keys:
        ways = Ways(receiver="daemon", webhook=True, keyring=keys)
        async with canary_town(town_gazetteer, tmp_path, ways) as town:
            people = flows.gather(town)
            for mutant in shared_out(part):
                if mutant.name == NEEDS_A_DIRECTORY and keys is None:
                    continue
                found = await found_of(town, people, mutant)
                if not any(re.search(mutant.signs, each) for each in found):
                    missed.append((mutant.name, found))
            # The fake Bot API has no forwarded messages and no pictures that say more than their pixels.
            assert all(re.match("forwardMessage|sendPhoto", each) for each in town.fake.broken)
            town.fake.broken.clear()
    assert missed == []


async def test_the_same_stories_show_nothing_where_nothing_was_sown(town_gazetteer, tmp_path):
    assert len(MUTANTS) >= 12
    assert {mutant.story for mutant in MUTANTS} == set(STORIES)
    with memory_for_keys() as keys:
        async with canary_town(town_gazetteer, tmp_path, Ways(receiver="daemon", webhook=True, keyring=keys)) as town:
            people = flows.gather(town)
            for story in STORIES:
                found = await found_of(town, people, replace(NOTHING, story=story))
                seen = [mutant.name for mutant in MUTANTS for each in found if re.search(mutant.signs, each)]
                assert seen == [], (story, found)
