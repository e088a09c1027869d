"""Words in brackets that stand for something already taken out: they stay, and nothing reads across them."""

from bot.privacy.scrub.engine import Rule, kept
from bot.privacy.scrub.kinds import PLACEHOLDERS


def rules() -> tuple[Rule, ...]:
    listed = "|".join(word.strip("[]").replace("?", r"\?") for word in PLACEHOLDERS)
    return (Rule("placeholder", rf"\[(?:{listed})\]", kept),)
