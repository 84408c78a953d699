"""Certificates of invented servers."""

import base64
import datetime as dt
import ipaddress
import ssl
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID


def make(
    folder: Path,
    *,
    names: Sequence[str] = ("db.example.org",),
    addresses: Sequence[ipaddress.IPv4Address | ipaddress.IPv6Address] = (ipaddress.IPv4Address("127.0.0.1"),),
    common: str = "db.example.org",
    more: Mapping[x509.ObjectIdentifier, str] = MappingProxyType({}),
    begins: dt.datetime = dt.datetime(2020, 1, 1, tzinfo=dt.UTC),
) -> Path:
    """A file with a self-signed certificate, valid for 30 years, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    named = {NameOID.COMMON_NAME: common, **more}
    name = x509.Name([x509.NameAttribute(oid, value, _validate=False) for oid, value in named.items()])
    others = [*map(x509.DNSName, names), *map(x509.IPAddress, addresses)]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + dt.timedelta(days=30 * 365 + 8))
        .add_extension(x509.SubjectAlternativeName(others), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{len(names)}.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(certificate.public_bytes(Encoding.PEM) + secret)
    return path


def server_context(pem: Path) -> ssl.SSLContext:
    """A server with this certificate."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(pem)
    return made


def exchange(folder: Path, bits: int) -> ssl.SSLContext:
    """A server that agrees on keys by Diffie-Hellman, with a number of so many bits where a prime should be."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.maximum_version = ssl.TLSVersion.TLSv1_2
    made.set_ciphers("ADH-AES256-GCM-SHA384:@SECLEVEL=0")
    body = _integer((1 << (bits - 1)) | 1) + _integer(2)
    path = folder / f"dh-{bits}.pem"
    lines = base64.encodebytes(b"\x30\x82" + len(body).to_bytes(2, "big") + body).decode()
    path.write_text(f"-----BEGIN DH PARAMETERS-----\n{lines}-----END DH PARAMETERS-----\n")
    made.load_dh_params(str(path))
    return made


def _integer(number: int) -> bytes:
    """In DER."""
    data = number.to_bytes(number.bit_length() // 8 + 1, "big")
    return b"\x02" + (bytes([len(data)]) if len(data) < 128 else b"\x82" + len(data).to_bytes(2, "big")) + data
