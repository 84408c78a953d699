"""Numbers of inmates, which say that somebody is held."""

import pytest

from tests.privacy.told import claimed

OFFENCE = {"criminal.record"}


@pytest.mark.parametrize(
    "name",
    [
        "prisoner_number",
        "Häftlingsnummer",
        "numer więźnia",
        "matricola detenuto",
        "nomor tahanan",
        "囚犯编号",
        "hükümlü no",
        "zatvorenički_broj",
        "수감자번호",
        "कैदी_नंबर",
    ],
)
def test_a_number_of_an_inmate_tells_of_a_conviction(name: str) -> None:
    rows = [{name: f"K{4100 + 37 * n}", "wing": "abc"[n % 3]} for n in range(30)]
    assert claimed(rows)[name] == OFFENCE


@pytest.mark.parametrize(
    "name", ["inmate_count", "prisoners", "número interno", "id interno", "numer pokoju", "broj_zatvorenika"]
)
def test_a_count_of_inmates_and_an_extension_tell_of_none(name: str) -> None:
    rows = [{name: 40 + 3 * n, "wing": "abc"[n % 3]} for n in range(30)]
    assert not claimed(rows)[name]


def test_what_else_an_inmate_has_keeps_its_kind() -> None:
    rows = [
        {"inmate_name": name, "inmate_no": n} for n, name in enumerate(["Ada Kurz", "Jo Lind", "Max Ray", "Eva Berg"])
    ]
    assert claimed(rows)["inmate_name"] == {"person.name"}
