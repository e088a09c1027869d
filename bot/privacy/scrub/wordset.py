"""Word lists written as text, so that a line of them reads like a line of a dictionary."""


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())
