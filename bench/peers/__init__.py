"""Other classifiers, each in a virtual environment of its own: one file here per peer.

    NEEDS   pinned requirements, installed by pip; the first is the peer
    make    () -> (line) -> what it found; imports the peer only when called
    spans   (what it found) -> (label, start, end) of each, in characters

Environments are made on demand below `LEFTOPEN_BENCH_HOME` (`~/.cache/leftopen-bench`) and kept; delete the folder to
be rid of them. A peer that cannot be installed is `Missing`, with the reason.
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

HERE = Path(__file__).parent
RUNNER, TELLER = HERE / "_run.py", HERE / "_tell.py"
_NEEDED = ("NEEDS", "make", "spans")
_PATIENCE = 900
"""Seconds in which a peer tells of a set of texts."""


class Missing(Exception):
    """A peer that cannot be installed here; says why in one line."""


@dataclass(frozen=True)
class Peer:
    """A peer as its file tells it; `name` with its version."""

    name: str
    needs: tuple[str, ...]
    file: Path

    def command(self, lines: Path, seconds: float) -> list[str]:
        """What measures it over a file of lines. Installs it where that was not done yet; raises Missing."""
        return [str(_ready(self)), "-P", str(RUNNER), str(self.file), str(lines), str(seconds)]

    def spans(self, texts: Path) -> list[list[tuple[str, int, int]]]:
        """What it tells of a file of texts, as JSON a line each. Installs it first; raises Missing where it fails."""
        command = [str(_ready(self)), "-P", str(TELLER), str(self.file), str(texts)]
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_PATIENCE)
        except subprocess.TimeoutExpired:
            raise Missing("did not end") from None
        if done.returncode:
            raise Missing(f"failed: {(done.stderr.strip().splitlines() or ['no reason given'])[-1][:200]}")
        return [[(label, start, end) for label, start, end in json.loads(line)] for line in done.stdout.splitlines()]


def peers() -> list[Peer]:
    """Every file here that does not start with `_`; TypeError for one that lacks the contract."""
    found = []
    for each in iter_modules([str(HERE)]):
        if each.name.startswith("_"):
            continue
        module = import_module(f"bench.peers.{each.name}")
        missing = [name for name in _NEEDED if not hasattr(module, name)]
        if missing:
            raise TypeError(f"peer {each.name}: lacks {', '.join(missing)}")
        found.append(Peer(module.NEEDS[0].replace("==", " "), tuple(module.NEEDS), HERE / f"{each.name}.py"))
    return found


def home() -> Path:
    """Where the environments are."""
    return Path(os.environ.get("LEFTOPEN_BENCH_HOME") or Path.home() / ".cache" / "leftopen-bench")


def _ready(peer: Peer) -> Path:
    """The Python of a peer's environment."""
    place = home() / peer.file.stem
    python, done = place / "bin" / "python", place / ".ready"
    wanted = "\n".join(peer.needs)
    if done.exists() and done.read_text("utf-8") == wanted:
        return python
    print(f"installing {', '.join(peer.needs)} in {place}", file=sys.stderr, flush=True)
    _do(sys.executable, "-m", "venv", "--clear", str(place))
    _do(str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *peer.needs)
    done.write_text(wanted, "utf-8")
    return python


def _do(*command: str) -> None:
    try:
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError as error:
        raise Missing(f"cannot be installed: {error.strerror}") from None
    if ran.returncode:
        said = [line for line in (ran.stderr or ran.stdout).splitlines() if line.strip()] or ["no reason given"]
        raise Missing(f"cannot be installed: {next((line for line in said if 'ERROR' in line), said[-1])[:200]}")
