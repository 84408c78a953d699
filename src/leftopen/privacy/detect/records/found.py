"""What a record tells of a field though nothing has counted it there: a decision of its own, with an example."""

from collections.abc import Sequence
from typing import Any

from leftopen.privacy.detect.decision import Decision
from leftopen.privacy.detect.evidence import Column


def found(
    column: Column, bit: int, confidence: float, *, share: float = 1.0, samples: Sequence[Any] | None = None
) -> Decision:
    """The decision that a field holds a kind in this share of its records; its example is the first of `samples`, or of
    what is kept of the field, where none was seen before."""
    column.samples.setdefault(bit, [*(column.kept if samples is None else samples)][:1])
    return Decision(bit, confidence, round(share * column.examined), named=False)
