from pathlib import Path

from leftopen.store import schema
from leftopen.store.migrations.versions import r0005_claims as fifth
from tests.store.migrations.moving import tables, to


def test_it_follows_the_fourth() -> None:
    assert (fifth.revision, fifth.down_revision) == ("0005", "0004")


def test_what_it_makes_it_takes_away(tmp_path: Path) -> None:
    opened = schema.engine(str(tmp_path / "x.db"))
    with opened.begin() as connection:
        to(connection, "0005")
        assert "claims" in tables(connection)
        to(connection, "0004")
        assert "claims" not in tables(connection)
    opened.dispose()
