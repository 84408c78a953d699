"""Who writes, and by which server mail goes: the environment, else `config.toml` in the user's folder of settings.

[sender]
name = "Ada Example, Example CERT"    # who writes
phone = "+31 20 555 0100"             # to call back
page = "https://example.org/contact"  # where the fingerprint of the signing key is published
post = ["Example CERT", "Example Street 1", "1000 AB Amsterdam"]

[smtp]
url = "smtps://user:password@mail.example.org:465"
from = "Example CERT <cert@example.org>"
"""

import os
from collections.abc import Mapping
from email.utils import parseaddr
from typing import Literal
from urllib.parse import unquote, urlsplit

import msgspec
from msgspec import Struct

from leftopen import signing
from leftopen.cases import house
from leftopen.cases.model import CaseError
from leftopen.cases.notices.compose import Sender
from leftopen.cases.notices.recipients import mail
from leftopen.harmless import clean

_PORTS = {"smtp": 587, "smtps": 465}
_OTHERS = 0o077


class Server(Struct, frozen=True):
    """The server that takes our mail. Never shown: it may hold a password."""

    scheme: Literal["smtp", "smtps"]
    host: str
    port: int
    user: str | None = None
    password: str | None = None

    def __repr__(self) -> str:
        return f"{self.scheme}://{self.host}:{self.port}"


class _Smtp(Struct, frozen=True, forbid_unknown_fields=True, rename={"from_": "from"}):
    url: str | None = None
    from_: str | None = None


class _Sender(Struct, frozen=True, forbid_unknown_fields=True):
    name: str | None = None
    phone: str | None = None
    page: str | None = None
    post: tuple[str, ...] = ()


class _File(Struct, frozen=True):
    """Other tables belong to others."""

    smtp: _Smtp = _Smtp()
    sender: _Sender = _Sender()


class Settings(Struct, frozen=True):
    """`server` is None where none is set."""

    sender: Sender
    server: Server | None

    def ready(self) -> Server:
        """The server, where a mail can be sent at all. Raises CaseError."""
        if self.server is None:
            raise CaseError(
                "--send needs a server: set LEFTOPEN_SMTP=smtps://USER:PASSWORD@HOST:PORT, or url in [smtp] of "
                f"{house.FILE} in your folder of settings. Nothing was sent."
            )
        if self.sender.address is None:
            raise CaseError("--send needs a sender: set LEFTOPEN_FROM=you@example.org. Nothing was sent.")
        return self.server


def settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of this user. Raises CaseError for one that cannot be read, without repeating it."""
    told = _file()
    url = environment.get("LEFTOPEN_SMTP") or told.smtp.url
    name, address = _address(environment.get("LEFTOPEN_FROM") or told.smtp.from_)
    said = told.sender
    return Settings(
        Sender(
            name=_line(said.name) or name,
            address=address,
            phone=_line(said.phone),
            page=_line(said.page),
            key=_fingerprint(),
            post=tuple(clean(line, 100) for line in said.post[:8]),
        ),
        server(url) if url else None,
    )


def server(url: str) -> Server:
    """A server from `smtp[s]://[USER:PASSWORD@]HOST[:PORT]`. Raises CaseError, which does not repeat it."""
    wrong = "LEFTOPEN_SMTP cannot be read: write smtps://USER:PASSWORD@HOST:PORT or smtp://HOST:PORT."
    try:
        parts = urlsplit(url.strip())
        port = parts.port
        host = parts.hostname
    except ValueError:
        raise CaseError(wrong) from None
    if parts.scheme not in _PORTS or not host or parts.path.strip("/") or parts.query or parts.fragment:
        raise CaseError(wrong)
    user, password = (part and unquote(part) for part in (parts.username, parts.password))
    if (user is None) != (password is None):
        raise CaseError(wrong)
    scheme: Literal["smtp", "smtps"] = "smtps" if parts.scheme == "smtps" else "smtp"
    return Server(scheme, host, port or _PORTS[scheme], user, password)


def _address(said: str | None) -> tuple[str | None, str | None]:
    if not said:
        return None, None
    name, address = parseaddr(said)
    found = mail(address)
    if found is None:
        raise CaseError("LEFTOPEN_FROM is no mail address: write you@example.org, or Name <you@example.org>.")
    return _line(name), found


def _line(said: str | None) -> str | None:
    return clean(said, 200).strip() or None if said else None


def _fingerprint() -> str | None:
    try:
        return signing.fingerprint(signing.public())
    except signing.NoKey:
        return None


def _file() -> _File:
    found = house.file()
    if found is None:
        return _File()
    path, mode, tables = found
    try:
        told = msgspec.convert({name: tables[name] for name in ("smtp", "sender") if name in tables}, _File)
    except msgspec.ValidationError:
        raise CaseError(f"{path}: [smtp] or [sender] cannot be read: see leftopen cases notify --help.") from None
    if told.smtp.url and "@" in told.smtp.url and mode & _OTHERS:
        raise CaseError(f"{path}: others can read it, and a password stands in it. Run: chmod 600 {path}")
    return told
