"""Faults of what somebody has mended, under words for illnesses."""

from typing import Any

from tests.privacy.told import claimed

HOLDER: dict[str, tuple[Any, ...]] = {
    "full_name": ("Ada Lovell", "Jon Kurz", "Eva Ray"),
    "phone": ("020 7946 0018", "0161 496 0127"),
}
LOOM: dict[str, tuple[Any, ...]] = {"machine_id": ("L-1", "L-7", "L-12"), "firmware": ("r4", "r5"), "price": (20, 35)}
WRONG = ("heddle bent", "reed worn", "warp slack")


def told(name: str, values: tuple[Any, ...], **beside: Any) -> set[str]:
    """What is claimed of a field beside somebody."""
    every = {**HOLDER, **beside, name: values}
    return claimed([{key: of[n % len(of)] for key, of in every.items()} for n in range(24)])[name]


def test_words_on_no_list_are_faults_beside_machines() -> None:
    assert told("diagnosis", WRONG, **LOOM) == set()
    assert told("диагноз", ("челнок стёрт", "бёрдо погнуто", "норма"), **LOOM) == set()


def test_they_are_illnesses_beside_nothing_of_a_machine_and_beside_what_people_alone_have() -> None:
    assert told("diagnosis", WRONG) == {"special.health"}
    assert told("diagnosis", WRONG, **LOOM, patient_id=("p1", "p2")) == {"special.health"}
    assert told("diagnosis", WRONG, **LOOM, sex=("female", "male")) == {"special.health"}
    assert told("diagnosis", ("asthma", "reed worn", "warp slack"), **LOOM) == {"special.health"}


def test_codes_of_engines_are_none_of_illnesses() -> None:
    codes = ("P0301", "P0420", "U0100", "P0171", "C0035")
    assert told("diagnosis_code", codes, odometer=(10_200, 90_400), engine_hours=(120, 340)) == set()
    assert told("diagnosis_code", codes) == {"special.health"}


def test_groups_of_blood_are_of_somebody_whatever_machine_is_beside() -> None:
    rows = [
        {"nome": f"Ada Berg {n}", "wifi_mac": f"3c:22:fb:00:11:{n:02x}", "server": "eu1", "device": "Pixel"}
        | {"gruppo_sanguigno": ("A+", "O-", "0+", "AB-")[n % 4]}
        for n in range(24)
    ]
    assert "special.health" in claimed(rows)["gruppo_sanguigno"]


def test_who_was_born_someday_is_no_machine() -> None:
    ails = ["sleep walking", "odd gait", "night sweats", "grey spots"]
    rows = [
        {"device": "Pixel", "server": "eu1", "diagnosis": ails[n % 4], "n": n, "host": f"h{n}", "date_of_birth": day}
        for n, day in enumerate(f"{1950 + at}-0{at % 9 + 1}-1{at % 7}" for at in range(24))
    ]
    assert "special.health" in claimed(rows)["diagnosis"]
