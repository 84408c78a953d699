import contextlib
import datetime as dt
import ipaddress
import ssl
from pathlib import Path

import pytest
from cryptography import x509
from hypothesis import given
from hypothesis import strategies as st

from leftopen.net.session.tls import Pipe, Unknown, context, parse
from leftopen.wire.talk import Broken, Fault
from tests.net.certificates import make, server_context


class Peer:
    """The other end of a pipe."""

    def __init__(self, made: ssl.SSLContext) -> None:
        self.into, self.out = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = made.wrap_bio(self.into, self.out, server_side=True)

    def shake(self, data: bytes) -> bytes:
        self.into.write(data)
        with contextlib.suppress(ssl.SSLWantReadError):
            self.tls.do_handshake()
        return self.out.read()


def joined(pipe: Pipe, peer: Peer) -> None:
    data, done = b"", False
    while not done:
        done = pipe.handshake(data)
        data = peer.shake(pipe.outgoing())
    pipe.feed(data)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("tls"))


@pytest.mark.parametrize("version", [None, ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_bytes_go_through_and_the_certificate_is_read(made: Path, version: ssl.TLSVersion | None) -> None:
    server = server_context(made)
    if version:
        server.minimum_version = server.maximum_version = version
    pipe, peer = Pipe(context(), "db.example.org"), Peer(server)
    joined(pipe, peer)
    peer.into.write(pipe.write(b"LIST\n"))
    assert peer.tls.read() == b"LIST\n"
    peer.tls.write(b"+0\n")
    assert pipe.feed(peer.out.read()) == b"+0\n"
    assert not pipe.ended
    certificate = pipe.certificate()
    assert certificate is not None
    assert certificate.subject == certificate.issuer == "CN=db.example.org"
    assert certificate.names == ("db.example.org", "127.0.0.1")
    assert len(certificate.spki_sha256) == 64
    assert certificate.not_before.endswith("Z")


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
def test_old_versions_are_spoken(made: Path, version: ssl.TLSVersion) -> None:
    server = server_context(made)
    server.set_ciphers("ALL:@SECLEVEL=0")
    server.minimum_version = server.maximum_version = version
    pipe, peer = Pipe(context(), None), Peer(server)
    joined(pipe, peer)
    assert pipe.certificate() is not None


def test_the_end_is_told_and_said(made: Path) -> None:
    pipe, peer = Pipe(context(), None), Peer(server_context(made))
    joined(pipe, peer)
    peer.into.write(pipe.goodbye())
    assert peer.tls.read() == b""
    peer.tls.unwrap()
    assert pipe.feed(peer.out.read()) == b""
    assert pipe.ended


@given(data=st.binary(min_size=6, max_size=200))
def test_whatever_is_no_handshake_is_broken_or_unfinished(data: bytes) -> None:
    pipe = Pipe(context(), None)
    with contextlib.suppress(Broken):
        assert not pipe.handshake(data)


@given(data=st.binary(min_size=1, max_size=200))
def test_garbage_inside_ends_it(made: Path, data: bytes) -> None:
    pipe, peer = Pipe(context(), None), Peer(server_context(made))
    joined(pipe, peer)
    peer.tls.write(b"+1\n")
    record = bytearray(peer.out.read())
    record[-1] ^= 1
    with pytest.raises(Broken):
        pipe.feed(bytes(record) + data)


def test_names_are_bounded_and_printable(tmp_path: Path) -> None:
    where = make(tmp_path, names=[f"host{n}.example.org" for n in range(500)], common="ann\x1b[31m\n<b>" + "x" * 40)
    certificate = parse(ssl.PEM_cert_to_DER_cert(where.read_text().partition("-----BEGIN PRIVATE")[0]))
    assert certificate is not None
    assert len(certificate.names) == 100
    assert "\x1b" not in certificate.subject
    assert certificate.subject.isprintable()


@given(data=st.binary(max_size=300))
def test_what_is_no_certificate_is_none(data: bytes) -> None:
    assert parse(data) is None


@given(at=st.integers(0, 10_000), to=st.integers(0, 255))
def test_a_damaged_certificate_does_no_harm(made: Path, at: int, to: int) -> None:
    der = bytearray(ssl.PEM_cert_to_DER_cert(made.read_text().partition("-----BEGIN PRIVATE")[0]))
    der[at % len(der)] = to
    read = parse(bytes(der))
    assert read is None or read.subject.isprintable()


@pytest.mark.parametrize(
    "host", ["", ".example.org", "a" * 64 + ".org", "x" * 300, "bücher.example", "a..b", "db.example."]
)
def test_hosts_that_tls_cannot_name_are_left_out(host: str) -> None:
    assert not Pipe(context(), host).handshake(b"")


@pytest.mark.parametrize(("alert", "fault"), [(42, Unknown), (116, Unknown), (40, Broken), (70, Broken)])
def test_a_call_for_our_certificate_is_told_from_other_alerts(alert: int, fault: type[Fault]) -> None:
    pipe = Pipe(context(), None)
    pipe.handshake(b"")
    with pytest.raises(fault):
        pipe.handshake(bytes([21, 3, 3, 0, 2, 2, alert]))


def test_there_is_no_certificate_before_the_handshake() -> None:
    assert Pipe(context(), None).certificate() is None


def test_times_and_addresses_are_those_of_the_certificate(tmp_path: Path) -> None:
    where = make(
        tmp_path, names=[], addresses=[ipaddress.ip_address("::1")], begins=dt.datetime(2001, 2, 3, tzinfo=dt.UTC)
    )
    pem = where.read_text().partition("-----BEGIN PRIVATE")[0]
    certificate = parse(ssl.PEM_cert_to_DER_cert(pem))
    assert certificate is not None
    assert certificate.not_before == "2001-02-03T00:00:00Z"
    assert certificate.names == ("::1",)
    assert x509.load_pem_x509_certificate(pem.encode()).not_valid_after_utc.year == 2031
