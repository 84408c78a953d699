import pytest

from leftopen.model import Access, Target


@pytest.mark.parametrize(
    ("address", "port", "expected"),
    [("10.0.0.1", 9200, "10.0.0.1:9200/tcp"), ("2001:db8::1", 27017, "[2001:db8::1]:27017/tcp")],
)
def test_ids(address: str, port: int, expected: str) -> None:
    assert Target(address, port).id == expected


def test_what_counts_as_exposed() -> None:
    assert {access.value for access in Access if access.exposed} == {"open", "metadata", "factory"}
    assert {access.value for access in Access} == {"open", "metadata", "empty", "factory", "locked", "decoy", "unknown"}
