"""Where a store may have gone that is shut where it was open: behind another port of its host.

A port that refuses, or asks for a login, is shut; the store that stood there may answer behind the next one. Only what
the scope names may be asked, so that a retest says how many other ports these were, and how many of them it asked.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from leftopen.model import Report, Service, Status, Target
from leftopen.net.admission import Permit
from leftopen.probes import named_ports, probes

MOST = 1024
"""Places that one retest looks at, all hosts together; each host has its part, and at least `LEAST`. Where nothing
answers, that many take three minutes: sixteen at a time of one host, three seconds each."""
LEAST = 64

Place = tuple[str, int]


class Whereabouts(Struct, frozen=True):
    """One host as the scope knows it: its addresses, the places at them that are asked, and how many there are in all.

    Several addresses are one host where the scope has a name that stands for them.
    """

    addresses: tuple[str, ...]
    places: tuple[Place, ...]
    named: int


def hosts(permit: Permit, known: Sequence[Service], taken: Collection[Place]) -> dict[str, Whereabouts]:
    """The hosts of these services, by each of their addresses. `taken`: exposures, which are judged by themselves."""
    found: dict[str, Whereabouts] = {}
    together = {address: _addresses(permit, address) for address in sorted({each.address for each in known})}
    share = max(LEAST, MOST // max(1, len({several[0] for several in together.values()})))
    for address, several in together.items():
        if several[0] not in found:
            homes = _homes(each.protocol for each in known if each.address in several)
            places = [place for place in _places(permit, several, homes) if place not in taken]
            found[several[0]] = Whereabouts(several, tuple(places[:share]), len(places))
        found[address] = found[several[0]]
    return found


def targets(permit: Permit, found: Mapping[str, Whereabouts]) -> list[Target]:
    """What is asked, each once."""
    places = sorted({place for host in found.values() for place in host.places})
    called = names(permit)
    return [Target(address, port, called.get(address)) for address, port in places]


def names(permit: Permit) -> dict[str, str]:
    """The name by which an address is asked, where the scope has one for it, as the sweep has it."""
    own = {host.name for host in permit.scope.hosts}
    return {address: name for name, address in permit.resolved if name in own}


def looked(host: Whereabouts, report: Report) -> str:
    """How far was looked, in one sentence, where nothing was found."""
    if not host.named:
        return "The scope names no other port of this host, so that none was asked."
    asked = set(host.places)
    mute = {(error.address, error.port) for error in report.errors if error.status is not Status.REFUSED}
    if host.named == 1:
        where = "the other port"
    elif len(asked) == host.named:
        where = f"the {host.named:,} other ports"
    else:
        where = f"{len(asked):,} of the {host.named:,} other ports"
    silent = f"; {count:,} of them did not say what is there" if (count := len(asked & mute)) else ""
    return f"No store of its kind is open at {where} of this host in the scope{silent}."


def _addresses(permit: Permit, address: str) -> tuple[str, ...]:
    """This address and the others that a name of the scope has which has this one, in order."""
    names = {host.name for host in permit.scope.hosts}
    own = {name for name, each in permit.resolved if each == address and name in names}
    return tuple(sorted({address, *(each for name, each in permit.resolved if name in own)}))


def _homes(protocols: Iterable[str]) -> list[int]:
    """The ports at which services of these protocols are at home."""
    wanted = set(protocols)
    return [port for probe in probes() if wanted.intersection(probe.spec.protocols) for port in probe.spec.ports]


def _places(permit: Permit, addresses: Sequence[str], homes: Sequence[int]) -> Iterator[Place]:
    """What the scope names of these addresses, the likely ports first."""
    scope = permit.scope
    single = {*(each.port for each in scope.pinned), *(each.port for each in scope.hosts if each.port is not None)}
    order = dict.fromkeys([*homes, *named_ports()["default"], *scope.ports, *sorted(single)])
    every = set(scope.ports)
    for port in order:
        for address in addresses:
            if (port in every or port in single) and permit.why_not(address, port) is None:
                yield address, port
