"""A time-stamping authority on loopback for tests: OpenSSL's own (`openssl ts`), behind a small web server."""

import http.server
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ADDRESS = "127.77.213.1"
_CONFIG = """\
[tsa]
default_tsa = t
[t]
serial = {0}/serial
crypto_device = builtin
signer_cert = {0}/tsa.pem
certs = {0}/ca.pem
signer_key = {0}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


@dataclass
class Authority:
    """Its folder, where it is asked, what it was asked. `says`: an answer in the place of its own, with its kind."""

    folder: Path
    url: str = ""
    asked: list[bytes] = field(default_factory=list)
    says: tuple[int, str, bytes] | None = None

    @property
    def root(self) -> Path:
        """The certificate that vouches for it."""
        return self.folder / "ca.pem"

    def stamp(self, question: bytes) -> bytes:
        """Its answer."""
        (self.folder / "question").write_bytes(question)
        _openssl(
            self.folder, "ts", "-reply", "-config", "tsa.cnf", "-section", "t", "-queryfile", "question", "-out", "r"
        )
        return (self.folder / "r").read_bytes()


def made(folder: Path, name: str = "Invented TSA") -> Authority:
    """An authority with keys and certificates of its own; skips the test where there is no openssl."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tsa.cnf").write_text(_CONFIG.format(folder))
    (folder / "serial").write_text("01\n")
    (folder / "ext").write_text("extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\n")
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    _openssl(
        folder, "req", "-x509", *key, "-keyout", "ca.key", "-out", "ca.pem", "-days", "3650",
        "-subj", f"/O=Invented/CN={name} Root", "-addext", "keyUsage=critical,keyCertSign",
    )  # fmt: skip
    _openssl(folder, "req", *key, "-keyout", "tsa.key", "-out", "tsa.csr", "-subj", f"/O=Invented/CN={name}")
    _openssl(
        folder, "x509", "-req", "-in", "tsa.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
        "-days", "3650", "-extfile", "ext", "-out", "tsa.pem",
    )  # fmt: skip
    return Authority(folder)


@contextmanager
def running(authority: Authority) -> Iterator[Authority]:
    """The authority behind a web server, as long as the block runs."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            question = self.rfile.read(int(self.headers["Content-Length"]))
            assert self.headers["Content-Type"] == "application/timestamp-query"
            authority.asked.append(question)
            status, kind, body = authority.says or (200, "application/timestamp-reply", authority.stamp(question))
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer((ADDRESS, 0), Handler)
    authority.url = f"http://{ADDRESS}:{server.server_address[1]}/tsr"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield authority
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _openssl(folder: Path, *words: str) -> None:
    subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)
