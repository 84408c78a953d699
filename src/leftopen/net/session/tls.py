"""TLS as a pipe of bytes, so that it can begin in the middle of a talk; and the certificate a server presents.

Servers in a scope may be old and their certificates self-made: every version that the local OpenSSL still speaks is
accepted and nothing is verified. That is safe here because nothing secret is ever sent: no client certificate, and no
word that the other side may not know.
"""

import contextlib
import hashlib
import ssl
import warnings
from collections.abc import Iterable

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from leftopen.harmless import clean
from leftopen.model import Certificate, utc
from leftopen.wire.talk import Broken, Closed, Fault

_NAMES = 100
_TEXT = 2000
_CHUNK = 65_536
_NO_HANDSHAKE = "no TLS handshake"
_UNKNOWN_CLIENT = frozenset({"TLSV13_ALERT_CERTIFICATE_REQUIRED", "SSLV3_ALERT_BAD_CERTIFICATE"})
"""Alerts (RFC 8446, 6.2; OpenSSL's words) that a client without a certificate gets where one is called for."""


class Unknown(Closed):
    """The other side lets in only clients that show a certificate it knows."""

    def __init__(self) -> None:
        super().__init__("asks for a certificate of the client")


class Refused(Broken):
    """The other side speaks TLS and refused ours with an alert: for want of its name, or of a version or cipher."""

    def __init__(self) -> None:
        super().__init__("refused a TLS handshake")


def context() -> ssl.SSLContext:
    """A client context that talks to whatever still speaks TLS."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made.check_hostname = False
    made.verify_mode = ssl.CERT_NONE
    made.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    made.set_ciphers("ALL:+kDHE:@SECLEVEL=0")  # DHE last: the larger its prime, the dearer
    made.options |= getattr(ssl, "OP_LEGACY_SERVER_CONNECT", 0x4) | ssl.OP_NO_RENEGOTIATION
    return made


class Pipe:
    """One TLS session: bytes of the connection go in and out as `bytes`, no socket is touched.

    Raises `Broken` where the other side breaks TLS or refuses, `Unknown` where it refuses us for having no certificate.
    """

    def __init__(self, made: ssl.SSLContext, host: str | None) -> None:
        self._in, self._out = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = made.wrap_bio(self._in, self._out, server_hostname=_server_name(host))
        self.ended = False

    def handshake(self, data: bytes) -> bool:
        """Takes what was received; True when the handshake is done. Send `outgoing()` afterwards in any case."""
        self._in.write(data)
        try:
            self._tls.do_handshake()
        except ssl.SSLWantReadError:
            return False
        except (ssl.SSLError, ValueError) as error:
            raise _fault(error, _NO_HANDSHAKE) from None
        return True

    def feed(self, data: bytes) -> bytes:
        """What these received bytes say; `ended` is True after the other side said that this was all."""
        self._in.write(data)
        pieces = []
        try:
            while piece := self._tls.read(_CHUNK):
                pieces.append(piece)
            self.ended = True
        except ssl.SSLWantReadError:
            pass
        except ssl.SSLZeroReturnError:
            self.ended = True
        except ssl.SSLError as error:
            self.ended = True
            if not pieces:
                raise _fault(error, "TLS broke off") from None
        return b"".join(pieces)

    def write(self, data: bytes) -> bytes:
        """The bytes to send for `data`."""
        try:
            self._tls.write(data)
        except ssl.SSLError:
            raise Broken("TLS broke off") from None
        return self.outgoing()

    def goodbye(self) -> bytes:
        """The bytes that end the session."""
        with contextlib.suppress(ssl.SSLError, ValueError):
            self._tls.unwrap()
        return self.outgoing()

    def outgoing(self) -> bytes:
        """Bytes that TLS itself wants to send."""
        return self._out.read() if self._out.pending else b""

    def certificate(self) -> Certificate | None:
        """The certificate of the other side, None where it has none or none that can be read."""
        try:
            der = self._tls.getpeercert(binary_form=True)
        except ValueError:
            return None
        return parse(der) if der else None


def _fault(error: Exception, otherwise: str) -> Fault:
    reason = getattr(error, "reason", None)
    if reason in _UNKNOWN_CLIENT:
        return Unknown()
    told = isinstance(reason, str) and ("ALERT" in reason or "UNRECOGNIZED_NAME" in reason)
    return Refused() if told and otherwise == _NO_HANDSHAKE else Broken(otherwise)


def parse(der: bytes) -> Certificate | None:
    """The fields of a certificate, each bounded and printable; None where it cannot be read."""
    try:
        with warnings.catch_warnings():  # odd certificates are ordinary here, and no news
            warnings.simplefilter("ignore")
            read = x509.load_der_x509_certificate(der)
            return Certificate(
                subject=clean(read.subject.rfc4514_string(), _TEXT),
                issuer=clean(read.issuer.rfc4514_string(), _TEXT),
                names=_names(read),
                spki_sha256=_spki(read),
                not_before=utc(read.not_valid_before_utc),
                not_after=utc(read.not_valid_after_utc),
            )
    except Exception:  # noqa: BLE001 - any certificate at all may come in; the reader of it raises many kinds
        return None


def _spki(read: x509.Certificate) -> str:
    spki = read.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(spki).hexdigest()


def _names(read: x509.Certificate) -> tuple[str, ...]:
    try:
        found: Iterable[x509.GeneralName] = read.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, x509.DuplicateExtension, ValueError):
        return ()
    wanted = (x509.DNSName, x509.IPAddress, x509.UniformResourceIdentifier)
    names = [clean(str(name.value), _TEXT) for name in found if isinstance(name, wanted)]
    return tuple(names[:_NAMES])


def _server_name(host: str | None) -> str | None:
    """The name to ask for (SNI); None where there is none that TLS can carry."""
    if not host or len(host) > 253 or not host.isascii() or host.startswith("."):
        return None
    labels = host.rstrip(".").split(".")
    return host.rstrip(".") if all(0 < len(label) < 64 for label in labels) else None
