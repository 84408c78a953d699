"""A notice as PGP/MIME (RFC 3156), for the key of its reader, which a person has checked: no key is ever looked up.

Subject, sender and receiver stay in the clear, as mail needs them; all else is encrypted. `pysequoia`, the extra
`openpgp`, does it. Nothing is decrypted or signed here, and no secret key is read.
"""

import datetime as dt
import warnings
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any, NamedTuple

from leftopen.cases.model import CaseError
from leftopen.extras import needed
from leftopen.harmless import clean

_LARGEST = 1 << 20
_OUTER = ("Subject", "From", "To", "Date", "Message-ID")
"""What is not encrypted."""


class PublicKey(NamedTuple):
    """A public key: its fingerprint as people compare it, and whose it says that it is."""

    cert: Any
    fingerprint: str
    names: tuple[str, ...]

    def says(self, address: str) -> bool:
        """Whether it says that it is of this address."""
        said = address.casefold()
        return any(name.casefold() == said or f"<{said}>" in name.casefold() for name in self.names)


def key(data: bytes, now: dt.datetime) -> PublicKey:
    """The key of a file, armoured or not. Raises CaseError for one that nothing may be encrypted for."""
    library = _library()
    try:
        if len(data) > _LARGEST:
            raise ValueError
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it reads public keys by the old name of its type
            cert = library.Cert.from_bytes(data)
            secret, revoked, expires = cert.has_secret_keys, cert.is_revoked, cert.expiration
            names = tuple(clean(str(each), 200) for each in cert.user_ids[:20])
    except Exception:  # noqa: BLE001 (whatever a library says of a file, with a trace of its own)
        raise CaseError("--openpgp: the file holds no public key of OpenPGP, or several.") from None
    if secret:
        raise CaseError("--openpgp: that is a secret key. Name its public half: gpg --export ADDRESS")
    if revoked:
        raise CaseError("--openpgp: that key was revoked by its owner. Ask for the one that counts.")
    if expires is not None and expires.replace(tzinfo=expires.tzinfo or dt.UTC) <= now:
        raise CaseError(f"--openpgp: that key expired on {expires:%Y-%m-%d}. Ask for the one that counts.")
    found = PublicKey(cert, _grouped(str(cert.fingerprint)), names)
    _encrypt(b"x", found)
    return found


def encrypted(mail: EmailMessage, to: PublicKey) -> EmailMessage:
    """The same mail with all but its address lines encrypted. Raises CaseError."""
    inner = EmailMessage(policy=SMTP)
    for name, value in mail.items():
        if name not in _OUTER:
            inner[name] = value
    inner.set_payload(mail.get_payload())
    body = _encrypt(inner.as_bytes(policy=SMTP), to).decode("ascii")
    made = EmailMessage(policy=SMTP)
    for name in _OUTER:
        if name in mail:
            made[name] = mail[name]
    made["MIME-Version"] = "1.0"
    made.make_mixed()
    for kind, text in (("pgp-encrypted", "Version: 1\n"), ("octet-stream", body)):
        part = EmailMessage(policy=SMTP)
        part["Content-Type"] = f"application/{kind}"
        part.set_payload(text.replace("\r\n", "\n").replace("\n", "\r\n"))
        made.attach(part)
    made.replace_header("Content-Type", 'multipart/encrypted; protocol="application/pgp-encrypted"')
    return made


def _encrypt(data: bytes, to: PublicKey) -> bytes:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return bytes(_library().encrypt(data, recipients=[to.cert]))
    except Exception:  # noqa: BLE001 (as above)
        raise CaseError("--openpgp: nothing can be encrypted for that key. Ask for one that can be.") from None


def _grouped(fingerprint: str) -> str:
    said = fingerprint.upper()
    return " ".join(said[at : at + 4] for at in range(0, len(said), 4))


def _library() -> Any:
    try:
        import pysequoia
    except ImportError:
        raise CaseError(f"--openpgp {needed('openpgp')}") from None
    return pysequoia
