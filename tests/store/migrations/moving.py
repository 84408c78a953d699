"""Moves a database to a revision of its schema."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect

from leftopen.store import migrations


def to(connection: Connection, revision: str) -> None:
    """Up or down to this revision, such as `0002`; to nothing where it is empty."""
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    config.attributes["connection"] = connection
    here = MigrationContext.configure(connection).get_current_revision() or ""
    (command.downgrade if revision < here else command.upgrade)(config, revision or "base")


def tables(connection: Connection) -> set[str]:
    """The names of the tables that are there."""
    return set(inspect(connection).get_table_names())


def columns(connection: Connection, table: str) -> set[str]:
    """The names of the columns of a table."""
    return {column["name"] for column in inspect(connection).get_columns(table)}
