import datetime as dt
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from leftopen.cases.notices import mail
from leftopen.cases.notices.compose import Block, NoticeText, Sender
from leftopen.cases.notices.recipients import Recipient
from leftopen.harmless import clean

AT = dt.datetime(2026, 11, 27, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=1)))
SENDER = Sender("Example CERT", "cert@cert.example")


def made(
    subject: str = "[Case 7] 10.0.0.1:9200", to: str | None = "Example Org", sender: Sender = SENDER, **more: bytes
) -> EmailMessage:
    told = NoticeText("zh-Hans", subject, (Block("par", "您好：\nHello."),))
    person = Recipient("privacy@example.org", "owner", to, mail=True)
    sent = mail.message(told, person, sender, key="7 1", at=AT, machine=more.get("machine"))
    return message_from_bytes(mail.data(sent), policy=default)


def test_a_mail_is_plain_text_with_what_a_mail_needs() -> None:
    told = made()
    assert str(told["Subject"]) == "[Case 7] 10.0.0.1:9200"
    assert str(told["From"]) == "Example CERT <cert@cert.example>"
    assert str(told["To"]) == "Example Org <privacy@example.org>"
    assert str(told["Date"]) == "Fri, 27 Nov 2026 09:00:00 +0100"
    assert str(told["Message-ID"]).endswith("@cert.example>")
    assert str(told["Content-Language"]) == "zh-Hans"
    assert told.get_content_type() == "text/plain"
    assert told.get_content_charset() == "utf-8"
    assert told.get_content().splitlines() == ["您好：", "Hello."]
    assert "X-Unsent" not in told


def test_the_same_notice_has_the_same_name() -> None:
    assert made()["Message-ID"] == made("Another subject")["Message-ID"]


def test_the_text_stands_first_and_what_is_for_machines_after_it() -> None:
    told = made(machine=b"[]")
    first, second = told.iter_parts()
    assert (first.get_content_type(), second.get_content_type()) == ("text/plain", "application/json")
    assert (second.get_filename(), second.get_content()) == ("xarf.json", b"[]")


@pytest.mark.parametrize(
    "name",
    ["Example\r\nBcc: victim@example.org", "a\nSubject: x", "A\u202eB", '"quoted" <x@y.example>,', "\x1b]0;x\x07"],
)
def test_hostile_names_never_reach_a_header_raw(name: str) -> None:
    told = made(subject=f"[Case 7] {name}", to=clean(name, 100), sender=Sender(name, "cert@cert.example"))
    own = {"Subject", "From", "To", "Date", "Message-ID"}
    assert {key for key in told if not key.startswith(("Content-", "MIME-"))} == own
    assert len(told.keys()) == 9
    for header in ("Subject", "From", "To"):
        assert str(told[header]).isprintable()
    assert [address.addr_spec for address in told["To"].addresses] == ["privacy@example.org"]
    assert [address.addr_spec for address in told["From"].addresses] == ["cert@cert.example"]


@pytest.mark.parametrize("subject", ["[Fall 7] für jeden zugänglich " * 3, "[Zaak 7] " + "voor iedereen " * 9])
def test_long_subjects_come_back_whole(subject: str) -> None:
    assert str(made(subject.strip())["Subject"]) == subject.strip()


def test_a_draft_opens_as_one_and_may_lack_a_sender() -> None:
    told = NoticeText("en", "[Case 7] x", (Block("par", "Hello."),))
    sent = mail.message(told, Recipient("p@example.org", "owner", None, mail=True), Sender(), key="7", at=AT)
    read = message_from_bytes(mail.draft(sent), policy=default)
    assert read["X-Unsent"] == "1"
    assert read["From"] is None
    assert str(read["Message-ID"]).endswith("@leftopen.invalid>")
    assert "X-Unsent" not in sent
