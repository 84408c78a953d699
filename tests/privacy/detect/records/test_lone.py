"""Latitudes without a longitude."""

from tests.privacy.told import claimed

POSITION = {"location.coordinates"}


def test_delays_are_no_latitudes() -> None:
    rows = [{"net_lat": f"{n}.{n % 7}1", "db_lat": n + 0.5, "lng": "en" if n % 2 else "de"} for n in range(1, 30)]
    assert not any(claimed(rows).values())


def test_a_half_with_its_other_half_or_with_as_many_places_as_positions_have_is_one() -> None:
    both = [{"lat": 52 + n / 10, "lon": 13 + n / 10} for n in range(30)]
    assert set.union(*claimed(both).values()) == POSITION
    assert claimed([{"home_lat": f"52.{51000 + 7 * n}", "x": n} for n in range(30)])["home_lat"] == POSITION


def test_a_half_whose_other_half_is_called_a_position_is_one() -> None:
    rows = [{"lat": f"52.{10 + n}", "position": f"{52 + n / 100:.4f}, 13.{4000 + n}"} for n in range(30)]
    assert claimed(rows)["lat"] == POSITION
