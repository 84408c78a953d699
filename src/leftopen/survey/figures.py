"""Counts as stores tell them."""

from datetime import datetime


def count(value: object) -> int | None:
    """A count, where it is one."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**63 else None


def written(value: object) -> int | None:
    """A count that may be written as text, as numbers of 64 bits are in JSON (Protocol Buffers) and all are in SQL."""
    if isinstance(value, str):
        return int(value) if value.isascii() and value.isdigit() and len(value) <= _DIGITS else None
    return count(value)


_DIGITS = 18
"""What surely is less than 2**63."""


def moment(value: object) -> float | None:
    """Epoch seconds of a time with its zone, as ISO 8601 writes it; None where it is none, or before 1971."""
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return found.timestamp() if found and found.tzinfo and found.year > 1970 else None
