from pathlib import Path

import pytest

from leftopen.face import database
from leftopen.face.console import EARLY, UNUSABLE, Stop
from leftopen.store.schema import NoRoom, StoreError


def test_a_database_is_opened_and_closed(tmp_path: Path) -> None:
    with database.opened(f"sqlite:///{tmp_path}/x.db", create=True) as store:
        assert store.runs() == []
    assert (tmp_path / "x.db").exists()
    with database.opened(f"sqlite:///{tmp_path}/x.db") as store:
        assert store.runs() == []


def test_one_that_is_not_there_is_told_and_not_made(tmp_path: Path) -> None:
    with (
        pytest.raises(Stop, match=r"x\.db: there is no such database") as caught,
        database.opened(f"sqlite:///{tmp_path}/x.db"),
    ):
        pass
    assert caught.value.code == UNUSABLE
    assert not (tmp_path / "x.db").exists()


@pytest.mark.parametrize("place", ["folder", "text.db"])
def test_one_that_cannot_be_used_is_one_line(place: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "text.db").write_text("no database, but long enough to be taken for one " * 20)
    with pytest.raises(Stop) as caught, database.opened(f"sqlite:///{tmp_path}/{place}"):
        pass
    assert caught.value.code == UNUSABLE
    assert caught.value.says.startswith(f"--db sqlite:///{tmp_path}/{place}: ")
    assert "\n" not in caught.value.says


def test_trouble_on_the_way_is_told_too(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/x.db"
    with pytest.raises(Stop, match=r"--db sqlite:///.*: the disk is full") as caught, database.opened(url, create=True):
        raise NoRoom("the disk is full")
    assert caught.value.code == EARLY, "nothing is wrong with what was named"
    with pytest.raises(Stop, match="is damaged") as caught, database.opened(url):
        raise StoreError("the database is damaged")
    assert caught.value.code == UNUSABLE
