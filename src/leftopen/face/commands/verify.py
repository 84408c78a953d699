"""`leftopen verify`."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from leftopen.face import console
from leftopen.face.console import DONE, UNUSABLE, Stop
from leftopen.net import journal
from leftopen.plan import JOURNAL

BROKEN = 1


def verify(folder: Annotated[Path, Parameter(name="DIR")], /) -> int:
    """Check that the journal of an output folder is whole and unchanged.

    Example: leftopen verify autumn

    Exit codes: 0 intact, 1 broken (it says where), 2 there is no journal.

    Parameters
    ----------
    folder
        An output folder of audit or demo, or a journal file.
    """
    path = folder / JOURNAL if folder.is_dir() else folder
    if not path.is_file():
        raise Stop(UNUSABLE, f"{path}: there is no journal. Name an output folder of leftopen audit.")
    found = journal.verify(path)
    place = f"{path}:{found.line}" if found.line else str(path)
    console.out(f"{place}: {found.says}\n")
    return DONE if found.intact else BROKEN
