"""What the transcripts in `tests/talks/nats_monitoring` do not show. Answers: NATS documentation, "Monitoring"."""

from typing import Any

from leftopen.lab.web import Answer, Ask, as_json
from leftopen.model import Access, DoorState
from leftopen.probes.nats_monitoring import SPEC, probe, reread
from leftopen.wire.talk import Fault, SampleLimits
from tests.probes import pure
from tests.probes.pure import Server, altered

PAGE = b'<html><link rel="shortcut icon" href="https://nats.io/favicon.ico"><a href=./varz>General</a></html>'
OLDER = b'<html><img src="http://nats.io/img/logo.png"><a href=/varz>varz</a></html>'
VARZ = {"server_id": "NA", "server_name": "crm-1", "version": "2.10.4", "auth_required": True}
STATE = {"messages": 3, "bytes": 90, "first_ts": "2026-01-02T03:04:05.1Z", "last_ts": "2026-02-02T03:04:05.1Z"}


def server(*accounts: tuple[str, Any], page: bytes = PAGE) -> Server:
    def answer(ask: Ask) -> Answer | Fault:
        if ask.path == "/":
            return Answer(200, page, {"content-type": "text/html"})
        details = [{"name": name, "stream_detail": streams} for name, streams in accounts]
        told: dict[str, Any] = {"/varz": VARZ, "/connz": {"total": 7}, "/jsz": {"account_details": details}}
        return as_json(told[ask.path]) if ask.path in told else Answer(404, b"404 page not found\n")

    return answer


def stream(name: str, **state: Any) -> dict[str, Any]:
    return {"name": name, "created": "2026-01-01T00:00:00Z", "state": state or STATE}


FILLED = server(("$G", [stream("CRM")]), ("HR", [stream("STAFF", messages=0, bytes=0), {"name": 7}]))


def test_streams_are_named_with_their_counts_and_no_message_is_read() -> None:
    finding, asked = pure.run(probe, FILLED)
    assert (finding.access, finding.version) == (Access.METADATA, "2.10.4")
    assert {store.name: (store.records, store.bytes, len(store.raws)) for store in finding.stores} == {
        "CRM": (3, 90, 0),
        "HR/STAFF": (0, 0, 0),
    }
    assert finding.facts == {"server_name": "crm-1", "clients_need_a_login": "yes", "clients": "7"}
    assert {ask.method for ask in asked} == {"GET"}


def test_times_of_a_stream_without_a_message_are_none() -> None:
    finding, _ = pure.run(probe, FILLED)
    spans = {store.name: len(store.times) for store in finding.stores}
    assert spans == {"CRM": 1, "HR/STAFF": 0}


def test_a_server_without_streams_tells_who_is_connected_still() -> None:
    assert pure.run(probe, server())[0].access is Access.METADATA
    assert pure.run(probe, server(("$G", None)))[0].access is Access.METADATA


def test_a_list_that_a_proxy_refuses_leaves_the_configuration() -> None:
    assert pure.run(probe, altered(FILLED, {"/jsz": Answer(403, b"")}))[0].access is Access.METADATA


def test_what_a_proxy_refuses_is_locked() -> None:
    refusal = Answer(401, b"")
    most = altered(FILLED, {"/varz": refusal, "/jsz": refusal})
    assert pure.run(probe, altered(most, {"/connz": refusal}))[0].access is Access.LOCKED
    finding, _ = pure.run(probe, most)
    assert (finding.access, finding.facts["clients"]) == (Access.METADATA, "7"), "who is connected is told all the same"
    assert pure.run(probe, altered(most, {"/connz": Answer(404)}))[0].access is Access.UNKNOWN


def test_where_the_streams_are_told_one_refusal_is_no_lock() -> None:
    finding, _ = pure.run(probe, altered(FILLED, {"/varz": Answer(401, b"")}))
    assert (finding.access, finding.version) == (Access.METADATA, None)


def test_a_page_for_every_path_is_a_decoy() -> None:
    def always(ask: Ask) -> Answer | Fault:
        return Answer(200, PAGE) if ask.path.startswith("/leftopen") else FILLED(ask)

    assert pure.run(probe, always)[0].access is Access.DECOY


def test_pages_of_older_releases_are_known_and_others_are_not() -> None:
    assert pure.run(probe, server(page=OLDER))[0].access is Access.METADATA
    assert SPEC.recognises(b"HTTP/1.1 200 OK\r\n\r\n" + OLDER)
    assert not SPEC.recognises(b"HTTP/1.1 200 OK\r\n\r\n<a href='https://nats.io'>built on NATS</a>")


def test_a_stream_is_asked_for_again() -> None:
    def again(door: str, on: Server) -> DoorState:
        return pure.play_on(reread(SampleLimits(), door), on)

    assert again("HR/STAFF", FILLED) is DoorState.OPEN
    assert again("OTHER", FILLED) is DoorState.UNDECIDED
    assert again("CRM", altered(FILLED, {"/jsz": Answer(401, b"")})) is DoorState.SHUT
