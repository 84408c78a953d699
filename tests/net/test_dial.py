import errno
import resource
import socket
import struct

import pytest

from leftopen.net import dial


@pytest.fixture(params=["epoll", "selector"])
def poller(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> dial.Poller:
    if request.param == "selector":
        monkeypatch.delattr("select.epoll", raising=False)
    return dial.poller()


@pytest.mark.parametrize(("six", "address"), [(False, "127.0.0.1"), (True, "::1")])
def test_connects_end_as_they_should(six: bool, address: str, poller: dial.Poller) -> None:
    family = socket.AF_INET6 if six else socket.AF_INET
    with socket.create_server((address, 0), family=family) as door, socket.socket(family) as nobody:
        nobody.bind((address, 0))
        wanted: dict[int, tuple[socket.socket, int]] = {}
        for port, code in ((door.getsockname()[1], 0), (nobody.getsockname()[1], errno.ECONNREFUSED)):
            sock = dial.open_socket(six=six)
            assert sock.connect_ex((address, port)) in dial.PENDING | {0, code}
            wanted[sock.fileno()] = (sock, code)
            poller.watch(sock.fileno())
        got: dict[int, tuple[int, int]] = {}
        while len(got) < 2:
            for fd in poller.ready(1.0):
                sock, code = wanted[fd]
                got[fd] = (dial.outcome(sock), code)
                poller.forget(fd)
                sock.close()
    poller.close()
    assert all(found == code for found, code in got.values())


def test_nothing_is_ready_after_it_was_forgotten(poller: dial.Poller) -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        sock = dial.open_socket(six=False)
        sock.connect_ex(door.getsockname())
        poller.watch(sock.fileno())
        assert poller.ready(1.0) == [sock.fileno()]
        poller.forget(sock.fileno())
        sock.close()
        assert poller.ready(0.0) == []
    poller.close()


def test_closing_resets_so_that_no_port_stays_taken() -> None:
    sock = dial.open_socket(six=False)
    assert struct.unpack("ii", sock.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER, 8)) == (1, 0)
    assert not sock.getblocking()
    sock.close()


def test_a_connection_to_itself_is_nobody() -> None:
    sock = socket.socket()
    sock.bind(("127.0.0.1", 0))
    sock.connect(sock.getsockname())
    assert dial.met_itself(sock)
    sock.close()
    with socket.create_server(("127.0.0.1", 0)) as door, socket.create_connection(door.getsockname()) as other:
        assert not dial.met_itself(other)
    with socket.socket() as never:
        assert not dial.met_itself(never), "already gone: then somebody was there"


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
    assert dial.window() == expected
    assert now[-1][0] == soft
