"""A console for a pipe, whose reader may go away."""

import errno
import os
import sys
from typing import TextIO

from rich.console import Console


class PipeConsole(Console):
    """A console that says when its reader went away, where rich would end the program with exit code 1.

    What is no terminal gets no escape sequences, whatever the environment says (FORCE_COLOR, TTY_COMPATIBLE): what is
    piped or kept in a file is read by programs.
    """

    def __init__(self, file: TextIO | None = None, *, highlight: bool = True, soft_wrap: bool = False) -> None:
        stream = sys.stdout if file is None else file
        paints = None if stream is not None and stream.isatty() else False
        super().__init__(file=file, highlight=highlight, soft_wrap=soft_wrap, force_terminal=paints)

    def on_broken_pipe(self) -> None:
        """Called within the handler of a BrokenPipeError."""
        raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE))
