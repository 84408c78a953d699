"""Who is likely responsible, with the reasons. Clues come in families; a party is confirmed by two that agree.

Families: `pki` (what a certificate says), `naming` (names that an operator or installer chose), `product` (what the
device or software says of its maker). Within a family clues do not add up: copies of one certificate are one clue.
Nothing is asked of a third party here, so who hosts an address is not known: the hoster stays a role without a name.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Literal

from leftopen.judge import naming
from leftopen.model import Party, Service

WEIGHT = {"pki": 0.6, "naming": 0.4, "product": 0.7}


def parties(services: Sequence[Service]) -> tuple[Party, ...]:
    """The parties of an estate: operators by strength, then vendors; a nameless operator where none was found."""
    operators: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    spelled: dict[str, str] = {}
    vendors: dict[str, list[str]] = defaultdict(list)
    for service in services:
        vendor = service.facts.get("vendor", "")
        for name, family, clue in _operator_clues(service):
            operators[spelled.setdefault(naming.chosen(name, vendor), name)][family].append(clue)
        if vendor:
            vendors[vendor].append(f"{service.id} says so in its realm, server header or title")
    found = sorted((_operator(name, families) for name, families in operators.items()), key=lambda p: -p.confidence)
    if not found:
        found = [Party(None, "operator", "unknown", 0.0, (), ())]
    makers = [
        Party(name, "vendor", "likely", WEIGHT["product"], tuple(_unique(clues))) for name, clues in vendors.items()
    ]
    return (*found, *makers)


def _operator_clues(service: Service) -> Iterable[tuple[str, str, str]]:
    """(name, family, clue) triples of one service."""
    certificate, vendor = service.certificate, service.facts.get("vendor", "")
    if certificate is not None:
        if organisation := naming.organisation(certificate.subject, vendor):
            yield organisation, "pki", f"organisation in the certificate of {service.id}"
        for name in certificate.names:
            if domain := naming.domain(name):
                yield domain, "pki", f"host name in the certificate of {service.id}"
    for key in sorted(naming.facts()):
        value = service.facts.get(key)
        if value and naming.distinctive(value, vendor):
            yield value, "naming", f"{key.replace('_', ' ')} of {service.id}"


def _operator(name: str, families: dict[str, list[str]]) -> Party:
    doubt = 1.0
    for family in families:
        doubt *= 1 - WEIGHT[family]
    confidence = round(1 - doubt, 2)
    clues = tuple(_unique(clue for several in families.values() for clue in several))
    verdict: Literal["confirmed", "likely", "unknown"]
    verdict = "confirmed" if len(families) >= 2 else "likely" if confidence >= 0.5 or len(clues) >= 2 else "unknown"
    return Party(name, "operator", verdict, confidence, clues)


def _unique(clues: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(clues))
