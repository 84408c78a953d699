"""Runs the traps of the package `honeypots`, a process each: ADDRESS NAME=PORT….

Some of them would listen on every address of the host: what they are built with is told to take ours. None is started
by the package's own starter, which ends whatever else holds the port.
"""

import os
import sys
from functools import partial
from multiprocessing import Process
from pathlib import Path


def serve(address: str, name: str, port: int) -> None:
    """One of them, until it is ended; it stops nothing and writes to the terminal alone."""
    import honeypots  # type: ignore[import-not-found]  # of the traps' own environment  # in the environment that runs this
    from twisted.internet import reactor  # type: ignore[import-not-found]  # of the traps' own environment

    reactor.listenTCP = partial(reactor.listenTCP, interface=address)
    getattr(honeypots, name)(ip=address, port=port, options="").server_main()


def main(address: str, *named: str) -> None:
    """All of them."""
    os.environ["TMPDIR"] = str(Path.cwd())
    pairs = [each.partition("=") for each in named]
    traps = [Process(target=serve, args=(address, name, int(port))) for name, _, port in pairs]
    for each in traps:
        each.start()
    for each in traps:
        each.join()


if __name__ == "__main__":
    main(*sys.argv[1:])
