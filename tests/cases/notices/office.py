"""A mail server on loopback for tests: it takes mails, refuses them, speaks TLS, or ends who is talking to it."""

import datetime as dt
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

ADDRESS = "127.77.211.1"


class Office:
    """`mails` holds what it took; `heard` the verbs. `at`: called with each verb before it is answered, and with
    `.` when a mail is there whole; `refuses`: an answer in the place of 250, by verb.
    """

    def __init__(self, tls: ssl.SSLContext | None = None, *, starts: bool = False) -> None:
        self.mails: list[bytes] = []
        self.heard: list[str] = []
        self.at: Callable[[str], None] = lambda _: None
        self.refuses: dict[str, str] = {}
        self._tls, self._starts = tls, starts
        self._listener = socket.create_server((ADDRESS, 0))
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def url(self, scheme: str = "smtp", login: str = "") -> str:
        return f"{scheme}://{login}{ADDRESS}:{self.port}"

    def close(self) -> None:
        self._listener.close()
        with suppress(OSError), socket.create_connection((ADDRESS, self.port), 1):
            pass
        self._thread.join(240)

    def _serve(self) -> None:
        while True:
            try:
                peer, _ = self._listener.accept()
            except OSError:
                return
            peer.settimeout(240)
            with suppress(OSError), ExitStack() as open_ones:
                open_ones.enter_context(peer)
                if self._tls and not self._starts:
                    peer = open_ones.enter_context(self._tls.wrap_socket(peer, server_side=True))
                self._talk(peer, open_ones)

    def _talk(self, peer: socket.socket, open_ones: ExitStack) -> None:
        lines = peer.makefile("rb")
        peer.sendall(b"220 office\r\n")
        while line := lines.readline():
            verb = line.split()[0].decode("latin-1").upper() if line.split() else ""
            self.heard.append(verb)
            self.at(verb)
            if verb in self.refuses:
                peer.sendall(self.refuses[verb].encode() + b"\r\n")
            elif verb == "EHLO":
                extra = "250-STARTTLS\r\n" if self._starts and not isinstance(peer, ssl.SSLSocket) else ""
                peer.sendall(f"250-office\r\n{extra}250-AUTH PLAIN\r\n250 8BITMIME\r\n".encode())
            elif verb == "STARTTLS" and self._tls:
                peer.sendall(b"220 go\r\n")
                peer = open_ones.enter_context(self._tls.wrap_socket(peer, server_side=True))
                lines = peer.makefile("rb")
            elif verb == "AUTH":
                peer.sendall(b"235 in\r\n")
            elif verb == "DATA":
                peer.sendall(b"354 go on\r\n")
                data = b""
                while (line := lines.readline()) and line != b".\r\n":
                    data += line
                if not line:
                    return
                if "." in self.refuses:
                    peer.sendall(self.refuses["."].encode() + b"\r\n")
                    continue
                self.mails.append(data)
                self.at(".")
                peer.sendall(b"250 taken\r\n")
            elif verb == "QUIT":
                peer.sendall(b"221 bye\r\n")
                return
            else:
                peer.sendall(b"250 ok\r\n")


@contextmanager
def office(tls: ssl.SSLContext | None = None, *, starts: bool = False) -> Iterator[Office]:
    """A server for the time of a test."""
    one = Office(tls, starts=starts)
    try:
        yield one
    finally:
        one.close()


def certificate(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """TLS for the server, and the file of the certificate, which trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "office")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(ADDRESS))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    trusted, secret = folder / "office.pem", folder / "office.key"
    trusted.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(trusted, secret)
    return context, trusted
