"""The key with which this user signs what leftopen did: Ed25519 (RFC 8032), made at first use.

It lies in `$XDG_CONFIG_HOME/leftopen` (`~/.config` where that is not set, XDG Base Directory Specification 0.8),
readable by its owner only. Who can write an output folder can make a journal anew that is whole; without this key they
cannot sign its end. What is signed is a short text: what for, and a hash of the journal.
"""

import hashlib
import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from leftopen import regular

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

FILE = "signing-key.pem"
_OTHERS = 0o077


class NoKey(Exception):
    """There is no key that can be used; its text is one line: why, and what to do about it."""


class Signature(NamedTuple):
    """Who signed (32 bytes of a public key) and the signature (64 bytes), both in hexadecimal."""

    key: str
    signature: str


def folder() -> Path:
    """The user's folder of settings. Raises NoKey where the user has no home."""
    given = Path(os.environ.get("XDG_CONFIG_HOME", ""))
    try:
        base = given if given.is_absolute() else Path.home() / ".config"
    except RuntimeError:
        raise NoKey("this user has no home: set XDG_CONFIG_HOME to a folder that only you can read") from None
    return base / "leftopen"


def sign(purpose: str, head: str) -> Signature:
    """Signs a hash of a journal for a purpose, with this user's key. Raises NoKey."""
    private = _own()
    return Signature(_raw(private).hex(), private.sign(_message(purpose, head)).hex())


def signed(purpose: str, head: str, by: Signature) -> bool:
    """Whether the signature is one of its key's over this hash and purpose."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(by.key))
        key.verify(bytes.fromhex(by.signature), _message(purpose, head))
    except (InvalidSignature, ValueError):
        return False
    return True


def public() -> str:
    """This user's public key in hexadecimal; the key is made if there is none. Raises NoKey."""
    return _raw(_own()).hex()


def known() -> str | None:
    """This user's public key in hexadecimal, None where there is none that can be used."""
    try:
        return _raw(_read(folder() / FILE)).hex()
    except (NoKey, OSError):
        return None


def fingerprint(key: str) -> str:
    """A public key as people compare it: the first half of its SHA-256, in groups.

    >>> fingerprint("00" * 32)
    '66687aad f862bd77 6c8fc18b 8e9f8e20'
    """
    digest = hashlib.sha256(bytes.fromhex(key)).hexdigest()
    return " ".join(digest[at : at + 8] for at in range(0, 32, 8))


def exported(key: str) -> bytes:
    """A public key as PEM (SubjectPublicKeyInfo), to give to whoever is to check what was signed."""
    from cryptography.hazmat.primitives import serialization as forms
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    made = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key))
    return made.public_bytes(forms.Encoding.PEM, forms.PublicFormat.SubjectPublicKeyInfo)


def imported(data: bytes) -> str:
    """The public key in such a PEM, in hexadecimal. Raises NoKey."""
    from cryptography.hazmat.primitives import serialization as forms
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        key = forms.load_pem_public_key(data)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise NoKey("holds no public key of leftopen: write it with leftopen key export")
    return key.public_bytes(forms.Encoding.Raw, forms.PublicFormat.Raw).hex()


def derived(purpose: str, size: int = 32) -> bytes:
    """A secret of this user's for another purpose, the same each time, which tells nothing of the key. Raises NoKey."""
    from cryptography.hazmat.primitives import serialization as forms

    secret = _own().private_bytes(forms.Encoding.Raw, forms.PrivateFormat.Raw, forms.NoEncryption())
    return hashlib.blake2b(purpose.encode(), key=secret, digest_size=size, person=b"leftopen derived").digest()


def _message(purpose: str, head: str) -> bytes:
    return f"leftopen journal {purpose} {head}".encode()


def _raw(private: "Ed25519PrivateKey") -> bytes:
    from cryptography.hazmat.primitives import serialization as forms

    return private.public_key().public_bytes(forms.Encoding.Raw, forms.PublicFormat.Raw)


def _own() -> "Ed25519PrivateKey":
    path = folder() / FILE
    try:
        if not path.exists():
            _make(path)
        return _read(path)
    except OSError as error:
        says = f"{path}: cannot be used ({error.strerror})"
        raise NoKey(f"{says}. Set XDG_CONFIG_HOME to a folder that you can write to") from None


def _read(path: Path) -> "Ed25519PrivateKey":
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    with os.fdopen(regular.opened(path, os.O_RDONLY), "rb") as file:
        if os.fstat(file.fileno()).st_mode & _OTHERS:
            raise NoKey(f"{path}: others can read it, so that it proves nothing. Run: chmod 600 {path}")
        data = file.read(4096)
    try:
        key = load_pem_private_key(data, None)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise NoKey(f"{path}: is no key of leftopen. Restore it, or move it away to have another one made")
    return key


def _make(path: Path) -> None:
    """Writes a new key, whole or not at all; of two programs that make one at once, the first one's stays."""
    from cryptography.hazmat.primitives import serialization as forms
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = Ed25519PrivateKey.generate()
    data = made.private_bytes(forms.Encoding.PEM, forms.PrivateFormat.PKCS8, forms.NoEncryption())
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            os.fsync(file.fileno())
        try:
            os.link(temporary, path)
        except FileExistsError:
            return
    finally:
        temporary.unlink()
