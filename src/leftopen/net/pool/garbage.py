"""The garbage collector while services are asked: it looks at what a run has made, and not so often.

By default it runs each time 700 containers are there more than before, which is twice a service, and goes through
all that was ever loaded (tables of words, probes, patterns) again and again: a tenth of the processor time of a run.
What is there when a run begins stays until its end, so that it is left out; `_YOUNG` containers are those of some
twenty services. No record waits for it: what holds one (`raw.Raw`) is dropped by hand.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_YOUNG = 5000


@contextmanager
def collected_seldom() -> Iterator[None]:
    """Has it look at what comes from now on, and seldom; afterwards all is as before."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(_YOUNG if before[0] else 0, *before[1:])  # 0: somebody has switched it off
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
