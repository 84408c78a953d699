"""vsftpd of Debian: an anonymous login, one in TLS alone, without a file, without lists, and local users alone."""

import csv
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from tests.live.frame import Expect, Place, Running, Server, call, run
from tests.live.remedies import Shut, restarted

SOURCE = "Debian package `vsftpd`"
NEEDS: tuple[str, ...] = ("vsftpd",)

PORT = 21


def get(home: Path) -> str | None:
    """Nothing beside the Debian package."""
    return None


def _write(folder: Path, place: Place) -> None:
    """A table of the people two folders deep, and a file beside it whose name has a space."""
    deep = folder / "exports" / "crm"
    deep.mkdir(parents=True)
    with (deep / "people.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(place.people[0]))
        table.writeheader()
        table.writerows(place.people)
    (folder / "read me.txt").write_text("Exports, each night.\n", "ascii")


def _start(place: Place, *, options: Sequence[str] = (), filled: bool = True) -> Running:
    pub, empty = place.work / "pub", place.work / "empty"
    again = pub.exists()
    pub.mkdir(exist_ok=True)
    empty.mkdir(mode=0o555, exist_ok=True)
    if filled and not again:
        _write(pub, place)
    for folder in (pub, *(each for each in pub.rglob("*") if each.is_dir())):
        folder.chmod(0o555)  # it refuses a root that can be written
    words = [
        "listen=YES",
        f"listen_address={place.address}",
        f"listen_port={PORT}",
        "background=NO",
        f"anon_root={pub}",
        f"secure_chroot_dir={empty}",
        "seccomp_sandbox=NO",
        "isolate=NO",
        "isolate_network=NO",
        "xferlog_enable=NO",
        *options,
    ]
    file = place.work / "vsftpd.conf"
    file.write_text("\n".join(words) + "\n", "ascii")
    return run(place, ["vsftpd", file])


def _start_tls(place: Place) -> Running:
    key, certificate = place.work / "key.pem", place.work / "cert.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=files.example"]
    call(place, [*made, "-keyout", key, "-out", certificate])
    files = (f"rsa_cert_file={certificate}", f"rsa_private_key_file={key}")
    forced = ("ssl_enable=YES", "allow_anon_ssl=YES", "force_anon_logins_ssl=YES", "force_anon_data_ssl=YES")
    return _start(place, options=("anonymous_enable=YES", *forced, *files))


def _with(*options: str, filled: bool = True) -> Callable[[Place], Running]:
    return partial(_start, options=options, filled=filled)


_SAYS = ("ftp", "vsFTPd", "3.0.")
_OPEN = Expect("open", *_SAYS, records=1, collection="/exports/crm")
_STATES: tuple[tuple[str, Expect, Callable[[Place], Running]], ...] = (
    ("open", _OPEN, _with("anonymous_enable=YES")),
    ("locked", Expect("locked", *_SAYS), _with("anonymous_enable=NO", "local_enable=YES")),
    ("empty", Expect("empty", *_SAYS), _with("anonymous_enable=YES", filled=False)),
    ("no-lists", Expect("metadata", *_SAYS), _with("anonymous_enable=YES", "dirlist_enable=NO")),
    ("tls", Expect("open", *_SAYS, tls=True, records=1, collection="/exports/crm"), _start_tls),
)

SERVERS: tuple[Server, ...] = tuple(
    Server(f"vsftpd-{name}", f"127.77.121.{place}", (PORT,), {PORT: expect}, start, memory=20)
    for place, (name, expect, start) in enumerate(_STATES, 1)
)


def _named(place: Place, word: str, others: str) -> Running:
    return _start(place, options=(word, others))


SHUT = (Shut("vsftpd-open", ("anonymous_enable=NO", "local_enable=YES"), restarted(_named)),)
