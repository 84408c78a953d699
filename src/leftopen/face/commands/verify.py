"""`leftopen verify`."""

from pathlib import Path
from typing import Annotated, Literal

import msgspec
from cyclopts import Parameter

from leftopen import journal, signing, stamping
from leftopen.face import acting, console
from leftopen.face.console import DONE, UNUSABLE, Stop
from leftopen.stamping import Trust
from leftopen.store import custody
from leftopen.store.custody import Custody

BROKEN = 1


def verify(
    folder: Annotated[Path, Parameter(name="DIR|CASE")],
    /,
    *,
    key: Path | None = None,
    tsa: Path | None = None,
    db: str | None = None,
    format: Literal["table", "json"] = "table",
) -> int:
    """Check that an output folder is as leftopen left it: its journal whole and signed, its documents unchanged.

    With --db: that a case is, with its timeline and exposures, or the tombstone of one that was purged.

    It says what it could prove, and what it could not (who signed, where the key is not here).

    Examples:

    leftopen verify autumn

    leftopen verify autumn --key auditor.pem

    leftopen verify 7 --db sqlite:///leftopen.db

    leftopen verify autumn --tsa authority.pem

    Exit codes: 0 intact, 1 broken (it says where), 2 there is no run, or no such case.

    Parameters
    ----------
    folder
        An output folder of audit, retest or demo, or a journal file; with --db the number of a case.
    key
        The public key of whoever made it (leftopen key export); without it, your own.
    tsa
        The certificates (PEM, its root among them) of the authority that gave time stamps (leftopen timestamp); without
        it, stamps are held against the journal, and who gave them is not checked.
    db
        The database of audit --db that holds the case.
    format
        A few lines, or one JSON document.
    """
    trust = trusted(tsa)
    if db is not None:
        return _case(str(folder), db, _public(key) if key is not None else None, trust, format)
    path = folder / journal.NAME if folder.is_dir() else folder
    if custody.lost(folder):
        raise Stop(BROKEN, f"{path}: the journal of this run is missing.")
    if not path.is_file():
        if str(folder).isdecimal():
            raise Stop(UNUSABLE, f"Case {folder}: of which database? Name it: leftopen verify {folder} --db URL")
        raise Stop(UNUSABLE, f"{path}: there is no journal. Name an output folder of leftopen audit.")
    found = custody.verify(folder, _public(key) if key is not None else None, trust)
    if format == "json":
        console.out(msgspec.json.format(_document(found), indent=2) + b"\n")
    else:
        console.out("".join(f"{line}\n" for line in _lines(path, found)))
    return DONE if found.intact else BROKEN


def _case(case: str, db: str, key: str | None, trust: Trust | None, format: str) -> int:
    from leftopen.cases import seals, stamps

    number = acting.number(case)
    with acting.desk(db) as desk, desk.store.session(reads=True) as session:
        checked = seals.verify(session, number, [key] if key else [])
        wrong, proved, unproved = stamps.held(session, number, trust)
    place = f"case {number}"
    faults = tuple((place, says) for says in (*checked.faults, *wrong))
    found = Custody(faults, (*checked.proved, *proved), (*checked.unproved, *unproved))
    if format == "json":
        console.out(msgspec.json.format(_document(found), indent=2) + b"\n")
    else:
        console.out("".join(f"{line}\n" for line in _lines(place, found)))
    return DONE if found.intact else BROKEN


def trusted(path: Path | None) -> Trust | None:
    """The certificates of a file that is named with --tsa. Raises Stop."""
    if path is None:
        return None
    try:
        return stamping.trusted(console.given("--tsa", path))
    except stamping.NotStamped as why:
        raise Stop(UNUSABLE, f"--tsa: {path}: {why}.") from None


def _public(path: Path) -> str:
    try:
        return signing.imported(console.given("--key", path))
    except signing.NoKey as why:
        raise Stop(UNUSABLE, f"--key: {path}: {why}.") from None


def _lines(path: Path | str, found: Custody) -> list[str]:
    first = [f"{path}: intact"] if found.intact else [f"{place}: {says}" for place, says in found.faults]
    return [*first, *(f"  proved: {says}" for says in found.proved), *(f"  not proved: {s}" for s in found.unproved)]


def _document(found: Custody) -> bytes:
    return msgspec.json.encode(
        {
            "intact": found.intact,
            "faults": [{"place": place, "says": says} for place, says in found.faults],
            "proved": found.proved,
            "unproved": found.unproved,
        }
    )
