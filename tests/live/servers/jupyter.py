"""Jupyter Server with its token taken away, with one, over a folder without a file, and below another
path."""

from pathlib import Path

from tests.live.frame import PASSWORD, Expect, Place, Running, Server, run, venv
from tests.live.remedies import Shut, restarted

SOURCE = "Python package `jupyter-server` 2.21.1"
NEEDS: tuple[str, ...] = ()

PORT = 8888
_NOTEBOOK = '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'


def get(home: Path) -> str | None:
    """Install it in an environment of its own."""
    return venv(home, "jupyter", ["jupyter-server==2.21.1"])


def _start(place: Place, *more: str, token: str | None = "", filled: bool = True) -> Running:
    root = place.work / "files"
    (root / "exports").mkdir(parents=True, exist_ok=True)
    if filled:
        (root / "churn.ipynb").write_text(_NOTEBOOK, "ascii")
        (root / "exports" / "customers.csv").write_text("name\nZoe\n", "ascii")
    options = [
        f"--ServerApp.ip={place.address}",
        f"--ServerApp.port={PORT}",
        f"--ServerApp.root_dir={root}",
        *([] if token is None else [f"--IdentityProvider.token={token}"]),
        "--allow-root",
        "--no-browser",
        *more,
    ]
    home = {"HOME": str(place.work), "JUPYTER_RUNTIME_DIR": str(place.work / "runtime")}
    return run(place, [place.home / "venv" / "jupyter" / "bin" / "jupyter-server", *options], env=home)


def _start_locked(place: Place) -> Running:
    return _start(place, token=PASSWORD)


def _start_below(place: Place) -> Running:
    return _start(place, "--ServerApp.base_url=/team/lab/")


def _start_bare(place: Place) -> Running:
    return _start(place, filled=False)


_OPEN = Expect("open", "jupyter", "Jupyter Server", "2.21.", records=2)
_LOCKED = Expect("locked", "jupyter", "Jupyter Server", "2.21.")
_BELOW = Expect("unknown", "jupyter", "Jupyter Server")
_BARE = Expect("metadata", "jupyter", "Jupyter Server", "2.21.")

SERVERS: tuple[Server, ...] = (
    Server("jupyter-open", "127.77.152.1", (PORT,), {PORT: _OPEN}, _start, memory=120),
    Server("jupyter-locked", "127.77.152.2", (PORT,), {PORT: _LOCKED}, _start_locked, memory=120),
    Server("jupyter-bare", "127.77.152.3", (PORT,), {PORT: _BARE}, _start_bare, memory=120),
    Server("jupyter-below", "127.77.152.4", (PORT,), {PORT: _BELOW}, _start_below, memory=120),
)

SHUT = (Shut("jupyter-open", ("--IdentityProvider.token=",), restarted(lambda place, _: _start(place, token=None))),)
