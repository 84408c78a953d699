from leftopen.model import MailDomain
from leftopen.privacy import mail
from leftopen.privacy.mail import MailDomains
from leftopen.privacy.sketch import Sketcher


def told(*values: object) -> list[MailDomain]:
    counted = MailDomains(Sketcher())
    counted.take(values)
    return list(counted.told())


def people(count: int, host: str) -> list[str]:
    return [f"{chr(97 + n % 26)}{n}.reed@{host}" for n in range(count)]


def test_ten_different_people_make_a_domain() -> None:
    assert told(*people(10, "stud.northmoor.example")) == [MailDomain("northmoor.example", 10)]
    assert told(*people(9, "stud.northmoor.example")) == []


def test_copies_tags_and_subdomains_are_one_person() -> None:
    copies = [
        f"a.reed{tag}@{host}" for tag in ("", "+x", "+y", "+z") for host in ("x.northmoor.example", "northmoor.example")
    ]
    assert told(*copies * 5) == []
    assert told(*people(9, "northmoor.example"), *[each.upper() for each in people(9, "northmoor.example")]) == []


def test_mailboxes_of_roles_are_nobody() -> None:
    roles = ["info", "sales", "support", "noreply", "admin", "billing", "press", "jobs", "office", "security", "help"]
    assert told(*(f"{role}@fairhaven.example" for role in roles)) == []
    assert told(*(f"info{n}@fairhaven.example" for n in range(20))) == []


def test_names_around_it_and_what_is_no_address() -> None:
    shown = [f"A. Reed <{each}>" for each in people(10, "northmoor.example")]
    assert told(*shown, 7, None, "nothing", "x@", "a@localhost", "b@co.uk", "y" * 500) == [
        MailDomain("northmoor.example", 10)
    ]


def test_it_is_bounded_and_forgets(monkeypatch: object) -> None:
    counted = MailDomains(Sketcher())
    counted.take(f"a{n}@d{n}.example" for n in range(mail._DOMAINS + 50))
    counted.take(people(mail._PEOPLE + 50, "d1.example"))
    assert len(counted._people) == mail._DOMAINS
    assert counted.told() == (MailDomain("d1.example", mail._PEOPLE),)
    assert counted.told() == ()


def test_the_largest_come_first() -> None:
    found = told(*(each for n in range(20) for each in people(10 + n, f"d{n}.example")))
    assert len(found) == 10
    assert found[0] == MailDomain("d19.example", 29)
