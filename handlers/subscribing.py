"""Alerts by private message: asked for, explained, agreed to, ended. Off in most cities, needless on some platforms."""

from geo.folding import fold
from handlers.actions import Action, Verb
from handlers.offer import Offer
from handlers.outbound import Answer, Choice, Message
from handlers.talk import Talk


def subscribe(talk: Talk, wanted: str = "") -> Answer:
    """Ask which channel, or where one is named, explain what it means before anything is kept."""
    offered = talk.ctx.subscription
    if offered.offer is not Offer.OPEN:
        return talk.note(f"subscribe.{offered.offer.value}")
    if not offered.has_room():
        return talk.note("subscribe.full")
    channels = [channel.name for channel in talk.ctx.directory.channels]
    named = next((name for name in channels if wanted and fold(name) == fold(wanted)), "")
    if named:
        return talk.answer(Message(text=_terms(talk, named), choices=(_yes_or_no(talk, named),)))
    if not channels:
        return talk.note("subscribe.off")
    listed = tuple((_channel(name),) for name in channels)
    return talk.answer(Message(text=talk.say("subscribe.ask"), choices=listed))


def agreed(talk: Talk, channel: str) -> Answer:
    """They have read what it means."""
    offered = talk.ctx.subscription
    if offered.offer is not Offer.OPEN or all(each.name != channel for each in talk.ctx.directory.channels):
        return subscribe(talk)
    if not offered.begin(channel, talk.said.language):
        return talk.note("subscribe.full")
    return talk.answer(Message(text=talk.say("subscribe.done", channel=channel, days=offered.terms.days)))


def left(talk: Talk) -> Answer:
    return talk.answer(Message(text=talk.say("subscribe.left")))


def unsubscribe(talk: Talk) -> Answer:
    return talk.note("unsubscribe.done" if talk.ctx.subscription.end() else "unsubscribe.none")


def _terms(talk: Talk, channel: str) -> str:
    terms = talk.ctx.subscription.terms
    restart = talk.say("subscribe.restart.machine" if terms.outlives_restart else "subscribe.restart.bot")
    return talk.say("subscribe.terms", channel=channel, minutes=terms.late_minutes, days=terms.days, restart=restart)


def _channel(name: str) -> Choice:
    return Choice(name, Action(Verb.SUBSCRIBE, "", name))


def _yes_or_no(talk: Talk, channel: str) -> tuple[Choice, ...]:
    yes = talk.choice("subscribe.yes", Verb.SUBSCRIBE_YES, "", channel)
    return (yes, talk.choice("choice.no", Verb.LEAVE_IT))
