import datetime as dt
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import dns.message
import dns.rrset
import pytest

from leftopen.journal import Notebook
from leftopen.net import authority
from leftopen.net.authority import Fetcher
from leftopen.scope import authority_proof, file
from leftopen.scope.authority_proof import Denied
from tests.net.names import Turn, asked_by_the_system, cut, of_another, servfail, silent

HOST = "127.82.42.1"
NOW = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)
TOKEN = "v=leftopen1; ref=R; until=2027-01-01"


def scope(targets: str, proof: str = "", path: str = "scope.toml") -> file.Scope:
    line = f'proof = "{proof}"\n' if proof else ""
    table = f'[authorisation]\nby = "C"\nreference = "R"\nexpires = 2027-01-01\n{line}'
    return file.parse(f'name = "T"\ntargets = [{targets}]\nports = [80]\n{table}', {}, path)


def nobody(where: str) -> str:
    raise AssertionError(f"{where} was asked")


def require(
    given: file.Scope,
    resolved: Sequence[tuple[str, str]] = (),
    *,
    txt: Callable[[str], Iterable[str]] = nobody,
    well_known: Callable[[str], str] = nobody,
) -> dt.datetime:
    return authority.require(given, resolved, NOW, txt=txt, well_known=well_known)


def test_private_ranges_need_no_more() -> None:
    assert require(scope('"127.0.0.1", "10.0.0.0/8"')) == dt.datetime(2027, 1, 2, tzinfo=dt.UTC)


def test_public_without_proof_is_refused() -> None:
    with pytest.raises(Denied, match=r"192\.0\.2\.10 is public and there is no proof"):
        require(scope('"192.0.2.10"'))


def test_dns_proves_names_of_its_domain_at_the_addresses_that_it_names() -> None:
    asked: list[str] = []

    def txt(name: str) -> list[str]:
        asked.append(name)
        return ["v=spf1 -all", TOKEN + "; networks=192.0.2.8/29 2001:db8::7"]

    named, here = scope('"db.example.org"', "dns:example.org"), [("db.example.org", "192.0.2.10")]
    assert require(named, here, txt=txt) == dt.datetime(2027, 1, 2, tzinfo=dt.UTC)
    assert asked == ["_leftopen.example.org"]
    with pytest.raises(Denied, match=r"permits 192\.0\.2\.10: .* Publish .*networks=192\.0\.2\.10"):
        require(named, here, txt=lambda _: ["v=spf1 -all", TOKEN])
    with pytest.raises(Denied, match=r"permits 198\.51\.100\.1"):
        require(named, [*here, ("db.example.org", "198.51.100.1")], txt=txt)
    with pytest.raises(Denied, match=r"192\.0\.2\.11 is public"):
        require(scope('"192.0.2.11"', "dns:example.org"))
    with pytest.raises(Denied, match="proves host names within it only"):
        require(scope('"db.badexample.org"', "dns:example.org"), [("db.badexample.org", "192.0.2.10")])


@pytest.mark.parametrize("domain", ["org", "example", "co.uk", "CO.UK.", "github.io", "kawasaki.jp"])
def test_a_domain_under_which_everybody_can_register_proves_nothing(domain: str) -> None:
    name = f"db.victim.{domain}".rstrip(".").lower()
    with pytest.raises(Denied, match="belongs to nobody"):
        require(scope(f'"{name}"', f"dns:{domain}"), [(name, "192.0.2.10")])


def test_http_asks_each_public_address() -> None:
    asked: list[str] = []

    def ask(address: str) -> str:
        asked.append(address)
        return TOKEN if address != "192.0.2.3" else "v=leftopen1; ref=other; until=2027-01-01"

    require(scope('"192.0.2.1-192.0.2.2", "10.0.0.1"', "http"), well_known=ask)
    assert asked == ["192.0.2.1", "192.0.2.2"]
    with pytest.raises(Denied, match=r"http://192\.0\.2\.3/"):
        require(scope('"192.0.2.3"', "http"), well_known=ask)
    with pytest.raises(Denied, match="at most 256"):
        require(scope('"192.0.2.0/23"'.replace("192.0.2.0", "198.18.0.0"), "http"), well_known=ask)


def test_a_mandate_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(Denied, match="cannot be read"):
        require(scope('"192.0.2.1"', "mandate:m.minisig", str(tmp_path / "s.toml")))


def test_a_signed_mandate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Made with minisign's own format by a throw-away key; see tests.scope.test_authority_proof.py for the signer.
    from tests.scope.test_authority_proof import MANDATE, Signer

    signer = Signer()
    (tmp_path / "m").write_bytes(MANDATE)
    (tmp_path / "m.minisig").write_text(signer.sign(MANDATE))
    keys = tmp_path / "keys"
    keys.mkdir()
    monkeypatch.setenv("LEFTOPEN_KEYS", str(keys))
    wanted = scope('"192.0.2.1"', "mandate:m.minisig", str(tmp_path / "s.toml"))
    with pytest.raises(Denied, match="not pinned"):
        require(wanted)
    (keys / "ciso.pub").write_text(signer.public)
    require(wanted)
    with pytest.raises(Denied, match=r"does not name 198\.51\.100\.1"):
        require(scope('"198.51.100.1"', "mandate:m.minisig", str(tmp_path / "s.toml")))


@contextmanager
def serving(answer: bytes, *, drip: float | None = None) -> Iterator[tuple[int, list[bytes]]]:
    """A server that gives this answer to each request, then a byte each `drip` seconds: its port, what it heard."""
    heard: list[bytes] = []
    over = threading.Event()

    def serve(door: socket.socket) -> None:
        with suppress(OSError):
            while True:
                peer, _ = door.accept()
                with peer, suppress(OSError):
                    heard.append(peer.recv(4096))
                    peer.sendall(answer)
                    while drip is not None and not over.wait(drip):
                        peer.sendall(b"a")

    with socket.create_server((HOST, 0)) as door:
        thread = threading.Thread(target=serve, args=(door,))
        thread.start()
        try:
            yield door.getsockname()[1], heard
        finally:
            over.set()
            door.shutdown(socket.SHUT_RDWR)
            thread.join()


FOUND = b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + TOKEN.encode() + b"\n" + b"x" * 99_000


def test_the_well_known_file_is_asked_for_by_name_and_noted() -> None:
    notebook = Notebook(b"k" * 32)
    with serving(FOUND) as (port, heard):
        found = Fetcher("leftopen/1 (+sec@example.org)", 100, notebook).well_known_file(HOST, port)
    assert found.startswith(TOKEN)
    assert len(found) <= authority.MOST
    (request,) = heard
    assert request.startswith(b"GET /.well-known/leftopen.txt HTTP/1.1\r\n")
    assert f"\r\nHost: {HOST}:{port}\r\n".encode() in request
    assert b"\r\nUser-Agent: leftopen/1 (+sec@example.org)\r\n" in request
    (_, kind, asked), (_, _, said) = notebook.take()
    assert (kind, b"well-known" in asked, f"{HOST}:{port}".encode() in asked) == ("exchange", True, True)
    assert TOKEN.encode() not in said


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"nothing of the kind",
        b"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 42\r\n\r\n" + TOKEN.encode(),
        b"HTTP/1.1 404 Not Found\r\nContent-Length: 42\r\n\r\n" + TOKEN.encode(),
        b"HTTP/1.1 200 OK\r\n" + b"a" * 100_000,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n" + TOKEN.encode(),
    ],
)
def test_what_is_no_answer_with_the_file_is_no_proof(answer: bytes) -> None:
    with serving(answer) as (port, heard):
        found = Fetcher("leftopen/1", 100).well_known_file(HOST, port)
    assert authority_proof.token_until(found, "R", NOW.date()) is None
    assert len(heard) == 1, "a redirect is not followed"


def test_an_answer_ends_where_it_says_though_the_connection_stays() -> None:
    body = TOKEN.encode()
    for answer in (
        b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%b" % (len(body), body),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n0\r\n\r\n" % (len(body), body),
    ):
        with serving(answer, drip=60.0) as (port, _):
            assert Fetcher("leftopen/1", 100).well_known_file(HOST, port) == TOKEN


def test_a_file_that_drips_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(authority, "SECONDS", 0.3)
    with serving(b"HTTP/1.1 200 OK\r\nX: ", drip=0.05) as (port, _):
        assert Fetcher("leftopen/1", 100).well_known_file(HOST, port) == ""
    assert Fetcher("leftopen/1", 100).well_known_file(HOST, port) == "", "nobody listens there any more"


def test_requests_for_proof_keep_to_the_rate() -> None:
    with serving(FOUND) as (port, heard):
        fetch, began = Fetcher("leftopen/1", 10), time.monotonic()
        for _ in range(4):
            fetch.well_known_file(HOST, port)
    assert len(heard) == 4
    assert time.monotonic() - began >= 0.3


RECORD = ("_leftopen.example.org", "TXT")
PERMITS = f"{TOKEN}; networks=192.0.2.0/24"


def looked_up(name: str) -> list[str]:
    return Fetcher("leftopen/1", 100).txt_records(name)


def test_txt_records_come_from_a_name_server() -> None:
    with asked_by_the_system(
        {RECORD: ['"v=spf1 -all"', '"v=leftopen1; ref=R; " "until=2027-01-01"', '"\\255"']}
    ) as names:
        assert sorted(looked_up(RECORD[0])) == [TOKEN, "v=spf1 -all", "\ufffd"]
        assert looked_up("_leftopen.other.example") == []
        assert looked_up("not a name of any kind" * 20) == []
    assert names.asked == [(*RECORD, "udp"), ("_leftopen.other.example", "TXT", "udp")]


def test_records_too_long_for_a_datagram_come_over_tcp() -> None:
    long = ['"' + f"{number} " + "x" * 200 + '"' for number in range(8)]
    with asked_by_the_system({RECORD: [*long, f'"{TOKEN}"']}) as names:
        assert TOKEN in looked_up(RECORD[0])
    assert [transport for _, _, transport in names.asked] == ["udp", "tcp"]


@pytest.mark.parametrize("turn", [cut, servfail, silent, of_another])
def test_a_name_server_that_says_nothing_of_use_proves_nothing(turn: Turn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(authority, "SECONDS", 0.5)
    with asked_by_the_system({RECORD: [f'"{PERMITS}"']}, turn):
        assert looked_up(RECORD[0]) == []
        with pytest.raises(Denied, match="No TXT record"):
            require(scope('"db.example.org"', "dns:example.org"), [("db.example.org", "192.0.2.10")], txt=looked_up)


def alias_of(other: str) -> Turn:
    """The record stands at another name, of which the one that is asked for is an alias."""

    def turn(query: dns.message.Message) -> bytes:
        reply = dns.message.make_response(query)
        name = query.question[0].name
        reply.answer.append(dns.rrset.from_text(name, 60, "IN", "CNAME", f"{other}."))
        reply.answer.append(dns.rrset.from_text(f"{other}.", 60, "IN", "TXT", f'"{PERMITS}"'))
        return bytes(reply.to_wire())

    return turn


def test_a_record_of_another_domain_is_none_of_this_one() -> None:
    asked = scope('"db.example.org"', "dns:example.org"), [("db.example.org", "192.0.2.10")]
    for other in ("_leftopen.attacker.example", "example.org.attacker.example", "org"):
        with (
            asked_by_the_system({}, alias_of(other)),
            pytest.raises(Denied, match=f"is an alias of {other}, where somebody else may write: nothing was sent"),
        ):
            require(*asked, txt=looked_up)
    with asked_by_the_system({}, alias_of("_audits.example.org")):
        require(*asked, txt=looked_up)


def test_a_record_in_many_parts_or_past_its_day_or_too_long_is_what_it_says() -> None:
    asked = scope('"db.example.org"', "dns:example.org"), [("db.example.org", "192.0.2.10")]
    parts = " ".join(f'"{PERMITS[at : at + 7]}"' for at in range(0, len(PERMITS), 7))
    padding = " ".join(['"' + "x" * 255 + '"'] * 60)
    with asked_by_the_system({RECORD: [parts]}):
        require(*asked, txt=looked_up)
    for record in (padding, f'"{PERMITS.replace("2027-01-01", "2020-01-01")}"', f'"v=leftopen1; ref=R" {padding}'):
        with asked_by_the_system({RECORD: [record]}), pytest.raises(Denied, match="No TXT record"):
            require(*asked, txt=looked_up)


def test_the_record_of_a_real_lookup_permits() -> None:
    with asked_by_the_system({RECORD: [f'"{PERMITS}"']}) as names:
        require(scope('"db.example.org"', "dns:example.org"), [("db.example.org", "192.0.2.10")], txt=looked_up)
    assert names.asked == [(*RECORD, "udp")]
