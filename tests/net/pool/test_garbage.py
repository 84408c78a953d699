import gc
from contextlib import suppress

from leftopen.net.pool.garbage import collected_seldom


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


def test_who_switched_it_off_finds_it_off() -> None:
    before = gc.get_threshold()
    gc.set_threshold(0)
    try:
        with collected_seldom():
            assert gc.get_threshold()[0] == 0
    finally:
        gc.set_threshold(*before)
