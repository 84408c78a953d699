"""Where somebody lives, by the name of a field."""

from typing import Any

import pytest

from leftopen.privacy.detect.evidence import Column
from leftopen.privacy.detect.records import homes
from leftopen.privacy.flatten import Node
from tests.privacy.told import claimed


@pytest.mark.parametrize(
    "name", ["home_lat", "Privatanschrift", "domicilio_lat", "wohnort_lat", "delivery_lng", "自宅緯度"]
)
def test_a_word_for_a_home_calls_one(name: str) -> None:
    assert homes.called(Column(Node((name,)), frozenset(), 8))


@pytest.mark.parametrize("name", ["site_lat", "chrome_lat", "casing_lat", "adresse", "homepage", "Betriebsanschrift"])
def test_other_words_call_none(name: str) -> None:
    assert not homes.called(Column(Node((name,)), frozenset(), 8))


def parcels(lat: str, lon: str) -> list[dict[str, Any]]:
    """Wares with a position."""
    return [
        {
            "sku": f"S{n % 5}",
            "article": "lamp",
            "stock": n % 9,
            lat: 45.1 + n / 970,
            lon: 9.1 + n / 1310,
            "tier": "AB"[n % 2],
        }
        for n in range(40)
    ]


def test_wares_are_where_nobody_is_but_for_where_somebody_lives() -> None:
    assert not any(claimed(parcels("lat", "lon")).values())
    assert claimed(parcels("home_lat", "home_lon"))["home_lat"] == {"location.coordinates"}


def test_a_list_of_firms_has_no_private_address() -> None:
    firms = [
        f"{each} Bau GmbH" for each in ("Adam", "Berg", "Conz", "Dahl", "Egge", "Frei", "Gros", "Hahn", "Isen", "Jahn")
    ]
    rows = [{"firma": firm, "x": n % 3, "y": n * 7 % 11, "z": "AB"[n % 2]} for n, firm in enumerate(firms)]
    listed = [{**row, "adresse": f"Rainweg {n + 1}"} for n, row in enumerate(rows)]
    private = [{**row, "privatadresse": f"Rainweg {n + 1}"} for n, row in enumerate(rows)]
    assert claimed(listed)["adresse"] == set()
    assert claimed(private)["privatadresse"] == {"contact.address"}
