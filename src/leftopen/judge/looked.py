"""What was looked up about addresses and names, as plain values; `net.lookups` fetches them, `attribute` reads them."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from leftopen.judge import domains_of, organisations
from leftopen.model import LookupState, Service
from leftopen.scope.domains import registered

MOST_DOMAINS = 60
"""Domains that are asked about in one run."""


class Network(Struct, frozen=True):
    """The registry's entry of the network of an address. `kind` is its type, in the registry's words; `size` the number
    of its addresses; `abuse` the addresses to which abuse is reported; `crowded`: strangers share it; `country`: ISO
    3166-1, as the registry has it.
    """

    handle: str
    name: str | None = None
    organisation: str | None = None
    kind: str | None = None
    size: int | None = None
    abuse: tuple[str, ...] = ()
    crowded: bool = False
    country: str | None = None


class Registration(Struct, frozen=True):
    """The registry's entry of a domain: the organisation that holds it, None where it is hidden or is a person."""

    domain: str
    organisation: str | None = None
    abuse: tuple[str, ...] = ()


class Security(Struct, frozen=True):
    """A security.txt (RFC 9116) that may be relied on: not expired, and of this very domain."""

    domain: str
    contacts: tuple[str, ...]


class Holder(Struct, frozen=True):
    """Who announces the network of an address, from the table of networks."""

    number: int
    name: str


class Looked(Struct, frozen=True):
    """All that was looked up in one run. `networks`, `pointers` and `holders` are by address, `names` by host name
    (addresses), `registrations` and `security` by registrable domain; `gaps` counts what could not be asked.
    """

    networks: Mapping[str, Network] = {}
    pointers: Mapping[str, tuple[str, ...]] = {}
    holders: Mapping[str, Holder] = {}
    names: Mapping[str, tuple[str, ...]] = {}
    registrations: Mapping[str, Registration] = {}
    security: Mapping[str, Security] = {}
    state: LookupState = "offline"
    gaps: int = 0


NOTHING = Looked()
"""Where nothing was looked up."""


class Wanted(Struct, frozen=True):
    """What is worth looking up: addresses of services, host names of certificates, registrable domains."""

    addresses: tuple[str, ...]
    hosts: tuple[str, ...]
    domains: tuple[str, ...]


def wanted(services: Sequence[Service], scope_names: Sequence[str] = ()) -> Wanted:
    """What to ask about these services. Nothing of it is personal: masked names are left out, a domain of mail counts
    only with ten people or more, and nobody asks about mail providers or about names on a certificate of strangers.
    """
    addresses = dict.fromkeys(service.address for service in services)
    hosts: dict[str, None] = {}
    domains: dict[str, None] = {}
    for service in services:
        if service.certificate is not None:
            own = domains_of.certificate(service.certificate)
            hosts |= dict.fromkeys(own.hosts)
            domains |= dict.fromkeys(own.domains)
    for name in scope_names:
        if (domain := registered(name)) is not None:
            hosts[name] = domains[domain] = None
    for service in services:
        mail = (each.domain for each in service.mail_domains if not organisations.freemail(each.domain))
        domains |= dict.fromkeys(mail)
    return Wanted(tuple(addresses), tuple(hosts)[:MOST_DOMAINS], tuple(domains)[:MOST_DOMAINS])
