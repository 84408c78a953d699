"""`leftopen key`."""

from pathlib import Path
from typing import Annotated, Literal

import msgspec
from cyclopts import Parameter

from leftopen import signing
from leftopen.face import console
from leftopen.face.console import DONE, UNUSABLE, Stop


def key(
    what: Annotated[Literal["show", "export"], Parameter(name="show|export")],
    /,
    *,
    out: Path | None = None,
    format: Literal["table", "json"] = "table",
) -> int:
    """Show the key with which your journals are signed, or export its public half for those who check them.

    The key is made at first use, in your folder of settings. Keep a copy of it: what it signed is known by it.

    Examples:

    leftopen key show

    leftopen key export --out auditor.pem

    Parameters
    ----------
    what
        show: its fingerprint and where it lies; export: its public half, as PEM.
    out
        Of export: the file to write; without it, standard output.
    format
        Of show: lines, or one JSON document.
    """
    if what == "show" and out is not None:
        raise Stop(UNUSABLE, "--out: is for the public half of the key. Write: leftopen key export --out FILE")
    if what == "export" and format == "json":
        raise Stop(UNUSABLE, "--format: is of show; the public half is exported as PEM. Leave it out.")
    try:
        public, place = signing.public(), signing.folder() / signing.FILE
    except signing.NoKey as why:
        raise Stop(UNUSABLE, f"{why}.") from None
    if what == "export":
        data = signing.exported(public)
        console.write(out, data) if out is not None else console.out(data)
    elif format == "json":
        known = {"fingerprint": signing.fingerprint(public), "public": public, "file": str(place)}
        console.out(msgspec.json.format(msgspec.json.encode(known), indent=2) + b"\n")
    else:
        console.out(f"fingerprint  {signing.fingerprint(public)}\npublic key   {public}\nfile         {place}\n")
    return DONE
