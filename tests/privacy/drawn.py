"""Numbers that pass a check, drawn by chance that is the same each time."""

import random
from collections.abc import Callable

COUNT = 40


def valid(check: Callable[[str], bool], size: int, lead: str = "") -> list[str]:
    """So many numbers of `size` characters that begin with `lead` and pass."""
    chance = random.Random(size)
    found: list[str] = []
    while len(found) < COUNT:
        text = lead + "".join(chance.choices("0123456789", k=size - len(lead)))
        if check(text):
            found.append(text)
    return found
