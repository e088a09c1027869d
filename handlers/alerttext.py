"""How an alert reads in a channel, in the room's language. Fields and catalogue texts, and a moderator's note."""

from handlers import phrases
from handlers.alertcontent import AlertContent, Standing
from handlers.incident import Basis
from handlers.messages import Words
from handlers.policy import Policy

ENDED = (Standing.CLEAR, Standing.FALSE, Standing.EXPIRED, Standing.MERGED)


def alert_text(content: AlertContent, words: Words, policy: Policy, *, note: str = "") -> str:
    """The whole text of a post. `note` is the moderators' own, already read by the lint."""
    lines = _ended(content, words, policy) if content.standing in ENDED else _open(content, words, policy)
    if note:
        lines.append(words.say("alert.note", note=note))
    if content.standing not in ENDED:
        lines += footer(words, policy)
    lines.append(words.say("alert.code", code=content.code))
    return "\n".join(lines)


def standing_line(content: AlertContent, words: Words, policy: Policy) -> str:
    """How it stands and until when, in one line: the words of its map card."""
    if content.standing in ENDED:
        return words.say(f"alert.{content.standing.value}", other=content.other)
    return phrases.joined(
        confidence(content, words), words.say("alert.expires", time=phrases.clock(content.expires_at, policy))
    )


def footer(words: Words, policy: Policy) -> list[str]:
    """Rights, hotlines and the caution that every alert carries, the operator's where there are some."""
    own = dict(policy.footer)
    lines = [own.get(words.language) or own.get("") or words.say("alert.footer")]
    if policy.rights_link:
        lines.append(words.say("alert.rights", link=policy.rights_link))
    return lines + hotlines(words, policy)


def hotlines(words: Words, policy: Policy) -> list[str]:
    """Those of everybody and those of this language."""
    return [line for language, line in policy.hotlines if language in ("", words.language)]


def confidence(content: AlertContent, words: Words) -> str:
    """The first words of an alert: how far it may be believed."""
    if content.standing is Standing.DOUBT:
        return words.say("alert.doubt")
    if content.standing is Standing.UNCONFIRMED:
        return words.say("alert.unconfirmed")
    if content.basis is Basis.REPORTED:
        return words.say("alert.reported")
    return words.say(f"alert.confirmed.{content.basis.value}")


def _open(content: AlertContent, words: Words, policy: Policy) -> list[str]:
    first = confidence(content, words)
    if content.updated:
        first = words.say("alert.update", text=first)
    return [
        first,
        words.say("alert.near", place=content.place),
        _details(content, words, policy),
        words.say("alert.expires", time=phrases.clock(content.expires_at, policy)),
    ]


def _details(content: AlertContent, words: Words, policy: Policy) -> str:
    return phrases.joined(
        words.say("alert.about", time=phrases.clock(content.seen_at, policy)),
        words.count("room.agents", content.agents) if content.agents else "",
        phrases.vehicles(words, content.vehicles, content.vehicle_kinds, unmarked=content.unmarked),
        phrases.uniforms(words, content.uniforms),
        phrases.activities(words, content.activities),
        phrases.heading(words, content.heading),
    )


def _ended(content: AlertContent, words: Words, policy: Policy) -> list[str]:
    """A marked alert keeps its place and time, so that whoever saw it knows which one is meant."""
    lines = [words.say(f"alert.{content.standing.value}", other=content.other)]
    lines.append(
        words.say(
            "alert.was",
            place=content.place,
            time=phrases.clock(content.seen_at, policy),
        )
    )
    return lines
