from pathlib import Path

from leftopen.store import schema
from leftopen.store.migrations.versions import r0001_runs_and_exposures as first
from tests.store.migrations.moving import tables, to


def test_it_is_the_first_revision() -> None:
    assert first.down_revision is None
    assert first.revision == "0001"


def test_what_it_makes_it_takes_away(tmp_path: Path) -> None:
    opened = schema.engine(str(tmp_path / "x.db"))
    schema.upgrade(opened)
    with opened.begin() as connection:
        to(connection, "")
        assert tables(connection) == {"alembic_version"}
    opened.dispose()
