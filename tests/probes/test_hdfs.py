"""Cases that no server of the lab shows by itself; the others are in `tests/talks/hdfs/*.talk`."""

from typing import Any

import pytest

from leftopen.lab.web import Answer, Ask, as_json
from leftopen.model import Access, DoorState
from leftopen.probes.hdfs import SPEC, probe, reread
from leftopen.wire.talk import Fault, Foreign, SampleLimits
from tests.probes import pure
from tests.probes.pure import Server
from tests.talk import said

MISSING = as_json({"RemoteException": {"exception": "FileNotFoundException", "message": "File does not exist."}}, 404)
DENIED = as_json({"RemoteException": {"exception": "AccessControlException", "message": "Permission denied"}}, 403)
Tree = dict[str, dict[str, int | None]]


def server(tree: Tree) -> Server:
    """A name node; a name with a size is a file, one without a folder."""

    def answer(ask: Ask) -> Answer:
        path = "/" + ask.path.removeprefix("/webhdfs/v1").strip("/")
        if path not in tree:
            return MISSING
        listed: list[dict[str, Any]] = [
            {"pathSuffix": name, "type": "DIRECTORY" if size is None else "FILE", "length": size or 0,
             "modificationTime": 1_700_000_000_000}
            for name, size in tree[path].items()
        ]  # fmt: skip
        return as_json({"FileStatuses": {"FileStatus": listed}})

    return answer


DEEP: Tree = {
    "/": {"data": None, "readme": 5},
    "/data": {"crm": None, "a;b": None},
    "/data/crm": {"day": None},
    "/data/crm/day": {"people.csv": 4000, "deeper": None},
}


def test_folders_with_files_are_found_three_levels_deep() -> None:
    finding, asked = pure.run(probe, server(DEEP))
    assert finding.access is Access.OPEN
    assert {store.name: (store.records, store.bytes) for store in finding.stores} == {
        "/": (1, 5),
        "/data/crm/day": (1, 4000),
    }
    assert not [ask for ask in asked if ";" in ask.path], "a name that cannot stand in a path is not asked about"


def test_a_root_without_anything_is_empty_and_folders_too_deep_to_see_are_not() -> None:
    assert pure.run(probe, server({"/": {}}))[0].access is Access.EMPTY
    deep: Tree = {"/": {"a": None}, "/a": {"b": None}, "/a/b": {"c": None}, "/a/b/c": {"d": None}}
    assert pure.run(probe, server(deep))[0].access is Access.UNKNOWN


def test_a_folder_that_is_refused_leaves_the_others() -> None:
    finding, _ = pure.run(probe, pure.altered(server(DEEP), {"/data": DENIED}))
    assert finding.access is Access.OPEN


def test_a_root_for_which_a_login_is_wanted_is_locked() -> None:
    login = as_json({"RemoteException": {"exception": "AuthenticationException", "message": "required"}}, 401)
    assert pure.run(probe, lambda ask: login)[0].access is Access.LOCKED


def test_a_root_without_permission_says_nothing_of_what_is_below() -> None:
    def closed(ask: Ask) -> Answer | Fault:
        return DENIED if ask.path.strip("/") == "webhdfs/v1" else server(DEEP)(ask)

    finding, _ = pure.run(probe, closed)
    assert finding.access is Access.OPEN
    assert {store.name for store in finding.stores} == {"/data/crm/day"}


@pytest.mark.parametrize("below", [DENIED, MISSING])
def test_a_root_without_permission_and_no_path_that_is_known_is_undecided(below: Answer) -> None:
    def closed(ask: Ask) -> Answer:
        if "leftopen" in ask.path:
            return MISSING
        return DENIED if ask.path.strip("/") == "webhdfs/v1" else below

    finding, _ = pure.run(probe, closed)
    assert finding.access is Access.UNKNOWN
    assert "whose name is known" in said(finding.proof)


def test_a_path_that_is_always_there_is_a_decoy() -> None:
    assert pure.run(probe, lambda ask: as_json({"FileStatuses": {"FileStatus": []}}))[0].access is Access.DECOY


def test_another_server_is_foreign() -> None:
    with pytest.raises(Foreign):
        pure.run(probe, lambda ask: as_json({}))
    assert not SPEC.recognises(b"SSH-2.0-x\r\n")


@pytest.mark.parametrize(
    ("peer", "door", "state"),
    [
        (pure.altered(server(DEEP), {"/v1/": DENIED}), "/data/crm/day", DoorState.OPEN),
        (server(DEEP), "/", DoorState.OPEN),
        (lambda ask: Answer(401, b"", {"WWW-Authenticate": "Negotiate"}), "/data", DoorState.SHUT),
        (lambda ask: Answer(403), "/", DoorState.SHUT),
        (lambda ask: DENIED, "/data", DoorState.UNDECIDED),
        (server({}), "/data", DoorState.UNDECIDED),
        (server(DEEP), "/data/../etc", DoorState.UNDECIDED),
        (server(DEEP), "/data/crm/day/deeper", DoorState.UNDECIDED),
    ],
)
def test_a_folder_is_asked_for_again_by_its_path(peer: Server, door: str, state: DoorState) -> None:
    assert pure.play_on(reread(SampleLimits(), door), peer) is state


def test_a_link_alone_is_no_emptiness() -> None:
    link = {"pathSuffix": "people", "type": "SYMLINK", "symlink": "/mnt/people", "length": 0}

    def answer(ask: Ask) -> Answer:
        root = ask.path == "/webhdfs/v1/"
        return as_json({"FileStatuses": {"FileStatus": [link]}}) if root else MISSING

    assert pure.run(probe, answer)[0].access is Access.UNKNOWN
    assert pure.run(probe, server({"/": {}}))[0].access is Access.EMPTY


@pytest.mark.parametrize("trouble", ["StandbyException", "RetriableException", "SafeModeException", "IOException"])
def test_a_name_node_that_does_not_serve_now_is_no_lock(trouble: str) -> None:
    told = as_json({"RemoteException": {"exception": trouble, "message": "not now"}}, 403)
    assert pure.run(probe, lambda ask: told)[0].access is Access.UNKNOWN
    assert pure.play_on(reread(SampleLimits(), "/data"), lambda ask: told) is DoorState.UNDECIDED


@pytest.mark.parametrize("refusal", ["AuthenticationException", "AuthorizationException", "SecurityException"])
def test_a_name_node_that_asks_for_a_login_is_locked(refusal: str) -> None:
    told = as_json({"RemoteException": {"exception": refusal}}, 403)
    assert pure.run(probe, lambda ask: told)[0].access is Access.LOCKED
    assert pure.play_on(reread(SampleLimits(), "/data"), lambda ask: told) is DoorState.SHUT


def test_a_server_that_believes_whatever_name_it_is_given_is_not_locked() -> None:
    asks = Answer(403, b"", {"WWW-Authenticate": "PseudoAuth"})
    assert pure.run(probe, lambda ask: asks)[0].access is Access.UNKNOWN
    assert pure.play_on(reread(SampleLimits(), "/data"), lambda ask: asks) is DoorState.UNDECIDED


@pytest.mark.parametrize(("snapshots", "access"), [(True, Access.UNKNOWN), (False, Access.EMPTY)])
def test_a_folder_with_snapshots_may_keep_what_was_deleted(snapshots: bool, access: Access) -> None:
    folder = {"pathSuffix": "data", "type": "DIRECTORY", "length": 0, "snapshotEnabled": snapshots}
    root = as_json({"FileStatuses": {"FileStatus": [folder]}})
    peer = server({"/": {}, "/data": {}})
    finding, _ = pure.run(probe, lambda ask: root if ask.path.rstrip("/") == "/webhdfs/v1" else peer(ask))
    assert finding.access is access
