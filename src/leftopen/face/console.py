"""Where words go: data to stdout, progress and errors to stderr; colours only on a terminal and never with NO_COLOR."""

import os
import re
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from leftopen import regular
from leftopen.harmless import clean

if TYPE_CHECKING:
    from rich.console import Console


class Stop(Exception):
    """A command ends here with an exit code and one line for stderr."""

    def __init__(self, code: int, says: str) -> None:
        self.code, self.says = code, says
        super().__init__(says)


DONE, EXPOSED, UNUSABLE, REFUSED, EARLY = 0, 1, 2, 3, 4
"""Exit codes: nothing exposed, exposures found, unusable arguments or scope, conduct, ended early."""


CHUNK = 1 << 16


def given(option: str, path: Path) -> bytes:
    """What stands in a file that an option names. Raises Stop where it cannot be read."""
    try:
        return regular.held(path)
    except OSError as error:
        raise Stop(UNUSABLE, f"{option}: {path}: cannot be read ({error.strerror}).") from None


def stderr() -> "Console":
    """For progress and errors."""
    from leftopen.face.pipe import PipeConsole  # what paints is loaded when there is something to say

    return PipeConsole(file=sys.stderr, highlight=False, soft_wrap=True)


def coloured() -> bool:
    """True when stdout may have colours."""
    return sys.stdout is not None and sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def width() -> int:
    """Columns for text on stdout."""
    import shutil

    return shutil.get_terminal_size((100, 24)).columns


def out(data: str | bytes) -> None:
    """Data to stdout, UTF-8 whatever the locale; a reader that went away is no error. Raises Stop for a full disk."""
    if sys.stdout is None:  # closed by whoever started us
        return
    try:
        sys.stdout.buffer.write(data if isinstance(data, bytes) else data.encode("utf-8", "replace"))
        sys.stdout.flush()
    except BrokenPipeError:
        let_go(sys.stdout)
    except OSError as error:
        let_go(sys.stdout)
        raise Stop(EARLY, f"standard output: cannot be written ({error.strerror}). Make room, or use --out.") from None


def lines(items: Iterable[bytes]) -> None:
    """Many lines to stdout, handed over in chunks."""
    held = bytearray()
    for item in items:
        held += item + b"\n"
        if len(held) >= CHUNK:
            out(bytes(held))
            held.clear()
    out(bytes(held))


def let_go(stream: TextIO) -> None:
    """What is still in the buffer goes nowhere, so that the interpreter does not stumble over it at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def without_login(url: str) -> str:
    """A database URL as it may be shown: no user, no password.

    >>> without_login("postgresql://me:secret@db/x"), without_login("sqlite:///a@b.db")
    ('postgresql://…@db/x', 'sqlite:///a@b.db')
    """
    return re.sub(r"(?<=://)[^/]*@", "…@", url)


def say(text: str) -> None:
    """Lines to stderr, without interpreting them; where nobody reads there any more, nothing."""
    if sys.stderr is None:
        return
    try:
        stderr().print("\n".join(clean(line, 2000) for line in text.split("\n")), markup=False)
    except OSError:
        with suppress(OSError, ValueError):
            let_go(sys.stderr)


def fail(text: str) -> None:
    """An error: one line to stderr, whatever the text holds."""
    say(f"leftopen: {clean(text, 2000)}")


def write(path: Path, data: bytes) -> None:
    """Writes a file whole or not at all, readable by its owner only; devices and pipes are written as they are.

    Raises Stop where the place or the disk does not let it.
    """
    place = path.resolve()
    try:
        if place.exists() and not (place.is_file() or place.is_dir()):
            place.write_bytes(data)
        else:
            _replace(place, data)
    except OSError as error:
        code, remedy = (EARLY, "Make room") if error.errno in regular.FULL else (UNUSABLE, "Check its permissions")
        raise Stop(code, f"{path}: cannot be written ({error.strerror}). {remedy}, or choose another --out.") from None


def _replace(place: Path, data: bytes) -> None:
    import tempfile

    handle, temporary = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(temporary).replace(place)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
