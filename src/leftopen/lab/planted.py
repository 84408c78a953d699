"""What the lab plants, and what is true of it: the demo holds the report against this."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from leftopen.lab.server import Running
from leftopen.model import Level

Labels = Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Holder:
    """Who holds the network of an address in the registry of the lab (`lab.registry`).

    `net`, `kind`: name and type of the network in the registry's words; `prefix`: its length; `host`: what the machine
    is called in the reverse names, where its holder chose a name for it.
    """

    name: str
    domain: str
    net: str
    kind: str = "ALLOCATED PA"
    prefix: int = 24
    host: str | None = None
    country: str = "NL"

    @property
    def abuse(self) -> str:
        """Where abuse of its network is reported."""
        return f"abuse@{self.domain}"

    def called(self, address: str) -> str:
        """The reverse name of an address: as hosters make them, where none was chosen."""
        return self.host or f"static-{address.replace('.', '-')}.{self.domain}"


NORTHPORT = Holder("Northport Hosting Ltd", "northport-hosting.example", "NORTHPORT-CUSTOMERS")
"""The invented hoster that most machines of the lab stand at."""


@dataclass(frozen=True)
class Planted:
    """One server of the lab with the truth about it.

    `access`: the word that the report must use, or words that it may; `fields`: collection to field path to the labels
    that must be claimed there, fields that are not named must have none; `estate`: services with the same word belong
    to one operator, and only those; `level`: the severity that its data deserves; `by_evidence`: more than the common
    address must link it to the others of its estate; `parties`: who must be told of its estate, as (role,
    name), and nobody else in these roles; `holder`: who holds its network.
    """

    name: str
    address: str
    port: int
    serve: Callable[[str, int], Awaitable[Running]]
    protocol: str | frozenset[str]
    access: str | frozenset[str]
    fields: Mapping[str, Labels] = field(default_factory=dict)
    estate: str | None = None
    level: Level | None = None
    by_evidence: bool = False
    parties: frozenset[tuple[str, str]] = frozenset({("hoster", NORTHPORT.name)})
    holder: Holder = NORTHPORT


def one(*labels: str) -> frozenset[str]:
    """The labels of a field."""
    return frozenset(labels)
