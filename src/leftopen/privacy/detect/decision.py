"""What is decided of a field, and the ways of evidence that it is decided by."""

from typing import NamedTuple

from leftopen.model import CLAIM
from leftopen.privacy.detect import weights
from leftopen.privacy.detect.weights import number


class Decision(NamedTuple):
    """A detector (its bit) on a column: how sure, and in how many records."""

    bit: int
    confidence: float
    matches: int
    named: bool

    @property
    def claimed(self) -> bool:
        """Whether it is a claim and not a hint."""
        return self.confidence >= CLAIM


class Evidence(NamedTuple):
    """One way that evidence takes: its strength, the names of the weights against it, the log odds of rivals."""

    way: str
    strength: float
    against: tuple[str, ...] = ()
    rivals: float = 0.0

    @property
    def confidence(self) -> float:
        """How sure it is."""
        return weights.way(self.way, self.strength, sum(map(number, self.against)) + self.rivals)
