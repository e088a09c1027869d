"""One message of a resident with everything its use case needs, and the one way to answer it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from handlers.actions import Action, Verb
from handlers.conversation import Asking, Conversation
from handlers.inbound import Submission
from handlers.incident import Report, ReportState
from handlers.messages import Words, catalogue
from handlers.outbound import Answer, Choice, Message
from handlers.ports import Context, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """`held` is what was remembered of the conversation. Nothing of a talk outlives its message."""

    tx: Transaction
    ctx: Context
    said: Submission
    held: Conversation
    words: Words = field(repr=False)

    @classmethod
    def of(cls, tx: Transaction, ctx: Context, said: Submission, held: Conversation | None) -> "Talk":
        return cls(tx=tx, ctx=ctx, said=said, held=held or Conversation(), words=catalogue.of(said.language))

    def report(self) -> Report | None:
        """The report that is open in this conversation, as it stands now."""
        ref = self.said.report or self.held.report
        return self.tx.reports.get(ref) if ref else None

    def draft(self) -> Report | None:
        """... while it was not passed on yet."""
        report = self.report()
        return report if report and report.state is ReportState.DRAFT else None

    def passed(self) -> Report | None:
        """... once moderators have it and it is not closed."""
        report = self.report()
        return report if report and report.state is ReportState.PASSED else None

    def about(self, ref: str) -> "Talk | None":
        """The same message, meant for this report; None where it is not one of whoever speaks."""
        if ref in ("", self.held.report):
            return self
        if ref not in self.ctx.people.reports_of_speaker():
            return None
        return replace(self, held=replace(self.held, report=ref, asking=Asking.NOTHING, question="", options=()))

    def nothing_open(self) -> Answer:
        """Why a draft's button does nothing: moderators have the report by now, or it is gone."""
        return self.note("withdraw.hint" if self.passed() else "draft.none")

    def done_with(self, report: Report, *messages: Message) -> Answer:
        """Say this of a report that is no more. Whatever else is open stays open."""
        if self.held.report not in ("", report.ref):
            return self.aside(*messages)
        return self.answer(*messages, report="")

    def say(self, key: str, **slots: str | int) -> str:
        return self.words.say(key, **slots)

    def choice(self, key: str, verb: Verb, subject: str = "", argument: str = "") -> Choice:
        return Choice(self.say(key), Action(verb, subject, argument))

    def with_code(self, action: Action) -> "Talk":
        """The same message, meaning this action."""
        return replace(self, said=replace(self.said, action=action))

    def answer(
        self,
        *messages: Message,
        report: str | None = None,
        asking: Asking = Asking.NOTHING,
        touched: str = "",
        at_home: bool = False,
    ) -> Answer:
        """Say this, and remember what the next message answers.

        `report` becomes the open one ("" for none, None leaves it). `touched` is the report this message belongs to.
        """
        options: Sequence[Choice] = next((m.flat_choices for m in reversed(messages) if m.choices), ())
        held = replace(
            self.held,
            language=self.said.language,
            greeted=True,
            report=self.held.report if report is None else report,
            asking=asking,
            question="",
            options=tuple(choice.action for choice in options),
            at_home=at_home,
        )
        return Answer(replies=messages, conversation=held, report=touched or (report or ""))

    def aside(self, *messages: Message) -> Answer:
        """Say this without touching what was asked before."""
        held = replace(self.held, language=self.said.language, greeted=True)
        return Answer(replies=messages, conversation=held)

    def note(self, key: str, **slots: str | int) -> Answer:
        """One line, as an aside."""
        return self.aside(Message(text=self.say(key, **slots)))
