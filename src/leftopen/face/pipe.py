"""A console for a pipe, whose reader may go away."""

import errno
import os

from rich.console import Console


class PipeConsole(Console):
    """A console that says when its reader went away, where rich would end the program with exit code 1."""

    def on_broken_pipe(self) -> None:
        """Called within the handler of a BrokenPipeError."""
        raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE))
