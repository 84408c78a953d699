import pytest

from leftopen.scope.domains import registered


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("es.stud.northmoor.ac.uk", "northmoor.ac.uk"),
        ("*.Fairhaven.example.", "fairhaven.example"),
        ("shop.fairhaven.com.br", "fairhaven.com.br"),
        ("com.br", None),
        ("localhost", None),
        ("", None),
        ("a..example.org", None),
        (f"{'x' * 64}.example.org", None),
        (f"{'x.' * 130}example.org", None),
    ],
)
def test_what_somebody_registered(name: str, expected: str | None) -> None:
    assert registered(name) == expected
