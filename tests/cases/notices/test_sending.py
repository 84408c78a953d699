import os
import signal
import smtplib
import socket
import threading
from email.message import EmailMessage
from pathlib import Path

import pytest

from leftopen.cases.notices import sending
from leftopen.cases.notices.sending import Interrupted, NotSent, Unsure, deliver
from leftopen.cases.notices.settings import server
from tests.cases.notices.office import ADDRESS, Office, certificate, office

FROM, TO = "cert@cert.example", "privacy@example.org"


def mail() -> EmailMessage:
    told = EmailMessage()
    told["Subject"] = "[Case 7]"
    told["To"] = TO
    told.set_content("Hello.\n.\nBye.\n")
    return told


def sent(url: str) -> list[str]:
    """What `taken` saw."""
    seen: list[str] = []
    deliver(server(url), mail(), FROM, TO, lambda: seen.append("taken"))
    return seen


def elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the server were on another machine."""
    monkeypatch.setattr(sending, "_loopback", lambda _: False)


def test_a_mail_is_taken_before_the_connection_ends() -> None:
    with office() as there:
        heard: list[list[str]] = []
        deliver(server(there.url()), mail(), FROM, TO, lambda: heard.append(list(there.heard)))
        assert heard == [["EHLO", "MAIL", "RCPT", "DATA"]]
    assert there.mails[0].endswith(b"\r\nHello.\r\n..\r\nBye.\r\n")


def test_over_a_network_nothing_leaves_without_starttls(monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere(monkeypatch)
    with office() as there, pytest.raises(NotSent, match="STARTTLS"):
        sent(there.url(login="me:secret@"))
    assert there.mails == []
    assert not {"AUTH", "MAIL"} & set(there.heard)


def test_starttls_with_a_certificate_that_is_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere(monkeypatch)
    tls, trusted = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    with office(tls, starts=True) as there:
        assert sent(there.url(login="me:secret@")) == ["taken"]
    assert there.heard[:4] == ["EHLO", "STARTTLS", "EHLO", "AUTH"]


def test_starttls_with_a_certificate_that_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere(monkeypatch)
    tls, _ = certificate(tmp_path)
    with office(tls, starts=True) as there, pytest.raises(NotSent, match="not trusted"):
        sent(there.url(login="me:secret@"))
    assert there.mails == []
    assert "AUTH" not in there.heard


def test_a_server_on_this_machine_may_have_made_its_own_certificate(tmp_path: Path) -> None:
    tls, _ = certificate(tmp_path)
    with office(tls, starts=True) as there:
        assert sent(there.url()) == ["taken"]
    assert "STARTTLS" in there.heard


def test_tls_from_the_first_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tls, trusted = certificate(tmp_path)
    with office(tls) as there:
        with pytest.raises(NotSent, match="not trusted"):
            sent(there.url("smtps"))
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        assert sent(there.url("smtps")) == ["taken"]


def test_a_server_without_tls_where_tls_is_asked_for() -> None:
    with office() as there, pytest.raises(NotSent, match="does not speak TLS"):
        sent(there.url("smtps"))


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA", "."])
def test_what_the_server_refuses_was_not_sent(verb: str) -> None:
    with office() as there:
        there.refuses[verb] = "550 no, and here is \x1b[31m what I think"
        with pytest.raises(NotSent, match=r"\(code 550\)$"):
            sent(there.url())
    assert there.mails == []


def test_a_login_that_is_refused() -> None:
    with office() as there:
        there.refuses["AUTH"] = "535 no"
        with pytest.raises(NotSent, match="535"):
            sent(there.url(login="me:secret@"))


def test_a_server_that_knows_no_way_to_log_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtplib.SMTP, "login", lambda *_: (_ for _ in ()).throw(smtplib.SMTPNotSupportedError("no")))
    with office() as there, pytest.raises(NotSent, match="no way to log in"):
        sent(there.url(login="me:secret@"))


def gone(there: Office, verb: str) -> None:
    def leave(heard: str) -> None:
        if heard == verb:
            raise ConnectionResetError

    there.at = leave


def test_a_connection_that_breaks_before_the_mail() -> None:
    with office() as there:
        gone(there, "RCPT")
        with pytest.raises(NotSent, match="broke"):
            sent(there.url())


def test_a_connection_that_breaks_before_the_answer() -> None:
    with office() as there:
        gone(there, ".")
        with pytest.raises(Unsure, match="broke before"):
            sent(there.url())
    assert len(there.mails) == 1


def test_nobody_there() -> None:
    with socket.create_server((ADDRESS, 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(NotSent, match="could not be reached"):
        sent(f"smtp://{ADDRESS}:{port}")


def test_a_server_that_does_not_want_us(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise smtplib.SMTPConnectError(554, "no")

    monkeypatch.setattr(smtplib.SMTP, "__init__", refuse)
    with pytest.raises(NotSent, match="554"):
        sent("smtp://127.77.211.1:25")


@pytest.mark.parametrize(("verb", "unsure"), [("EHLO", False), ("RCPT", False), ("DATA", True), (".", True)])
def test_an_interrupt_ends_it_at_once_and_says_whether_it_may_have_left(verb: str, unsure: bool) -> None:
    with office() as there:
        held = threading.Event()

        def interrupt(heard: str) -> None:
            if heard == verb:
                os.kill(os.getpid(), signal.SIGINT)
                held.wait(120)  # an answer that would be waited for

        there.at = interrupt
        with pytest.raises(Interrupted) as why:
            sent(there.url())
        held.set()
    assert why.value.unsure == unsure
    assert "QUIT" not in there.heard, "no more is said, as the answer would be waited for"


def test_an_interrupt_before_there_is_a_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "_connected", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(Interrupted) as why:
        sent(f"smtp://{ADDRESS}:1")
    assert not why.value.unsure


def test_an_interrupt_when_the_mail_was_taken_is_one_of_the_program() -> None:
    with office() as there:
        held = threading.Event()

        def interrupt(heard: str) -> None:
            if heard == "QUIT":
                os.kill(os.getpid(), signal.SIGINT)
                held.wait(120)

        there.at = interrupt
        seen: list[str] = []
        with pytest.raises(KeyboardInterrupt) as why:
            deliver(server(there.url()), mail(), FROM, TO, lambda: seen.append("taken"))
        held.set()
    assert type(why.value) is KeyboardInterrupt
    assert seen == ["taken"]
