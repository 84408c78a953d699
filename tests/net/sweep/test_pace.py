import pytest

from leftopen.net.allowance import Allowance
from leftopen.net.sweep.pace import FIRST, FLOOR, NetworkPace, Pace


def test_a_network_gets_its_rate_and_no_more() -> None:
    network = NetworkPace(10.0, 3.0)
    places = [network.turn(50.0) or 50.0 for _ in range(41)]
    assert places == sorted(places)
    assert places[0] == places[1] == 50.0
    assert places[-1] == pytest.approx(50.0 + 40 / 10 - 0.1)
    assert network.turn(60.0) == 0.0, "after a pause it goes on at once"
    assert not network.idle(60.0)
    assert network.idle(60.2)


def test_time_outs_follow_the_round_trips() -> None:
    network = NetworkPace(10.0, 3.0)
    known_before = network.known
    assert network.patience(1) == FIRST
    assert network.patience(2) == 3.0
    network.heard(0.2, 1.0)
    assert (known_before, network.known) == (False, True)
    assert network.patience(1) == pytest.approx(0.2 + 4 * 0.1)
    assert network.patience(2) == pytest.approx(3 * 0.6)
    for second in range(2, 60):
        network.heard(0.01, float(second))
    assert network.patience(1) == FLOOR
    assert network.patience(2) == FIRST


def test_time_outs_never_exceed_the_scope() -> None:
    network = NetworkPace(10.0, 0.5)
    assert network.patience(1) == network.patience(2) == 0.5
    network.heard(2.0, 1.0)
    assert network.patience(1) == network.patience(2) == 0.5
    assert NetworkPace(10.0, 0.1).patience(1) == 0.1


def test_a_struggling_network_is_asked_less() -> None:
    network = NetworkPace(10.0, 3.0)
    network.heard(0.01, 1.0)
    network.heard(0.5, 10.0)
    assert network.slow == 2
    network.heard(0.5, 10.5)
    assert network.slow == 2, "one halving a second"
    assert not network.idle(1e9), "that it struggles is not forgotten"
    network.strain(12.0)
    assert network.slow == 4
    network.turn(20.0)
    assert network.turn(20.0) == pytest.approx(20.0 + 4 / 10 - 0.1)
    for second in range(30, 40):
        network.heard(0.01, float(second))
    assert network.slow == 1
    for second in range(100, 200, 2):
        network.strain(float(second))
    assert network.slow == 32, "but never given up"


def test_networks_remembered_are_bounded() -> None:
    pace = Pace(Allowance(1000.0), 10.0, 3.0, remembered=8)
    strained = pace.network(0, 0.0)
    strained.strain(5.0)
    for key in range(1, 100):
        pace.network(key, 10.0 + key).turn(10.0 + key)
        assert len(pace.networks) <= 8
    assert pace.networks[0] is strained, "idle ones go first"
    assert pace.network(99, 200.0) is pace.networks[99]


def test_busy_networks_are_forgotten_too_when_there_are_too_many() -> None:
    pace = Pace(Allowance(1000.0), 0.001, 3.0, remembered=4)
    for key in range(50):
        pace.network(key, 0.0).turn(0.0)
        assert len(pace.networks) <= 4
