"""The frame of the live lab: real servers, open and locked, each on a loopback address of its own.

A product is one file `tests/live/servers/<product>.py`; adding one creates that file and edits none:

    SOURCE: str                       how it is had, with the release where we choose it; for the documentation
    NEEDS: tuple[str, ...]            Debian packages; installed for all products by one `apt-get install`
    get(home: Path) -> str | None     installs the rest (idempotent, quick when there); None: there, else why not
    SERVERS: tuple[Server, ...]       the states it can be started in
    LONG: bool                        where it has it: minutes of building, or gigabytes; left out unless all are wanted

Programs that a product runs stand in a folder beside it (`servers/<product>_<what>/`). Servers bind addresses of
127.77.0.0/16 and nothing else, and hold invented people only.
"""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from ipaddress import ip_address, ip_network
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.error import HTTPError

from tests.live.install import (
    GoModule,
    debian,
    done,
    go_build,
    go_source,
    home,
    locked,
    missing,
    npm,
    stamp,
    tail,
    tell,
    venv,
)
from tests.live.people import Person, make_people

__all__ = [
    "ALL",
    "PASSWORD",
    "Expect",
    "GoModule",
    "Lab",
    "LabError",
    "Place",
    "Product",
    "Running",
    "Server",
    "answers",
    "call",
    "debian",
    "done",
    "go_build",
    "go_source",
    "home",
    "locked",
    "missing",
    "npm",
    "own",
    "page",
    "parts",
    "products",
    "run",
    "servers",
    "stamp",
    "tail",
    "tell",
    "venv",
    "wanted",
]

ADDRESSES = ip_network("127.77.0.0/16")
PASSWORD = "lab-Secret1"
"""The one password of the lab; the user is `app`, or the product's own administrator."""
ALL = "LEFTOPEN_LAB_ALL"
"""The variable of the environment that says that products of which each takes minutes are wanted too."""

AT_ONCE = 4
"""Servers that start at the same time."""


class LabError(Exception):
    """A server did not start, was not seeded, or a product file lacks the contract."""


@dataclass(frozen=True)
class Expect:
    """What is true of one port, asked without credentials.

    `access`: a word of the report, or several joined by `|`, among which `absent` means that no service need be
    reported. `protocol` "": any. `version`: its beginning. `records` are those of `collection`, or of the whole
    service where that is None. `labels` must be claimed. `source`: the local address to ask from.
    """

    access: str
    protocol: str
    product: str | None = None
    version: str | None = None
    tls: bool = False
    records: int | None = None
    collection: str | None = None
    labels: frozenset[str] = frozenset()
    source: str | None = None

    @property
    def accesses(self) -> frozenset[str]:
        """The words of `access`."""
        return frozenset(self.access.split("|"))


@dataclass
class Place:
    """Where one server lives. `home` holds installed things, `work` is its own fresh folder."""

    name: str
    address: str
    home: Path
    work: Path
    people: list[Person]

    @property
    def log(self) -> Path:
        """What the server wrote to its standard output and error."""
        return self.work / "server.log"


@dataclass
class Running:
    """A process group in a session of its own; the group's id is the pid of its first process.

    `left`: files in which processes that it starts and that leave the group write their own pid.
    """

    process: subprocess.Popen[bytes]
    log: Path
    left: tuple[Path, ...] = ()

    @property
    def pid(self) -> int:
        """The id of the process and of its group."""
        return self.process.pid

    def alive(self) -> bool:
        """Whether the first process still runs."""
        return self.process.poll() is None

    def stop(self, seconds: float = 10) -> None:
        """End the whole group, politely, and by force after `seconds`; and what has left it."""
        for file in self.left:
            with suppress(OSError, ValueError):
                os.kill(int(file.read_text("ascii")), signal.SIGTERM)
        for sign in (signal.SIGTERM, signal.SIGKILL):
            with suppress(ProcessLookupError):
                os.killpg(self.pid, sign)
            end = time.monotonic() + seconds
            while time.monotonic() < end:
                self.process.poll()  # reaps, so that an ended first process does not keep the group
                if not _group_lives(self.pid):
                    return
                time.sleep(0.05)


def _group_lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def _nothing(_place: Place) -> None:
    """Seeds nothing."""


@dataclass(frozen=True)
class Server:
    """One state of a product. `ports`: the first says ready; `ready`: a further question, where TCP is not enough.

    `memory` is a rough figure in MiB, so that the lab does not start more than the machine holds. `state`: what
    asking must leave as it was (counts of records, of writing commands), by name, where the server can tell.
    """

    name: str
    address: str
    ports: tuple[int, ...]
    expect: Mapping[int, Expect]
    start: Callable[[Place], Running]
    seed: Callable[[Place], None] = _nothing
    memory: int = 64
    ready_seconds: float = 300
    ready: Callable[[Place], bool] | None = None
    state: Callable[[Place], Mapping[str, int]] | None = None


@dataclass(frozen=True)
class Product:
    """A file of `tests/live/servers`; `about` is its docstring; `long`: see `LONG`."""

    name: str
    about: str
    source: str
    needs: tuple[str, ...]
    get: Callable[[Path], str | None]
    servers: tuple[Server, ...]
    long: bool = False


# --- the registry -----------------------------------------------------------------------------------------------------


def _product(name: str, module: Any) -> Product:
    try:
        source, needs, get, servers = module.SOURCE, module.NEEDS, module.get, module.SERVERS
    except AttributeError as error:
        raise LabError(f"servers/{name}.py: has no {error.name}") from error
    if not (isinstance(needs, tuple) and callable(get) and isinstance(servers, tuple) and module.__doc__):
        raise LabError(f"servers/{name}.py: NEEDS and SERVERS are tuples, get is a function, and a docstring says what")
    for server in servers:
        if not isinstance(server, Server) or not server.ports or not set(server.expect) <= set(server.ports):
            raise LabError(f"servers/{name}.py: SERVERS holds Server values, and expect only ports of the server")
        if ip_address(server.address) not in ADDRESSES:
            raise LabError(f"servers/{name}.py: {server.name} is not in {ADDRESSES}")
    return Product(name, module.__doc__.strip(), source, needs, get, servers, bool(getattr(module, "LONG", False)))


@cache
def products() -> tuple[Product, ...]:
    """Every product, by name. Raises LabError for a file without the contract, and for a name or address twice."""
    files = sorted(Path(__file__).with_name("servers").glob("[!_]*.py"))
    found = tuple(_product(f.stem, import_module(f"tests.live.servers.{f.stem}")) for f in files)
    servers = [server for product in found for server in product.servers]
    for what, keys in (("name", [s.name for s in servers]), ("address", [s.address for s in servers])):
        twice = {key for key in keys if keys.count(key) > 1}
        if twice:
            raise LabError(f"the same {what} twice: {', '.join(sorted(twice))}")
    return found


def wanted() -> tuple[Product, ...]:
    """Those that are taken where none is named: all without the long ones, unless `LEFTOPEN_LAB_ALL` is set."""
    return tuple(product for product in products() if not product.long or os.environ.get(ALL))


def servers(names: Iterable[str] = ()) -> tuple[Server, ...]:
    """The servers of these names or products; without names those of `wanted`. Raises LabError for an unknown name."""
    known = {s.name: (s,) for p in products() for s in p.servers} | {p.name: p.servers for p in products()}
    names = tuple(names) or tuple(p.name for p in wanted())
    unknown = [name for name in names if name not in known]
    if unknown:
        raise LabError(f"unknown: {', '.join(unknown)}; known: {', '.join(sorted(known))}")
    return tuple({s.name: s for name in names for s in known[name]}.values())


def page(product: Product) -> str:
    """What a product is, how it is had, and a table of its states, as Markdown for the documentation."""
    rows = ["| server | port | what is true of it |", "| --- | --- | --- |"]
    for server in product.servers:
        for ports, expect in _alike(server.expect):
            rows.append(f"| `{server.name}` | {', '.join(map(str, ports))} | {_words(expect)} |")
    table = "\n".join(rows)
    apart = " It takes long, so that only `make live-all` has it." if product.long else ""
    return f"# {product.name}\n\n{product.about}\n\nHow it is had: {product.source}.{apart}\n\n{table}\n"


def _alike(expect: Mapping[int, Expect]) -> Iterable[tuple[list[int], Expect]]:
    """The ports of a server, those of which the same is true together."""
    for each in dict.fromkeys(expect.values()):
        yield [port for port, other in expect.items() if other == each], each


def _words(expect: Expect) -> str:
    said = [
        " or ".join(expect.access.split("|")).replace("absent", "not reported"),
        expect.protocol + (" in TLS" if expect.tls else ""),
    ]
    said.append(" ".join(word for word in (expect.product, expect.version) if word))
    if expect.records is not None:
        said.append(f"{expect.records} records" + (f" in `{expect.collection}`" if expect.collection else ""))
    if expect.labels:
        said.append(f"{len(expect.labels)} kinds of personal data")
    if expect.source:
        said.append(f"asked from {expect.source}")
    return ", ".join(word for word in said if word)


# --- starting ---------------------------------------------------------------------------------------------------------


def run(
    place: Place,
    argv: Sequence[str | Path],
    *,
    env: Mapping[str, str] | None = None,
    user: str | None = None,
    cwd: Path | None = None,
) -> Running:
    """Start a server in the foreground of a session of its own; `env` is added to ours.

    `user`: run as that user, who then owns the work folder; ignored unless we are root.
    """
    who: dict[str, str | list[str]] = {}
    if user and os.geteuid() == 0:
        own(place, user)
        who = {"user": user, "group": user, "extra_groups": []}
    with place.log.open("ab") as log:
        process = subprocess.Popen(  # type: ignore[call-overload]  # user, group and extra_groups by mapping
            [str(part) for part in argv],
            env={**os.environ, **(env or {})},
            cwd=cwd or place.work,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            **who,
        )
    return Running(process, place.log)


def own(place: Place, user: str) -> None:
    """Give the work folder and all in it to `user`."""
    for path in (place.work, *place.work.rglob("*")):
        shutil.chown(path, user, user)


def call(place: Place, argv: Sequence[str | Path], *, user: str | None = None, stdin: str = "") -> str:
    """Run a program to its end (some minutes at most) and return what it wrote. Raises LabError when it fails."""
    who = {"user": user, "group": user} if user and os.geteuid() == 0 else {}
    done = subprocess.run(  # type: ignore[call-overload]  # user and group by mapping
        [str(part) for part in argv],
        cwd=place.work,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=240,
        **who,
    )
    if done.returncode:
        raise LabError(f"{place.name}: {argv[0]} failed: {tail(done.stderr)}")
    return str(done.stdout)


def answers(address: str, port: int) -> bool:
    """Whether a TCP connection is accepted."""
    try:
        with socket.create_connection((address, port), timeout=1):
            return True
    except OSError:
        return False


def free_memory() -> int:
    """Memory that can be had without swapping, in MiB."""
    lines = Path("/proc/meminfo").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("MemAvailable:")) // 1024


def parts(servers: Iterable[Server], room: int) -> list[list[Server]]:
    """The servers in as few runs as there need be, each of which takes no more than `room` MiB, or is one server."""
    found: list[list[Server]] = []
    for server in servers:
        if not found or sum(each.memory for each in found[-1]) + server.memory > room:
            found.append([])
        found[-1].append(server)
    return found


_REAPER = """
while read -r word group; do
  case $word in add) groups="$groups $group";; all-stopped) exit;; esac
done
for group in $groups; do kill -TERM "-$group"; done
sleep 5
for group in $groups; do kill -KILL "-$group"; done
rm -rf "$1"
"""
"""Ends the servers when we end without having done so: its input closes with us, however we die. $1: the folder."""


@dataclass
class Lab:
    """Starts servers, seeds them, and stops them all at the end, whatever the end is.

    with Lab(servers(["redis-open"])) as lab: ...

    Raises LabError, with the end of the log, when one does not start; the others are stopped then. `lenient`: they go
    on, and `failed` has the reason by the name of the one that did not start.
    """

    servers: Sequence[Server]
    tell: Callable[[str], None] = lambda _: None
    people: list[Person] = field(default_factory=make_people)
    lenient: bool = False
    failed: dict[str, str] = field(default_factory=dict, init=False)
    running: dict[str, Running] = field(default_factory=dict, init=False)
    places: dict[str, Place] = field(default_factory=dict, init=False)

    def __enter__(self) -> Self:
        need, free = sum(s.memory for s in self.servers), free_memory()
        if need > free:
            raise LabError(f"these servers need about {need} MiB of memory, {free} MiB are free")
        self._giving_up = threading.Event()
        self._folder = Path(tempfile.mkdtemp(prefix="leftopen-lab-"))
        self._folder.chmod(0o755)  # servers that run as another user pass through it
        self._reaper = subprocess.Popen(
            ["/bin/sh", "-c", _REAPER, "reaper", str(self._folder)],
            stdin=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            text=True,
        )
        try:
            self._start_all()
        except BaseException:
            self._stop_all()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stop_all()

    def _start_all(self) -> None:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            waiting = {server.name: pool.submit(self._start, server) for server in self.servers}
            try:
                errors = [(name, error) for name, job in waiting.items() if (error := job.exception())]
            except BaseException:
                self._giving_up.set()
                pool.shutdown(cancel_futures=True)
                raise
        self.failed = {name: str(error) for name, error in errors}
        if errors and not self.lenient:
            raise LabError("; ".join(f"{name}: {error}" for name, error in errors)) from errors[0][1]
        for name in self.failed:
            if name in self.running:
                self.running[name].stop()

    def _start(self, server: Server) -> None:
        place = Place(server.name, server.address, home(), self._folder / server.name, self.people)
        place.work.mkdir(mode=0o755)
        if answers(server.address, server.ports[0]):
            raise LabError(f"something answers already on {server.address}:{server.ports[0]}")
        began = time.monotonic()
        running = server.start(place)
        self.running[server.name], self.places[server.name] = running, place
        assert self._reaper.stdin
        self._reaper.stdin.write(f"add {running.pid}\n")
        self._reaper.stdin.flush()
        self._wait(server, place, running)
        ready = time.monotonic() - began
        self._seed(server, place)
        self.tell(f"{server.name}: ready in {ready:.1f} s, seeded in {time.monotonic() - began - ready:.1f} s")

    def _seed(self, server: Server, place: Place) -> None:
        """Fills it; one that answers and says that it is not ready yet (503) is asked again, as long as it may take."""
        end = time.monotonic() + server.ready_seconds
        while True:
            try:
                return server.seed(place)
            except HTTPError as error:
                if error.code != 503 or time.monotonic() > end or self._giving_up.is_set():
                    raise
            time.sleep(0.2)

    def _wait(self, server: Server, place: Place, running: Running) -> None:
        end = time.monotonic() + server.ready_seconds
        while not all(answers(server.address, port) for port in server.ports) or not (
            server.ready is None or server.ready(place)
        ):
            if self._giving_up.is_set():
                raise LabError("given up")
            if not running.alive():
                raise LabError(f"it ended: {tail(place.log.read_text('utf-8', 'replace'))}")
            if time.monotonic() > end:
                log = tail(place.log.read_text("utf-8", "replace"))
                raise LabError(f"not ready after {server.ready_seconds:g} s: {log}")
            time.sleep(0.1)

    def _stop_all(self) -> None:
        with ThreadPoolExecutor(max(1, len(self.running))) as pool:
            list(pool.map(Running.stop, self.running.values()))
        with suppress(BrokenPipeError):
            self._reaper.communicate("all-stopped\n")
        shutil.rmtree(self._folder, ignore_errors=True)
