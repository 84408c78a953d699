"""Run by test_outage.py in a network namespace of its own: an audit whose network goes away and comes back.

A second namespace stands for the network, behind a pair of interfaces: all its addresses answer, two of them listen.
"""

import socket
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

from leftopen.audit.pipeline import Audit
from leftopen.audit.plan import Plan
from leftopen.audit.progress import State
from leftopen.model import Report
from leftopen.net.admission import admit
from leftopen.scope.file import parse

DOORS = ("10.20.0.77", "10.20.1.77")
PORT = 6379
SCOPE = parse(
    f"""
    name = "Lost"
    targets = ["10.20.0.0/22", "10.21.0.0/24"]
    ports = [{PORT}, 1]
    [authorisation]
    by = "IT"
    reference = "T-1"
    expires = 2099-12-31
    [limits]
    rate = 2000
    timeout = 0.5
    """,
    {},
)


def ip(*commands: str) -> None:
    for command in commands:
        subprocess.run(["ip", *command.split()], check=True)


def up() -> None:
    ip("link set net0 up", "route add 10.20.0.0/16 via 10.19.0.2")


def network() -> None:
    """The other namespace."""
    say("made")
    sys.stdin.readline()
    ip("link set lo up", "addr add 10.19.0.2/24 dev net1", "link set net1 up", "route add local 10.20.0.0/16 dev lo")
    for address in DOORS:
        threading.Thread(target=greet, args=(socket.create_server((address, PORT)),), daemon=True).start()
    say("listening")
    sys.stdin.read()


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def greet(door: socket.socket) -> None:
    """A service that greets first and then listens: no lab, as a lab serves loopback only."""
    while True:
        peer, _ = door.accept()
        with peer, suppress(OSError):
            peer.sendall(b"SSH-2.0-OpenSSH_9.6\r\n")
            peer.settimeout(1.0)
            peer.recv(65_536)


def run(out: Path, *, resume: bool, cut: bool) -> Report:
    audit = Audit(admit(SCOPE), Plan(out, resume=resume, patience=0.4))
    down = threading.Event()

    def tell(state: State) -> None:
        if cut and state.asked > 300 and not down.is_set():
            down.set()
            ip("link set net0 down")

    audit.tell = tell
    return audit.run()


def says(report: Report, name: str) -> str:
    found = report.run
    line = f"{name}: lost {found.lost}, complete {found.complete}, {found.errors} errors"
    if not found.complete:
        return line
    names = " ".join(service.address for service in report.services)
    return f"{line}, {found.asked} asked, {found.silent} silent, {found.dropped} dropped, found {names}"


def main(out: Path) -> None:
    command = ["unshare", "--net", sys.executable, "-m", "tests.net.lost_network"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdin
        assert other.stdout
        assert other.stdout.readline() == "made\n"
        ip("link set lo up", "link add net0 type veth peer name net1", f"link set net1 netns {other.pid}")
        other.stdin.write("begin\n")
        other.stdin.flush()
        assert other.stdout.readline() == "listening\n"
        ip("addr add 10.19.0.1/24 dev net0")
        up()
        say(says(run(out, resume=False, cut=True), "cut"))
        say(says(run(out, resume=True, cut=False), "still down"))
        up()
        say(says(run(out, resume=True, cut=False), "mended"))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]))
    else:
        network()
