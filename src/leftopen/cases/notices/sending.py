"""Handing a mail to a server. TLS is required except on loopback; what is not known to have left is said so."""

import ipaddress
import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from email.message import EmailMessage

from leftopen.cases.notices.mail import data
from leftopen.cases.notices.settings import Server

SECONDS = 60
"""The longest wait for one answer; RFC 5321 (4.5.3.2) allows a server more, a person waits no longer."""
_FAREWELL_SECONDS = 3
_DONE = 250


class NotSent(Exception):
    """The server did not take the mail, for sure; the text says why in our own words, never the server's."""


class Unsure(Exception):
    """The connection broke after the mail had been given, before the server said that it took it."""


class Interrupted(KeyboardInterrupt):
    """Whoever sends it wants it to end. `unsure`: the mail was being given, so that it may have left."""

    def __init__(self, *, unsure: bool) -> None:
        super().__init__()
        self.unsure = unsure


def deliver(server: Server, mail: EmailMessage, sender: str, to: str, taken: Callable[[], None]) -> None:
    """Sends a mail; `taken` is called as soon as the server has said that it took it, before the connection ends.

    Raises NotSent, Unsure or Interrupted.
    """
    try:
        smtp = _connected(server, sender.rpartition("@")[2])
    except KeyboardInterrupt:
        raise Interrupted(unsure=False) from None
    giving = told = False
    try:
        try:
            _prepared(smtp, server)
            _envelope(smtp, sender, to)
        except ssl.SSLCertVerificationError:
            raise NotSent("the certificate of the mail server is not trusted") from None
        except smtplib.SMTPResponseException as error:
            raise NotSent(f"the mail server refused it (code {error.smtp_code})") from None
        except smtplib.SMTPNotSupportedError:
            raise NotSent("the mail server has no way to log in that is known here") from None
        except (OSError, smtplib.SMTPException):
            raise NotSent("the connection to the mail server broke") from None
        giving = True
        _data(smtp, mail)
        taken()
        told = True
        _farewell(smtp)
    except KeyboardInterrupt:
        if told:
            raise
        raise Interrupted(unsure=giving) from None
    except (NotSent, Unsure):
        _farewell(smtp)
        raise
    finally:
        smtp.close()


def _farewell(smtp: smtplib.SMTP) -> None:
    """Says that this was all, and waits for no more than a moment: what matters has been said."""
    with suppress(OSError, smtplib.SMTPException):
        if smtp.sock is not None:
            smtp.sock.settimeout(_FAREWELL_SECONDS)
        smtp.quit()


def _connected(server: Server, name: str) -> smtplib.SMTP:
    try:
        if server.scheme == "smtps":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(server.host, server.port, name, timeout=SECONDS, context=context)
        return smtplib.SMTP(server.host, server.port, name, timeout=SECONDS)
    except ssl.SSLCertVerificationError:
        raise NotSent("the certificate of the mail server is not trusted") from None
    except ssl.SSLError:
        raise NotSent("the mail server does not speak TLS there: check the port") from None
    except smtplib.SMTPResponseException as error:
        raise NotSent(f"the mail server refused it (code {error.smtp_code})") from None
    except (OSError, smtplib.SMTPException):
        raise NotSent("the mail server could not be reached") from None


def _prepared(smtp: smtplib.SMTP, server: Server) -> None:
    """TLS where it is not there yet, then the login: a password never goes over a wire in the clear."""
    smtp.ehlo()
    if server.scheme == "smtp":
        here = _loopback(smtp)
        if smtp.has_extn("starttls"):
            smtp.starttls(context=_own_machine() if here else ssl.create_default_context())
            smtp.ehlo()
        elif not here:
            raise NotSent("the mail server offers no STARTTLS, without which nothing is sent over a network")
    if server.user is not None and server.password is not None:
        smtp.login(server.user, server.password)


def _envelope(smtp: smtplib.SMTP, sender: str, to: str) -> None:
    for code, said in (smtp.mail(sender), smtp.rcpt(to)):
        if code not in (_DONE, 251):
            raise smtplib.SMTPResponseException(code, said)


def _data(smtp: smtplib.SMTP, mail: EmailMessage) -> None:
    try:
        code, _ = smtp.data(data(mail))
    except smtplib.SMTPDataError as error:
        raise NotSent(f"the mail server refused it (code {error.smtp_code})") from None
    except (OSError, smtplib.SMTPException):
        raise Unsure("the connection broke before the mail server had said that it took it") from None
    if code != _DONE:
        raise NotSent(f"the mail server refused it (code {code})")


def _loopback(smtp: smtplib.SMTP) -> bool:
    """Whether the connection stays on this machine, by the address that it really has."""
    peer = smtp.sock.getpeername() if smtp.sock else ("0.0.0.0",)  # noqa: S104  # an address that is not loopback
    return ipaddress.ip_address(str(peer[0]).partition("%")[0]).is_loopback


def _own_machine() -> ssl.SSLContext:
    """For a server on this machine, whose certificate is mostly one that it made for itself."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context
