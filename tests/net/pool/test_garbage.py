import gc
from collections.abc import Iterator
from contextlib import suppress

import pytest

from leftopen.net.pool.garbage import collected_seldom


@pytest.fixture(autouse=True)
def as_python_begins() -> Iterator[None]:
    """Whatever a command that ran before has set."""
    before = gc.get_threshold()
    gc.set_threshold(700, *before[1:])
    yield
    gc.set_threshold(*before)


def test_what_is_there_is_left_alone_until_the_end() -> None:
    before, frozen = gc.get_threshold(), gc.get_freeze_count()
    with suppress(ZeroDivisionError), collected_seldom():
        assert gc.get_threshold()[0] > before[0]
        assert gc.get_threshold()[1:] == before[1:]
        assert gc.get_freeze_count() > frozen
        raise ZeroDivisionError
    assert (gc.get_threshold(), gc.get_freeze_count()) == (before, 0)


def test_what_comes_meanwhile_is_still_collected() -> None:
    class Held:
        alive = 0

        def __init__(self) -> None:
            Held.alive += 1
            self.own = self

        def __del__(self) -> None:
            Held.alive -= 1

    with collected_seldom():
        kept = []
        for _ in range(20_000):
            Held()
            kept.append([None])
        assert Held.alive < 15_000


def test_a_command_that_loads_without_a_search_is_searched_while_it_asks() -> None:
    gc.set_threshold(1_000_000, *gc.get_threshold()[1:])
    with collected_seldom():
        assert gc.get_threshold()[0] < 10_000
    assert gc.get_threshold()[0] == 1_000_000


def test_who_switched_it_off_finds_it_off() -> None:
    before = gc.get_threshold()
    gc.set_threshold(0)
    try:
        with collected_seldom():
            assert gc.get_threshold()[0] == 0
    finally:
        gc.set_threshold(*before)
