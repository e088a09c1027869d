"""What a store may raise beside the handlers' own errors.

StoreError
├── StoreFailed     the database refused; nothing of the work was committed, it may be tried again
├── StoreClosed     the store is closing; nothing of the work was committed
└── UnusableStore   the file or address is no database of ours; says what to do
"""

from sqlalchemy.exc import DBAPIError

from bot.work import Unavailable


class StoreError(Exception):
    """Base of a store's errors. Texts never hold a value that was stored."""


class StoreFailed(StoreError, Unavailable):
    """The database refused; nothing of the work was committed."""


class StoreClosed(StoreError, Unavailable):
    """The store is closing; nothing of the work was committed."""


class UnusableStore(StoreError):
    """This is no database that can be used."""


def failed(error: BaseException) -> StoreFailed:
    """What went wrong by its name only: a driver's text may quote the row it refused."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    name = getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None) or ""
    return StoreFailed(f"the database failed: {type(cause).__name__} {name}".rstrip())
