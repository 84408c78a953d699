"""Asks an authority for a time stamp (RFC 3161, 3.4: over HTTP) of an output folder or a case.

Off unless somebody asks for it: it is a connection to a third party, which learns a hash and when it was asked. Of
HTTPS the certificate is checked against OpenSSL's default store; plain HTTP is enough, as the answer is signed.

Of a folder the end of the journal is stamped, and the answer lies beside it as `journal.HASH.tsr`; of a case a line of
its timeline that names the manifest of the moment, so that the stamp goes on counting when the case does.
"""

import asyncio
import http.client
import ssl
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from leftopen import __version__, stamping
from leftopen.cases import rows, seals
from leftopen.cases.desk import Desk
from leftopen.net import authority
from leftopen.stamping import NotStamped, Stamp, Trust
from leftopen.store import custody
from leftopen.store.tables import StampRow

SECONDS = 20.0
"""For all of one question."""
_MOST = stamping.LARGEST + (1 << 14)
_QUERY, _REPLY = "application/timestamp-query", "application/timestamp-reply"


def ask(url: str, head: str, trust: Trust | None = None) -> tuple[bytes, Stamp]:
    """The answer of an authority for a hash of ours, and what it says. Raises NotStamped."""
    secure, host, port, path = place(url)
    asked = stamping.question(head)
    try:
        data = asyncio.run(_post(secure, host, port, path, asked.body))
    except (OSError, TimeoutError, EOFError, ValueError) as error:
        raise NotStamped(f"the authority at {host} could not be asked ({type(error).__name__})") from None
    answer = _heard(data, host)
    return answer, stamping.read(answer, head, trust, asked.nonce)


def place(url: str) -> tuple[bool, str, int, str]:
    """Whether over TLS, host, port and path of an address. Raises NotStamped."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    fit = parts.scheme in ("http", "https") and parts.hostname and parts.username is None
    if not fit or not (path.isascii() and path.isprintable() and " " not in path):
        raise NotStamped("the address of the authority must be http://HOST/PATH or https://HOST/PATH")
    secure = parts.scheme == "https"
    return secure, parts.hostname or "", port or (443 if secure else 80), path


async def _post(secure: bool, host: str, port: int, path: str, body: bytes) -> bytes:
    """The answer as it came, head and all, at most so much."""
    named = f"[{host}]" if ":" in host else host
    fields = {
        "Host": f"{named}:{port}", "Content-Type": _QUERY, "Accept": _REPLY, "Content-Length": str(len(body)),
        "User-Agent": f"leftopen/{__version__}", "Connection": "close",
    }  # fmt: skip
    head = "\r\n".join([f"POST {path} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items()), "", ""])
    data = b""
    async with asyncio.timeout(SECONDS):
        context = ssl.create_default_context() if secure else None
        reader, writer = await asyncio.open_connection(host, port, ssl=context)
        try:
            writer.write(head.encode("ascii") + body)
            while len(data) < _MOST and not authority.whole(data) and (more := await reader.read(1 << 16)):
                data += more
        finally:
            writer.transport.abort()
    return data


def _heard(data: bytes, host: str) -> bytes:
    """The body of an answer that may be a stamp. Raises NotStamped."""
    reply = http.client.HTTPResponse(authority.heard(data), method="POST")
    try:
        reply.begin()
        body = reply.read(stamping.LARGEST + 1)
    except (OSError, ValueError, http.client.HTTPException):
        raise NotStamped(f"the authority at {host} gave no answer that can be read") from None
    if reply.status != 200 or reply.headers.get_content_type() != _REPLY:
        raise NotStamped(f"the authority at {host} gave no stamp (HTTP {reply.status})")
    return body


def folder(place: Path, url: str, trust: Trust | None = None) -> tuple[Path, Stamp]:
    """Has the end of the journal of a folder stamped; the file of it. Raises NotStamped, OSError."""
    head = custody.head(place)
    if head is None:
        raise NotStamped("its journal has no end that could be stamped: see leftopen verify")
    answer, stamp = ask(url, head, trust)
    return custody.keep_stamp(place, head, answer), stamp


def case(desk: Desk, who: str, number: int, url: str, trust: Trust | None = None) -> Stamp:
    """Has a case stamped as it stands. Raises CaseError, NotStamped."""
    with desk.changing(number) as (session, row):
        rows.note(session, row, who, "time stamp asked for", f"Manifest {seals.manifest(session, row)}.")
        head = seals.events(session, row.id)[-1].digest
        own = row.id
    answer, stamp = ask(url, head, trust)
    with desk.changing(own) as (session, row):
        session.add(StampRow(case=row.id, head=head, answer=answer))
    return stamp


def held(session: Session, number: int, trust: Trust | None = None) -> tuple[list[str], list[str], list[str]]:
    """What the stamps of a case show: faults, what is proved, what is not."""
    lines = {line.digest: place for place, line in enumerate(seals.events(session, number), 1)}
    kept = session.scalars(select(StampRow).where(StampRow.case == number).order_by(StampRow.id))
    return stamping.told(((lines.get(each.head), each.head, each.answer) for each in kept), "of its timeline", trust)
