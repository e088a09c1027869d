"""Under which owners a report's sealed words and pictures rest, and how all of them go at once."""

from handlers.ports import Transaction


def words_owner(ref: str) -> str:
    return f"report:{ref}"


def photo_owner(ref: str) -> str:
    """Of the photo that moderators may ask for."""
    return f"photo:{ref}"


def waiting_photo_owner(ref: str) -> str:
    """Of a photo whose sender has not said yet that moderators may see it. Nobody can ask for it."""
    return f"photo-waits:{ref}"


def forget_sealed(tx: Transaction, ref: str) -> None:
    """Delete the words and pictures of one report."""
    for owner in (words_owner, photo_owner, waiting_photo_owner):
        tx.wordings.delete(owner(ref))
