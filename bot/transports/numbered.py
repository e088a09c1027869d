"""Choices as numbered lines, for platforms without buttons. Number n is element n-1 of `flat_choices`."""

from handlers.outbound import Message


def numbered(message: Message) -> str:
    """Return the text with its choices at the end, one numbered line each."""
    lines = [f"{number} {choice.label}" for number, choice in enumerate(message.flat_choices, start=1)]
    return "\n\n".join(part for part in (message.text, "\n".join(lines)) if part)
