from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import inspect

from leftopen.store import schema
from leftopen.store.migrations.versions import r0005_claims as fifth


def test_it_follows_the_fourth() -> None:
    assert (fifth.revision, fifth.down_revision) == ("0005", "0004")


def test_what_it_makes_it_takes_away(tmp_path: Path) -> None:
    opened = schema.engine(str(tmp_path / "x.db"))
    schema.upgrade(opened)
    config = Config()
    config.set_main_option("script_location", str(Path(schema.__file__).parent / "migrations"))
    with opened.begin() as connection:
        config.attributes["connection"] = connection
        assert "claims" in inspect(connection).get_table_names()
        command.downgrade(config, "0004")
        assert "claims" not in inspect(connection).get_table_names()
    opened.dispose()
