"""Chinese resident numbers are told by region, date and check."""

import pytest

from leftopen.privacy.detect.kinds.id import cn_resident as detector
from tests.privacy.told import in_text, told


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("11010519491231002X", True),
        ("11010519491231002x", True),
        ("110105194912310021", False),  # check
        ("99010519491231002X", False),  # region
        ("11010519491331002X", False),  # month
        ("11010518001231002X", False),  # check of that date
        ("1101051949123100", False),  # length
        ("１１０１０５１９４９１２３１００２Ｘ", False),  # not ASCII
    ],
)
def test_valid(text: str, is_one: bool) -> None:
    assert detector.valid(text) is is_one


WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def number(n: int) -> str:
    body = f"310104{1950 + n % 50}{1 + n % 12:02}{1 + n % 28:02}{n % 1000:03}"
    return body + "10X98765432"[sum(int(c) * w for c, w in zip(body, WEIGHTS, strict=True)) % 11]


def test_a_field_without_a_name_is_claimed() -> None:
    assert told("x9", [number(n) for n in range(20)])["id.cn.resident"] >= 0.9


@pytest.mark.parametrize("name", ["身份证号", "身份證字號碼", "sfzh", "idCardNo", "公民身份号码", "证件号码"])
def test_a_name_makes_it_surer(name: str) -> None:
    assert told(name, [number(n) for n in range(20)])["id.cn.resident"] >= 0.95


def test_wrong_checks_are_not_claimed_by_value() -> None:
    wrong = [number(n)[:17] + ("0" if number(n)[17] != "0" else "1") for n in range(50)]
    assert told("x9", wrong) == {}
    assert told("身份证号", wrong)["id.cn.resident"] < 0.7


def test_running_text() -> None:
    assert in_text("身份证11010519491231002X。") == [("id.cn.resident", "11010519491231002X")]


def test_normal_and_mask() -> None:
    assert detector.normal(" 11010519491231002x ") == "11010519491231002X"
    assert detector.normal("x") == ""
    assert detector.mask(["11010519491231002X"]) == "1███████████████2X"
