"""Processes that share one stream: answers in order, whatever becomes of one of them, and none left behind."""

import io
import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from leftopen.face import workers
from leftopen.face.console import Stop
from leftopen.face.workers import Failed, Workers

SECRET = "zhao@example.org"


def doubled(data: bytes) -> bytes:
    return data * 2


def nothing() -> bytes:
    return b""


def children() -> set[int]:
    return {int(pid) for pid in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()}


def numbered(count: int) -> Iterator[bytes]:
    return (str(number).encode() for number in range(count))


@pytest.mark.parametrize("count", [1, 2, 5])
def test_answers_come_in_the_order_of_the_parts(count: int) -> None:
    def slow(data: bytes) -> bytes:
        time.sleep(0.02 if int(data) % 7 == 0 else 0)  # so that later ones are done before
        return data

    with Workers(slow, nothing, count) as pool:
        assert pool.started == count
        assert list(pool.each(numbered(60))) == list(numbered(60))


def test_parts_and_answers_may_be_larger_than_a_pipe() -> None:
    parts = [bytes([number]) * 3_000_000 for number in range(12)]
    with Workers(doubled, nothing, 2) as pool:
        assert [answer == part * 2 for answer, part in zip(pool.each(parts), parts, strict=True)] == [True] * 12


def test_what_is_answered_is_given_before_the_next_part_is_waited_for() -> None:
    told: list[bytes] = []

    def parts() -> Iterator[bytes]:
        for number in range(6):
            yield b"%d" % number
            time.sleep(0.5)  # a stream that is slow
            ahead.append(number + 1 - len(told))

    ahead: list[int] = []
    with Workers(doubled, nothing, 2) as pool:
        told.extend(pool.each(parts()))
    assert len(told) == 6
    assert max(ahead) <= 2


def test_each_process_has_a_last_word() -> None:
    seen: list[bytes] = []

    def kept(data: bytes) -> bytes:
        seen.append(data)
        return b""

    with Workers(kept, lambda: b" ".join(seen), 3) as pool:
        assert list(pool.each(numbered(40))) == [b""] * 40
        ends = pool.ends()
    assert sorted(b" ".join(ends).split(), key=int) == list(numbered(40))
    assert seen == [], "what they keep is theirs"


def test_parts_are_taken_no_faster_than_they_are_worked_on() -> None:
    taken = 0

    def parts() -> Iterator[bytes]:
        nonlocal taken
        for part in numbered(100):
            taken += 1
            yield part

    with Workers(doubled, nothing, 2) as pool:
        answers = pool.each(parts())
        for number in range(100):
            next(answers)
            assert taken - number <= 2 * workers._WINDOW + 1


def test_a_process_that_dies_is_said_and_none_is_left() -> None:
    before = children()

    def part(data: bytes) -> bytes:
        if data == b"7":
            os.kill(os.getpid(), signal.SIGKILL)
        return data

    told: list[bytes] = []
    with Workers(part, nothing, 2) as pool:
        assert len(children()) == len(before) + 2
        with pytest.raises(Stop, match="was ended by signal 9") as stopped:
            told.extend(pool.each(numbered(30)))
    assert stopped.value.code == 4
    assert told == list(numbered(30))[: len(told)]
    assert len(told) <= 7
    assert children() == before


def test_one_that_ends_by_itself_is_said_too() -> None:
    def part(data: bytes) -> bytes:
        os._exit(3)

    with pytest.raises(Stop, match="was ended with code 3"), Workers(part, nothing, 2) as pool:
        list(pool.each(numbered(30)))


def test_one_that_died_before_it_was_asked_is_said() -> None:
    with Workers(doubled, nothing, 1) as pool:
        (pid,) = children()
        os.kill(pid, signal.SIGKILL)
        os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
        with pytest.raises(Stop, match="signal 9"):
            list(pool.each([b"x" * 3_000_000]))


def test_one_that_dies_at_the_end_is_said() -> None:
    with Workers(doubled, nothing, 2) as pool:
        list(pool.each(numbered(5)))
        for pid in children():
            os.kill(pid, signal.SIGTERM)
            os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
        with pytest.raises(Stop, match="signal 15"):
            pool.ends()


def test_an_error_is_told_without_its_text() -> None:
    def part(data: bytes) -> bytes:
        raise ValueError(f"cannot take {SECRET}")

    with pytest.raises(Stop) as stopped, Workers(part, nothing, 2) as pool:
        list(pool.each([SECRET.encode()]))
    assert stopped.value.code == 4
    assert "ValueError" in stopped.value.says
    assert SECRET not in stopped.value.says


def test_none_outlives_whoever_stops_listening() -> None:
    before = children()

    def part(data: bytes) -> bytes:
        time.sleep(60)
        return data

    def parts() -> Iterator[bytes]:
        yield from numbered(3)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), Workers(part, nothing, 2) as pool:
        next(pool.each(parts()))
    assert children() == before


def test_an_interrupt_while_they_are_started_leaves_none(monkeypatch: pytest.MonkeyPatch) -> None:
    before, fork, left = children(), os.fork, [2]

    def some() -> int:
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt
        return fork()

    monkeypatch.setattr(os, "fork", some)
    with pytest.raises(KeyboardInterrupt):
        Workers(doubled, nothing, 4)
    assert left[0] < 0
    assert children() == before


def test_they_hear_no_interrupt_of_a_terminal() -> None:
    with Workers(doubled, nothing, 2) as pool:
        for pid in children():
            os.kill(pid, signal.SIGINT)
            os.kill(pid, signal.SIGHUP)
        assert list(pool.each(numbered(9))) == [each * 2 for each in numbered(9)]


def test_they_hold_nothing_of_this_process_open(tmp_path: Path) -> None:
    def opened(_data: bytes) -> bytes:
        names = Path("/proc/self/fd").iterdir()
        return " ".join(str(name.readlink()) for name in names if name.is_symlink()).encode()

    with (tmp_path / "people.csv").open("wb"), Workers(opened, nothing, 2) as pool:
        for answer in pool.each(numbered(4)):
            others = {name for name in answer.decode().split() if not name.startswith(("pipe:", "/proc/"))}
            assert others == {os.devnull}


def test_where_there_is_no_room_none_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused() -> int:
        raise BlockingIOError

    before = len(list(Path("/proc/self/fd").iterdir()))
    monkeypatch.setattr(os, "fork", refused)
    with Workers(doubled, nothing, 2) as pool:
        assert pool.started == 0
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_there_is_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "MOST", 3)
    with Workers(doubled, nothing, 64) as pool:
        assert pool.started == 3


def test_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    assert workers.processors() == len(os.sched_getaffinity(0))
    monkeypatch.delattr(os, "sched_getaffinity")
    monkeypatch.setattr(os, "cpu_count", lambda: 7)
    assert workers.processors() == 7
    monkeypatch.delattr(os, "fork")
    assert workers.processors() == 1


# --- the other side, in this process ----------------------------------------------------------------------------------


def frames(*parts: bytes) -> io.BytesIO:
    file = io.BytesIO()
    for part in parts:
        workers.put(file, part)
    file.seek(0)
    return file


def answers(told: io.BytesIO) -> list[bytes]:
    told.seek(0)
    found = []
    while (data := workers.get(told)) is not None:
        found.append(data)
    return found


def test_serving_answers_each_part_and_says_a_last_word() -> None:
    told = io.BytesIO()
    workers.serve(frames(b"a", b"", b"c"), told, doubled, lambda: b"end")
    assert answers(told) == [b"aa", b"", b"cc", b"end"]


def test_serving_ends_with_an_error_in_our_words() -> None:
    told = io.BytesIO()
    workers.serve(frames(b"1", b"x"), told, lambda data: b"%d" % int(data), nothing)
    told.seek(0)
    assert workers.get(told) == b"1"
    with pytest.raises(Failed, match="ValueError"):
        workers.get(told)


def test_serving_ends_where_nobody_listens() -> None:
    there, here = os.pipe()
    os.close(there)
    with os.fdopen(here, "wb", 0) as told:
        workers.serve(frames(b"1"), told, doubled, nothing)
    assert threading.active_count() >= 1


def test_the_life_of_a_process_ends_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here, with all that would change this process taken down instead of done."""
    theirs, ours = os.pipe()
    back, told = os.pipe()
    done: list[Any] = []

    def ends(code: int) -> None:
        raise SystemExit(code)

    monkeypatch.setattr(os, "_exit", ends)
    monkeypatch.setattr(os, "dup2", lambda one, other: done.append(other))
    monkeypatch.setattr(os, "closerange", lambda low, high: done.append(range(low, high)))
    monkeypatch.setattr(signal, "signal", lambda number, _what: done.append(number))
    with os.fdopen(ours, "wb") as asked, os.fdopen(back, "rb") as answered:
        workers.put(asked, b"a")
        asked.close()
        with pytest.raises(SystemExit) as ended:
            workers._live(theirs, told, doubled, lambda: b"end")
        assert (workers.get(answered), workers.get(answered), workers.get(answered)) == (b"aa", b"end", None)
    assert ended.value.code == 0
    closed = [each for each in done if isinstance(each, range)]
    assert not [number for number in (theirs, told) if any(number in each for each in closed)]
    assert {0, 1, 2, signal.SIGINT, signal.SIGHUP, signal.SIGTERM} <= {n for n in done if not isinstance(n, range)}


def test_a_pipe_that_breaks_is_an_end() -> None:
    class Broken(io.BytesIO):
        def read(self, _size: int | None = -1, /) -> bytes:
            raise OSError

    told = io.BytesIO()
    workers.serve(Broken(), told, doubled, lambda: b"end")
    assert answers(told) == [b"end"]


@pytest.mark.parametrize("size", [0, 3, 9, 11])
def test_a_frame_that_is_cut_short_is_none(size: int) -> None:
    assert workers.get(io.BytesIO(frames(b"abc").getvalue()[:size])) is None


def test_those_that_were_started_end_where_starting_is_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Any] = []
    make = workers._Worker

    def interrupted(*told: Any) -> Any:
        if made:
            raise KeyboardInterrupt
        made.append(make(*told))
        return made[0]

    monkeypatch.setattr(workers, "_Worker", interrupted)
    with pytest.raises(KeyboardInterrupt):
        workers.Workers(lambda data: data, lambda: b"", 2)
    assert made[0]._pid == 0
