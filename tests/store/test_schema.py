import errno
import os
import sqlite3
import stat
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from leftopen.store.schema import NoRoom, StoreError, engine, upgrade


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("postgresql+asyncpg://db/x", "postgresql databases are not supported: write sqlite:///FILE or postgresql://"),
        ("mysql+pymysql://u:secret@db/x", "mysql databases"),
        ("sqlite+aiosqlite:///x.db", "not supported"),
        ("://", "cannot be read"),
        ("sqlite://", "no plain file"),
        ("sqlite:///:memory:", "no plain file"),
        ("sqlite:///file:x?mode=ro&uri=true", "no plain file"),
        ("", "no plain file"),
    ],
)
def test_other_urls_are_refused_in_one_line(url: str, says: str) -> None:
    with pytest.raises(StoreError, match=says) as caught:
        engine(url)
    assert "\n" not in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_place_where_no_file_can_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for place in (tmp_path, tmp_path / "file" / "x.db"):
        with pytest.raises(StoreError, match="name a file in a folder that you may write to"):
            engine(f"sqlite:///{place}")


def test_a_disk_without_room_is_no_wrong_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("leftopen.regular.opened", full)
    with pytest.raises(NoRoom, match="No space left on device: make room"):
        engine(f"sqlite:///{tmp_path}/x.db")


def test_folders_are_made_and_only_the_owner_reads(tmp_path: Path) -> None:
    file = tmp_path / "a" / "b" / "x.db"
    opened = engine(str(file))
    upgrade(opened)
    modes = {stat.S_IMODE(each.stat().st_mode) for each in file.parent.iterdir()}
    assert modes == {0o600}
    opened.dispose()


def test_the_connection_is_set_up(tmp_path: Path) -> None:
    opened = engine(f"sqlite:///{tmp_path / 'x.db'}")
    with opened.connect() as connection:
        names = ("journal_mode", "foreign_keys", "secure_delete")
        told = {name: connection.execute(text(f"PRAGMA {name}")).scalar_one() for name in names}
        assert connection.execute(text("PRAGMA busy_timeout")).scalar_one() == 10_000
    opened.dispose()
    assert told == {"journal_mode": "wal", "foreign_keys": 1, "secure_delete": 1}


def test_upgrading_twice_changes_nothing(tmp_path: Path) -> None:
    opened = engine(str(tmp_path / "x.db"))
    upgrade(opened)
    with opened.connect() as connection:
        before = connection.execute(text("SELECT sql FROM sqlite_master ORDER BY name")).all()
    upgrade(opened)
    with opened.connect() as connection:
        assert connection.execute(text("SELECT sql FROM sqlite_master ORDER BY name")).all() == before
    opened.dispose()


def test_the_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "x.db") as other:
        other.execute("CREATE TABLE songs (id)")
    other.close()
    opened = engine(str(tmp_path / "x.db"))
    with pytest.raises(StoreError, match="tables of another program"):
        upgrade(opened)
    with opened.connect() as connection:
        assert connection.execute(text("SELECT name FROM sqlite_master")).scalars().all() == ["songs"]
    opened.dispose()


def test_the_database_of_a_later_version_is_refused(tmp_path: Path) -> None:
    opened = engine(str(tmp_path / "x.db"))
    upgrade(opened)
    with opened.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="later leftopen: upgrade leftopen"):
        upgrade(opened)
    opened.dispose()


@pytest.mark.parametrize("name", ["postgresql", "postgres", "postgresql+psycopg"])
def test_a_server_of_a_team_is_reached_by_its_driver(name: str) -> None:
    opened = engine(f"{name}://me@127.0.0.1:1/x")
    assert (opened.dialect.name, opened.dialect.driver) == ("postgresql", "psycopg")
    with pytest.raises(OperationalError):
        opened.connect()


def test_a_server_without_its_driver_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("leftopen.store.schema.find_spec", lambda _: None)
    with pytest.raises(StoreError, match=r"needs the extra postgres"):
        engine("postgresql://me@127.0.0.1:1/x")
