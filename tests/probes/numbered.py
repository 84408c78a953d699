"""A peer that gives each scripted answer the number of the question that it comes after."""

from collections.abc import Sequence

from leftopen.wire.talk import Op, Reply
from tests.talk import Peer, Step, messages


class Numbered(Peer):
    """Answers one question after the other; `asked`, `said`: where the number stands in a question and in an answer."""

    def __init__(self, steps: Sequence[Step], asked: slice, said: slice) -> None:
        super().__init__(steps, strict=False)
        self._asked, self._said = asked, said

    def answer(self, op: Op) -> Reply:
        """The reply to one operation."""
        for message in messages(op):
            if self._steps and self._steps[0].kind == "<":
                data = bytearray(self._steps[0].data)
                data[self._said] = message.data[self._asked]
                self._steps[0] = Step("<", bytes(data))
        return super().answer(op)
