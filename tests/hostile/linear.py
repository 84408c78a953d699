"""What a function costs on a text that is made to be dear, and whether that grows faster than the text.

Costs are processor time, compared with that of a plain loop over as many characters on the same machine at the same
moment, and with the cost of a quarter of the text: neither the speed of the machine nor its load decides.
"""

import gc
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import NamedTuple

SIZES = (512, 2_048, 8_192, 32_768)
"""Characters or bytes of the texts; each four times the one before."""
DEAR = 600
"""Loops over a text that a look at it may cost. The dearest honest ones (telephone numbers among digits, a record of
one text, guessing an encoding) take 120 to 170; four times that is left to cores that are shared and to what is
cached."""
GROWTH = 8
"""What four times the text may cost at most: 4 where the cost is linear, 16 where it is quadratic."""
CHEAP = 12
"""Loops below which growth is not looked at, nor counted from: the clock says little about so short a time, and what
looks at long texts only begins with a step."""
TRIES = 5
PAIRS = 160
"""Of all pairs of a lead and a unit those that are tried."""

Cost = Callable[[str], object]


class TooDear(Exception):
    """The look was broken off: it took far more than any text of that size may."""


class Verdict(NamedTuple):
    """How many loops a text of `size` cost, and how many times as much as a quarter of it."""

    size: int
    loops: float
    growth: float

    def __str__(self) -> str:
        return f"{self.size} characters cost {self.loops:.0f} loops over them, {self.growth:.1f} times a quarter"


def loop(size: int) -> float:
    """Processor seconds of a plain loop over so many characters, the least of several."""
    text = "x" * size

    def once() -> float:
        start = time.thread_time()
        for char in text:
            if char == "y":
                break
        return time.thread_time() - start

    return max(min(once() for _ in range(5)), 1e-7)


@contextmanager
def bounded(seconds: float) -> Iterator[None]:
    """Raises `TooDear` in whatever takes more processor time than this; `re` looks up from its work for it.

    The collector of garbage rests meanwhile: what is raised in its callbacks is lost.
    """

    def stop(*_: object) -> None:
        raise TooDear

    before = signal.signal(signal.SIGPROF, stop)
    gc.disable()
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        gc.enable()
        signal.signal(signal.SIGPROF, before)


def cost(call: Cost, text: str, limit: float) -> float:
    """Processor seconds of one call, whatever it raises; infinite where it took more than `limit`."""
    traced = sys.gettrace()
    sys.settrace(None)  # what measures coverage would be measured
    start = time.thread_time()
    try:
        with bounded(limit):
            call(text)
    except TooDear:
        return float("inf")
    except Exception:  # noqa: BLE001 a hostile text may be refused in any way, here only the time of it counts
        pass
    finally:
        sys.settrace(traced)
    return time.thread_time() - start


class Scale:
    """Loops over texts of each size, measured once."""

    def __init__(self) -> None:
        self._loops: dict[int, float] = {}

    def of(self, size: int) -> float:
        if size not in self._loops:
            self._loops[size] = loop(size)
        return self._loops[size]

    def forget(self) -> None:
        """Measures anew: the machine may have become slower."""
        self._loops.clear()


SCALE = Scale()


def judge(call: Cost, make: Callable[[int], str], sizes: tuple[int, ...] = SIZES, dear: int = DEAR) -> Verdict | None:
    """What is wrong with the cost of this call on these texts, None where it is linear and no dearer than it may be.

    `make` gives a text of a size; the call is judged several times and is cleared by one good one, since whatever else
    the machine does can only add to a cost.
    """
    found: Verdict | None = None
    for _ in range(TRIES):
        found = _once(call, make, sizes, dear)
        if found is None:
            return None
        SCALE.forget()
    return found


def _once(call: Cost, make: Callable[[int], str], sizes: tuple[int, ...], dear: int) -> Verdict | None:
    before = 0.0
    for size in sizes:
        text = make(size)
        whole = SCALE.of(size)
        limit = dear * max(whole, SCALE.of(2_048))
        took = min(cost(call, f"{text}{turn}", 2 * limit + 0.02) for turn in "ab")  # two texts: what is cached is none
        growth = took / before if before else 0.0
        if took > limit or (took > CHEAP * whole and growth > GROWTH):
            return Verdict(size, took / whole, growth)
        before = max(took, CHEAP * whole)
    return None


def repeated(unit: str, lead: str = "", end: str = "") -> Callable[[int], str]:
    """Texts that are this unit again and again."""
    return lambda size: (lead + unit * (1 + size // len(unit)))[:size] + end


UNITS: dict[str, str] = {
    "letters": "a",
    "capitals": "A",
    "digits": "1",
    "spaces": " ",
    "tabs": "\t",
    "lines": "\r\n",
    "nuls": "\0",
    "escaped quotes": '\\"',
    "backslashes": "\\",
    "quotes": '"',
    "apostrophes": "'",
    "brackets": "[",
    "braces": '{"a":',
    "parentheses": "(",
    "closed brackets": "[]",
    "elements": "<a>",
    "angles": "<",
    "entities": "&amp;",
    "words": "ab ",
    "names": "Anna Maria ",
    "initials": "A. ",
    "underscores": "a_",
    "dashes": "a-",
    "dots": "a.",
    "commas": "a,",
    "colons": "a:",
    "pairs": "ab: cd, ",
    "equals": "a=b&",
    "unequalled": "a=",
    "addresses": "a@b.",
    "at signs": "@",
    "points": "1.",
    "ranges": "1-",
    "spaced digits": "1 ",
    "hexadecimal": "0f:",
    "percents": "%25",
    "slashes": "/..",
    "headers": "name: value\r\n",
    "ideographs": "王",
    "han names": "王小明电话",
    "streets": "中山路12号",
    "hangul": "김철수 ",
    "kana": "さとう",
    "arabic": "محمد ",
    "cyrillic": "Анна Иванова ",
    "accents": "é",
    "combining": "e\u0301",
    "emoji": "🙂",
    "surrogates": "\ud83d",
    "base64": "QUJDRA==",
    "numbers in prose": "born 1984-03-07, ",
    "coordinates": "52.5200,13.4050 ",
}
"""What a hostile text is made of, by name."""


def hostile(
    call: Cost,
    leads: Sequence[str] = (),
    units: Sequence[str] = (),
    sizes: tuple[int, ...] = SIZES,
    dear: int = DEAR,
) -> list[str]:
    """What is wrong with a call, one line for each text: each unit alone, and some pairs of a lead and a unit."""
    with suppress(Exception):
        call("warm up 王小明")  # what is read once, at first use
    every = (*UNITS.values(), *units)
    pairs = [(lead, unit) for lead in leads for unit in every]
    chosen = random.Random(4).sample(pairs, min(PAIRS, len(pairs)))
    return [
        f"{lead[:40]!r} and many {unit[:40]!r}: {found}"
        for lead, unit in (*(("", unit) for unit in every), *chosen)
        if (found := judge(call, repeated(unit, lead), sizes, dear))
    ]


def as_bytes(text: str) -> bytes:
    """The text as it comes over a wire; bytes that are none of a text are `surrogateescape`d in it."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")
