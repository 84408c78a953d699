"""A notice as a mail: text first, UTF-8, nothing that tells the sender who has read it."""

import datetime as dt
import hashlib
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from leftopen.cases.notices.compose import NoticeText, Sender, text
from leftopen.cases.notices.recipients import Recipient
from leftopen.harmless import clean

NOWHERE = "leftopen.invalid"
"""The domain of a draft of whose sender nothing is known (RFC 2606)."""


def message(
    told: NoticeText, to: Recipient, sender: Sender, *, key: str, at: dt.datetime, machine: bytes | None = None
) -> EmailMessage:
    """The mail. `key`: what its Message-ID is made from, the same for the same notice; `at`: with its zone.

    Header values are of our own making or cleaned: a line break in one would be an error of `email`, never a header.
    """
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = clean(told.subject, 300)
    if sender.address:
        mail["From"] = Address(clean(sender.name or "", 200), addr_spec=sender.address)
    if not to.nobody:
        mail["To"] = Address(to.name or "", addr_spec=to.address)
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = identifier(key, sender)
    mail.set_content(text(told), charset="utf-8", cte="quoted-printable")
    if machine is not None:
        mail.add_attachment(machine, maintype="application", subtype="json", filename="xarf.json")
    mail["Content-Language"] = told.tag
    return mail


def identifier(key: str, sender: Sender) -> str:
    """The Message-ID of a notice."""
    domain = sender.address.rpartition("@")[2] if sender.address else NOWHERE
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{domain}>"


def draft(mail: EmailMessage) -> bytes:
    """The mail as a file that programs for mail open as a draft, to be read and sent by a person."""
    mail["X-Unsent"] = "1"
    told = data(mail)
    del mail["X-Unsent"]
    return told


def data(mail: EmailMessage) -> bytes:
    """The mail as it is sent: ASCII, lines ending in CR LF. Headers are folded only where an encoded word has to be
    short (RFC 2047, 2): `email` begins a folded one with an empty line, which some show as a space.
    """
    plain = all(value.isascii() for value in map(str, mail.values()))
    return mail.as_bytes(policy=SMTP.clone(max_line_length=998) if plain else SMTP)
