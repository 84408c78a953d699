import pytest

from leftopen.judge.domains_of import Named, certificate
from leftopen.model import Certificate

SHOPS = [f"shop{n}.{name}.example" for n, name in enumerate(("acorn", "birch", "cedar", "damson", "elder"))]


def of(subject: str, *names: str) -> Named:
    return certificate(Certificate(subject, subject, names, "k", "2020-01-01T00:00:00Z", "2030-01-01T00:00:00Z"))


def test_whose_names_they_are() -> None:
    assert of("CN=x,O=Fairhaven", "*.db.fairhaven.example", "localhost", "10.0.0.1") == Named(
        "Fairhaven", ("db.fairhaven.example",), ("fairhaven.example",)
    )
    assert of("CN=db.fairhaven.example").domains == ("fairhaven.example",)
    assert of("CN=db").hosts == ()


def test_names_of_strangers_say_nothing() -> None:
    assert of("CN=edge,O=Edge Ltd", *SHOPS) == Named(shared=True)
    assert not of("CN=edge", *SHOPS[:3]).shared


@pytest.mark.parametrize(
    ("subject", "names"),
    [("O=Fairhaven", ["fairhaven.example"]), ("CN=x", [f"{n}.fairhaven.example" for n in range(7)])],
)
def test_most_or_own_names_count(subject: str, names: list[str]) -> None:
    assert of(subject, *names, *SHOPS).domains == ("fairhaven.example",)
