"""A certificate of an invented organisation, made when the lab starts, for a server that speaks TLS."""

import datetime as dt
import ssl
import tempfile
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

_BEGINS, _DAYS = dt.datetime(2026, 1, 1, tzinfo=dt.UTC), 3650


def context(organisation: str, host: str) -> ssl.SSLContext:
    """A server with a self-signed certificate of this organisation and host name."""
    key = ec.generate_private_key(ec.SECP256R1())
    named = ((NameOID.ORGANIZATION_NAME, organisation), (NameOID.COMMON_NAME, host))
    name = x509.Name([x509.NameAttribute(oid, value) for oid, value in named])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_BEGINS)
        .not_valid_after(_BEGINS + dt.timedelta(days=_DAYS))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    found = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory(prefix="leftopen-lab-") as folder:
        path = Path(folder) / "server.pem"
        path.touch(0o600)
        path.write_bytes(made.public_bytes(Encoding.PEM) + secret)
        found.load_cert_chain(path)
    return found
