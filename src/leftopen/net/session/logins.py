"""How often a maker's published factory login may be tried: only where the scope allows it, twice for one device, and
never after one of its ports showed a sign of lockout.

A device may listen on several ports and have several addresses, and one probe does not know of another, so that the
tries are counted here, by each name that the device is known by: its address, the key of its certificate, its serial.
Makers put one key into many devices; these then count as one, which errs on the right side. A verb that ends in `LOGIN`
sends credentials; every grammar that can do so marks it.
"""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec
from msgspec import Struct

from leftopen.journal import ChainBroken, Torn, entries
from leftopen.model import Tried, utc
from leftopen.net.session.ledger import Ledger
from leftopen.net.session.policy import ConductError
from leftopen.wire.talk import LOGIN, Spent

MOST = 2
"""Tries on one device, in all runs that remember each other."""

_MARK = f'{LOGIN}"'.encode()


def address(literal: str) -> str:
    """The name that an address gives to a device."""
    return f"address {literal}"


def key(spki_sha256: str) -> str:
    """The name that the key of a certificate gives to a device."""
    return f"key {spki_sha256}"


def serial(number: str) -> str:
    """The name that a serial number gives to a device; the number itself is not kept."""
    return f"serial {hashlib.sha256(number.encode()).hexdigest()}"


class _Exchange(Struct):
    """What a line of the journal says of what was sent."""

    utc: str
    target: str
    verbs: list[str] = []


def sent(path: Path) -> tuple[Tried, ...]:
    """The logins that left, by address, as the journal of a run has them: those that a sitting tried on the device it
    was killed at are told nowhere else. Of a chain that is broken, those until then. Raises OSError.
    """
    counts: Counter[str] = Counter()
    last: dict[str, str] = {}
    with suppress(ChainBroken, Torn):
        for entry in entries(path):
            if entry.kind == "exchange" and _MARK in entry.body:
                with suppress(msgspec.MsgspecError):
                    told = msgspec.json.decode(entry.body + b"}", type=_Exchange)
                    name = address(told.target.rpartition(":")[0].strip("[]"))
                    counts[name] += sum(verb.endswith(LOGIN) for verb in told.verbs)
                    last[name] = told.utc
    return tuple(Tried(name, tries, False, last[name]) for name, tries in counts.items() if tries)


class Logins:
    """Counts the tries of one run, and goes on from those `known` of earlier ones; `ledger`: shared with the other
    processes of the run.
    """

    def __init__(self, *, allowed: bool, known: Iterable[Tried] = (), ledger: Ledger | None = None) -> None:
        self._allowed, self._ledger = allowed, ledger
        self._tried: dict[str, Tried] = {}
        self._learn(known)

    def take(self, device: Collection[str]) -> None:
        """Takes one try on the device of these names. Raises ConductError and Spent."""
        if not self._allowed:
            raise ConductError("a login that the scope does not allow")
        with self._held():
            known = self._known(device)
            if any(one.locked_out for one in known):
                raise Spent("a sign of lockout was seen on this device")
            tried = max((one.tries for one in known), default=0)
            if tried >= MOST:
                raise Spent(f"{MOST} factory logins tried on this device")
            self._note(device, tried + 1, locked_out=False)

    def bar(self, device: Collection[str]) -> None:
        """Notes a sign of lockout: no login is tried on this device any more."""
        with self._held():
            self._note(device, max((one.tries for one in self._known(device)), default=0), locked_out=True)

    def of(self, device: Collection[str]) -> tuple[Tried, ...]:
        """What is known of the device under these names."""
        if self._ledger is not None and self._ledger.news:
            with self._held():
                return self._known(device)
        return self._known(device)

    def _known(self, device: Collection[str]) -> tuple[Tried, ...]:
        return tuple(self._tried[name] for name in device if name in self._tried)

    @contextmanager
    def _held(self) -> Iterator[None]:
        """What other processes tried is known, and they wait."""
        if self._ledger is None:
            yield
            return
        with self._ledger.held() as news:
            self._learn(news)
            yield

    def _learn(self, several: Iterable[Tried]) -> None:
        """A count never falls, and a sign of lockout stays, whoever knows of it."""
        for one in several:
            before = self._tried.get(one.device, one)
            tries, locked_out = max(before.tries, one.tries), before.locked_out or one.locked_out
            self._tried[one.device] = Tried(one.device, tries, locked_out, max(before.at, one.at))

    def _note(self, device: Collection[str], tries: int, *, locked_out: bool) -> None:
        now = utc()
        told = [Tried(name, tries, locked_out, now) for name in device]
        self._learn(told)
        if self._ledger is not None:
            self._ledger.tell(told)
