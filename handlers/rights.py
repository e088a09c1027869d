"""What a person's rights are and who to call, from the catalogue and the operator's settings."""

from handlers.outbound import Answer, Message
from handlers.talk import Talk


def rights(talk: Talk) -> Answer:
    """R11: readable without any report, and it touches no open question."""
    return talk.aside(Message(text="\n".join((talk.say("rights.text"), *_link(talk), *hotlines(talk)))))


def hotlines(talk: Talk) -> tuple[str, ...]:
    """The operator's numbers for this language; those of no language are for all."""
    lines = tuple(line for language, line in talk.ctx.policy.hotlines if language in ("", talk.words.language))
    return lines or (talk.say("rights.no_hotline"),)


def _link(talk: Talk) -> tuple[str, ...]:
    link = talk.ctx.policy.rights_link
    return (talk.say("rights.link", link=link),) if link else ()
