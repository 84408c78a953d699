import socket

from leftopen.net import sockets
from leftopen.net.sweep.accounting import Batch
from leftopen.net.sweep.inflight import Flight, InFlight
from leftopen.net.sweep.pace import NetworkPace


def flight(batch: Batch, position: int, address: tuple[str, int], since: float) -> Flight:
    sock = sockets.open_socket(six=False)
    sock.connect_ex(address)
    return Flight(sock, batch, (position, 7, 0, address), 1, 0, NetworkPace(1.0, 0.5), since)


def test_ended_connects_come_one_by_one_with_their_batch_still_due() -> None:
    batch, flights = Batch(0, 9), InFlight(100.0)
    with socket.create_server(("127.0.0.1", 0)) as door:
        for position in range(3):
            flights.add(flight(batch, position, door.getsockname(), 100.0))
        assert (len(flights), batch.due, flights.busy) == (3, 3, {7: 3})
        assert flights.positions() == [0, 1, 2]
        left = []
        for done in flights.ended(1.0):
            assert sockets.outcome(done.socket) == 0
            left.append(batch.due)
            done.socket.close()
    assert left == [2, 1, 0], "whoever counts one must find the others still due"
    assert flights.busy == {}
    assert list(flights.late(200.0)) == []
    flights.close()


def test_late_connects_are_given_up_in_time() -> None:
    batch, flights = Batch(0, 9), InFlight(100.0)
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        early, later = (flight(batch, n, nobody.getsockname(), 100.0 + n) for n in (0, 1))
        flights.add(early)
        flights.add(later)
        assert list(flights.late(100.4)) == []
        given_up = list(flights.late(100.61))
        assert given_up == [early]
        assert len(flights) == batch.due == 1
        early.socket.close()
        flights.close()
        assert later.socket.fileno() == -1
        assert len(flights) == 0
