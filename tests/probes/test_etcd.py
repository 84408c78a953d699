"""Cases that no server of the lab shows by itself; the others are in `tests/talks/etcd/*.talk`."""

import base64
import json

import pytest

from leftopen.lab.web import Answer, Ask, as_json
from leftopen.model import Access, DoorState
from leftopen.probes.etcd import probe, reread
from leftopen.wire.talk import Fault, Foreign, SampleLimits
from tests.probes import pure
from tests.probes.pure import Server
from tests.talk import said

KEYS = {f"/users/{i}": json.dumps({"email": f"zoe{i}@example.org"}) for i in range(30)} | {"/flag": "on"}
HEADER = {"cluster_id": "77", "revision": "9"}


def coded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def server(keys: dict[str, str] = KEYS, *, prefix: str = "/v3", version: str = "3.4.23") -> Server:
    """A gateway that answers ranges as etcd does."""

    def answer(ask: Ask) -> Answer:
        if ask.path == "/version":
            return as_json({"etcdserver": version, "etcdcluster": "3.4.0"})
        if ask.path != f"{prefix}/kv/range":
            return Answer(404, b"404 page not found")
        asked = json.loads(ask.body)
        begin, end = (base64.b64decode(asked.get(name, "")).decode() for name in ("key", "range_end"))
        found = [key for key in sorted(keys) if (begin <= key and (end == "\0" or key < end) if end else key == begin)]
        kvs = [{"key": coded(key)} | ({} if asked.get("keys_only") else {"value": coded(keys[key])}) for key in found]
        counted = {"kvs": kvs[: asked.get("limit") or None], "count": str(len(found))} if found else {}
        return as_json({"header": HEADER, **counted})

    return answer


def test_families_of_keys_are_read_and_counted() -> None:
    finding, asked = pure.run(probe, server())
    assert finding.access is Access.OPEN
    assert [(store.name, store.records, len(store.raws)) for store in finding.stores] == [
        ("/users/*", 30, 25),
        ("/*", 1, 1),
    ]
    (flag,) = finding.stores[1].raws
    assert flag.value is not None
    assert flag.value["_key"] == "flag", "what begins so, too, is of another family"
    assert finding.facts == {"cluster_id": "77"}
    ranges = ["/v3/kv/range"] * 2
    assert [ask.path for ask in asked if "/v2/" not in ask.path] == ["/version", *ranges, *ranges]


@pytest.mark.parametrize("prefix", ["/v3beta", "/v3alpha"])
def test_older_gateways_are_asked_where_they_are(prefix: str) -> None:
    finding, _ = pure.run(probe, server(prefix=prefix))
    assert finding.access is Access.OPEN


def test_nothing_in_it_is_empty() -> None:
    assert pure.run(probe, server({}))[0].access is Access.EMPTY


def test_a_key_that_cannot_be_there_is_a_decoy() -> None:
    always = as_json({"header": HEADER, "kvs": [{"key": coded("a"), "value": coded("b")}], "count": "1"})
    finding, _ = pure.run(probe, pure.altered(server(), {"/kv/range": always}))
    assert finding.access is Access.DECOY


@pytest.mark.parametrize(
    ("status", "says", "access"),
    [
        (400, "etcdserver: user name is empty", Access.LOCKED),
        (403, "etcdserver: permission denied", Access.UNKNOWN),
        (403, "Forbidden", Access.LOCKED),
        (400, "etcdserver: authentication is not enabled", Access.UNKNOWN),
        (401, "", Access.LOCKED),
        (500, "etcdserver: request timed out", Access.UNKNOWN),
    ],
)
def test_refusals_and_troubles_are_told_apart(status: int, says: str, access: Access) -> None:
    refused = Answer(status, json.dumps({"error": says, "message": says, "code": 3}).encode())
    assert pure.run(probe, pure.altered(server(), {"/kv/range": refused}))[0].access is access


def test_a_role_that_reads_some_keys_reads_these_though_not_all() -> None:
    denied = as_json({"error": "etcdserver: permission denied", "code": 7}, 403)

    def answer(ask: Ask) -> Answer | Fault:
        key = json.loads(ask.body).get("key") if ask.path.endswith("/range") else None
        return denied if key and b"leftopen" in base64.b64decode(key) else server()(ask)

    assert pure.run(probe, answer)[0].access is Access.OPEN


def test_values_that_are_no_base64_are_left_out() -> None:
    odd = as_json({"header": HEADER, "kvs": [{"key": "!", "value": 7}, {"key": coded("/users/1")}, "x"], "count": "3"})

    def answer(ask: Ask) -> Answer | Fault:
        return odd if ask.path.endswith("/range") and "range_end" in json.loads(ask.body) else server({})(ask)

    finding, _ = pure.run(probe, answer)
    assert finding.access is Access.OPEN
    assert "1 family of keys" in said(finding.proof)


EMPTY_NAME = as_json({"error": "etcdserver: user name is empty", "code": 3}, 400)
NOWHERE = Answer(404, b"404 page not found\n")
NO_V2 = as_json({"errorCode": 110, "message": "The request requires user authentication"}, 401)


def older(keys: dict[str, str], first: Server) -> Server:
    """API v2 beside API v3; `keys`: values by their paths."""

    def answer(ask: Ask) -> Answer | Fault:
        if not ask.path.startswith("/v2/keys"):
            return first(ask)
        path = "/" + ask.path.removeprefix("/v2/keys").strip("/")
        under = path.rstrip("/") + "/"
        names = sorted({key[len(under) :].partition("/")[0] for key in keys if key.startswith(under)})
        if not names and path != "/":
            return as_json({"errorCode": 100, "message": "Key not found"}, 404)
        nodes = [
            {"key": under + name, "value": keys[under + name]}
            if under + name in keys
            else {"key": under + name, "dir": True}
            for name in names
        ]
        return as_json({"action": "get", "node": {"dir": True, "nodes": nodes}})

    return answer


OLD = {f"/people/{i}": json.dumps({"email": f"zoe{i}@example.org"}) for i in range(4)} | {"/a/b/c/d": "deep"}


def locked(ask: Ask) -> Answer | Fault:
    return EMPTY_NAME if ask.path.endswith("/range") else server()(ask)


@pytest.mark.parametrize("first", [locked, server({}), server(prefix="/none")], ids=["locked", "empty", "absent"])
def test_keys_of_the_older_api_are_read_where_the_newer_shows_none(first: Server) -> None:
    finding, _ = pure.run(probe, older(OLD, first))
    assert finding.access is Access.OPEN
    (people,) = [store for store in finding.stores if store.name == "/people/*"]
    assert (people.records, people.door) == (4, "API v2 /people")
    assert finding.remedy == "older"
    assert people.raws[0].value == {"_key": "0", "email": "zoe0@example.org"}


@pytest.mark.parametrize("newer", [locked, server({})], ids=["locked", "empty"])
def test_an_older_api_that_lists_nothing_may_hold_what_it_lists_to_nobody(newer: Server) -> None:
    finding, _ = pure.run(probe, older({}, newer))
    assert finding.access is Access.UNKNOWN
    assert "begins with `_` it lists to nobody" in said(finding.proof)


@pytest.mark.parametrize("trouble", [as_json({"errorCode": 300, "message": "Raft"}, 500), Answer(302), Answer(502)])
def test_an_older_api_in_trouble_is_no_emptiness(trouble: Answer) -> None:
    assert pure.run(probe, guarded(server({}), trouble))[0].access is Access.UNKNOWN


def test_keys_of_both_are_read() -> None:
    finding, _ = pure.run(probe, older(OLD, server()))
    assert {store.name for store in finding.stores} == {"/users/*", "/*", "/people/*"}
    assert sum(len(store.raws) for store in finding.stores) > 25
    assert finding.remedy == "older"
    assert "GET /v2/keys" in said(finding.proof)


def guarded(first: Server, refusal: Answer) -> Server:
    """API v2 refuses whatever is asked of it."""
    return lambda ask: refusal if ask.path.startswith("/v2/") else first(ask)


def test_an_older_api_that_is_guarded_is_no_emptiness() -> None:
    for refusal in (NO_V2, as_json({"message": "Unauthorized"}, 401)):
        for keys, access in (({}, Access.UNKNOWN), (KEYS, Access.OPEN)):
            assert pure.run(probe, guarded(server(keys), refusal))[0].access is access


def test_an_older_api_that_wants_a_login_adds_nothing() -> None:
    before = as_json({"message": "Unauthorized"}, 401)
    assert pure.run(probe, lambda ask: before if ask.path[:3] == "/v2" else locked(ask))[0].access is Access.LOCKED
    assert pure.run(probe, lambda ask: NO_V2 if ask.path[:3] == "/v2" else locked(ask))[0].access is Access.UNKNOWN
    absent = server(prefix="/none")
    assert pure.run(probe, lambda ask: NO_V2 if ask.path[:3] == "/v2" else absent(ask))[0].access is Access.UNKNOWN


@pytest.mark.parametrize(
    ("peer", "door", "state"),
    [
        (older(OLD, server()), "API v2 /people", DoorState.OPEN),
        (older({"/x": "1"}, server()), "API v2 /", DoorState.OPEN),
        (lambda ask: NO_V2, "API v2 /people", DoorState.SHUT),
        (lambda ask: NO_V2 if ask.path == "/v2/keys/people" else older(OLD, server())(ask), "API v2 /people",
         DoorState.UNDECIDED),
        (older({}, server()), "API v2 /people", DoorState.UNDECIDED),
        (lambda ask: NOWHERE if ask.path[:3] == "/v2" else locked(ask), "API v2 /people", DoorState.SHUT),
        (lambda ask: NOWHERE if ask.path == "/v2/keys/people" else older(OLD, server())(ask), "API v2 /people",
         DoorState.UNDECIDED),
        (lambda ask: NOWHERE, "API v2 /people", DoorState.UNDECIDED),
        (lambda ask: Answer(404, b"<html>") if ask.path[:3] == "/v2" else locked(ask), "API v2 /people",
         DoorState.UNDECIDED),
        (older(OLD, server()), "API v2 /a/b/c/d/e", DoorState.UNDECIDED),
        (older(OLD, server()), "API v2 /a/../b", DoorState.UNDECIDED),
    ],
)  # fmt: skip
def test_a_folder_of_the_older_api_is_asked_for_again(peer: Server, door: str, state: DoorState) -> None:
    assert pure.play_on(reread(SampleLimits(), door), peer) is state


def test_another_product_is_foreign() -> None:
    with pytest.raises(Foreign):
        pure.run(probe, lambda ask: as_json({"version": "1"}))


def only(prefix: str, peer: Server, elsewhere: Answer) -> Server:
    """The server at one of the places of a gateway, and one answer at all others."""
    return lambda ask: peer(ask) if ask.path.startswith(f"{prefix}/") else elsewhere


@pytest.mark.parametrize(
    ("peer", "door", "state"),
    [
        (server(), "/users/*", DoorState.OPEN),
        (server(prefix="/v3alpha"), "/flag", DoorState.OPEN),
        (only("/v3beta", server(prefix="/v3beta"), Answer(401)), "/users/*", DoorState.OPEN),
        (only("/v3", lambda ask: EMPTY_NAME, Answer(404, b"404 page not found")), "/users/*", DoorState.SHUT),
        (lambda ask: Answer(401), "/users/*", DoorState.SHUT),
        (only("/v3", lambda ask: EMPTY_NAME, Answer(404, b"<html>")), "/users/*", DoorState.UNDECIDED),
        (server({}), "/users/*", DoorState.UNDECIDED),
        (lambda ask: Answer(404, b"404 page not found"), "/users/*", DoorState.UNDECIDED),
    ],
)
def test_a_family_is_asked_for_again_wherever_a_gateway_may_be(peer: Server, door: str, state: DoorState) -> None:
    assert pure.play_on(reread(SampleLimits(), door), peer) is state


@pytest.mark.parametrize(
    ("refusal", "door", "state"),
    [
        (as_json({"error": "etcdserver: permission denied", "code": 7}, 403), "/*", DoorState.UNDECIDED),
        (as_json({"error": "etcdserver: permission denied", "code": 7}, 403), "/flag", DoorState.SHUT),
        (EMPTY_NAME, "/*", DoorState.SHUT),
    ],
)
def test_a_range_that_a_role_may_not_read_as_a_whole_shuts_no_part_of_it(
    refusal: Answer, door: str, state: DoorState
) -> None:
    peer = pure.altered(server(), {"/kv/range": refusal})
    assert pure.play_on(reread(SampleLimits(), door), peer) is state
