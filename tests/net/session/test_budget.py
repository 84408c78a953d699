import time

import pytest

from leftopen.net.session.budget import Budget
from leftopen.wire.talk import Spent


def test_requests_and_connections_are_counted_and_end() -> None:
    spent = Budget(seconds=60, patience=1, most_requests=2, most_connections=1)
    spent.request()
    spent.request()
    spent.connection()
    with pytest.raises(Spent, match="2 requests"):
        spent.request()
    with pytest.raises(Spent, match="1 connections"):
        spent.connection()
    footprint = spent.footprint()
    assert (footprint.requests, footprint.connections) == (2, 1)


def test_bytes_and_seconds_end() -> None:
    full = Budget(seconds=60, patience=1, most_in=10, bytes_in=11)
    with pytest.raises(Spent, match="bytes"):
        full.check()
    old = Budget(seconds=5, patience=1, began=time.monotonic() - 5)
    with pytest.raises(Spent, match="5 seconds"):
        old.request()
    assert old.footprint().seconds >= 5
