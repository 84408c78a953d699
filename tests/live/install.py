"""How the lab's products are installed: Debian packages, Python environments, programs built from Go modules.

Each function returns None when the thing is there, else one line saying why it cannot be had here.
"""

import fcntl
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import IO

STILL = 20.0
"""Seconds between two lines about a step that goes on."""


def home() -> Path:
    """Where installed things live; `LEFTOPEN_LAB_HOME` moves it."""
    return Path(os.environ.get("LEFTOPEN_LAB_HOME") or Path.home() / ".cache" / "leftopen-lab")


def tail(text: str, lines: int = 5) -> str:
    return " / ".join(text.strip().splitlines()[-lines:]) or "it said nothing"


def tell(line: str) -> None:
    """Show a line of progress at once."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


@contextmanager
def locked(home: Path, name: str) -> Iterator[None]:
    """Keep two installations of the same thing from running at once."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / f".lock-{name}").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _logged(home: Path, name: str, argv: Sequence[str], **more: Mapping[str, str] | Path) -> str | None:
    """Run an installation step; None when it succeeds, else one line with the end of what it wrote."""
    log = home / "log" / f"{name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as out:
        code = watched(name, argv, out, **more)
    return f"{argv[0]} failed: {tail(log.read_text('utf-8', 'replace'), 2)} ({log})" if code else None


def watched(name: str, argv: Sequence[str], out: IO[bytes], **more: Mapping[str, str] | Path) -> int:
    """The exit code of a step that may take minutes: it says now and then that it is still at it."""
    began = time.monotonic()
    process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=out, stderr=out, **more)  # type: ignore[call-overload]  # env, cwd by mapping
    while True:
        try:
            return int(process.wait(STILL))
        except subprocess.TimeoutExpired:
            tell(f"{name}: {Path(argv[0]).name} has run for {time.monotonic() - began:.0f} s")
        except BaseException:
            process.kill()
            process.wait()
            raise


def missing(packages: Iterable[str]) -> list[str]:
    """Those Debian packages that are not installed."""
    wanted = sorted(set(packages))
    if not wanted:
        return []
    try:
        query = ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n", *wanted]
        said = subprocess.run(query, capture_output=True, text=True).stdout
    except FileNotFoundError:  # not a Debian system
        return wanted
    there = {line.split()[0] for line in said.splitlines() if line.endswith(" installed")}
    return [package for package in wanted if package not in there]


def debian(packages: Iterable[str]) -> str | None:
    """Install what is missing of these packages, without starting any service; None, or one line why not."""
    wanted = missing(packages)
    if not wanted:
        return None
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return f"needs root for Debian packages: {', '.join(wanted)}"
    tell(f"debian: installing {', '.join(wanted)}")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    apt = ["apt-get", "-q", "-o", "DPkg::Lock::Timeout=600"]
    with _no_services():
        _logged(home(), "debian", [*apt, "update"], env=env)  # one unreachable source need not matter
        return _logged(home(), "debian", [*apt, "install", "-y", "--no-install-recommends", *wanted], env=env)


@contextmanager
def _no_services(policy: Path = Path("/usr/sbin/policy-rc.d")) -> Iterator[None]:
    """Debian's switch by which installing a package starts nothing; a policy that is there already stays."""
    ours = not policy.exists()
    if ours:
        policy.write_text("#!/bin/sh\nexit 101\n", "ascii")
        policy.chmod(0o755)
    try:
        yield
    finally:
        if ours:
            policy.unlink()


def stamp(*parts: str) -> str:
    """A short digest of what an installation was made from."""
    return sha256("\n".join(parts).encode()).hexdigest()[:16]


def done(path: Path, made_from: str) -> bool:
    """Whether `path/.made` says that all in it was made from this."""
    mark = path / ".made"
    return mark.exists() and mark.read_text("ascii") == made_from


def venv(home: Path, name: str, requirements: Sequence[str]) -> str | None:
    """A Python environment `home/venv/<name>` with these pinned requirements; None, or one line why not."""
    path, made_from = home / "venv" / name, stamp(sys.version, *requirements)
    if done(path, made_from):
        return None
    tell(f"{name}: installing {', '.join(requirements)}")
    shutil.rmtree(path, ignore_errors=True)
    pip = [str(path / "bin" / "python"), "-m", "pip", "install", "-q", "--disable-pip-version-check", *requirements]
    python = sys._base_executable  # type: ignore[attr-defined]  # so that no environment is made inside another
    failed = _logged(home, name, [python, "-m", "venv", str(path)]) or _logged(home, name, pip)
    if not failed:
        (path / ".made").write_text(made_from, "ascii")
    return failed


def npm(home: Path, package: str, version: str) -> Path | str:
    """The folder of a package of npm, installed with what it needs and without running its scripts; where it cannot be
    had, one line why not."""
    name = package.rpartition("/")[2]
    folder = home / f"{name}-{version}"
    inside = folder / "node_modules" / package
    with locked(home, name):
        if not inside.exists():
            if shutil.which("npm") is None:
                return f"{package}: npm is not installed"
            tell(f"{package}: installing {version}")
            wanted = ["npm", "install", "--prefix", str(folder), "--no-audit", "--no-fund", "--ignore-scripts"]
            done = subprocess.run([*wanted, f"{package}@{version}"], capture_output=True, text=True)
            if done.returncode:
                return f"{package}: {tail(done.stderr)}"
    return inside


@dataclass(frozen=True)
class GoModule:
    """What programs are built from: a module's published source at this version, in a writable copy.

    `programs`: each by its package. `files`: path and text, written into the copy, since some modules leave generated
    files out of what they publish. `edits`: path, and what is replaced by what in that file; each must be there.
    `prepare`: makes what the module needs beside Go inside the copy, with the environment of the build, to which it
    may add; None, or one line why not.
    """

    name: str
    module: str
    version: str
    programs: Mapping[str, str]
    files: Mapping[str, str] = field(default_factory=dict)
    edits: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    prepare: Callable[[Path, dict[str, str]], str | None] | None = None

    @property
    def stamp(self) -> str:
        """What the installation was made from."""
        parts = (self.programs, self.files, {path: repr(pairs) for path, pairs in self.edits.items()})
        return stamp(self.module, self.version, *(f"{k}={v}" for part in parts for k, v in sorted(part.items())))


def go_build(home: Path, made: GoModule) -> str | None:
    """Build `home/go/<name>/<program>` for each program; None, or one line why not."""
    path = home / "go" / made.name
    if done(path, made.stamp):
        return None
    go = shutil.which("go") or shutil.which("go", path="/usr/local/go/bin")
    if not go:
        return "needs Go 1.26 or later"
    tell(f"{made.name}: building {made.module} {made.version}")
    env = {**os.environ, "GOTOOLCHAIN": "local", "GOFLAGS": "-buildvcs=false -mod=mod"}
    env |= {"GOMODCACHE": str(home / "go-modules"), "GOCACHE": str(home / "go-cache")}
    with tempfile.TemporaryDirectory(prefix="leftopen-go-") as temporary:
        source = Path(temporary) / "source"
        failed = _copied(home, go, made, source, env) or (made.prepare and made.prepare(source, env))
        path.mkdir(parents=True, exist_ok=True)
        build = [go, "build", "-p", "1", "-trimpath", "-ldflags=-s -w", "-o"]
        for program, package in made.programs.items():
            failed = failed or _logged(home, made.name, [*build, str(path / program), package], env=env, cwd=source)
    if not failed:
        (path / ".made").write_text(made.stamp, "ascii")
    return failed


def go_source(go: str, module: str, version: str, env: Mapping[str, str]) -> Path | None:
    """Where the published source of a module is, once it was downloaded."""
    asked = [go, "mod", "download", "-json", f"{module}@{version}"]
    said = subprocess.run(asked, env=dict(env), capture_output=True, text=True).stdout
    found = next((line.split('"')[3] for line in said.splitlines() if '"Dir":' in line), "")
    return Path(found) if found else None


def _copied(home: Path, go: str, made: GoModule, source: Path, env: Mapping[str, str]) -> str | None:
    """A writable copy of the module at `source`, with its files and edits, that points to no folder beside it."""
    failed = _logged(home, made.name, [go, "mod", "download", f"{made.module}@{made.version}"], env=env)
    if failed:
        return failed
    published = go_source(go, made.module, made.version, env)
    if published is None:
        return f"go does not say where {made.module} is"
    shutil.copytree(published, source)
    subprocess.run(["chmod", "-R", "u+w", str(source)], check=True)
    for inside, text in made.files.items():
        (source / inside).parent.mkdir(parents=True, exist_ok=True)
        (source / inside).write_text(text, "utf-8")
    for inside, pairs in made.edits.items():
        text = (source / inside).read_text("utf-8")
        for old, new in pairs:
            if old not in text:
                return f"{made.module} {made.version}: {inside} holds no {old!r}"
            text = text.replace(old, new)
        (source / inside).write_text(text, "utf-8")
    said = subprocess.run([go, "mod", "edit", "-json"], env=dict(env), cwd=source, capture_output=True, text=True)
    for each in json.loads(said.stdout).get("Replace") or ():
        if each["New"]["Path"].startswith("../"):  # a part of the same repository, published as a module of its own
            subprocess.run([go, "mod", "edit", f"-dropreplace={each['Old']['Path']}"], cwd=source, check=True)
    return None
