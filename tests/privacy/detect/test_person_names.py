"""How names of people look."""

import pytest

from leftopen.privacy.detect import person_names
from tests.privacy.told import claimed, told


@pytest.mark.parametrize("name", ["王芳", "王小明", "欧阳锋", "欧阳若兰", "阿依古丽·买买提", "張偉", "諸葛亮"])
def test_chinese(name: str) -> None:
    assert person_names.chinese(name)


@pytest.mark.parametrize("word", ["王", "金额", "高度", "时间", "设备编号", "北京市", "王小明明", "ab", "白名单"])
def test_not_chinese(word: str) -> None:
    assert not person_names.chinese(word)


@pytest.mark.parametrize(
    ("text", "is_shaped", "is_known"),
    [
        ("Ada Lovelace", True, False),
        ("Maria Gomez", True, True),
        ("Dr. Hans Müller", True, True),
        ("GARCIA, Maria", True, True),
        ("محمد علي", True, True),
        ("田中 太郎", True, True),
        ("김민준", True, False),
        ("Red Chair", True, False),
        ("Maria", True, False),
        ("SKU 12", False, False),
        ("x", False, False),
        ("a" * 80, False, False),
    ],
)
def test_shapes(text: str, is_shaped: bool, is_known: bool) -> None:
    assert person_names.shaped(text) is is_shaped
    assert person_names.known(text) is is_known


def found(text: str) -> list[str]:
    return sorted({text[start:end] for start, end in person_names.in_prose(text)})


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("联系人张伟电话", ["张伟"]),
        ("请致电李娜女士", ["李娜"]),
        ("我叫王小明，住在", ["王小明"]),
        ("刘洋的手机号码", ["刘洋"]),
        ("患者：欧阳若兰", ["欧阳若兰"]),
        ("Dear Mr. Smith,", ["Smith"]),
        ("my name is Zora Neale", ["Zora Neale"]),
        ("signed by Maria de la Cruz yesterday", ["Maria de la Cruz"]),
        ("The Red Chair is here", []),
        ("金额很高，时间不够", []),
        ("家属来访，心情很好", []),
        ("家属王小明来访，心情很好", ["王小明"]),
    ],
)
def test_running_text(text: str, names: list[str]) -> None:
    assert found(text) == names


def test_a_sound_is_no_picture() -> None:
    sound = "UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAAA" * 3
    assert told("probka_glosu", [sound] * 20).keys() == {"biometric.voice"}


def test_korean_names_under_a_word_for_somebody_are_names() -> None:
    names = ["김민준", "이서연", "박지우", "최현수", "정미숙", "강도윤", "조은경", "윤성호", "장예원", "임지현"]
    assert claimed([{"직원": name, "n": n} for n, name in enumerate(names * 2)])["직원"] == {"person.name"}
    assert claimed([{"병명": name} for name in ["우울증", "고혈압", "당뇨병", "천식", "비염"] * 4])["병명"] != {
        "person.name"
    }
