import pytest

from leftopen.judge import naming
from leftopen.probes import probes


@pytest.mark.parametrize(
    ("name", "vendor", "expected"),
    [
        ("elasticsearch", "", False),
        ("docker-cluster", "", False),
        ("rs0", "", False),
        ("127.0.0.1", "", False),
        ("harbour-watch", "", True),
        ("青山视觉平台", "", True),
        ("Tiandy IPCamera", "Tiandy", False),
        ("Tiandy Harbour Gate", "Tiandy", True),
        ("Tiandy", "Tiandy", False),
        ("a███@e██████.org", "", False),
        ("", "", False),
    ],
)
def test_distinctive(name: str, vendor: str, expected: bool) -> None:
    assert naming.distinctive(name, vendor) is expected


def test_one_spelling() -> None:
    assert naming.chosen(" Harbour_Watch") == naming.chosen("harbour-watch ") == "harbour-watch"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("*.db.example.org", "db.example.org"),
        ("Example.org.", "example.org"),
        ("192.0.2.7", None),
        ("2001:db8::1", None),
        ("localhost", None),
        ("es.local", None),
        ("node.internal", None),
        ("node-0.example.com", None),
    ],
)
def test_domains(name: str, expected: str | None) -> None:
    assert naming.domain(name) == expected


@pytest.mark.parametrize(
    ("subject", "vendor", "expected"),
    [
        ("CN=db.example.org,O=Harbour Watch", "", "Harbour Watch"),
        ("O=Harbour Watch\\, Ltd,CN=x", "", "Harbour Watch, Ltd"),
        ("CN=x,OU=Harbour Watch", "", None),
        ("CN=localhost,O=Internet Widgits Pty Ltd,ST=Some-State,C=AU", "", None),
        ("O=INTERNET WIDGITS PTY LTD.", "", None),
        ("O=Default Company Ltd,L=Default City,C=XX", "", None),
        ("CN=Kubernetes Ingress Controller Fake Certificate,O=Acme Co", "", None),
        ("CN=esnode,O=Example Com\\, Inc.", "", None),
        ("CN=camera,O=Tiandy", "Tiandy", None),
        ("CN=x,O=a███ b███", "", None),
        ("CN=nas,O=Redacted for Privacy", "", None),
        ("CN=nas,O=Domains By Proxy\\, LLC", "", None),
        ("CN=nas,O=Hidden Valley School", "", "Hidden Valley School"),
        ("CN=x,O=", "", None),
        ("", "", None),
    ],
)
def test_organisations(subject: str, vendor: str, expected: str | None) -> None:
    assert naming.organisation(subject, vendor) == expected


def test_what_products_are_called_by_default_stands_with_their_probes() -> None:
    assert {"cluster_name", "replica_set", "realm", "title"} <= naming.facts()
    defaults = [word for probe in probes() for word in probe.words.get("defaults", ())]
    assert len(defaults) > 10
    assert [word for word in defaults if naming.distinctive(word) and ("." not in word or naming.domain(word))] == []


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        (r"CN=x,O=Hengda Trading Co.\, Ltd", "Hengda Trading Co., Ltd"),
        (r"CN=x+O=Wen \2C Partner", "Wen , Partner"),
        (r"O=B\C3\A4renfels", "Bärenfels"),
        (r"O=Fair\+Haven;CN=x", "Fair+Haven"),
        (r"O=Acme Co,O=Fairhaven", "Fairhaven"),
        (r"CN=O\=Fairhaven", None),
    ],
)
def test_escapes_of_distinguished_names(subject: str, expected: str | None) -> None:
    assert naming.organisation(subject) == expected


def test_the_common_name() -> None:
    assert naming.common_name("O=x,CN=db.fairhaven.example") == "db.fairhaven.example"
    assert naming.common_name("O=x") is None
