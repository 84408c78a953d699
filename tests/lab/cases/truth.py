"""What is so for every case of the lab: reproducible, on loopback, true of its records, and about nobody."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from ipaddress import ip_address, ip_network
from typing import Any

import msgspec

from leftopen.lab.cases import Case
from leftopen.lab.demo import RANGE
from leftopen.lab.people import COUNTY, Town
from leftopen.lab.planted import Planted
from leftopen.privacy.detect.labels import labels

Records = Sequence[Mapping[str, Any]]

DOCUMENTED = tuple(map(ip_network, ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24")))
"""RFC 5737: addresses that are nobody's."""


def stored(item: Planted) -> dict[str, Records]:
    """The records of a planted server, by the collection names of the report; empty for what holds none."""
    given: Mapping[str, Any] = item.serve.keywords if isinstance(item.serve, partial) else {}
    if "node" in given:
        return {index.name: index.records for index in given["node"].indices}
    found = {}
    for database, collections in given.get("content", {}).items():
        for name, records in collections.items():
            if item.protocol in ("redis", "memcached"):
                found[f"{name}:*"] = records
            else:
                found[f"{database}.{name}" if database else name] = records
    return found


def leaves(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Dotted path and value of everything in a record; a list is one value."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from leaves(inner, f"{path}.{key}" if path else str(key))
    else:
        yield path, value


def sound(plant: Case) -> list[Planted]:
    """What the case plants; fails where it breaks a rule of the lab."""
    planted, again = plant(Town("one")), plant(Town("one"))
    held = [stored(item) for item in planted]
    assert held == [stored(item) for item in again], "the same town plants the same"
    assert not any(held) or held != [stored(item) for item in plant(Town("other"))], "the records come from the town"
    for item, collections in zip(planted, held, strict=True):
        assert ip_address(item.address) in ip_network(RANGE)
        assert 1024 <= item.port <= 65_535, "no port that needs a right"
        assert item.fields.keys() <= collections.keys()
        for name, truth in item.fields.items():
            paths = {path for record in collections[name] for path, _ in leaves(record)}
            assert truth.keys() <= paths
            assert {label for wanted in truth.values() for label in wanted} <= labels().keys()
        found = strangers(collections)
        assert not found, found
    return planted


def strangers(held: object) -> list[str]:
    """Everything in it that could be a real person's: what is in the form of a number or address, and not kept free."""
    text = msgspec.json.encode(held).decode()
    found = [mail for mail in re.findall(r"[\w.+-]+@[\w.-]+", text) if not mail.endswith("@example.org")]
    found += [number for number in re.findall(r"(?<!\w)\d{17}[\dX](?!\w)", text) if not number.startswith(COUNTY)]
    found += [card for card in re.findall(r"(?<![\w.])\d{13,16}(?!\w)", text) if not card.startswith("400000")]
    found += re.findall(r"(?<![\w.+-])(?:86)?1[3-9]\d{9}(?!\w)", text)
    phones = re.findall(r"\+\d[\d() -]{6,}\d", text)
    found += [phone for phone in phones if not re.fullmatch(r"\+1 [2-9]\d\d-555-01\d\d", phone)]
    quads = re.findall(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])", text)
    return found + [quad for quad in quads if not any(ip_address(quad) in network for network in DOCUMENTED)]
