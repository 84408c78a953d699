"""Loopback networks of which each belongs to one process, so that tests that run at once never meet on an address.

The servers of the lab are at home in 127.77.0.0/16. A process that starts some of them while another may have them too
has them at the same place of a network of its own: 127.77.1.6 becomes 127.130.1.6.
"""

import atexit
import socket
from dataclasses import replace
from functools import cache

from tests.live.frame import LabError, Server

OCTETS = range(130, 180)
"""Second octets of networks that nothing else of the tests uses."""

_CLAIM = 7009
"""A port of the network's last address: who is bound to it has the network."""


@cache
def own() -> int:
    """The second octet of the network of this process, until it ends; the same at each call. Raises LabError when as
    many processes have one as there are."""
    octet, kept = claim()
    atexit.register(kept.close)
    return octet


def claim() -> tuple[int, socket.socket]:
    """A network that nobody has, and what keeps it as long as it is open."""
    for octet in OCTETS:
        kept = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            kept.bind((f"127.{octet}.255.254", _CLAIM))
        except OSError:
            kept.close()
        else:
            return octet, kept
    raise LabError(f"all of {len(OCTETS)} loopback networks are taken")


def here(address: str) -> str:
    """The same place in the network of this process."""
    first, _, *rest = address.split(".")
    return ".".join((first, str(own()), *rest))


def moved(server: Server) -> Server:
    """The same server in the network of this process."""
    return replace(server, address=here(server.address))
