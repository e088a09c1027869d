"""First words, help, privacy, language, and forgetting."""

from collections.abc import Sequence
from dataclasses import replace

from handlers.actions import Verb
from handlers.incident import Report, ReportState
from handlers.messages import catalogue
from handlers.offer import Offer
from handlers.outbound import Answer, Choice, Message
from handlers.sealed import forget_sealed
from handlers.talk import Talk


def greet(talk: Talk) -> Answer:
    """What this is, in one screen, with the languages there are."""
    if talk.draft() is not None:
        return talk.note("greeting.draft_open")
    return talk.answer(Message(text=talk.say("greeting.text"), choices=_choices(talk)))


def small_talk(talk: Talk) -> Answer:
    """A greeting is answered by what this is, once; after that a short line will do."""
    if talk.held.greeted or talk.held.report:
        return talk.note("greeting.again")
    return greet(talk)


def help_text(talk: Talk) -> Answer:
    return _with_subscriptions(talk, "help")


def privacy(talk: Talk) -> Answer:
    return _with_subscriptions(talk, "privacy")


def language(talk: Talk, wanted: str) -> Answer:
    """Speak another language from now on; it is remembered in RAM only."""
    if wanted not in talk.ctx.policy.languages or wanted not in catalogue.languages():
        return talk.answer(Message(text=talk.say("language.ask"), choices=(_languages(talk),)))
    spoken = replace(talk, words=catalogue.of(wanted), said=replace(talk.said, language=wanted))
    return greet(spoken) if not talk.held.report else spoken.note("language.done")


def forget(talk: Talk) -> Answer:
    """Erase the conversation, open drafts and all words of this person; a sighting itself stays and names nobody."""
    refs = {talk.held.report, *talk.ctx.people.reports_of_speaker()}
    reports = [report for ref in sorted(refs) if (report := talk.tx.reports.get(ref)) is not None]
    for report in reports:
        forget_sealed(talk.tx, report.ref)
        if report.state is ReportState.DRAFT:
            talk.tx.reports.delete(report.ref)
        elif report.has_photo:
            talk.tx.reports.save(replace(report, has_photo=False))
    told = [_forgotten(reports), *(("forget.subscription",) if talk.ctx.subscription.end() else ())]
    return Answer(replies=(Message(text="\n".join(map(talk.say, told))),), forget=True)


def _with_subscriptions(talk: Talk, what: str) -> Answer:
    """What is said to everybody, and what is true only where alerts come in private as well."""
    more = (f"{what}.subscribe",) if talk.ctx.subscription.offer is Offer.OPEN else ()
    return talk.aside(Message(text="\n".join(map(talk.say, (f"{what}.text", *more)))))


def _forgotten(reports: Sequence[Report]) -> str:
    if not reports:
        return "forget.nothing"
    only_drafts = all(report.state is ReportState.DRAFT for report in reports)
    return "forget.draft" if only_drafts else "forget.text"


def _choices(talk: Talk) -> tuple[tuple[Choice, ...], ...]:
    return (
        (talk.choice("choice.guided", Verb.GUIDED),),
        (talk.choice("choice.rights", Verb.RIGHTS), talk.choice("choice.privacy", Verb.PRIVACY)),
        _languages(talk),
    )


def _languages(talk: Talk) -> tuple[Choice, ...]:
    spoken = [code for code in talk.ctx.policy.languages if code in catalogue.languages()]
    return tuple(
        Choice(catalogue.of(code).say("language.own_name"), talk.choice("choice.yes", Verb.LANGUAGE, "", code).action)
        for code in spoken
    )
