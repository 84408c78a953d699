"""Addresses are told by their parts, or by their field."""

import pytest

from leftopen.privacy.detect import evidence
from leftopen.privacy.detect.kinds.contact import address as detector
from tests.privacy.told import in_text, told


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("Hauptstraße 5", True),
        ("北京市朝阳区建国路88号", True),
        ("10115", True),  # a postal code
        ("https://example.org/x", False),
        ("zhao@example.org", False),
        ("", False),
        ("x" * 400, False),
    ],
)
def test_valid(text: str, is_one: bool) -> None:
    assert detector.valid(text) is is_one


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("北京市朝阳区建国路88号3单元", True),
        ("上海市浦東新區世紀大道100號", True),
        ("12 Acacia Avenue, Springfield", True),
        ("Hauptstraße 5, 10115 Berlin", True),
        ("Calle Mayor 12", True),
        ("ул. Ленина 5", True),
        ("version 12", False),
        ("During 1971", False),
        ("三个问题", False),
    ],
)
def test_see(text: str, found: bool) -> None:
    assert detector.see([text]) is found


@pytest.mark.parametrize(
    "name", ["address.street", "家庭住址", "direccion", "adresse", "Anschrift", "endereco", "адрес", "العنوان", "jtzz"]
)
def test_fields_in_many_languages(name: str) -> None:
    assert told(name, [f"Calle Mayor {n}" for n in range(20)])["contact.address"] >= 0.6


@pytest.mark.parametrize("name", ["ip_address", "mac_address", "wallet_address", "email_address", "company_address"])
def test_addresses_of_other_kinds(name: str) -> None:
    assert "contact.address" not in told(name, [f"value {n}" for n in range(20)])


def test_running_text() -> None:
    assert in_text("我住在北京市朝阳区建国路88号，欢迎来访") == [("contact.address", "北京市朝阳区建国路88号")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("version=1.2.3.4 os=linux level=info", []),
        ("restarted 4 os", []),
        ("he lives at 12 rue Lepic", [("contact.address", "12 rue Lepic")]),
        ("they met at 12 Acacia Avenue", [("contact.address", "12 Acacia Avenue")]),
        ("they met at 28 Mill way", [("contact.address", "28 Mill way")]),
        ("I put 8 soldiers in castle 3, and the easiest way to get to 28 is castle 10", []),
        ("you win castles 10, 9, 8, I've put many troops on 4. I tie the other half 75", []),
        ("we went via the office on line 5", []),
        ("abita in via Roma 12 da un anno", [("contact.address", "via Roma 12")]),
    ],
)
def test_a_number_beside_its_street(text: str, found: list[tuple[str, str]]) -> None:
    assert in_text(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "群馬県渋谷区中三依5丁目27番18号",
        "대구광역시 서대문구 학동로 60",
        "서울특별시 강남구 테헤란로 12길 34-5",
        "01/81 ถ.ศรีอุ่น ต.บางไผ่ อ.นาหว้า ขอนแก่น 41860",
        "Szegedi utca 16.\nH-2390 Eger",
        "Ekgatan 815\n78301 Västerås",
        "вулиця Рози вітрів, буд. 7",
        "улица Ленина, д. 12",
        "18 Nguyễn Tất Thành phường Tân Phú",
    ],
)
def test_addresses_of_many_countries_are_told_by_themselves(text: str) -> None:
    assert detector.see([text])


@pytest.mark.parametrize(
    "text",
    [
        "試合は3番で",
        "서울로 5시간 걸렸다",
        "3 หมู่บ้าน",
        "hosszú út 5 km volt",
        "uma estrada com 5 km",
        "de prijs steeg 5 procent",
        "на шоссе 5 машин",
        "jalan kaki 5 km",
    ],
)
def test_numbers_beside_a_road_are_no_addresses(text: str) -> None:
    assert not detector.see([text])
    assert in_text(text) == []


def test_mask_shows_no_letter() -> None:
    assert set(detector.mask(["12 Acacia Avenue"])) == {"█", " "}


def test_nothing_is_remembered_of_texts_that_are_to_be_forgotten() -> None:
    assert detector.see(["12 Acacia Avenue, Springfield"])
    assert detector._found.cache_info().currsize == 1
    evidence.forget()
    assert detector._found.cache_info().currsize == 0


def test_streets_that_are_cut_short_are_told_by_the_place_behind_them() -> None:
    assert told(
        "column4", [f"{street}str. {n}, 3411{n % 9} Kassel" for n in range(1, 9) for street in ("Haupt", "Berg")]
    )
    assert not told("column4", [f"{word} {n}" for n in range(1, 9) for word in ("Instr.", "Constr.")])
