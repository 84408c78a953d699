from leftopen.judge.looked import MOST_DOMAINS, wanted
from leftopen.model import Access, Certificate, MailDomain, Service


def service(address: str, *names: str, mail: tuple[MailDomain, ...] = ()) -> Service:
    given = Certificate("CN=x", "CN=x", names, "k", "2020-01-01T00:00:00Z", "2030-01-01T00:00:00Z") if names else None
    return Service(
        id=f"{address}:1/tcp", address=address, port=1, protocol="redis", access=Access.OPEN, proof="p",
        certificate=given, mail_domains=mail,
    )  # fmt: skip


def test_what_is_asked_about() -> None:
    mail = (MailDomain("northmoor.example", 12), MailDomain("gmail.com", 90))
    found = wanted(
        [
            service("10.0.0.1", "db.fairhaven.example", "m███.example"),
            service("10.0.0.1"),
            service("10.0.0.2", mail=mail),
        ],
        ["es.lendwell.example", "single"],
    )
    assert found.addresses == ("10.0.0.1", "10.0.0.2")
    assert found.hosts == ("db.fairhaven.example", "es.lendwell.example")
    assert found.domains == ("fairhaven.example", "lendwell.example", "northmoor.example")


def test_strangers_on_one_certificate_are_not_asked_about() -> None:
    found = wanted([service("10.0.0.1", *(f"{name}.example" for name in ("acorn", "birch", "cedar", "damson")))])
    assert found.domains == ()


def test_it_is_bounded() -> None:
    several = [service(f"10.0.0.{n}", f"db.fair{n}haven.example") for n in range(200)]
    assert len(wanted(several).domains) == len(wanted(several).hosts) == MOST_DOMAINS
