"""Children who are called nothing that says so."""

from datetime import UTC, datetime
from typing import Any

from tests.privacy.told import claimed

NOW = datetime.now(UTC).year
WHO = ("Anke Vogt", "Bram Moss", "Eva Kern", "Jan Holt", "Max Feld", "Ute Bock", "Nils Berg", "Karin Ek", "Ada Kurz")


def rows(born: range, *names: str) -> list[dict[str, Any]]:
    years = list(born)
    return [
        {"geb.": f"1{n % 9}.03.{years[n % len(years)]}", "Allergien": "Laktose", **dict.fromkeys(names, WHO[n % 9])}
        for n in range(30)
    ]


def test_births_of_the_last_years_beside_who_looks_after_them_are_of_children() -> None:
    found = claimed(rows(range(NOW - 9, NOW - 3), "Erziehungsberechtigte"))
    assert found["geb."] == {"person.birth_date", "minor.child"}


def test_ages_are_too() -> None:
    young = [{"age": 3 + n % 12, "guardian_name": WHO[n % 9], "tel": f"+4477009{10000 + n}"} for n in range(30)]
    found = claimed(young)
    assert "minor.child" in found["age"]


def test_those_of_grown_people_are_not() -> None:
    assert claimed(rows(range(NOW - 60, NOW - 3), "Erziehungsberechtigte"))["geb."] == {"person.birth_date"}
    assert claimed(rows(range(NOW - 9, NOW - 3)))["geb."] == {"person.birth_date"}
    grown = [{"age": 3 + n, "guardian_name": WHO[n % 9], "tel": f"+4477009{10000 + n}"} for n in range(30)]
    assert "minor.child" not in claimed(grown)["age"]


def test_processes_and_whiskies_have_a_parent_and_no_childhood() -> None:
    for parent in (7001, "Distillers"):
        assert (
            "minor.child"
            not in claimed([{"name": f"x{n}", "parent": parent, "age": 3 + n % 12} for n in range(30)])["age"]
        )


def test_who_looks_after_them_may_be_told_above_a_name() -> None:
    rows = [
        {"alumno": {"f_nac": f"{NOW - 12 + n % 6}-03-1{n % 9}"}, "tutor": {"nombre": WHO[n % 9]}} for n in range(30)
    ]
    assert "minor.child" in claimed(rows)["alumno.f_nac"]
    grown = [
        {"alumno": {"f_nac": f"{NOW - 30 + n % 6}-03-1{n % 9}"}, "tutor": {"nombre": WHO[n % 9]}} for n in range(30)
    ]
    assert claimed(grown)["alumno.f_nac"] == {"person.birth_date"}
