"""Where words go: data to stdout, progress and errors to stderr; colours only on a terminal and never with NO_COLOR."""

import os
import sys
import tempfile
from pathlib import Path

from rich.console import Console


class Stop(Exception):
    """A command ends here with an exit code and one line for stderr."""

    def __init__(self, code: int, says: str) -> None:
        self.code, self.says = code, says
        super().__init__(says)


DONE, EXPOSED, UNUSABLE, REFUSED, EARLY = 0, 1, 2, 3, 4
"""Exit codes: nothing exposed, exposures found, unusable arguments or scope, conduct, ended early."""


def stderr() -> Console:
    """For progress and errors."""
    return Console(file=sys.stderr, highlight=False, soft_wrap=True)


def coloured() -> bool:
    """True when stdout may have colours."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def out(text: str) -> None:
    """Data to stdout, UTF-8 whatever the locale; a reader that went away is no error."""
    try:
        sys.stdout.buffer.write(text.encode("utf-8", "replace"))
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def say(text: str) -> None:
    """One line to stderr, without interpreting it."""
    stderr().print(text, markup=False)


def write(path: Path, data: bytes) -> None:
    """Writes a file whole or not at all; readable by its owner only. Raises Stop where the disk does not let it."""
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise Stop(EARLY, f"{path}: cannot be written ({error.strerror}). Make room or choose another --out.") from None
