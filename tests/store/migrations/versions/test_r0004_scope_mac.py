from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import inspect

from leftopen.store import schema
from leftopen.store.migrations.versions import r0004_scope_mac as fourth


def test_it_follows_the_third() -> None:
    assert (fourth.revision, fourth.down_revision) == ("0004", "0003")


def test_what_it_adds_it_takes_away(tmp_path: Path) -> None:
    opened = schema.engine(str(tmp_path / "x.db"))
    schema.upgrade(opened)
    config = Config()
    config.set_main_option("script_location", str(Path(schema.__file__).parent / "migrations"))
    with opened.begin() as connection:
        config.attributes["connection"] = connection
        assert "scope_mac" in {column["name"] for column in inspect(connection).get_columns("runs")}
        command.downgrade(config, "0003")
        assert "scope_mac" not in {column["name"] for column in inspect(connection).get_columns("runs")}
    opened.dispose()
