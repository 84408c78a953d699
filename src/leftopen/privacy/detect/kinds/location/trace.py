"""Trace of somebody's movements.

What: coordinates with times that belong to a person, a face, a vehicle or a device. Issuer: none. Source: the
structure of the record; ENISA's breach methodology (2013) counts location over time as behavioural data.

>>> company(frozenset({"location.latitude", "location.longitude", "time.moment", "id.cn.resident"})) >= 0.5
True
>>> company(frozenset({"location.latitude", "location.longitude", "time.moment"})) >= 0.5
False
"""

from collections.abc import Sequence
from typing import Any

from leftopen.privacy import mask as masks

LABEL = "location.trace"
CLAIM = "context"
CONCEPTS = ("location.coordinates", "location.latitude", "location.longitude")
ALSO = True

_WHO = ("person.name", "contact.phone", "contact.email", "vehicle.plate", "network.mac", "about.person")


def valid(text: str) -> bool:
    """True for a number of degrees: alone it is never a trace."""
    try:
        return abs(float(text)) <= 180
    except ValueError:
        return False


def plausible(values: Sequence[Any]) -> bool:
    """True for numbers of degrees."""
    return any(isinstance(v, (int, float, str)) and not isinstance(v, bool) and valid(str(v)[:24]) for v in values)


def company(concepts: frozenset[str]) -> float:
    """A point, a time, and somebody to whom both belong."""
    point = "location.coordinates" in concepts or {"location.latitude", "location.longitude"} <= concepts
    who = any(concept in concepts for concept in _WHO) or any(c.startswith(("id.", "biometric.")) for c in concepts)
    if not (point and "time.moment" in concepts):
        return 0.0
    return 0.85 if who else 0.3


def mask(values: Sequence[Any]) -> str:
    """`3█.██`."""
    return masks.coordinates(*values)
