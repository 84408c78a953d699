"""What real servers said, as the begin of a hostile answer: a grammar gets past its first line only with that."""

import random
from collections.abc import Iterator
from functools import cache

from leftopen.wire.talk import Fault
from tests.hostile.linear import Cost
from tests.talk import scripts

_LONGEST = 6_000
_KEPT = 6
_BREAKS = '"[{:,\n <'


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


@cache
def answers() -> tuple[str, ...]:
    """Answers of the transcripts and the bodies in them, as text with the other bytes escaped; each once."""
    found: dict[str, None] = {}
    for script in scripts():
        for step in script.steps:
            if step.kind == "<" and 4 < len(step.data) <= _LONGEST:
                found[_text(step.data)] = None
                body = step.data.partition(b"\r\n\r\n")[2]
                if body:
                    found[_text(body)] = None
    some = [*found]
    random.Random(4).shuffle(some)
    return tuple(some)


def taken(call: Cost) -> list[str]:
    """Some of the answers that a function does not refuse: those of which it makes something, and the longer ones."""
    kept = []
    for text in answers():
        try:
            made = call(text)
        except (Fault, ValueError, TypeError, ArithmeticError, LookupError):
            continue
        kept.append((bool(made), len(text), text))
    return [text for _, _, text in sorted(kept, reverse=True)[:_KEPT]]


def begins(text: str) -> Iterator[str]:
    """The answer cut after some of what divides it, and whole."""
    for mark in _BREAKS:
        places = [place for place, char in enumerate(text) if char == mark]
        for place in {places[0], places[len(places) // 2], places[-1]} if places else ():
            yield text[: place + 1]
    yield text


def parts(text: str) -> set[str]:
    """The answer, and lines of it, to come again and again."""
    return {text, *(line for line in text.splitlines(keepends=True)[:4] if len(line) < 200)}
