"""`leftopen verify`."""

from pathlib import Path
from typing import Annotated

import msgspec
from cyclopts import Parameter
from msgspec import Struct

from leftopen import journal
from leftopen.audit.plan import JOURNAL
from leftopen.face import console
from leftopen.face.console import DONE, UNUSABLE, Stop

BROKEN = 1


def verify(folder: Annotated[Path, Parameter(name="DIR")], /) -> int:
    """Check that the journal of an output folder is whole, unchanged, and the one that its report was made with.

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
    found = journal.verify(path, head=_kept(path.parent))
    place = f"{path}:{found.line}" if found.line else str(path)
    console.out(f"{place}: {found.says}\n")
    return DONE if found.intact else BROKEN


class _Run(Struct):
    journal: str | None = None


class _Report(Struct):
    """The part of a report that tells which journal it was made with."""

    run: _Run


def _kept(folder: Path) -> str | None:
    """The end of the journal as the report beside it knows it; None where there is no report or it does not say."""
    try:
        return msgspec.json.decode((folder / "report.json").read_bytes(), type=_Report).run.journal
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return None
