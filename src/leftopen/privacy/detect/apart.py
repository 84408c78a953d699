"""Which values inside the texts of a field are different ones: a line below each letter is the same again and again."""

from leftopen.privacy.detect.kinds import detectors
from leftopen.privacy.detect.look import Text

MOST = 64
"""Different values of a kind that are told apart."""


class Apart:
    """`known`: salted hashes of different values by the bit of their kind, `MOST` of each at most."""

    __slots__ = ("known",)

    def __init__(self, known: dict[int, set[int]] | None = None) -> None:
        self.known: dict[int, set[int]] = known or {}

    def hear(self, text: Text) -> None:
        """What stands inside a text: what patterns prove, and what it says when it is read."""
        if not text.inside:
            return
        spans = [span for span in text.glance.spans if not detectors()[span[0]].chance]
        for bit, start, end in (*spans, *(hit[:3] for hit in text.hits())):
            known = self.known.setdefault(bit, set())
            if len(known) < MOST:
                known.add(hash(text.text[start:end]))

    def many(self, bit: int, hits: int) -> int:
        """How many different values so many hits have; all of them where there are too many to tell."""
        known = len(self.known.get(bit, ()))
        return hits if known >= MOST else min(hits, known)

    def absorb(self, other: "Apart") -> None:
        """Adds what another one heard."""
        for bit, values in other.known.items():
            self.known.setdefault(bit, set()).update(values)
