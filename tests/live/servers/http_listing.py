"""Web servers that list a folder: nginx of Debian and Python's own, with an export, with pictures, empty (of
which nginx shows no names with dots)."""

import sys
from pathlib import Path

from tests.live.frame import Expect, Place, Running, Server, run

SOURCE = "Debian package `nginx-light`, and Python's own `http.server`"
NEEDS: tuple[str, ...] = ("nginx-light",)

PORT = 8000


def get(home: Path) -> str | None:
    """Nothing beside the Debian package."""
    return None


def _folder(place: Place, *names: str) -> Path:
    """A folder with files of these names; what is in them matters to nobody."""
    root = place.work / "files"
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("name\nZoe\n", "utf-8")
    root.mkdir(exist_ok=True)
    return root


def _nginx(place: Place, *names: str) -> Running:
    root = _folder(place, *names)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    folders = " ".join(f"{kind}_temp_path {place.work};" for kind in kinds)
    server = f"server {{ listen {place.address}:{PORT}; root {root}; location / {{ autoindex on; }} }}"
    (place.work / "nginx.conf").write_text(
        f"daemon off; user root; pid {place.work}/pid; error_log {place.work}/log; events {{}}\n"
        f"http {{ access_log off; {folders} {server} }}\n",
        "ascii",
    )
    return run(place, ["nginx", "-e", place.work / "log", "-c", place.work / "nginx.conf"])


def _export(place: Place) -> Running:
    return _nginx(place, "exports/people.csv", "logo.png")


def _pictures(place: Place) -> Running:
    return _nginx(place, "logo.png")


def _python(place: Place) -> Running:
    root = _folder(place, "exports/people.csv", "logo.png")
    argv = [sys.executable, "-m", "http.server", str(PORT), "--bind", place.address, "--directory", str(root)]
    return run(place, argv)


def _bare(place: Place) -> Running:
    argv = [sys.executable, "-m", "http.server", str(PORT), "--bind", place.address, "--directory", str(_folder(place))]
    return run(place, argv)


_OPEN, _METADATA, _HIDES = (Expect(word, "http-listing", "nginx") for word in ("open", "metadata", "unknown"))
_EMPTY = Expect("empty", "http-listing", "Python http.server")
_PYTHON = Expect("open", "http-listing", "Python http.server", records=1, collection="/exports/")

SERVERS: tuple[Server, ...] = (
    Server("listing-nginx", "127.77.149.1", (PORT,), {PORT: _OPEN}, _export),
    Server("listing-pictures", "127.77.149.2", (PORT,), {PORT: _METADATA}, _pictures),
    Server("listing-empty", "127.77.149.3", (PORT,), {PORT: _HIDES}, _nginx),
    Server("listing-bare", "127.77.149.5", (PORT,), {PORT: _EMPTY}, _bare),
    Server("listing-python", "127.77.149.4", (PORT,), {PORT: _PYTHON}, _python),
)
