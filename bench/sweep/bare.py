"""What plain Python does: connect and epoll without limits, guard, journal or second asks.

python bare.py PAIRS FOUND WINDOW
"""

import errno
import resource
import select
import socket
import struct
import sys
from pathlib import Path


def main(pairs: str, out: str, window: int) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 65_536), hard))
    lines = (line.split() for line in Path(pairs).read_text().splitlines())
    wanted = iter([(address, int(port)) for address, port in lines])
    epoll, flying, found = select.epoll(), dict[int, tuple[socket.socket, tuple[str, int]]](), list[tuple[str, int]]()
    reset = struct.pack("ii", 1, 0)
    pair = next(wanted, None)
    while pair or flying:
        while pair and len(flying) < window:
            sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, reset)
            if sock.connect_ex(pair) == errno.EINPROGRESS:
                flying[sock.fileno()] = (sock, pair)
                epoll.register(sock.fileno(), select.EPOLLOUT)
            else:
                sock.close()
            pair = next(wanted, None)
        for fd, _ in epoll.poll(5, 1024):
            sock, asked = flying.pop(fd)
            if sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == 0:
                found.append(asked)
            sock.close()
    Path(out).write_text("".join(f"{address} {port}\n" for address, port in found))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
