"""Latitudes without a longitude, and one thing noted of a face."""

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


CAPS = [
    {"sorte": f"S{n}", "brille": "braun", "stamm": n % 7, "duft": "mild", "ring": n % 3, "hoehe": 4 + n % 9}
    for n in range(30)
]


def test_one_thing_noted_of_a_face_is_of_none_where_nothing_else_is_seen() -> None:
    assert claimed(CAPS)["brille"] == set()


def test_what_is_noted_of_a_face_stays_beside_a_moment_a_camera_or_another_one() -> None:
    for beside in ({"timestamp": "2024-03-01T10:00:00Z"}, {"camera_id": "c4"}, {"bart": "ja"}, {"vorname": "Ada"}):
        rows = [{**row, **beside} for row in CAPS]
        assert claimed(rows)["brille"] == {"biometric.face_attribute"}, beside


FAITHS = ["Catholic", "Muslim", "Hindu", "Buddhist", "Jewish", "Sikh", "Lutheran"]


def test_words_of_which_each_stands_once_beside_its_code_are_choices_of_a_form() -> None:
    choices = [{"code": n, "religion": faith, "active": 1} for n, faith in enumerate(FAITHS)]
    assert not claimed(choices)["religion"]
    assert claimed([*choices, {"code": 9, "religion": "Muslim", "active": 1}])["religion"] == {"special.religion"}
    assert claimed(choices[:4])["religion"] == {"special.religion"}
    assert claimed([{"religion": faith, "active": 1} for faith in FAITHS])["religion"] == {"special.religion"}


def test_faiths_of_somebody_are_no_choices_though_each_has_another() -> None:
    born = [
        {"code": n, "religion": faith, "date_of_birth": f"19{60 + n}-03-0{n + 1}"} for n, faith in enumerate(FAITHS)
    ]
    assert claimed(born)["religion"] == {"special.religion"}
    assert claimed([{"employee_id": n, "religion": f} for n, f in enumerate(FAITHS)])["religion"] == {
        "special.religion"
    }
