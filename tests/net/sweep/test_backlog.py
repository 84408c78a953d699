from leftopen.net.sweep.accounting import Batch
from leftopen.net.sweep.backlog import Backlog, Pair


def pair(batch: Batch, position: int, host: int = 1) -> Pair:
    return Pair(batch, (position, host, 0, ("127.0.0.1", position)))


def test_delayed_pairs_come_when_their_time_has_come() -> None:
    batch = Batch(0, 9)
    waiting = Backlog({}, 1)
    late, soon = pair(batch, 1), pair(batch, 2)
    waiting.delay(late, 20.0)
    waiting.delay(soon, 10.0)
    assert len(waiting) == batch.due == 2
    assert not waiting.any(9.9)
    assert waiting.take(9.9) is None
    assert waiting.any(10.0)
    assert waiting.take(10.0) is soon
    assert waiting.take(10.0) is None
    assert len(waiting) == batch.due == 1
    assert waiting.take(21.0) is late
    assert (len(waiting), batch.due) == (0, 0)


def test_parked_pairs_go_on_one_by_one() -> None:
    batch, busy = Batch(0, 9), {1: 2, 2: 2}
    waiting = Backlog(busy, 2)
    first, second, other = pair(batch, 1), pair(batch, 2), pair(batch, 3, host=2)
    for each in (first, second, other):
        waiting.park(each)
    waiting.free(1)
    assert not waiting.any(1e9), "the host has all its connections still"
    busy[1] = 1
    waiting.free(1)
    assert waiting.take(0.0) is first
    assert waiting.take(0.0) is None, "one connection ended, one pair goes on"
    waiting.free(1)
    assert waiting.take(0.0) is second
    del busy[2]
    waiting.free(2)
    waiting.free(2)
    assert waiting.take(0.0) is other
    assert (len(waiting), batch.due) == (0, 0)
    waiting.free(3)


def test_positions_of_all_that_wait() -> None:
    batch = Batch(0, 9)
    waiting = Backlog({}, 1)
    waiting.delay(pair(batch, 4), 1.0)
    waiting.park(pair(batch, 5))
    waiting.free(1)
    waiting.park(pair(batch, 6))
    assert sorted(waiting.positions()) == [4, 5, 6]
