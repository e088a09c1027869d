"""Bring a database's tables up to date when it is opened; migrations/ has the steps."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine

from bot.storage.errors import UnusableStore

_HERE = Path(__file__).parent / "migrations"


def migrate(engine: Engine) -> None:
    """Migrate in one transaction. Raises `UnusableStore` for a database of a later version."""
    with engine.begin() as connection:
        migrate_on(connection)


def migrate_on(connection: Connection) -> None:
    """As `migrate`, inside a transaction that stands already."""
    config = Config()
    config.set_main_option("script_location", str(_HERE).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    head = ScriptDirectory.from_config(config).get_current_head()
    if MigrationContext.configure(connection).get_current_revision() == head:
        return
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError:
        raise UnusableStore("the database was written by a later version of Whistle; run that one") from None
