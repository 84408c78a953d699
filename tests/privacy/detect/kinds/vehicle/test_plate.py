"""Plates are told by their field; Chinese ones alone are a hint."""

import pytest

from leftopen.privacy.detect.kinds.vehicle import plate as detector
from tests.privacy.told import in_text, told


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("京A12345", True),
        ("粤BD12345", True),
        ("B-AB 1234", True),
        ("京AI2345", False),  # never an I
        ("12", False),
        ("HELLO", False),  # no digit
    ],
)
def test_valid(text: str, is_one: bool) -> None:
    assert detector.valid(text) is is_one


PLATES = [f"京A{n:05}" for n in range(20)]


def test_fields() -> None:
    assert told("车牌号", PLATES)["vehicle.plate"] >= 0.8
    assert told("license_plate", [f"B-AB {1000 + n}" for n in range(20)])["vehicle.plate"] >= 0.8
    for between in ("-", "·", " ", "."):
        assert told("plate", [f"桂Q{between}{plate[2:]}" for plate in PLATES])["vehicle.plate"] >= 0.8
    assert 0.3 < told("x9", PLATES)["vehicle.plate"] < 0.5


def test_mask() -> None:
    assert detector.mask(["京A12345"]) == "京██████"


@pytest.mark.parametrize(
    ("text", "plate"),
    [
        ("The blue van, reg NJ63 UZY, was seen again.", "NJ63 UZY"),
        ("Kennzeichen: HH-TW 345 steht im Hof.", "HH-TW 345"),
        ("Le véhicule SN-508-SN a été flashé.", "SN-508-SN"),
        ("Matrícula 7177 BCD, aparcada aquí.", "7177 BCD"),
        ("A placa é DJT2C83, ano 2019.", "DJT2C83"),
        ("Targa GE 707 AF segnalata ieri.", "GE 707 AF"),
        ("Kenteken CN-103-B staat fout.", "CN-103-B"),
        ("Plaka 62 PV 669, ceza kesildi.", "62 PV 669"),
        ("Номер В629ТУ77 снят с учёта.", "В629ТУ77"),
        ("Авто КА 1122 ІК на стоянці.", "КА 1122 ІК"),
        ("车牌号沪J78744违停,罚款200元。", "沪J78744"),
        ("ナンバーは品川 490 さ 95-41です。", "品川 490 さ 95-41"),
        ("차량번호 91나 5296 주차 위반입니다.", "91나 5296"),
        ("Biển số 51F-123.45 đỗ sai chỗ.", "51F-123.45"),
        ("Plat D 1950 MDP parkir di sini.", "D 1950 MDP"),
        ("The taxi with plate HH55 CJN took her home.", "HH55 CJN"),
    ],
)
def test_running_text(text: str, plate: str) -> None:
    assert in_text(text) == [("vehicle.plate", plate)]


@pytest.mark.parametrize(
    "text",
    [
        "Auto BMW 320 kaufen, guter Zustand",
        "Order NJ63 UZY shipped on Monday",
        "The car A4 2015 is for sale here",
        "Bus 12 fährt um 8 Uhr nach Köln",
        "Das Auto DIN 1234 der Norm nach",
        "номер 1234567 в списке заказов тут",
        "the vehicle 12-03-2024 was sold",
    ],
)
def test_look_alikes_in_running_text(text: str) -> None:
    assert not [hit for hit in in_text(text) if hit[0] == "vehicle.plate"]
