import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model import Access, Problem, Service, Stage, Status, Target, Tried
from leftopen.store import checkpoint
from leftopen.store.checkpoint import Answered, Begun, Checkpoint, CheckpointError, CutOff, Done, Line, Position
from tests.disk import fills

BEGUN = Begun("run-1", "sha256:1", "00ff", "2026-11-23T09:00:00Z", "targets")
ONE, TWO = Target("10.0.0.1", 6379), Target("fd00::1", 80, "db.example")
SERVICE = Service(
    id=ONE.id, address=ONE.address, port=ONE.port, protocol="redis", access=Access.OPEN, proof="SCAN", facts={"a": "█"}
)
LINES: list[Line] = [
    BEGUN,
    Answered(ONE),
    Position(1024, 1000, 20, 3),
    Answered(TWO),
    Done(ONE, SERVICE, (Problem("10.0.0.1", 6379, Stage.PROVE, "30 seconds used up", Status.BUDGET),)),
    Position(2048, 2000, 40, 6),
]


def written(path: Path, *lines: Line) -> None:
    with Checkpoint(path, fresh=True) as saved:
        for line in lines:
            saved.note(line)


def test_what_is_noted_is_read_again(tmp_path: Path) -> None:
    written(tmp_path / checkpoint.NAME, *LINES)
    past = checkpoint.read(tmp_path / checkpoint.NAME)
    assert past.begun == BEGUN
    assert past.position == Position(2048, 2000, 40, 6)
    assert past.opened == {ONE.id: ONE, TWO.id: TWO}
    assert past.done == {ONE.id: LINES[4]}
    assert past.waiting == [TWO]


def test_only_its_owner_can_read_it(tmp_path: Path) -> None:
    written(tmp_path / "p", BEGUN)
    assert (tmp_path / "p").stat().st_mode & 0o777 == 0o600


def test_each_line_is_on_its_way_to_the_disk_at_once(tmp_path: Path) -> None:
    with Checkpoint(tmp_path / "p", fresh=True) as saved:
        saved.note(BEGUN)
        assert checkpoint.read(tmp_path / "p").begun == BEGUN


@given(cut=st.integers(0, 2000), junk=st.binary(max_size=20))
def test_a_line_cut_short_costs_that_line_alone(
    tmp_path_factory: pytest.TempPathFactory, cut: int, junk: bytes
) -> None:
    path = tmp_path_factory.mktemp("cut") / "p"
    written(path, *LINES)
    whole = path.read_bytes()
    first = whole.index(b"\n") + 1
    cut = min(max(first, cut), len(whole))
    path.write_bytes(whole[:cut] + junk.replace(b"\n", b""))
    with Checkpoint(path, fresh=False) as saved:
        saved.note(Position(9999, 1, 1, 1))
    past = checkpoint.read(path)
    assert past.begun == BEGUN
    assert past.position == Position(9999, 1, 1, 1)
    known = sum(b'"kind":"open"' in line for line in whole[:cut].split(b"\n")[:-1])
    assert known <= len(past.opened) <= known + 1
    assert (len(past.done) == 1) or cut < whole.rindex(b'{"kind":"position"')


def test_a_fresh_run_forgets_the_one_before(tmp_path: Path) -> None:
    path = tmp_path / "p"
    written(path, *LINES)
    written(path, BEGUN)
    assert checkpoint.read(path).done == {}


@pytest.mark.parametrize("content", [None, b"", b"no json\n", b'{"kind":"position","at":1}\n'])
def test_without_a_run_there_is_nothing_to_resume(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "p"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CheckpointError, match="without --resume"):
        Checkpoint(path, fresh=False)
    assert content is None or path.read_bytes() == content


def test_a_place_that_cannot_be_written_or_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match=r"none/p: cannot be written \(No such file or directory\)"):
        Checkpoint(tmp_path / "none" / "p", fresh=True)
    with pytest.raises(CheckpointError, match="cannot be read"):
        checkpoint.read(tmp_path)


def test_a_full_disk_is_told_and_what_was_noted_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "p"
    fills(monkeypatch, path, 500)
    with Checkpoint(path, fresh=True) as saved:
        saved.note(BEGUN)
        saved.note(Answered(ONE))
        with pytest.raises(CheckpointError, match=r"p: cannot be written \(No space left on device\)\. Make room"):
            saved.note(LINES[4])
    past = checkpoint.read(path)
    assert past.waiting == [ONE]


def test_a_short_write_is_finished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write
    monkeypatch.setattr("os.write", lambda file, data: real(file, bytes(data)[:7]))
    written(tmp_path / "p", *LINES)
    assert len(checkpoint.read(tmp_path / "p").opened) == 2


def test_drop_takes_it_away_once_and_for_all(tmp_path: Path) -> None:
    written(tmp_path / checkpoint.NAME, BEGUN)
    checkpoint.drop(tmp_path)
    checkpoint.drop(tmp_path)
    assert not list(tmp_path.iterdir())


def test_an_address_of_each_ip_version_that_was_reached_is_known(tmp_path: Path) -> None:
    def service(port: int) -> Service:
        return Service(id="x", address="10.0.0.1", port=port, protocol="redis", access=Access.OPEN, proof="p")

    with Checkpoint(tmp_path / "c", fresh=True) as saved:
        for line in (
            Begun("r", "sha256:0", "00", "2026-11-23T09:00:00Z"),
            Answered(Target("10.0.0.2", 2)),
            Done(Target("10.0.0.1", 1), service(1)),
            Done(
                Target("10.0.0.9", 9),
                None,
                (Problem("10.0.0.9", 9, Stage.CONNECT, "cannot be reached", Status.UNREACHABLE),),
            ),
            Answered(Target("2001:db8::2", 2)),
        ):
            saved.note(line)
        assert checkpoint.read(tmp_path / "c").reached == [("10.0.0.2", 2), ("2001:db8::2", 2)]
        saved.note(CutOff("10.0.0.3", 3))
        saved.note(Answered(Target("10.0.0.5", 5)))
    assert checkpoint.read(tmp_path / "c").reached == [("10.0.0.3", 3), ("2001:db8::2", 2)]


def test_logins_that_were_tried_are_known_to_the_next_sitting(tmp_path: Path) -> None:
    once, again = (Tried("address 10.0.0.1", tries, tries > 1, "2026-11-23T09:00:00Z") for tries in (1, 2))
    written(tmp_path / "p", BEGUN, checkpoint.LoginsTried((once,)), checkpoint.LoginsTried((again,)))
    assert checkpoint.read(tmp_path / "p").tried == {once.device: again}


def test_a_pipe_in_the_place_of_a_checkpoint_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "progress.jsonl")
    for fresh in (True, False):
        with pytest.raises(CheckpointError, match=r"progress.jsonl: cannot be (written|read)"):
            Checkpoint(tmp_path / "progress.jsonl", fresh=fresh)
