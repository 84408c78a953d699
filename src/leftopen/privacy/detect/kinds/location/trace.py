"""Trace of somebody's movements.

What: coordinates with times that belong to a person, a face, a vehicle or a device. Issuer: none. Source: the
structure of the record; ENISA's breach methodology (2013) counts location over time as behavioural data.

>>> valid("-122.4194"), valid("512.0"), valid("north")
(True, False, False)
"""

from collections.abc import Sequence
from typing import Any

from leftopen.privacy import mask as masks

LABEL = "location.trace"
CLAIM = "context"
CONCEPTS = ("location.trace", "location.coordinates", "location.latitude", "location.longitude")
ALSO = True


def valid(text: str) -> bool:
    """True for a number of degrees: alone it is never a trace."""
    try:
        return abs(float(text)) <= 180
    except ValueError:
        return False


def plausible(values: Sequence[Any]) -> bool:
    """True for numbers of degrees."""
    return any(isinstance(v, (int, float, str)) and not isinstance(v, bool) and valid(str(v)[:24]) for v in values)


def mask(values: Sequence[Any]) -> str:
    """`3█.██`."""
    return masks.coordinates(*values)
