from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import inspect

from leftopen.store import schema
from leftopen.store.migrations.versions import r0003_logins as third


def test_it_follows_the_second() -> None:
    assert (third.revision, third.down_revision) == ("0003", "0002")


def test_what_it_makes_it_takes_away(tmp_path: Path) -> None:
    opened = schema.engine(str(tmp_path / "x.db"))
    schema.upgrade(opened)
    config = Config()
    config.set_main_option("script_location", str(Path(schema.__file__).parent / "migrations"))
    with opened.begin() as connection:
        assert "logins" in inspect(connection).get_table_names()
        config.attributes["connection"] = connection
        command.downgrade(config, "0002")
        assert "logins" not in inspect(connection).get_table_names()
    opened.dispose()
