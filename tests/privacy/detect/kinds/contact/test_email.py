"""E-mail addresses are told by their form."""

import pytest

from leftopen.model import CLAIM
from leftopen.privacy.detect.kinds.contact import email as detector
from tests.privacy.told import in_text, told


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("zhao.wei@example.org", True),
        ("o'brien+news@mail.example.co.uk", True),
        ("josé@example.es", True),
        ("иван@пример.рф", True),
        ("zhao@example", False),  # no zone
        ("@example.org", False),
        (".zhao@example.org", False),
        ("zhao..wei@example.org", False),
        ("zhao@-bad.example", False),
        ("zhao@example.123", False),
        ("two@at@example.org", False),
        ("logo@2x.png", False),  # a file name
        ("getty@tty1.service", False),  # a unit
        ("a" * 65 + "@example.org", False),  # RFC 5321 4.5.3.1
    ],
)
def test_valid(text: str, is_one: bool) -> None:
    assert detector.valid(text) is is_one


def test_a_field_without_a_name_is_claimed() -> None:
    assert told("x9", [f"u{n}@example.org" for n in range(20)])["contact.email"] >= 0.9


def test_one_constant_address_is_weaker_than_many() -> None:
    many = told("x9", [f"u{n}@example.org" for n in range(20)])
    assert told("x9", ["support@example.org"] * 20)["contact.email"] < many["contact.email"]


def test_a_flag_about_it_is_none() -> None:
    assert told("email_verified", [True, False] * 10) == {}


def test_running_text() -> None:
    assert in_text("我的邮箱zhao@example.org，谢谢") == [("contact.email", "zhao@example.org")]
    assert in_text("Write to <ada@example.org>.") == [("contact.email", "ada@example.org")]


def test_mask_and_normal() -> None:
    assert detector.mask(["Zhao@example.org"]) == "Z███@e██████.org"
    assert detector.normal(" Zhao@Example.org ") == "zhao@example.org"
    assert detector.normal("nothing") == ""


def test_who_is_called_over_the_internet_has_a_number_and_no_mailbox() -> None:
    line = 'from "Anna" <sip:+4930901820@voip.example;transport=tcp> to sips:anna@voip.example'
    assert in_text(line) == [("contact.phone", "sip:+4930901820@voip.example;transport=tcp")]
    assert "contact.email" not in told("x9", [f"sip:+49309018{n}@voip.example" for n in range(10, 40)])
    assert told("from_uri", [f"sip:+49309018{n}@voip.example" for n in range(10, 40)])["contact.phone"] >= 0.9


@pytest.mark.parametrize(
    "written",
    [
        "anna.berg (at) x.example",
        "anna.berg[at]x[dot]example",
        "anna.berg AT x DOT example",
        "anna.berg at x dot example",
        "anna&#46;berg&#64;x&#46;example",
        "anna.berg%40x.example",
    ],
)
def test_as_pages_hide_it(written: str) -> None:
    assert in_text(f"please write to {written} today") == [("contact.email", written)]
    assert detector.normal(written) == "anna.berg@x.example"
    assert told("x9", [written.replace("anna", f"anna{n}") for n in range(20)])["contact.email"] >= 0.9


def test_words_that_are_no_signs_of_one() -> None:
    assert in_text("look at the dot product of both vectors") == []
    assert in_text("doors open (at) noon. see you there") == []


def test_the_identifier_of_a_message_and_people_of_a_federation_have_no_mailbox() -> None:
    assert told("x9", [f"<20240305101{n}.3F21@mx.example>" for n in range(100, 140)]) == {}
    assert in_text("thanks to @anna@social.example for the photo") == []
    assert told("x9", [f"<anna.berg{n}@mx.example>" for n in range(100, 140)])["contact.email"] >= 0.9


def test_one_in_the_query_of_a_page() -> None:
    assert ("contact.email", "anna@x.example") in in_text("GET https://shop.example/x?mail=anna@x.example was slow")


def test_a_service_with_its_port_has_no_mailbox() -> None:
    assert "contact.email" not in told("spn", [f"MSSQLSvc/db{n}.corp.example:1433@CORP.EXAMPLE" for n in range(30)])


def test_the_login_of_a_repository_is_none() -> None:
    assert told("remote", [f"forge@code{n}.corp.example:web/api.git" for n in range(9)]).get("contact.email", 0) < CLAIM
    assert told("remote", [f"forge@code{n}.corp.example:api.git" for n in range(9)]).get("contact.email", 0) < CLAIM
    assert told("login", [f"anna{n}@corp.example:secret{n}" for n in range(9)])["contact.email"] >= CLAIM


def test_the_login_of_a_share_is_none() -> None:
    assert told("mount", [f"//svc@nas.example/share{n}" for n in range(9)]).get("contact.email", 0) < CLAIM


def test_logins_of_a_realm_behind_what_they_are_have_no_mailbox() -> None:
    logins = [f"User:svc-{name}@DEPOT.EXAMPLE" for name in ("scan", "etl", "batch", "sync", "mon", "cdc", "web", "ops")]
    assert not told("principal", logins)
    assert not told("acl", [login.replace("User", "Group") for login in logins])
    assert not told("spn", [login.replace("User:", "etcd/") for login in logins])
    assert "contact.email" in told("contact", [login.replace("User:", "mail:").lower() for login in logins])
    assert "contact.email" in told("contact", [login[5:].upper() for login in logins])


@pytest.mark.parametrize(
    "command",
    [
        "ssh ops{}@edge.depot.example",
        "ssh -i ~/.ssh/id_rsa -p 2200 ops{}@edge.depot.example uptime",
        "scp ./dump.sql ops{}@edge.depot.example:",
        "rsync -az --delete /srv/ ops{}@edge.depot.example:/srv",
        "ops{}@edge.depot.example::mirror",
        "cd /srv && sshfs ops{}@edge.depot.example:",
    ],
)
def test_logins_that_a_command_calls_at_a_host_have_no_mailbox(command: str) -> None:
    assert told("line", [command.format(n) for n in range(20)]).get("contact.email", 0) < CLAIM


@pytest.mark.parametrize(
    "text",
    [
        "ssh access please ask anna{}@depot.example",
        "mail anna{}@depot.example",
        "no ssh? write to anna{}@depot.example",
        "mailto:anna{}@depot.example",
        "ssh: anna{}@depot.example",
    ],
)
def test_who_is_written_to_about_a_host_has_one(text: str) -> None:
    assert told("line", [text.format(n) for n in range(20)])["contact.email"] >= CLAIM


def test_logins_that_a_command_hops_over_have_no_mailbox() -> None:
    hops = [f"ssh -J gate@edge.depot.example ops{n}@rack.depot.example" for n in range(20)]
    assert told("line", hops).get("contact.email", 0) < CLAIM
