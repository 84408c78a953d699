import errno
import resource
import socket
import struct

import pytest

from leftopen.net import sockets


@pytest.fixture(params=["epoll", "selector"])
def poller(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> sockets.Poller:
    if request.param == "selector":
        monkeypatch.delattr("select.epoll", raising=False)
    return sockets.poller()


@pytest.mark.parametrize(("six", "address"), [(False, "127.0.0.1"), (True, "::1")])
def test_connects_end_as_they_should(six: bool, address: str, poller: sockets.Poller) -> None:
    family = socket.AF_INET6 if six else socket.AF_INET
    with socket.create_server((address, 0), family=family) as door, socket.socket(family) as nobody:
        nobody.bind((address, 0))
        wanted: dict[int, tuple[socket.socket, int]] = {}
        for port, code in ((door.getsockname()[1], 0), (nobody.getsockname()[1], errno.ECONNREFUSED)):
            sock = sockets.open_socket(six=six)
            assert sock.connect_ex((address, port)) in sockets.PENDING | {0, code}
            wanted[sock.fileno()] = (sock, code)
            poller.watch(sock.fileno())
        got: dict[int, tuple[int, int]] = {}
        while len(got) < 2:
            for fd in poller.ready(1.0):
                sock, code = wanted[fd]
                got[fd] = (sockets.outcome(sock), code)
                poller.forget(fd)
                sock.close()
    poller.close()
    assert all(found == code for found, code in got.values())


def test_nothing_is_ready_after_it_was_forgotten(poller: sockets.Poller) -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        sock = sockets.open_socket(six=False)
        sock.connect_ex(door.getsockname())
        poller.watch(sock.fileno())
        assert poller.ready(1.0) == [sock.fileno()]
        poller.forget(sock.fileno())
        sock.close()
        assert poller.ready(0.0) == []
    poller.close()


def test_closing_resets_so_that_no_port_stays_taken() -> None:
    sock = sockets.open_socket(six=False)
    assert struct.unpack("ii", sock.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER, 8)) == (1, 0)
    assert not sock.getblocking()
    sock.close()


@pytest.mark.parametrize("source", ["127.0.0.7", "::1"])
def test_a_source_is_bound_to_and_takes_no_port_before_it_connects(source: str) -> None:
    sock = sockets.open_socket(six=":" in source, source=source)
    assert sock.getsockname()[:2] == (source, 0)
    sock.close()


@pytest.mark.skipif(not sockets.AT_ONCE, reason="only Linux lets a refused socket be used again")
def test_a_refused_socket_keeps_its_source() -> None:
    with socket.create_server(("127.0.0.1", 0)) as door, socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        sock = sockets.open_socket(six=False, source="127.0.0.7")
        for _ in range(3):
            assert sock.connect_ex(nobody.getsockname()) == errno.EINPROGRESS
            assert sock.connect_ex(nobody.getsockname()) == errno.ECONNREFUSED
        assert sock.connect_ex(door.getsockname()) == errno.EINPROGRESS
        peer, name = door.accept()
        assert name[0] == "127.0.0.7"
        peer.close()
        sock.close()


def test_a_source_that_is_gone_is_told_from_a_want_of_ports() -> None:
    with pytest.raises(OSError, match="is no address of this machine") as error:
        sockets.open_socket(six=False, source="192.0.2.7")
    assert error.value.errno == errno.ENETDOWN


def test_a_source_says_nothing_about_the_other_ip_version() -> None:
    assert sockets.source_for("127.0.0.7", six=False) == "127.0.0.7"
    assert sockets.source_for("127.0.0.7", six=True) is None
    assert sockets.source_for("::1", six=True) == "::1"
    assert sockets.source_for(None, six=True) is None


def test_asking_for_the_way_sends_nothing() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ear:
        ear.bind(("127.0.0.1", 0))
        ear.setblocking(False)
        assert sockets.has_route(ear.getsockname())
        assert sockets.has_route(ear.getsockname(), "127.0.0.7")
        assert sockets.has_route(ear.getsockname(), "::1"), "it says nothing about IPv4"
        assert not sockets.has_route(ear.getsockname(), "192.0.2.7"), "a source that is gone"
        assert sockets.has_route(("127.255.255.255", 9)), "a broadcast address may not be asked, but there is a way"
        with pytest.raises(BlockingIOError):
            ear.recv(1)


def test_a_want_of_sockets_says_nothing_of_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    for code, way in ((errno.EMFILE, True), (errno.EAFNOSUPPORT, False)):

        def fail(*_: object, code: int = code) -> None:
            raise OSError(code, "no")

        with monkeypatch.context() as patch:
            patch.setattr(socket, "socket", fail)
            assert sockets.has_route(("127.0.0.1", 9)) is way


def test_a_connection_to_itself_is_nobody() -> None:
    sock = socket.socket()
    sock.bind(("127.0.0.1", 0))
    sock.connect(sock.getsockname())
    assert sockets.met_itself(sock)
    sock.close()
    with socket.create_server(("127.0.0.1", 0)) as door, socket.create_connection(door.getsockname()) as other:
        assert not sockets.met_itself(other)
    with socket.socket() as never:
        assert not sockets.met_itself(never), "already gone: then somebody was there"


@pytest.mark.parametrize(
    ("limits", "expected", "soft"),
    [
        ((1024, 4096), 3072, 4096),
        ((256, 256), 192, 256),
        ((1024, resource.RLIM_INFINITY), 20_000, 65_536),
        ((resource.RLIM_INFINITY, resource.RLIM_INFINITY), 20_000, resource.RLIM_INFINITY),
        ((8, 8), 16, 8),
    ],
)
def test_the_window_keeps_descriptors_free(
    limits: tuple[int, int], expected: int, soft: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [limits]
    monkeypatch.setattr(resource, "getrlimit", lambda what: now[-1])
    monkeypatch.setattr(resource, "setrlimit", lambda what, pair: now.append(pair))
    assert sockets.window() == expected
    assert now[-1][0] == soft
