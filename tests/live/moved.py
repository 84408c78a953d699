"""Servers of the lab at a port that is like none of their own, in the plain and behind TLS: which of them are found.

`python -m tests.live.moved [PRODUCT...]` starts one server a probe, forwards odd ports to it, has the program look at
these, and writes `docs/found/moved.json`, from which `docs/found/moved.md` is made. Of a probe for which there is no
server, one that answers as its transcript has it (`tests.live.replayed`).
"""

import json
import os
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from leftopen.probes import probes
from leftopen.report.json import load
from tests.live import frame, lab, networks
from tests.live.frame import Lab, LabError, Server
from tests.live.replayed import replayed
from tests.talk import Script, scripts

PLAIN, TLS = range(7010, 7040), range(7040, 7070)
WRITTEN = 7070
"""Ports like none of any probe: no other of their hundred is one's, nor with a digit before it."""

EXPOSED, LOCKED = frozenset({"open", "metadata"}), frozenset({"locked"})
FOUND = "found"
KEPT = Path(__file__).parents[2] / "docs" / "found" / "moved.json"
_CHUNK = 65_536
_ROUNDS = 3
_ABOUT = """\
# What is found off its port

A server of each probe, reached at a port that is like none of any probe, in the plain and inside TLS. At most eight
connections are made to find out what a service is ([decision 28](../decisions/0028-questions-for-a-silent-port.md)).
Measured by `python -m tests.live.moved`, and again by `make live`. Of those with a star no real server can be had: what
answered is written after the documentation that their transcripts name.
"""


def address() -> str:
    """Where the odd ports are, in the network of this process."""
    return networks.here("127.77.171.1")


def certificate(folder: Path) -> ssl.SSLContext:
    """A context with a certificate of its own making."""
    key, made = folder / "key.pem", folder / "certificate.pem"
    words = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=moved.example"]
    subprocess.run([*words, "-keyout", str(key), "-out", str(made)], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made, key)
    return context


@contextmanager
def forwarded(port: int, to: tuple[str, int], tls: ssl.SSLContext | None = None) -> Iterator[None]:
    """While inside, what connects to this port talks to `to`, in TLS where there is a context."""
    listening = socket.create_server((address(), port))

    def accept() -> None:
        while True:
            try:
                near, _ = listening.accept()
            except OSError:
                return
            threading.Thread(target=one, args=(near,), daemon=True).start()

    def one(near: socket.socket) -> None:
        with suppress(OSError), ExitStack() as stack:
            stack.callback(near.close)
            if tls:
                near.settimeout(10)
                near = stack.enter_context(tls.wrap_socket(near, server_side=True))
            far = stack.enter_context(socket.create_connection(to, 5))
            for each in (near, far):
                each.settimeout(60)
            back = threading.Thread(target=_carry, args=(far, near), daemon=True)
            back.start()
            _carry(near, far)
            back.join()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()


def _carry(source: socket.socket, target: socket.socket) -> None:
    """One direction, until either ends; then both connections are shut."""
    with suppress(OSError):
        while data := source.recv(_CHUNK):
            target.sendall(data)
    for each in (source, target):
        with suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)


def shown(server: Server, accesses: frozenset[str] = EXPOSED) -> dict[str, int]:
    """Probes for which a server is at home where it is so, each with its port there."""
    found: dict[str, int] = {}
    for port, expect in server.expect.items():
        if accesses & expect.accesses and not expect.tls and not expect.source:
            of = [probe.name for probe in probes() if expect.protocol in probe.spec.protocols]
            home = [probe.name for probe in probes() if probe.name in of and port in probe.spec.ports]
            if of:
                found.setdefault((home or of)[0], port)
    return found


def chosen(names: Sequence[str] = ()) -> list[tuple[Server, dict[str, int]]]:
    """The first server of each probe, with the ports of those that are new; one that is locked where the lab has none
    that is open."""
    open_somewhere = {name for product in frame.products() for server in product.servers for name in shown(server)}
    known: set[str] = set()
    found = []
    for server in frame.servers(names):
        locked = {name: port for name, port in shown(server, LOCKED).items() if name not in open_somewhere}
        ports = {name: port for name, port in (locked | shown(server)).items() if name not in known}
        if ports:
            known |= ports.keys()
            found.append((server, ports))
    return found


def without_server() -> list[Script]:
    """Of each probe over HTTP for which the lab has no server at all what an open one is written to answer."""
    every = [server for product in frame.products() for server in product.servers]
    known = {name for server in every for name in shown(server, EXPOSED | LOCKED)}
    return [
        script
        for probe in probes()
        if probe.name not in known and probe.spec.over == "http"
        for script in scripts(probe.name)
        if script.path.stem == "open"
    ]


def measured(server: Server, ports: Mapping[str, int]) -> dict[str, dict[str, str]]:
    """Of each probe what is said of its server in the plain and inside TLS: `found`, or the words of what it looks
    like."""
    there = networks.moved(server)
    with Lab([there]):
        return looked_at(there.address, ports)


def measured_as_written(script: Script) -> dict[str, dict[str, str]]:
    """The same of a server that answers as a transcript has it."""
    with replayed(script, address(), WRITTEN):
        return looked_at(address(), {script.probe: WRITTEN})


def looked_at(home: str, ports: Mapping[str, int]) -> dict[str, dict[str, str]]:
    """What is said of the servers of these probes at these ports, behind odd ones."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        context = certificate(Path(folder))
        where: dict[int, tuple[str, str]] = {}
        for place, (name, port) in enumerate(ports.items()):
            for way, listening in (("plain", PLAIN[place]), ("tls", TLS[place])):
                tls = context if way == "tls" else None
                stack.enter_context(forwarded(listening, (home, port), tls))
                where[listening] = name, way
        services = _audited(Path(folder), sorted(where))
    spoken = {probe.name: probe.spec.protocols for probe in probes()}
    found: dict[str, dict[str, str]] = {name: {} for name in ports}
    for port, (name, way) in where.items():
        said = services.get(port, "nothing")
        found[name][way] = FOUND if said in spoken[name] else said
    return found


def _audited(folder: Path, ports: Sequence[int]) -> dict[int, str]:
    """The protocol that the program reports of each port, or what it says of it. What it could not judge, or found
    silent, is asked again: a server on a busy machine may be too late for once."""
    said: dict[int, str] = {}
    left = set(ports)
    for _ in range(_ROUNDS):
        told, not_judged = _audited_once(folder, sorted(left))
        said |= told
        if not (left := not_judged):
            break
    return said


def _audited_once(folder: Path, ports: Sequence[int]) -> tuple[dict[int, str], set[int]]:
    """What is said of each port, and which of them were not judged or are silent."""
    (folder / "scope.toml").write_text(
        f'name = "Moved"\ntargets = ["{address()}"]\nports = {list(ports)}\n\n'
        '[authorisation]\nby = "The live lab"\nreference = "LAB-2"\nexpires = 2099-12-31\n',
        "ascii",
    )
    with tempfile.TemporaryDirectory(dir=folder) as out:
        program = [sys.executable, "-m", "leftopen", "audit", "scope.toml", "--out", out, "--format", "json", "--quiet"]
        subprocess.run(program, cwd=folder, env={**os.environ, "HOME": str(folder)}, capture_output=True, timeout=600)
        report = load((Path(out) / "report.json").read_bytes())
    services = {service.port: service for service in report.services}
    not_judged = {problem.port: problem.says for problem in report.errors if problem.port is not None}
    said = {
        port: service.protocol if service.protocol != "unknown" else str(service.proof)
        for port, service in services.items()
    }
    silent = {port for port, words in said.items() if words.endswith("stays silent")}
    return not_judged | said, (not_judged.keys() - services.keys()) | silent


def page(kept: Mapping[str, Mapping[str, str]]) -> str:
    """What was found where, as Markdown."""
    rows, star = [], dict.fromkeys((script.probe for script in without_server()), " \\*")
    for probe in probes():
        home = ", ".join(map(str, probe.spec.ports))
        told = kept.get(probe.name)
        ways = [told[way].replace("|", "/") if told else "no server in the lab" for way in ("plain", "tls")]
        rows.append(f"| {probe.name}{star.get(probe.name, '')} | {home} | {ways[0]} | {ways[1]} |")
    return (
        f"{_ABOUT}\n| probe | at home on | at an odd port | there in TLS |\n| --- | --- | --- | --- |\n"
        + "\n".join(rows)
        + "\n"
    )


def main(names: Sequence[str]) -> None:
    """Measures and keeps what was found; those that were not measured now stay as they were."""
    kept = json.loads(KEPT.read_text("utf-8")) if KEPT.is_file() else {}
    missing = lab.get([product.name for product in frame.wanted() if not names or product.name in names])
    for server, ports in chosen():
        of = next(product.name for product in frame.products() if server in product.servers)
        if of in missing or (names and of not in names):
            continue
        try:
            told = measured(server, ports)
        except LabError as error:
            sys.stdout.write(f"{server.name}: {error}\n")
            continue
        _keep(kept, server.name, told)
    for script in without_server():
        if not names or script.probe in names:
            _keep(kept, f"{script.probe}, as written", measured_as_written(script))


def _keep(kept: dict[str, dict[str, str]], name: str, told: Mapping[str, dict[str, str]]) -> None:
    kept.update(told)
    sys.stdout.write(f"{name}: {told}\n")
    KEPT.write_text(json.dumps(dict(sorted(kept.items())), indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
