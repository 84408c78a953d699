"""`leftopen init`."""

import datetime as dt
import os
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from leftopen import regular
from leftopen.face import console
from leftopen.face.console import DONE, EARLY, UNUSABLE, Stop
from leftopen.scope import file


def init(path: Annotated[Path, Parameter(name="FILE", allow_leading_hyphen=True)] = Path("scope.toml"), /) -> int:
    """Write a commented scope file to start from.

    Example: leftopen init office.toml, then say in it who permitted what, then leftopen audit office.toml

    Parameters
    ----------
    path
        Where to write; "-" prints it instead. A file that is there already is never overwritten.
    """
    text = file.example(dt.datetime.now(dt.UTC).date())
    if str(path) == "-":
        console.out(text)
        return DONE
    try:
        _write(path, text.encode())
    except FileExistsError:
        raise Stop(UNUSABLE, f"{path}: is there already and was left alone. Choose another name.") from None
    except OSError as error:
        code, remedy = (EARLY, "Make room, or choose") if error.errno in regular.FULL else (UNUSABLE, "Choose")
        raise Stop(code, f"{path}: cannot be written ({error.strerror}). {remedy} another place.") from None
    console.say(f"Wrote {path}. Say in it what may be asked and who permitted it, then run: leftopen audit {path}")
    return DONE


def _write(path: Path, data: bytes) -> None:
    """A new file, whole or not at all: half a one would be in the way of the next try. Raises OSError."""
    target = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    try:
        while data:
            data = data[os.write(target, data) :]
    except OSError:
        path.unlink(missing_ok=True)
        raise
    finally:
        os.close(target)
