"""What values tell under names that tell nothing, in records of people."""

import base64
import hashlib
from datetime import date, timedelta
from typing import Any

import pytest

from leftopen import classify
from leftopen.privacy.detect.checksum import vin
from tests.privacy.told import claimed

NAMES = ["Anna Nowak", "Piotr Zieliński", "Ewa Kowalczyk", "Tomasz Wójcik", "Maria Lewandowska", "Jan Kamiński"]


def told(values: list[Any], name: str = "zzq", **beside: Any) -> set[str]:
    """The labels that are claimed of a field in records of people, or of what stands `beside`."""
    people = beside or {"full_name": NAMES}
    rows = [
        {name: value, **{each: many[at % len(many)] for each, many in people.items()}}
        for at, value in enumerate(values)
    ]
    field = next(each for each in classify(rows)["fields"] if each["path"] == name)
    return {label["label"] for label in field["labels"] if label["confidence"] >= 0.5}


def luhn(body: str) -> str:
    doubled = (sum(divmod(int(c) * (2 - at % 2), 10)) for at, c in enumerate(reversed(body)))
    return body + str(-sum(doubled) % 10)


def thai(body: str) -> str:
    return body + str((11 - sum(int(c) * (13 - at) for at, c in enumerate(body)) % 11) % 10)


THAI = [thai(f"1{at * 7919 % 10**11:011d}") for at in range(1, 31)]
TIMES = [date(1948, 3, 1) + timedelta(days=599 * at) for at in range(30)]


def test_numbers_with_a_check_are_told_under_any_name() -> None:
    assert told(THAI) == {"id.th.pin"}
    assert told([int(each) for each in THAI]) == {"id.th.pin"}


def test_numbers_of_several_countries_are_of_none() -> None:
    """Nine digits by Luhn are issued in more than one country."""
    assert told([luhn(f"{31_415_926 + at * 7_654_321 % 60_000_000:08d}") for at in range(30)]) == {"id.xx.national"}


def several() -> list[str]:
    dni = [f"{n:08d}{'TRWAGMYFPDXBNJZSQVHLCKE'[n % 23]}" for n in range(11_111_111, 99_000_000, 9_876_543)]
    return [each for pair in zip(THAI, dni, strict=False) for each in pair]


def test_numbers_of_several_countries_in_one_field_are_of_none() -> None:
    assert below(several()) == {"id.xx.national"}
    assert below(THAI) == {"id.th.pin"}


def test_numbers_of_documents_that_only_look_so_are_none() -> None:
    assert below([f"{at * 48_271 % 10**9 + 10**12}" for at in range(1, 40)]) == set()
    assert below([f"{each[:-1]}{(int(each[-1]) + 4) % 10}" for each in THAI]) == set()


def below(numbers: list[str]) -> set[str]:
    """What is told of numbers of documents, below an object of people."""
    rows = [{"applicant": NAMES[at % 6], "doc": {"kind": "b", "number": each}} for at, each in enumerate(numbers)]
    field = next(each for each in classify(rows)["fields"] if each["path"] == "doc.number")
    return {label["label"] for label in field["labels"] if label["confidence"] >= 0.5}


@pytest.mark.parametrize(
    "values",
    [
        pytest.param([*THAI[:15], *(f"{at}{each[1:]}" for at, each in enumerate(THAI[15:24], 1))], id="some fail"),
        pytest.param([str(10**12 + at) for at in range(30)], id="in a row"),
        pytest.param([f"2024{at % 12 + 1:02d}{at % 28 + 1:02d}{at * 379 % 10000:04d}" for at in range(30)], id="dated"),
        pytest.param(THAI[:5] * 6, id="few"),
    ],
)
def test_other_numbers_are_none(values: list[str]) -> None:
    assert told(values) == set()


def test_they_are_of_somebody_alone() -> None:
    numbers = [luhn(f"{31_415_926 + at * 7_654_321 % 60_000_000:08d}") for at in range(30)]
    assert told(numbers, size=[1, 2, 3], colour=["red", "green"]) == set()
    assert told(numbers, name="invoice_no") == set()


def test_dates_of_a_generation_are_those_of_birth() -> None:
    assert told([each.isoformat() for each in TIMES]) == {"person.birth_date"}
    assert told([f"{each:%d.%m.%Y}" for each in TIMES]) == {"person.birth_date"}


def test_dirt_among_them_hides_neither_births_nor_genders() -> None:
    dirty = ["0", "see notes", "unknown", "1970-01-01 (old)"]
    assert told([*(each.isoformat() for each in TIMES), *dirty]) == {"person.birth_date"}
    assert told(["weiblich", "männlich", "weiblich", "weiblich (alt)", "n/a", "männlich"] * 6) == {"person.gender"}
    assert told(["weiblich", "sonstiges", "Kinder", "Haustiere", "n/a", "männlich"] * 6) == set()


def test_other_dates_are_not() -> None:
    assert told([(each + timedelta(days=12_000)).isoformat() for each in TIMES]) == set()
    assert told([each.isoformat() for each in TIMES], name="created_at") == set()
    assert told([each.isoformat() for each in TIMES], station=["Dom", "Messe", "Hafen"], line=[1, 2, 3]) == set()
    assert told([each.isoformat() for each in TIMES], name="zzq", full_name=NAMES, dob=["1970-01-02"]) == set()


@pytest.mark.parametrize(
    ("name", "values", "labels"),
    [
        pytest.param("EmpCode", [f"EMP{at * 37 % 900 + 100}" for at in range(30)], set(), id="codes of employees"),
        pytest.param("penerima_bantuan", ["Ya", "Tidak", "Ya"] * 10, set(), id="who gets it, or whether"),
        pytest.param("penerima_bantuan", NAMES * 5, {"person.name"}, id="who gets it"),
        pytest.param("prosrochenDni", [at * 3 for at in range(30)], set(), id="days overdue are no DNI"),
        pytest.param("dni", [20_123_456 + at * 99_991 for at in range(30)], {"id.xx.national"}, id="DNI"),
        pytest.param(
            "ПИН", [f"1{at + 1:02d}061984{at:05d}" for at in range(28)], {"id.kg.pin"}, id="number, no secret"
        ),
        pytest.param("pin", [f"{at * 373 % 9000 + 1000}" for at in range(30)], {"credential.password"}, id="secret"),
        pytest.param("ref", [f"00{at * 7_919_919_919 % 10**10:010d}" for at in range(1, 31)], set(), id="filled up"),
        pytest.param("namba_usajili", [f"02-03-{at * 271 % 9000 + 1000}" for at in range(30)], set(), id="file"),
        pytest.param("suc", ["001", "014", "207"] * 10, set(), id="branches, no crimes"),
        pytest.param(
            "trr",
            [f"SI56 {at + 1000} 0000 {at * 7 % 9000 + 1000} 1{at:02d}" for at in range(30)],
            {"finance.account"},
            id="account",
        ),
        pytest.param(
            "nr_rachunku",
            [f"61 1090 1014 0000 0712 {at + 1000} 28{at:02d}" for at in range(30)],
            {"finance.account"},
            id="NRB",
        ),
        pytest.param(
            "wykroczenie_kwalif",
            ["art. 87 §1 kw", "art. 92a §1 kw", "art. 86 §1 kw"] * 10,
            {"criminal.record"},
            id="articles",
        ),
        pytest.param(
            "pasal",
            ["112 UU Narkotika", "363 KUHP", "378 KUHP"] * 10,
            {"criminal.record"},
            id="articles under an ambiguous word",
        ),
        pytest.param("pasal", ["I", "II", "III"] * 10, set(), id="clauses"),
    ],
)
def test_what_stands_beside_names_of_people(name: str, values: list[Any], labels: set[str]) -> None:
    assert told(values, name=name) == labels


def test_opaque_templates_are_of_a_face_where_the_name_says_so() -> None:
    templates = [
        base64.b64encode(bytes((at * 89 + each * 151) % 251 for each in range(512))).decode() for at in range(12)
    ]
    assert told(templates, name="face_template") == {"biometric.face_embedding"}
    assert told(templates, name="logo_data") == set()


def test_full_names_under_a_longer_name_say_that_somebody_is_meant() -> None:
    times = [each.isoformat() for each in TIMES]
    assert told(times, name="dr_zad", fio_zad=NAMES) == {"person.birth_date"}


def test_parts_of_seconds_are_no_years_of_birth() -> None:
    stamps = [f"2026-{n % 9 + 1:02}-{n % 28 + 1:02} 04:50:28.{1905 + 3 * n}" for n in range(30)]
    assert told(stamps) == set()
    born = [f"{1931 + 2 * n}-{n % 9 + 1:02}-{n % 28 + 1:02} 00:00:00.000" for n in range(30)]
    assert told(born) == {"person.birth_date"}


def vehicles(right: int) -> list[str]:
    """Invented numbers of vehicles, the check digit moved by `right`."""
    found = []
    for at in range(30):
        text = f"1ZZ{'ABCDEFGH'[at % 8]}J5{'KLMNPRST'[at % 8]}{at % 10}0R{'WXYZ'[at % 4]}{100_000 + at * 7_919:06d}"
        checks = "0123456789X"
        place = next(n for n, c in enumerate(checks) if vin(f"{text[:8]}{c}{text[9:]}"))
        found.append(f"{text[:8]}{checks[(place + right) % 11]}{text[9:]}")
    return found


def test_vehicles_and_telephones_of_somebody_are_told_by_their_check() -> None:
    devices = [luhn(f"35{at * 104_729 % 10**12:012d}") for at in range(1, 31)]
    assert told(vehicles(0)) == {"vehicle.vin"}
    assert told(devices) == {"network.imei"}
    assert told([int(each) for each in devices]) == {"network.imei"}


@pytest.mark.parametrize(
    "values",
    [
        vehicles(1),
        [f"35{at * 104_729 % 10**13:013d}" for at in range(1, 31)],
        [luhn(f"77{at * 104_729 % 10**12:012d}") for at in range(1, 31)],
        [f"{at:08X}{at * 7919:09X}" for at in range(30)],
    ],
)
def test_serials_and_hashes_of_that_length_are_none(values: list[str]) -> None:
    assert told(values) & {"vehicle.vin", "network.imei"} == set()


def test_vehicles_and_telephones_beside_nobody_are_of_nobody() -> None:
    assert told(vehicles(0), colour=["red", "blue"]) == set()


@pytest.mark.parametrize("name", ["šifra_proizvoda", "item_code", "kod_towaru", "component_no", "номер_запчасти"])
def test_codes_of_wares_are_no_numbers_of_people_whatever_their_check(name: str) -> None:
    assert told(THAI, name) == set()


@pytest.mark.parametrize("name", ["buyer_code", "item_owner_no", "ref", "member_no"])
def test_codes_of_anybody_else_are(name: str) -> None:
    assert told(THAI, name) == {"id.th.pin"}


def test_hashes_of_a_table_of_passwords_are_theirs() -> None:
    def rows(table: str) -> list[dict[str, Any]]:
        digest = [base64.b64encode(hashlib.sha256(bytes([at])).digest()).decode() for at in range(30)]
        return [{table: {"column1": at, "column2": digest[at], "column3": digest[at][:8]}} for at in range(30)]

    told = claimed(rows("passwords"))
    assert told["passwords.column2"] == {"credential.password_hash"}
    assert told["passwords.column1"] == told["passwords.column3"] == set()
    assert not any(claimed(rows("parcels")).values())
    same = [{"passwords": {"column1": at, "column2": "A" * 43 + "="}} for at in range(30)]
    assert claimed(same)["passwords.column2"] == set()
