"""Checks that codes of anything have."""

import pytest
from stdnum import ean, luhn
from stdnum.at import vnr
from stdnum.nl import bsn
from stdnum.se import personnummer

from leftopen.privacy.detect.codes import dated, explains
from tests.privacy.drawn import valid


def checked(size: int, most: int, ten: str = "") -> list[str]:
    """Numbers of invoices with a digit modulo 11, by weights from 2 up to `most` and again."""
    found = []
    for n in range(60):
        body = f"{(n + 3) * 7_919_919_913 % 10 ** (size - 1):0{size - 1}d}"
        check = -sum(int(c) * (2 + at % (most - 1)) for at, c in enumerate(reversed(body))) % 11
        found += [body + (str(check) if check < 10 else ten)] if check < 10 or ten else []
    return found[:40]


@pytest.mark.parametrize(
    "codes",
    [
        pytest.param(valid(luhn.is_valid, 11), id="Luhn"),
        pytest.param(valid(ean.is_valid, 13), id="GS1"),
        pytest.param(
            [body + f"{int(body) % 97 or 97:02d}" for body in map(str, range(7_100_311, 7_900_000, 20_011))], id="97"
        ),
        pytest.param(checked(9, 7), id="2 to 7"),
        pytest.param(checked(10, 9, "0"), id="2 to 9, ten as 0"),
        pytest.param(checked(8, 30), id="2 and on"),
    ],
)
def test_methods_that_anything_is_numbered_by(codes: list[str]) -> None:
    passes = explains(codes)
    assert passes is not None
    assert all(map(passes, codes))
    assert explains([*codes, f"{codes[0][:-1]}{(int(codes[0][-1]) + 3) % 10}"]) is None


def test_methods_of_one_registry_alone() -> None:
    assert explains(valid(bsn.is_valid, 9)) is None
    assert explains(valid(vnr.is_valid, 10)) is None
    assert explains(checked(9, 7, "K")) is None
    assert explains(["", "1"]) is None


def test_dates_of_a_few_years_stand_before_orders() -> None:
    orders = [
        f"{year}{month:02d}{day:02d}{month * day * 7 % 997:03d}"
        for year in (23, 24)
        for month in (2, 9)
        for day in (4, 28)
    ]
    assert dated(orders, 0.95)
    assert dated([f"20{each}" for each in orders], 0.95)
    assert not dated(valid(personnummer.is_valid, 10), 0.95)
    assert not dated([*orders, "99887766554"], 0.95)
    assert dated([*orders, "99887766554"], 0.8)
