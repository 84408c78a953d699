from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import inspect

from leftopen.store import schema
from leftopen.store.migrations.versions import r0001_runs_and_exposures as first


def test_it_is_the_first_revision() -> None:
    assert first.down_revision is None
    assert first.revision == "0001"


def test_what_it_makes_it_takes_away(tmp_path: Path) -> None:
    opened = schema.engine(str(tmp_path / "x.db"))
    schema.upgrade(opened)
    config = Config()
    config.set_main_option("script_location", str(Path(schema.__file__).parent / "migrations"))
    with opened.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
        assert inspect(connection).get_table_names() == ["alembic_version"]
    opened.dispose()
