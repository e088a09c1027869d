"""What a resident is told of an open draft: what will be passed on, or what is still missing of its place."""

from hashlib import blake2b

from geo.place import Missing, Place, Resolution
from handlers import phrases
from handlers.actions import Verb
from handlers.conversation import Asking
from handlers.incident import Report
from handlers.outbound import Answer, Choice, Message
from handlers.talk import Talk

MARK_BYTES = 6
_WHERE = {
    Missing.CROSS_STREET: "where.cross_street",
    Missing.SHORT_LINK: "where.short_link",
    Missing.OUTSIDE: "where.outside",
    Missing.NO_CROSSING: "where.no_crossing",
}


def told_back(talk: Talk, report: Report, resolution: Resolution | None = None, *first: Message) -> Answer:
    """The preview, or the question for the place. `first` goes before it."""
    if report.place is not None:
        return preview(talk, report, *first)
    if resolution is not None and resolution.candidates:
        return ask_which(talk, report, resolution, *first)
    return ask_where(talk, report, resolution.missing if resolution else None, *first)


def preview(talk: Talk, report: Report, *first: Message) -> Answer:
    delay_s = int(talk.ctx.policy.draft_delay.total_seconds())
    head = talk.say("receipt.preview", delay=delay_s) if delay_s else talk.say("receipt.preview_on_yes")
    lines = [f"{head} {summary(talk, report)}"]
    if report.private_home:
        lines.append(talk.say("receipt.home"))
    if talk.said.removed:
        lines.append(talk.words.count("receipt.removed", talk.said.removed))
    message = Message(text="\n".join(lines), choices=_draft_choices(talk, report))
    return talk.answer(*first, message, report=report.ref)


def ask_which(talk: Talk, report: Report, resolution: Resolution, *first: Message) -> Answer:
    """At most four places, told apart by neighborhood, and none of them; that there are more is said."""
    options = tuple(
        (
            Choice(
                candidate.label,
                talk.choice("choice.none", Verb.PICK_PLACE, report.ref, mark_of(candidate.place)).action,
            ),
        )
        for candidate in resolution.candidates
    )
    none = ((talk.choice("choice.none", Verb.NO_PLACE_FITS, report.ref),),)
    asked = talk.say("where.which_of_more" if resolution.more else "where.which")
    text = f"{asked} {_waits(talk)}"
    return talk.answer(*first, Message(text=text, choices=options + none), report=report.ref, asking=Asking.PLACE)


def mark_of(place: Place) -> str:
    """What a button names a place by: never a position, which means another place in a later list."""
    return blake2b(place.anchor.encode(), digest_size=MARK_BYTES).hexdigest()


def ask_where(talk: Talk, report: Report, missing: Missing | None, *first: Message) -> Answer:
    key = _WHERE.get(missing, "where.ask") if missing else "where.ask"
    if missing in (Missing.CROSS_STREET, Missing.NO_CROSSING) and not report.understood:
        key = "where.ask"
    asked = talk.say(key, street=report.understood) if key in _NAMING else talk.say(key)
    message = Message(
        text=f"{asked} {_waits(talk)}",
        choices=((talk.choice("choice.cancel", Verb.CANCEL, report.ref),),),
        ask_location=True,
        awaits_text=True,
    )
    return talk.answer(*first, message, report=report.ref, asking=Asking.PLACE)


_NAMING = frozenset({"where.cross_street", "where.no_crossing"})


def summary(talk: Talk, report: Report) -> str:
    """The closed fields in one line: what moderators will see, nothing else."""
    seen, policy = report.observation, talk.ctx.policy
    place = report.place.label if report.place else talk.say("receipt.place_unknown")
    return phrases.joined(
        place,
        phrases.seen_time(talk.words, seen.seen_at, talk.ctx.now, policy),
        talk.words.count("room.agents", seen.agents) if seen.agents else "",
        phrases.vehicles(talk.words, seen.vehicles, seen.vehicle_kinds, unmarked=bool(seen.unmarked)),
        phrases.activities(talk.words, seen.activities),
        phrases.uniforms(talk.words, seen.uniforms),
        phrases.heading(talk.words, seen.heading),
        talk.say(f"receipt.presence.{report.presence.value}") if report.presence else "",
    )


def _draft_choices(talk: Talk, report: Report) -> tuple[tuple[Choice, ...], ...]:
    return (
        (talk.choice("choice.send_now", Verb.SEND_NOW, report.ref),),
        (
            talk.choice("choice.fix_place", Verb.FIX_PLACE, report.ref),
            talk.choice("choice.fix_other", Verb.FIX_OTHER, report.ref),
        ),
        (talk.choice("choice.cancel", Verb.CANCEL, report.ref),),
    )


def _waits(talk: Talk) -> str:
    """That nothing is lost if no answer comes."""
    return talk.words.count("where.waits", int(talk.ctx.policy.place_wait.total_seconds()) // 60)
