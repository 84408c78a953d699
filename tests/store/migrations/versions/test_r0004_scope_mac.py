from pathlib import Path

from leftopen.store import schema
from leftopen.store.migrations.versions import r0004_scope_mac as fourth
from tests.store.migrations.moving import columns, to


def test_it_follows_the_third() -> None:
    assert (fourth.revision, fourth.down_revision) == ("0004", "0003")


def test_what_it_adds_it_takes_away(tmp_path: Path) -> None:
    opened = schema.engine(str(tmp_path / "x.db"))
    with opened.begin() as connection:
        to(connection, "0004")
        assert "scope_mac" in columns(connection, "runs")
        to(connection, "0003")
        assert "scope_mac" not in columns(connection, "runs")
    opened.dispose()
