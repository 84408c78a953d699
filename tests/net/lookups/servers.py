"""A resolver, a registry and a web server of an invented part of the world, on loopback, while a block runs."""

import contextlib
import http.server
import json
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import dns.message
import dns.rcode
import dns.rrset

from tests.net import certificates

ADDRESS = "127.66.0.1"


@dataclass
class World:
    """What is asked of it, and where. `names`: (name, type) to records; `answers`: paths to documents, or to a status
    with the place to which it leads; `broken`: names without an answer."""

    names: Mapping[tuple[str, str], list[str]]
    answers: Mapping[str, Any]
    broken: frozenset[str] = frozenset()
    dns: str = ""
    rdap: str = ""
    https: int = 0
    asked: list[str] = field(default_factory=list)


@contextlib.contextmanager
def running(world: World, folder: Path | None = None) -> Iterator[World]:
    """The servers; `folder`: where the certificate of the web server is put, as `ca.pem`."""
    with contextlib.ExitStack() as stack:
        stack.enter_context(_resolver(world))
        stack.enter_context(_web(world, None))
        if folder is not None:
            stack.enter_context(_web(world, _context(folder, world)))
        yield world


def _context(folder: Path, world: World) -> ssl.SSLContext:
    names = sorted({name for name, kind in world.names if kind == "A"})
    path = certificates.make(folder, names=names, common=names[0])
    (folder / "ca.pem").write_bytes(path.read_bytes())
    return certificates.server_context(path)


@contextlib.contextmanager
def _resolver(world: World) -> Iterator[None]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind((ADDRESS, 0))
        world.dns = f"{ADDRESS}:{server.getsockname()[1]}"

        def serve() -> None:
            while True:
                data, peer = server.recvfrom(4096)
                if data == b"end":
                    return
                question = dns.message.from_wire(data)
                name = question.question[0].name.to_text(omit_final_dot=True)
                kind = dns.rdatatype.to_text(question.question[0].rdtype)
                world.asked.append(f"{kind} {name}")
                answer = dns.message.make_response(question)
                if name in world.broken:
                    answer.set_rcode(dns.rcode.SERVFAIL)
                elif records := world.names.get((name, kind)):
                    answer.answer.append(dns.rrset.from_text(f"{name}.", 60, "IN", kind, *records))
                else:
                    answer.set_rcode(dns.rcode.NXDOMAIN)
                server.sendto(answer.to_wire(), peer)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield
        finally:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as end:
                end.sendto(b"end", server.getsockname())
            thread.join()


@contextlib.contextmanager
def _web(world: World, tls: ssl.SSLContext | None) -> Iterator[None]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            place = self.path if tls is None else f"https://{self.headers['Host']}{self.path}"
            world.asked.append(place)
            told = world.answers.get(place, 404)
            status, where = (told, None) if isinstance(told, int) else (200, None)
            if isinstance(told, tuple):
                status, where = told
                told = b""
            body = told if isinstance(told, bytes) else b"" if isinstance(told, int) else json.dumps(told).encode()
            self.send_response(status)
            if where:
                self.send_header("Location", where)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Server(http.server.ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """A client that does not trust the certificate goes away."""

    server = Server((ADDRESS, 0), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
        world.https = server.server_address[1]
    else:
        world.rdap = f"http://{ADDRESS}:{server.server_address[1]}/rdap"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def card(name: str, *, kind: str | None = "org", mail: str | None = None, uri: str | None = None) -> list[Any]:
    """A jCard."""
    rows: list[Any] = [["version", {}, "text", "4.0"], ["fn", {}, "text", name]]
    if kind:
        rows.append(["kind", {}, "text", kind])
    if mail:
        rows.append(["email", {"type": "work"}, "text", mail])
    if uri:
        rows.append(["contact-uri", {}, "uri", uri])
    return ["vcard", rows]


def network(name: str, kind: str, abuse: str = "abuse@stratohost.example") -> dict[str, Any]:
    """A network whose mailbox for abuse stands in an entity within another one."""
    inner = {
        "objectClassName": "entity",
        "roles": ["abuse"],
        "vcardArray": card("Abuse desk", kind="group", mail=abuse),
    }
    holder = {"objectClassName": "entity", "roles": ["registrant"], "vcardArray": card(name), "entities": [inner]}
    return {
        "objectClassName": "ip network", "handle": "NET-1", "name": "NET", "type": kind,
        "startAddress": "127.66.0.0", "endAddress": "127.66.0.255", "entities": [holder],
    }  # fmt: skip


def security_txt(contact: str = "mailto:security@fairhaven.example", expires: str = "2099-01-01T00:00:00Z") -> bytes:
    """A file that holds."""
    return f"Contact: {contact}\r\nExpires: {expires}\r\n".encode()
