import pytest

from leftopen.judge import naming


@pytest.mark.parametrize(
    ("name", "vendor", "expected"),
    [
        ("elasticsearch", "", False),
        ("docker-cluster", "", False),
        ("rs0", "", False),
        ("127.0.0.1", "", False),
        ("harbour-watch", "", True),
        ("青山视觉平台", "", True),
        ("Tiandy IPCamera", "Tiandy", True),
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
    ],
)
def test_domains(name: str, expected: str | None) -> None:
    assert naming.domain(name) == expected
