"""What was found out of names, kept as long as it may be.

A name is looked at many times while one service is described, and names such as `email` come again at the next one. But
a key of a map may be a person's, so that what one service called things is dropped with it (`forget`): all but what was
found to be made of words of the product's own (`keep`), which are nobody's. `forget_all` drops that of every memo, so
that none has to be named where a service ends.
"""

import secrets
from collections.abc import Callable, Iterator
from functools import update_wrapper
from hashlib import blake2b
from typing import Any, Generic, TypeVar
from weakref import WeakSet

K = TypeVar("K")
V = TypeVar("V")

MOST = 4096
"""Names of one service that are remembered at a time, and as many that are kept."""
SEALED = 16_384
"""Names of all services of which a digest is remembered."""


_EVERY: WeakSet["Memo[Any, Any]"] = WeakSet()


def forget_all() -> None:
    """Drops what any memo remembers and did not keep."""
    for each in list(_EVERY):
        each.forget()


class Memo(Generic[K, V]):
    """A function of a name that is worked out once.

    >>> length = Memo(len)
    >>> length("email"), length("anna"), length.keep(lambda name: name == "email"), length.forget(), list(length)
    (5, 4, None, None, ['email'])
    """

    def __init__(self, make: Callable[[K], V]) -> None:
        update_wrapper(self, make)
        _EVERY.add(self)
        self._make = make
        self._fresh: dict[K, V] = {}
        self._kept: dict[K, V] = {}

    def __call__(self, name: K) -> V:
        """What the function says of this name."""
        if name in self._kept:
            return self._kept[name]
        if name in self._fresh:
            return self._fresh[name]
        if len(self._fresh) >= MOST:
            self._fresh.clear()
        value = self._fresh[name] = self._make(name)
        return value

    def __contains__(self, name: K) -> bool:
        return name in self._kept or name in self._fresh

    def __iter__(self) -> Iterator[K]:
        """The names that are remembered."""
        yield from self._kept
        yield from self._fresh

    def peek(self, name: K) -> V | None:
        """What is remembered of a name, None where that is nothing."""
        return self._kept.get(name, self._fresh.get(name))

    def keep(self, own: Callable[[K], bool]) -> None:
        """Keeps, until the program ends, what is remembered of names that are the product's `own`."""
        for name, value in list(self._fresh.items()):
            if len(self._kept) < MOST and own(name):
                self._kept[name] = value

    def forget(self) -> None:
        """Drops what is remembered and was not kept."""
        self._fresh.clear()


class Sealed(Memo[K, V]):
    """A memo of what may be shown of a name, which outlives the name: services of one operator have the same fields.

    What is remembered of a forgotten name is a digest of it, with a key that this process alone has and never writes.
    """

    def __init__(self, make: Callable[[K], V]) -> None:
        super().__init__(make)
        self._key = secrets.token_bytes(32)
        self._sealed: dict[bytes, V] = {}

    def __call__(self, name: K) -> V:
        """What the function says of this name."""
        if name in self:
            return super().__call__(name)
        seal = blake2b(repr(name).encode(), digest_size=16, key=self._key).digest()
        if seal in self._sealed:
            self._fresh[name] = self._sealed[seal]
        value = super().__call__(name)
        if len(self._sealed) >= SEALED:
            self._sealed.clear()
        self._sealed[seal] = value
        return value
