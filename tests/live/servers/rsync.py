"""rsync as a daemon: a module open to all, with a login, without a file, for other hosts, and one that lists no
files."""

import csv
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from tests.live.frame import PASSWORD, Expect, Place, Running, Server, run
from tests.live.people import PEOPLE_LABELS
from tests.live.remedies import Shut, restarted

SOURCE = "Debian package `rsync`"
NEEDS: tuple[str, ...] = ("rsync",)

PORT = 873


def get(home: Path) -> str | None:
    """Nothing beside the Debian package."""
    return None


def _write(place: Place) -> None:
    """A table of the people two folders deep, and a picture beside it."""
    folder = place.work / "pub" / "exports" / "crm"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "people.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(place.people[0]))
        table.writeheader()
        table.writerows(place.people)
    (place.work / "pub" / "logo 1.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))


def _start(place: Place, *, options: Sequence[str] = (), filled: bool = True) -> Running:
    (place.work / "pub").mkdir(exist_ok=True)
    (place.work / "logins").write_text(f"app:{PASSWORD}\n", "ascii")
    (place.work / "logins").chmod(0o600)
    if filled:
        _write(place)
    words = [
        f"address = {place.address}",
        f"port = {PORT}",
        "use chroot = no",
        "[backup]",
        "comment = nightly export",
        f"path = {place.work}/pub",
        *options,
    ]
    file = place.work / "rsyncd.conf"
    file.write_text("\n".join(words).replace("LOGINS", str(place.work / "logins")) + "\n", "ascii")
    return run(place, ["rsync", "--daemon", "--no-detach", f"--config={file}"])


def _with(options: Sequence[str]) -> Callable[[Place], Running]:
    return partial(_start, options=options)


_OPEN = Expect("open", "rsync", "rsync", collection="backup/exports/crm/people.csv", labels=PEOPLE_LABELS)
_LOCKED = Expect("locked", "rsync", "rsync")
_STATES = (
    ("open", _OPEN, ()),
    ("locked", _LOCKED, ("auth users = app", "secrets file = LOGINS")),
    ("hosts", _LOCKED, ("hosts allow = 127.77.120.77",)),
    ("refusing", Expect("metadata", "rsync", "rsync"), ("refuse options = recursive",)),
)

SERVERS: tuple[Server, ...] = (
    *(
        Server(f"rsync-{name}", f"127.77.120.{place}", (PORT,), {PORT: expect}, _with(options), memory=20)
        for place, (name, expect, options) in enumerate(_STATES, 1)
    ),
    Server(
        "rsync-empty",
        "127.77.120.9",
        (PORT,),
        {PORT: Expect("unknown", "rsync", "rsync")},
        partial(_start, filled=False),
        memory=20,
    ),
)


def _with_login(place: Place, users: str, secrets: str, hidden: str) -> Running:
    return _start(place, options=(f"{users} = app", f"{secrets} = LOGINS", hidden))


SHUT = (Shut("rsync-open", ("auth users", "secrets file", "list = no"), restarted(_with_login)),)
