import pytest

from leftopen.cases.model import CaseContact, CaseError
from leftopen.cases.notices.recipients import mail, recipients


def contact(role: str, address: str, name: str | None = None) -> CaseContact:
    return CaseContact(role, name, address, "attribution")


BOTH = [contact("hoster", "Abuse@hoster.example", "Hosting"), contact("owner", "mailto:p@example.org", "Example Org")]


def test_one_mail_for_each_address_the_lowest_rung_first() -> None:
    found = recipients(
        1, [*BOTH, contact("csirt", "abuse@HOSTER.example"), contact("owner", "https://e.example/")], None
    )
    assert [(each.address, each.role, each.mail) for each in found] == [
        ("p@example.org", "owner", True),
        ("https://e.example/", "owner", False),
        ("Abuse@hoster.example", "hoster", True),
    ]


def test_the_first_rung_alone() -> None:
    assert [each.role for each in recipients(1, BOTH, None, first=True)] == ["owner"]
    assert [each.role for each in recipients(1, BOTH[:1], None, first=True)] == ["hoster"]


@pytest.mark.parametrize("to", ["hoster", " Hoster ", "abuse@hoster.example", "mailto:abuse@hoster.example"])
def test_a_role_or_an_address(to: str) -> None:
    (found,) = recipients(1, BOTH, to)
    assert (found.address, found.role, found.name, found.known) == ("Abuse@hoster.example", "hoster", "Hosting", True)


def test_the_operator_is_the_owner() -> None:
    assert [each.address for each in recipients(1, BOTH, "operator")] == ["p@example.org"]


def test_an_address_that_is_no_contact_yet() -> None:
    (found,) = recipients(1, [], "cert@cert.example", "csirt")
    assert (found.role, found.known) == ("csirt", False)
    assert recipients(1, BOTH, "new@example.org")[0].role == "owner"


@pytest.mark.parametrize(
    ("to", "says"),
    [
        (None, "Nobody to tell is known in case 1"),
        ("csirt", "known are: none"),
        ("nobody", "neither a role"),
        ("a@b\r\nBcc: x@y.example", "neither a role"),
    ],
)
def test_what_names_nobody(to: str | None, says: str) -> None:
    with pytest.raises(CaseError, match=says):
        recipients(1, [], to)


@pytest.mark.parametrize(
    "address",
    ["a b@example.org", "@example.org", "a@", ".a@example.org", "a..b@example.org", "ä@example.org", "a@x..org",
     "a@example.org, b@example.org", "a@b\nBcc: c@d.example", "<a@example.org>", "a@" + "x" * 300],
)  # fmt: skip  # one kind of fault each
def test_what_is_no_address(address: str) -> None:
    assert mail(address) is None


def test_a_role_of_no_ladder_is_told_as_an_owner() -> None:
    assert recipients(1, [contact("stranger", "s@example.org")], None)[0].role == "owner"
