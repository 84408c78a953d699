"""Runs a server that listens on every address of its host in a network of its own, and hands on to it what connects to
one address of ours: ADDRESS PORT COMMAND….

The socket is made before the network is left, so that it stays in ours. Needs the right to make networks.
"""

import ctypes
import fcntl
import os
import socket
import struct
import subprocess
import sys
import threading
from contextlib import suppress

NEW_NETWORK = 0x40000000
"""CLONE_NEWNET of sched.h."""

_SET_FLAGS, _UP_AND_RUNNING = 0x8914, 0x41
"""SIOCSIFFLAGS; IFF_UP and IFF_RUNNING of net/if.h."""


def leave() -> None:
    """Move this process into a network of its own, in which nothing but its loopback is up. Raises OSError."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(NEW_NETWORK):
        raise OSError(ctypes.get_errno(), "no network of its own")
    with socket.socket() as any_socket:
        fcntl.ioctl(any_socket, _SET_FLAGS, struct.pack("16sh", b"lo", _UP_AND_RUNNING))


def carry(near: socket.socket, far: socket.socket) -> None:
    """Hand on what comes, until one end closes."""
    with suppress(OSError):
        while data := near.recv(65_536):
            far.sendall(data)
    with suppress(OSError):
        far.shutdown(socket.SHUT_WR)


def both(near: socket.socket, port: int) -> None:
    """Hand on in both directions; what the server does not take is closed."""
    with suppress(OSError), near, socket.create_connection(("127.0.0.1", port), 5) as far:
        far.settimeout(None)
        back = threading.Thread(target=carry, args=(far, near), daemon=True)
        back.start()
        carry(near, far)
        back.join()


def main(address: str, port: str, *command: str) -> int:
    """The exit code of the server."""
    listening = socket.create_server((address, int(port)))
    leave()
    server = subprocess.Popen(command)

    def accept() -> None:
        while True:
            near, _ = listening.accept()
            threading.Thread(target=both, args=(near, int(port)), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    return server.wait()


if __name__ == "__main__":
    sys.stdout.flush()
    os._exit(main(*sys.argv[1:]))
