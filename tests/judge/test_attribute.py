from leftopen.judge.attribute import parties
from leftopen.model import Access, Certificate, Service


def service(port: int, facts: dict[str, str] | None = None, certificate: Certificate | None = None) -> Service:
    return Service(
        id=f"10.0.0.1:{port}/tcp",
        address="10.0.0.1",
        port=port,
        protocol="elasticsearch",
        access=Access.OPEN,
        proof="p",
        facts=facts or {},
        certificate=certificate,
    )


def certificate(subject: str, *names: str) -> Certificate:
    return Certificate(subject, subject, names, "ab" * 32, "2020-01-01T00:00:00Z", "2030-01-01T00:00:00Z")


def test_nobody_named_is_said_so() -> None:
    assert [(p.name, p.role, p.verdict) for p in parties([service(1, {"cluster_name": "docker-cluster"})])] == [
        (None, "operator", "unknown")
    ]


def test_two_families_confirm() -> None:
    found = parties(
        [
            service(1, {"cluster_name": "Harbour Watch"}),
            service(2, {}, certificate("CN=x,O=harbour-watch", "db.harbour.example")),
        ]
    )
    operator = found[0]
    assert (operator.name, operator.verdict) == ("Harbour Watch", "confirmed")
    assert operator.confidence > 0.7
    assert len(operator.clues) == 2
    assert found[1].name == "db.harbour.example"
    assert found[1].verdict == "likely"


def test_the_default_of_a_tool_is_nobody() -> None:
    found = parties([service(1, {}, certificate("CN=localhost,O=Internet Widgits Pty Ltd", "localhost"))])
    assert [(party.name, party.verdict) for party in found] == [(None, "unknown")]


def test_copies_of_one_clue_do_not_confirm() -> None:
    found = parties([service(n, {"cluster_name": "harbour-watch"}) for n in range(1, 9)])
    assert found[0].verdict == "likely"
    assert found[0].confidence == 0.4


def test_a_single_name_is_not_enough() -> None:
    assert parties([service(1, {"title": "harbour-watch"})])[0].verdict == "unknown"


def test_makers_are_vendors_not_operators() -> None:
    found = parties(
        [service(1, {"vendor": "Tiandy", "title": "Tiandy", "realm": "Tiandy"}), service(2, {"vendor": "Tiandy"})]
    )
    assert [(p.name, p.role) for p in found] == [(None, "operator"), ("Tiandy", "vendor")]
    assert len(found[1].clues) == 2
