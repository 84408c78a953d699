"""Whose run a folder holds, and which of it still counts."""

from pathlib import Path

import pytest

from leftopen.audit.folder import holds
from leftopen.audit.plan import JOURNAL
from leftopen.model import Access, Report, Target
from leftopen.store import checkpoint
from leftopen.store.checkpoint import CheckpointError
from tests.audit.runs import HOST, at, open_redis, run, scope, silent, stop_when
from tests.labs import labs

OTHER = "127.82.16.9"


def test_what_a_folder_holds(tmp_path: Path) -> None:
    assert holds(tmp_path / "none") == "nothing"
    (tmp_path / JOURNAL).write_text("")
    assert holds(tmp_path) == "nothing", "the journal of a refusal is gone on with"
    (tmp_path / "report.csv").write_text("")
    assert holds(tmp_path) == "finished"
    (tmp_path / checkpoint.NAME).write_text("")
    assert holds(tmp_path) == "unfinished"


def test_only_the_same_run_is_gone_on_with(tmp_path: Path) -> None:
    given, names = scope([HOST, "db.localhost"], [1]), {"db.localhost": [OTHER]}
    run(given, tmp_path, names=names)
    with pytest.raises(CheckpointError, match=r"another scope, or more of it than \[authorisation\] was changed"):
        run(scope([HOST, "db.localhost"], [2]), tmp_path, resume=True)
    with pytest.raises(CheckpointError, match="another --from"):
        run(given, tmp_path, resume=True, listed=(Target(HOST, 1),))
    with pytest.raises(CheckpointError, match="no run to resume"):
        run(given, tmp_path / "empty", resume=True)
    assert run(given, tmp_path, resume=True, names=names).run.complete
    renewed = scope([HOST, "db.localhost"], [1], expires="2100-01-31")
    report = run(renewed, tmp_path, resume=True, names=names)
    assert report.run.complete
    assert report.scope.digest == renewed.digest


def test_where_a_name_has_moved_the_sweep_begins_anew_and_what_was_asked_stays(tmp_path: Path) -> None:
    with labs(open_redis(), open_redis(OTHER)) as (one, other):
        given = scope([f"{HOST}:{one.port}", f"db.localhost:{other.port}", f"away.localhost:{one.port}"])
        first = run(given, tmp_path, names={"away.localhost": [HOST]})
        assert not first.run.complete, "db.localhost has no address"
        assert [(error.address, error.port) for error in first.errors] == [("db.localhost", None)]
        before = len(one.heard)
        second = run(given, tmp_path, resume=True, names={"db.localhost": [OTHER], "away.localhost": [HOST]})
        assert len(one.heard) <= before + 1, "it was asked before: the sweep looks in again, and no more"
    assert second.run.complete
    assert second.run.id == first.run.id
    assert {service.address for service in second.services} == {HOST, OTHER}
    assert second.run.asked == second.run.targets == 2
    assert second.scope.names == {"away.localhost": (HOST,), "db.localhost": (OTHER,)}


@pytest.mark.parametrize(
    "old", [b'"address":"127.82.16.9"', b'"access":"open"', b'"kind":"open"', b'"kind":"position"']
)
def test_a_checkpoint_that_was_changed_counts_up_to_there(tmp_path: Path, old: bytes) -> None:
    def resumed() -> Report:
        return run(given, tmp_path, resume=True, processes=1)

    with labs(open_redis(), open_redis(OTHER), silent) as (one, other, waiting):
        given = at(one, other, waiting)
        run(given, tmp_path, stop_when(lambda state: state.probed == 2), processes=1)
        path = tmp_path / checkpoint.NAME
        path.write_bytes(path.read_bytes().replace(old, old.replace(b"16.9", b"16.200").replace(b"open", b"empty")))
        report = resumed()
    assert report.run.complete
    access = {service.address: service.access for service in report.services if service.port != waiting.port}
    assert access == {HOST: Access.OPEN, OTHER: Access.OPEN}
    assert report.run.asked == report.run.targets == 3


def test_one_that_another_user_wrote_is_no_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = scope([HOST], [1])
    run(given, tmp_path)
    monkeypatch.setattr("leftopen.signing.derived", lambda _: b"another")
    with pytest.raises(CheckpointError, match="none that this user wrote and nobody changed"):
        run(given, tmp_path, resume=True)


def test_a_new_folder_and_what_is_in_it_are_for_its_owner_alone(tmp_path: Path) -> None:
    run(scope([HOST], [1]), tmp_path / "new")
    modes = {path.name: path.stat().st_mode & 0o077 for path in [tmp_path / "new", *(tmp_path / "new").iterdir()]}
    assert JOURNAL in modes
    assert not any(modes.values()), modes
