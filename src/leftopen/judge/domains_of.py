"""Whose names stand on a certificate: its organisation, its host names, and whether they are of strangers.

A certificate with many unrelated domains is one of a delivery network or a shared host: it says nothing of anybody.
"""

from msgspec import Struct

from leftopen.judge import naming, organisations
from leftopen.model import Certificate
from leftopen.scope.domains import registered

STRANGERS = 4
"""So many registrable domains on one certificate, none of them of most names, are those of customers."""


class Named(Struct, frozen=True):
    """`organisation`: of the subject; `hosts`: the host names that say something; `domains`: their registrable domains;
    `shared`: it is of many strangers, and the names are left out.
    """

    organisation: str | None = None
    hosts: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    shared: bool = False


def certificate(given: Certificate, vendor: str = "") -> Named:
    """What the certificate says, without defaults and masked names."""
    organisation = naming.organisation(given.subject, vendor)
    hosts = tuple(host for name in given.names if (host := naming.domain(name)))
    if not hosts and (common := naming.common_name(given.subject)) and (host := naming.domain(common)):
        hosts = (host,)
    homes = {host: domain for host in hosts if (domain := registered(host))}
    domains = tuple(dict.fromkeys(homes.values()))
    if len(domains) >= STRANGERS:
        own = [each for each in domains if organisation and organisations.same(organisation, each)]
        most = max(list(homes.values()).count(each) for each in domains)
        if not own and 2 * most <= len(homes):
            return Named(None, (), (), shared=True)
        domains = tuple(own) or tuple(each for each in domains if list(homes.values()).count(each) == most)
        hosts = tuple(host for host in hosts if homes.get(host) in domains)
    return Named(organisation, tuple(host for host in hosts if host in homes), domains)
