"""Cases that no server of the lab shows by itself; the others are in `tests/talks/rabbitmq/*.talk`."""

from typing import Any

import pytest

from leftopen.lab.web import Answer, as_json
from leftopen.model import Access, DoorState
from leftopen.probes.rabbitmq import SPEC, probe, reread
from leftopen.wire.talk import Foreign, SampleLimits
from tests.probes import pure
from tests.probes.pure import Server

OVERVIEW = as_json({"rabbitmq_version": "3.13.7", "cluster_name": "clinic"})
MISSING = as_json({"error": "Object Not Found", "reason": "Not Found"}, 404)
ASKS = Answer(401, b"", {"WWW-Authenticate": 'Basic realm="RabbitMQ Management"'})


def queue(name: str, messages: object, place: object = "/", **more: object) -> dict[str, Any]:
    return {"name": name, "vhost": place, "messages": messages, **more}


def server(*queues: object) -> Server:
    """A server behind a proxy that logs everybody in."""
    return pure.pages({"/api/overview": OVERVIEW, "/api/queues": as_json(list(queues))}, MISSING)


def test_queues_are_listed_with_their_counts_and_no_message_is_asked_for() -> None:
    peer = server(
        queue("export", 12, message_bytes=900, head_message_timestamp=1_700_000_000),
        queue("mail", 7, "crm"),
        queue("idle", 0),
        "?",
        {"vhost": "/"},
    )
    finding, asked = pure.run(probe, peer)
    assert (finding.access, finding.version, finding.facts) == (Access.OPEN, "3.13.7", {"cluster_name": "clinic"})
    assert {each.name: (each.records, each.bytes) for each in finding.stores} == {
        "export": (12, 900), "crm/mail": (7, None), "idle": (0, None),
    }  # fmt: skip
    assert [each.first for store in finding.stores for each in store.times] == [1_700_000_000.0]
    assert all(ask.method == "GET" and not ask.path.endswith("get") for ask in asked)


def test_queues_that_all_hold_nothing_now_are_not_called_empty() -> None:
    finding, _ = pure.run(probe, server(queue("export", 0)))
    assert finding.access is Access.METADATA
    assert "takes it from its queue" in "".join(map(str, finding.proof))


def test_without_a_queue_it_is_not_called_empty_as_the_login_of_the_proxy_may_see_none() -> None:
    assert pure.run(probe, server())[0].access is Access.METADATA


def test_a_list_longer_than_its_page_ends_after_its_last_whole_queue() -> None:
    finding, _ = pure.run(probe, server(*(queue(f"{i}-{'x' * 200}", i) for i in range(6000))))
    assert finding.access is Access.OPEN
    assert 3000 < (finding.listed or 0) < 6000


def test_a_list_that_is_refused_leaves_the_overview() -> None:
    finding, _ = pure.run(probe, pure.altered(server(queue("a", 1)), {"/queues": as_json({}, 403)}))
    assert finding.access is Access.METADATA


@pytest.mark.parametrize(
    "peer",
    [
        lambda ask: ASKS,
        pure.pages(
            {"/": Answer(200, b"<title>RabbitMQ Management</title>")}, as_json({"error": "not_authorised"}, 401)
        ),
    ],
)
def test_one_that_asks_for_a_login_is_locked(peer: Server) -> None:
    assert pure.run(probe, peer)[0].access is Access.LOCKED


def test_a_virtual_host_that_does_not_exist_is_a_decoy() -> None:
    always = pure.pages({"/api/overview": OVERVIEW}, as_json([]))
    assert pure.run(probe, always)[0].access is Access.DECOY


def test_a_list_that_is_none_decides_nothing() -> None:
    assert pure.run(probe, pure.altered(server(), {"/queues": as_json({"a": 1})}))[0].access is Access.UNKNOWN


@pytest.mark.parametrize("answer", [as_json({}), Answer(401, b"", {"WWW-Authenticate": "Basic"}), Answer(404)])
def test_another_server_is_foreign(answer: Answer) -> None:
    with pytest.raises(Foreign):
        pure.run(probe, lambda ask: answer)
    assert not SPEC.recognises(b"RabbitMQ Management")


@pytest.mark.parametrize(
    ("peer", "door", "state"),
    [
        (server(queue("mail", 7, "crm")), "crm/mail", DoorState.OPEN),
        (server(queue("mail", 7, "crm")), "mail", DoorState.UNDECIDED),
        (lambda ask: ASKS, "mail", DoorState.SHUT),
        (lambda ask: Answer(200, b"{}"), "mail", DoorState.UNDECIDED),
    ],
)
def test_a_queue_is_looked_for_again_in_the_list(peer: Server, door: str, state: DoorState) -> None:
    assert pure.play_on(reread(SampleLimits(), door), peer) is state
