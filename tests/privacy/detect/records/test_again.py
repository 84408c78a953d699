"""Tables of people whose columns begin alike, or are clipped, and what stands beside them and is of nobody."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

import leftopen

PEOPLE = {
    "nn": ["Hoffmann", "Schreiber", "Albrecht", "Brandt", "Vogel", "Lindner", "Zimmermann", "Kraus", "Weber", "Huber"],
    "vn": ["Sabine", "Lukas", "Annika", "Heike", "Torsten", "Matthias", "Ursula", "Jonas", "Leonie", "Martin"],
    "geb": [f"{1950 + 3 * at}-0{1 + at % 9}-1{at % 10}" for at in range(10)],
    "tel": [f"07361 / 55{at}01{at}" for at in range(10)],
}
GOODS = ["new", "used", "spare", "broken", "new", "used", "spare", "new", "used", "new"]


def told(columns: Mapping[str, Sequence[Any]]) -> dict[str, set[str]]:
    """What is claimed of each field of a table that is given by its columns."""
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    fields = leftopen.classify(rows)["fields"]
    return {each["path"]: {x["label"] for x in each["labels"] if x["confidence"] >= 0.5} for each in fields}


def test_a_beginning_that_all_names_share_is_left_out() -> None:
    """`mgl_geb` beside `mgl_nr` and `mgl_ort` is `geb`."""
    table = {f"mgl_{name}": values for name, values in PEOPLE.items()} | {"mgl_nr": list(range(101, 111))}
    found = told(table)
    assert found["mgl_geb"] == {"person.birth_date"}
    assert found["mgl_vn"] == found["mgl_nn"] == {"person.name"}
    assert not found["mgl_nr"]


def test_a_beginning_that_is_of_a_thing_stays() -> None:
    """What is said of products is not read as if it were said of people."""
    found = told({f"prod_{name}": GOODS for name in ("geb", "vn", "art", "sex", "zustand")})
    assert not any(found.values())


def test_names_below_a_word_of_no_known_language() -> None:
    """Given names and surnames beside what is personal are names, however the field is called; towns are not."""
    contact = {"e_mail": [f"p{at}@example.org" for at in range(10)]}
    found = told(contact | {"qwfam": PEOPLE["nn"], "qwgiv": PEOPLE["vn"]})
    assert found["qwfam"] == found["qwgiv"] == {"person.name"}
    towns = ["Leeds", "Bristol", "Gdynia", "Ostrava", "Lyon", "Derby", "Brno", "Surabaya", "Houston", "Faro"]
    trades = ["Sales", "Finance", "Logistics", "Kitchen", "Legal", "Support", "Security", "Cleaning", "Repair", "Yard"]
    assert not told(contact | {"qwort": towns, "qwabt": trades})["qwabt"]
    assert "person.name" not in told(contact | {"qwort": towns})["qwort"]
    assert not told({"qwfam": PEOPLE["nn"], "size": list(range(10))})["qwfam"]


@pytest.mark.parametrize(
    ("name", "values", "label"),
    [
        ("dat_rodj", ["12.05.1980.", "03.11.1967.", "30.01.1991."], "person.birth_date"),
        ("rsid", ["rs80357906", "rs429358", "rs113993960"], "special.genetic"),
        ("offence_code", ["TH68001", "MD71101", "COML001A"], "criminal.record"),
        ("annl_incm", [420000, 1250000, 98000], "finance.income"),
        ("brutto_jahresgehalt", [42000, 51000, 38000], "finance.income"),
        ("kfz", ["M-AB 1234", "KS-XY 77", "HB-C 902"], "vehicle.plate"),
        ("tydzien_ciazy", [12, 33, 8], "special.fertility"),
        ("odbory_clen", ["áno", "nie", "áno"], "special.union"),
        ("fprint_tmpl", ["Q" * 40, "Rk1S" + "b" * 60, "Z" * 44], "biometric.fingerprint"),
    ],
)
def test_clipped_names(name: str, values: list[Any], label: str) -> None:
    """What a clipped name tells beside somebody who is named."""
    beside = {"email": [f"p{at}@example.org" for at in range(len(values))]}
    assert told(beside | {name: values})[name] == {label}


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("ciclo", ["2023-2024", "2024-2025", "2023/24"]),
        ("matricula", ["A01234567", "A07654321", "A01112223"]),
        ("tz", ["Europe/London", "America/New_York", "Asia/Tokyo"]),
        ("lidnommer", ["004711", "004712", "004713"]),
        ("uidNumber", [1001, 1002, 1003]),
        ("dat", ["2024-03-01T10:00:00Z", "2024-03-02T10:00:00Z", "2024-03-05T10:00:00Z"]),
        ("period_start", ["2024-03-01", "2024-04-01", "2024-05-01"]),
        ("vulnerabilities", ["CVE-2024-1", "none", "CVE-2023-9"]),
    ],
)
def test_what_looks_so(name: str, values: list[Any]) -> None:
    """Companions of people that are nothing of theirs."""
    beside = {"email": [f"p{at}@example.org" for at in range(len(values))]}
    assert not told(beside | {name: values})[name]


def test_a_part_of_a_fingerprint_is_one_whatever_it_is_called() -> None:
    held = ["Rk1SACAyMAAAAAD2AAABPAFiAMUAxQEAAAAoI0CH" * 6 + f"{at:02}==" for at in range(8)]
    rows = [{"huellas": {"parteDer": each}, "correo": f"p{at}@example.org"} for at, each in enumerate(held)]
    found = {each["path"]: each["labels"] for each in leftopen.classify(rows)["fields"]}
    (part,) = found.keys() - {"correo"}
    assert [each["label"] for each in found[part]] == ["biometric.fingerprint"]


def test_letters_that_old_systems_write_before_each_name() -> None:
    """`PTDOB8` beside `PTMRN` and `PTLNM` is `DOB8`; one name that begins so is none."""
    table = {
        "PTMRN": [f"00{4711 + at}" for at in range(10)],
        "PTLNM": PEOPLE["nn"],
        "PTFNM": PEOPLE["vn"],
        "PTRLGN": ["RC", "BAP", "MUS", "JEW", "RC", "BAP", "MUS", "JEW", "RC", "BAP"],
        "PTDOB8": [f"{1950 + 3 * at}0{1 + at % 9}1{at % 10}" for at in range(10)],
        "PTFACL": ["01", "02", "07", "01", "02", "07", "01", "02", "07", "01"],
    }
    found = told(table)
    assert found["PTLNM"] == found["PTFNM"] == {"person.name"}
    assert found["PTRLGN"] == {"special.religion"}
    assert not found["PTFACL"]
    goods = {f"IT{name}": GOODS for name in ("RACE", "TRACE", "TYPE", "MOD", "LINE")}
    assert not any(told(goods).values())
