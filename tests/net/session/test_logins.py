from pathlib import Path

import pytest

from leftopen.journal import NAME, Journal
from leftopen.model import Tried
from leftopen.net.session.logins import MOST, Logins, address, key, sent, serial
from leftopen.net.session.policy import ConductError
from leftopen.wire.talk import Spent

LOBBY, OTHER = {address("10.0.0.1")}, {address("10.0.0.2")}


def test_without_the_scopes_word_none_is_tried() -> None:
    with pytest.raises(ConductError, match="does not allow"):
        Logins(allowed=False).take(LOBBY)


def test_a_device_is_tried_twice_whatever_the_port_and_protocol() -> None:
    logins = Logins(allowed=True)
    for _ in range(MOST):
        logins.take(LOBBY)
    with pytest.raises(Spent, match="2 factory logins"):
        logins.take(LOBBY)
    logins.take(OTHER)


@pytest.mark.parametrize("name", [key("ab" * 32), serial("4E06F9D1A2B3")])
def test_a_device_with_two_addresses_is_one(name: str) -> None:
    logins = Logins(allowed=True)
    logins.take(LOBBY | {name})
    logins.take(OTHER | {name})
    with pytest.raises(Spent):
        logins.take({address("10.0.0.3"), name})


def test_after_a_sign_of_lockout_none_is_tried() -> None:
    logins = Logins(allowed=True)
    logins.bar(LOBBY)
    with pytest.raises(Spent, match="lockout"):
        logins.take(LOBBY)
    logins.take(OTHER)


def test_what_earlier_runs_tried_counts() -> None:
    logins = Logins(allowed=True)
    logins.take(LOBBY)
    logins.bar(OTHER)
    later = Logins(allowed=True, known=[*logins.of(sorted(LOBBY)), *logins.of(sorted(OTHER))])
    later.take(LOBBY)
    with pytest.raises(Spent, match="2 factory logins"):
        later.take(LOBBY)
    with pytest.raises(Spent, match="lockout"):
        later.take(OTHER)


def test_a_sign_of_lockout_keeps_the_count() -> None:
    logins = Logins(allowed=True)
    logins.take(LOBBY)
    logins.bar(LOBBY)
    (known,) = logins.of(sorted(LOBBY))
    assert (known.device, known.tries, known.locked_out) == ("address 10.0.0.1", 1, True)
    assert isinstance(known, Tried)


def test_a_serial_number_is_not_kept() -> None:
    assert "4E06F9D1A2B3" not in serial("4E06F9D1A2B3")


def test_of_what_several_know_the_higher_count_and_a_sign_of_lockout_hold() -> None:
    at = "2026-01-01T00:00:00Z"
    known = [Tried(address("10.0.0.1"), 2, False, at), Tried(address("10.0.0.1"), 1, False, at)]
    with pytest.raises(Spent, match="2 factory logins"):
        Logins(allowed=True, known=known).take(LOBBY)
    known = [Tried(address("10.0.0.1"), 0, True, at), Tried(address("10.0.0.1"), 1, False, at)]
    with pytest.raises(Spent, match="lockout"):
        Logins(allowed=True, known=known).take(LOBBY)


def test_what_left_stands_in_the_journal(tmp_path: Path) -> None:
    path = tmp_path / NAME
    with Journal(path) as journal:
        for target, verbs in (
            ("10.0.0.1:80/tcp", ["GET /", "GET /x +login"]),
            ("10.0.0.1:554/tcp", ["DESCRIBE +login"]),
            ("[::1]:554/tcp", ["DESCRIBE +login"]),
            ("10.0.0.2:80/tcp", ["GET /", "GET / +login/x", 'GET / +login"']),
        ):
            journal.note("exchange", target=target, verbs=verbs)
        journal.note("exchange", target=7, verbs=["x +login"])
        journal.note("connect", target="10.0.0.3:80/tcp", verbs=["x +login"])
    assert {(one.device, one.tries, one.locked_out) for one in sent(path)} == {
        (address("10.0.0.1"), 2, False),
        (address("::1"), 1, False),
    }
    path.write_bytes(path.read_bytes() + b'{"seq":')
    assert len(sent(path)) == 2
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([lines[0], *lines[2:]]))
    (known,) = sent(path)
    assert (known.device, known.tries) == (address("10.0.0.1"), 1)
