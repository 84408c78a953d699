import os
from multiprocessing.connection import Connection

import pytest

from leftopen.model import Tried
from leftopen.net import process
from leftopen.net.session.ledger import Ledger
from leftopen.net.session.logins import MOST, Logins, address, key
from leftopen.wire.talk import Spent

CAMERA = key("ab" * 32)


def other(ledger: Ledger) -> Ledger:
    """The same as another process has it."""
    made = Ledger.__new__(Ledger)
    made._open(os.dup(ledger._fd))
    return made


def test_who_tells_does_not_hear_it_and_others_do_once() -> None:
    one = Tried("address 10.0.0.1", 1, False, "2026-01-01T00:00:00Z")
    ours = Ledger()
    theirs = other(ours)
    with ours.held() as news:
        assert news == []
        ours.tell([one, one])
    assert (ours.news, theirs.news) == (False, True)
    with theirs.held() as news:
        assert news == [one, one]
    with theirs.held() as news:
        assert news == []


def test_a_sign_of_lockout_that_another_process_saw_holds() -> None:
    ours = Ledger()
    theirs = Logins(allowed=True, ledger=other(ours))
    Logins(allowed=True, ledger=ours).bar({address("10.0.0.1"), CAMERA})
    (known,) = theirs.of([CAMERA])
    assert known.locked_out
    with pytest.raises(Spent, match="lockout"):
        theirs.take({address("10.0.0.2"), CAMERA})


def tries(pipe: Connection, ledger: Ledger, literal: str) -> None:
    """Tries as many as it may on a device at this address, and says how many."""
    logins, done = Logins(allowed=True, ledger=ledger), 0
    pipe.recv()
    for _ in range(3 * MOST):
        try:
            logins.take({address(literal), CAMERA})
        except Spent:
            break
        done += 1
    pipe.send(done)
    pipe.recv()


def test_processes_that_ask_one_device_at_several_addresses_try_two_in_all() -> None:
    ledger = Ledger()
    started = [process.start(tries, ledger, f"10.0.0.{number}") for number in range(2)]
    for _, pipe in started:
        pipe.send("begin")
    assert sum(pipe.recv() for _, pipe in started) == MOST
    logins = Logins(allowed=True, ledger=ledger)
    assert {one.tries for one in logins.of([CAMERA])} == {MOST}
    for _, pipe in started:
        pipe.send("end")
        pipe.close()
    process.end([one for one, _ in started])
