"""`leftopen timestamp`."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
from cyclopts import Parameter

from leftopen import stamping
from leftopen.face import acting, console
from leftopen.face.commands.verify import trusted
from leftopen.face.console import DONE, EARLY, UNUSABLE, Stop
from leftopen.stamping import NotStamped

if TYPE_CHECKING:
    from leftopen.stamping import Stamp, Trust


def timestamp(
    folder: Annotated[Path, Parameter(name="DIR|CASE")],
    /,
    *,
    url: str | None = None,
    tsa: Path | None = None,
    db: str | None = None,
    as_: acting.As = None,
    format: acting.Format = "table",
) -> int:
    """Have an output folder or a case time-stamped (RFC 3161) by an authority, which learns a hash and nothing else.

    Who has folder and signing key can rewrite both; with a stamp it shows that what was signed was there at that time.
    leftopen verify holds stamps against what they are of.

    Examples:

    leftopen timestamp autumn --url https://tsa.example.org/tsr --tsa authority.pem

    LEFTOPEN_TSA=https://tsa.example.org/tsr leftopen timestamp 7 --db sqlite:///leftopen.db

    Exit codes: 0 stamped; 2 unusable, or there is no end to stamp; 4 the authority gave no stamp.

    Parameters
    ----------
    folder
        An output folder of audit, retest or demo; with --db the number of a case.
    url
        The address of the authority; without it LEFTOPEN_TSA.
    tsa
        Its certificates (PEM, the root among them): a stamp that they do not vouch for is refused.
    db
        The database of audit --db that holds the case.
    as_
        Who acts; without it LEFTOPEN_AS, else the name of this login.
    format
        A line, or one JSON document.
    """
    from leftopen.cases import stamps

    place = url or os.environ.get("LEFTOPEN_TSA")
    if not place:
        raise Stop(UNUSABLE, "--url: names no authority. Write --url https://HOST/PATH, or set LEFTOPEN_TSA.")
    trust = trusted(tsa)
    try:
        stamping.question("0" * 64)
        stamps.place(place)
    except NotStamped as why:
        raise Stop(UNUSABLE, f"{why}.") from None
    try:
        file, stamp = _case(str(folder), db, as_, place, trust) if db is not None else _folder(folder, place, trust)
    except NotStamped as why:
        raise Stop(EARLY, f"not stamped: {why}.") from None
    told = {"at": f"{stamp.at:%Y-%m-%dT%H:%M:%SZ}", "by": stamp.by, "checked": stamp.trusted, "file": file}
    if format == "json":
        console.out(msgspec.json.format(msgspec.json.encode(told), indent=2) + b"\n")
    else:
        unsure = "" if stamp.trusted else ", whom nobody vouched for: name its certificates with --tsa"
        console.out(
            f"stamped {stamp.at:%Y-%m-%d %H:%M:%S} UTC by {stamp.by}{unsure}" + (f": {file}\n" if file else "\n")
        )
    return DONE


def _folder(folder: Path, url: str, trust: "Trust | None") -> tuple[str | None, "Stamp"]:
    from leftopen.cases import stamps
    from leftopen.store import custody

    try:
        if custody.head(folder) is None:
            raise Stop(UNUSABLE, f"{folder}: its journal has no end to stamp. See: leftopen verify {folder}")
        path, stamp = stamps.folder(folder, url, trust)
    except OSError as error:
        raise Stop(UNUSABLE, f"{folder}: {error.strerror}. Name an output folder of leftopen audit.") from None
    return str(path), stamp


def _case(case: str, db: str, as_: str | None, url: str, trust: "Trust | None") -> tuple[str | None, "Stamp"]:
    from leftopen.cases import stamps

    number = acting.number(case)
    with acting.desk(db, as_) as desk:
        return None, stamps.case(desk, acting.who(as_), number, url, trust)
