"""What words and tables come to is kept for the next start, and never when it is out of date."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from leftopen import privacy
from leftopen.privacy import data, kept, lists
from leftopen.privacy.detect import lexicon, wordbook


class Made:
    """Counts how often it is asked."""

    def __init__(self, answer: dict[str, int]) -> None:
        self.answer, self.times = answer, 0

    def __call__(self) -> dict[str, int]:
        self.times += 1
        return self.answer


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package of its own: a module, words, and tables in a folder and below it."""
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "kept"))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    place = tmp_path / "privacy"
    (place / "detect" / "names").mkdir(parents=True)
    (place / "detect" / "names" / "de.toml").write_text("a = 1")
    (place / "words.txt").write_text("anna")
    (place / "detect" / "concepts.py").write_text("x = 1")
    (place / "detect" / "names" / "reader.py").write_text("y = 1")
    monkeypatch.setattr(privacy, "__path__", [str(place)])
    kept.digest.cache_clear()
    yield place
    kept.digest.cache_clear()


def _asked(made: Made) -> dict[str, int]:
    kept.digest.cache_clear()
    return kept.kept("counts", dict[str, int], made)


def test_it_is_made_once(room: Path) -> None:
    made = Made({"a": 1})
    assert [_asked(made), _asked(made)] == [{"a": 1}, {"a": 1}]
    assert made.times == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda room: (room / "detect" / "names" / "de.toml").write_text("a = 2"),
        lambda room: (room / "detect" / "names" / "xx.toml").write_text(""),
        lambda room: (room / "detect" / "names" / "de.toml").unlink(),
        lambda room: (room / "detect" / "names" / "de.toml").rename(room / "detect" / "de.toml"),
        lambda room: (room / "words.txt").write_text("anne"),
        lambda room: (room / "detect" / "concepts.py").write_text("x = 2"),
    ],
    ids=["changed", "new", "gone", "moved", "words", "code"],
)
def test_with_other_files_it_is_made_again(room: Path, change: Callable[[Path], object]) -> None:
    made = Made({"a": 1})
    _asked(made)
    change(room)
    made.answer = {"a": 2}
    assert [_asked(made), _asked(made)] == [{"a": 2}, {"a": 2}]
    assert made.times == 2


def test_what_makes_nothing_of_it_is_no_reason(room: Path) -> None:
    made = Made({"a": 1})
    _asked(made)
    (room / "detect" / "names" / "reader.py").write_text("y = 2")
    _asked(made)
    assert made.times == 1


@pytest.mark.parametrize("cut", [0, 3, 16, 17, -1])
def test_what_is_damaged_is_made_again(room: Path, cut: int) -> None:
    made = Made({"a": 1, "b": 2})
    _asked(made)
    (place,) = (room.parent / "kept").rglob("counts.msgpack")
    place.write_bytes(place.read_bytes()[:cut])
    assert [_asked(made), _asked(made)] == [{"a": 1, "b": 2}] * 2
    assert made.times == 2


def test_what_is_of_another_shape_is_made_again(room: Path) -> None:
    kept.kept("counts", list[str], lambda: ["a"])
    assert kept.kept("counts", dict[str, int], Made({"a": 1})) == {"a": 1}


def test_without_a_place_to_write_it_is_made_each_time(room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (room.parent / "file").write_text("")
    monkeypatch.setattr(sys, "pycache_prefix", str(room.parent / "file"))
    made = Made({"a": 1})
    assert [_asked(made), _asked(made)] == [{"a": 1}, {"a": 1}]
    assert made.times == 2


def test_nothing_is_written_where_python_writes_nothing(room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    made = Made({"a": 1})
    assert [_asked(made), _asked(made)] == [{"a": 1}, {"a": 1}]
    assert made.times == 2
    assert not (room.parent / "kept").exists()


def test_code_that_lies_in_no_folder_keeps_nothing(room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "__file__", str(room / "archive.zip" / "kept.py"))
    made = Made({"a": 1})
    assert [_asked(made), _asked(made)] == [{"a": 1}, {"a": 1}]
    assert made.times == 2


def test_python_that_keeps_nothing_compiled(room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.implementation, "cache_tag", None)
    assert _asked(Made({"a": 1})) == {"a": 1}


def test_a_half_written_one_is_not_left(room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(OSError("full")))
    assert _asked(Made({"a": 1})) == {"a": 1}
    assert list((room.parent / "kept").rglob("*.msgpack*")) == []


def test_what_is_read_again_is_what_was_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All that is kept, each of it once made and once read."""
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    cached = [data._all, wordbook.index, lexicon.wordless, lists.words, lists.people]
    for each in cached:
        each.cache_clear()
    made = [each() for each in cached]
    for each in cached:
        each.cache_clear()
    assert len(list(tmp_path.rglob("*.msgpack"))) == len(cached)
    assert [each() for each in cached] == made
