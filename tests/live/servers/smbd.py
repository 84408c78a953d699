"""Samba of Debian: shares for guests with files and without, shares that ask for a login, and one that lets in nobody
without a name."""

import csv
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from tests.live.frame import Expect, Place, Running, Server, run
from tests.live.remedies import Shut, restarted

SOURCE = "Debian package `samba`"
NEEDS: tuple[str, ...] = ("samba", "smbclient")

PORT, ODD = 445, 14_450
_GUESTS = ("guest ok = yes",)


def get(home: Path) -> str | None:
    """Nothing beside the Debian package."""
    return None


def _write(place: Place) -> None:
    """A table of the people two folders deep, and a picture beside it."""
    folder = place.work / "pub" / "exports" / "crm"
    folder.mkdir(parents=True)
    with (folder / "customers.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(place.people[0]))
        table.writeheader()
        table.writerows(place.people)
    (place.work / "pub" / "logo 1.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))


def _start(
    place: Place,
    *,
    share: Sequence[str] = _GUESTS,
    wide: Sequence[str] = (),
    filled: bool = True,
    port: int = PORT,
) -> Running:
    again = (place.work / "pub").exists()
    (place.work / "pub").mkdir(exist_ok=True)
    if filled and not again:
        _write(place)
    words = [
        "[global]",
        f"interfaces = {place.address}/24",
        "bind interfaces only = yes",
        f"smb ports = {port}",
        "netbios name = FILES1",
        "workgroup = EXAMPLE",
        "disable netbios = yes",
        "map to guest = bad user",
        "load printers = no",
        "log level = 0",
        f"log file = {place.work}/log.smbd",
        *(f"{what} = {place.work}/state" for what in ("private dir", "lock directory", "state directory")),
        *(f"{what} = {place.work}/state" for what in ("cache directory", "pid directory", "ncalrpc dir")),
        *wide,
        "[pub]",
        f"path = {place.work}/pub",
        *share,
    ]
    (place.work / "state").mkdir(exist_ok=True)
    file = place.work / "smb.conf"
    file.write_text("\n".join(words) + "\n", "ascii")
    running = run(place, ["smbd", "--foreground", "--no-process-group", "--debug-stdout", f"--configfile={file}"])
    return replace(running, left=(place.work / "state" / "samba-dcerpcd.pid",))


_expect = partial(Expect, protocol="smb", product="Samba")
_OPEN = _expect("open", version="4.", collection="pub/exports/crm", records=1)
_server = partial(Server, memory=60)

SERVERS: tuple[Server, ...] = (
    _server("smbd-open", "127.77.122.1", (PORT,), {PORT: _OPEN}, _start),
    _server("smbd-odd", "127.77.122.2", (ODD,), {ODD: _OPEN}, partial(_start, port=ODD)),
    _server(
        "smbd-names", "127.77.122.3", (PORT,), {PORT: _expect("metadata", version="4.")}, partial(_start, share=())
    ),
    _server(
        "smbd-locked",
        "127.77.122.4",
        (PORT,),
        {PORT: _expect("locked")},
        partial(_start, share=(), wide=("smb encrypt = required",)),
    ),
    _server(
        "smbd-empty", "127.77.122.5", (PORT,), {PORT: _expect("unknown", version="4.")}, partial(_start, filled=False)
    ),
    _server(
        "smbd-hidden",
        "127.77.122.8",
        (PORT,),
        {PORT: _expect("unknown", version="4.")},
        partial(_start, share=(*_GUESTS, "browseable = no")),
    ),
    _server(
        "smbd-restricted",
        "127.77.122.7",
        (PORT,),
        {PORT: _expect("unknown")},
        partial(_start, wide=("restrict anonymous = 2", "server min protocol = SMB3_11")),
    ),
    _server(
        "smbd-old",
        "127.77.122.6",
        (PORT,),
        {PORT: _expect("unknown", product=None)},
        partial(_start, wide=("server min protocol = NT1", "server max protocol = NT1")),
    ),
)


def _without_guests(place: Place, share: str, guest: str, restricted: str) -> Running:
    return _start(place, share=(share,), wide=(guest, restricted))


_WORDS = ("guest ok = no", "map to guest = never", "restrict anonymous = 2")
SHUT = (Shut("smbd-open", _WORDS, restarted(_without_guests)),)
