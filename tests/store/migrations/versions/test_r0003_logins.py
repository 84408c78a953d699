from pathlib import Path

from leftopen.store import schema
from leftopen.store.migrations.versions import r0003_logins as third
from tests.store.migrations.moving import tables, to


def test_it_follows_the_second() -> None:
    assert (third.revision, third.down_revision) == ("0003", "0002")


def test_what_it_makes_it_takes_away(tmp_path: Path) -> None:
    opened = schema.engine(str(tmp_path / "x.db"))
    with opened.begin() as connection:
        to(connection, "0003")
        assert "logins" in tables(connection)
        to(connection, "0002")
        assert "logins" not in tables(connection)
    opened.dispose()
