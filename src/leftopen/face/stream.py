"""What is read from a file or a pipe, so that a signal is heard all the same."""

import io
import select

_PATIENCE = 500
"""Milliseconds of one wait for more of a pipe."""


class Stream(io.FileIO):
    """Bytes of a file or a pipe. Waiting for more of a pipe begins anew now and then: a signal that comes as a wait
    begins is heard only once that ends, and whoever writes may have no more to say.
    """

    def read(self, size: int | None = -1) -> bytes:
        """See `io.FileIO`."""
        waiting = select.poll()
        waiting.register(self, select.POLLIN)
        while not waiting.poll(_PATIENCE):
            pass
        return super().read(-1 if size is None else size) or b""
