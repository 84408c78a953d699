"""`leftopen pack`."""

from pathlib import Path
from typing import Annotated

import msgspec
from cyclopts import Parameter

from leftopen.face import acting, console
from leftopen.face.console import DONE, EARLY, UNUSABLE, Stop


def pack(
    folder: Annotated[Path, Parameter(name="DIR|CASE")],
    /,
    *,
    to: list[str],
    out: Path | None = None,
    db: str | None = None,
    format: acting.Format = "table",
) -> int:
    """Pack evidence into one file that only those can read whose keys are named: an archive, encrypted with age.

    At least two keys: of who works at it, and one for recovery that lies elsewhere. It is opened with
    age -d -i KEY FILE | tar x, and then checked with leftopen verify.

    Examples:

    leftopen pack autumn --to age1ada… --to recovery.txt

    leftopen pack 7 --db sqlite:///leftopen.db --to keys.txt --out case-7.tar.age

    Exit codes: 0 packed; 2 unusable, too few keys; 4 it could not be written.

    Parameters
    ----------
    folder
        An output folder of audit, retest or demo; with --db the number of a case.
    to
        A public key (age1…, ssh-ed25519 …), or a file of such keys, one a line; again for each.
    out
        The file to write; without it the name of what is packed, ending in .tar.age.
    db
        The database of audit --db that holds the case.
    format
        A line, or one JSON document.
    """
    from leftopen.cases import packing

    files: list[tuple[str, bytes | Path]]
    try:
        keys = packing.recipients(to)
        if db is None:
            files = [*packing.folder(folder)]
            name = folder.resolve().name
        else:
            number = acting.number(str(folder))
            with acting.desk(db) as desk:
                files = [*packing.case(desk, number)]
            name = f"case-{number}"
    except packing.NotPacked as why:
        raise Stop(UNUSABLE, str(why)) from None
    target = out or Path(f"{name}.tar.age")
    try:
        packing.pack(files, keys, target)
    except OSError as error:
        raise Stop(EARLY, f"{target}: not written ({error.strerror}).") from None
    told = {"file": str(target), "files": len(files), "keys": len(keys)}
    if format == "json":
        console.out(msgspec.json.format(msgspec.json.encode(told), indent=2) + b"\n")
    else:
        console.out(
            f"{target}: {len(files)} files for {len(keys)} keys. Open it with: age -d -i KEY {target} | tar x\n"
        )
    return DONE
