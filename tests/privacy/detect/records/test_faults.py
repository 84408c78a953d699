"""Faults of machines under words for illnesses."""

import pytest

from tests.privacy.told import claimed

HOLDER = {"full_name": ("Ada Lovell", "Jon Kurz", "Eva Ray"), "phone": ("020 7946 0018", "0161 496 0127")}


def told(name: str, values: tuple[str, ...]) -> set[str]:
    """What is claimed of a field beside somebody."""
    every = {**HOLDER, name: values}
    return claimed([{key: of[n % len(of)] for key, of in every.items()} for n in range(24)])[name]


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("diagnosis", ("flat tyre", "worn brake", "broken spoke", "fine")),
        ("symptom", ("water leak", "door seal torn", "none")),
        ("diagnosi", ("cinghia rotta", "cuscinetto", "ok")),
        ("diagnóstico", ("fusible quemado", "cortocircuito", "correa")),
        ("диагноз", ("обрыв кабеля", "подшипник", "норма")),
        ("diagnoza", ("zwarcie", "uszczelka", "brak")),
        ("症状", ("パンク", "ブレーキ異音", "なし")),
        ("증상", ("타이어 펑크", "누유", "없음")),
        ("诊断", ("轮胎爆胎", "刹车异响", "正常")),
        ("تشخیص", ("نشتی آب", "پنچری", "سالم")),
    ],
)
def test_what_is_wrong_with_a_machine_is_no_illness(name: str, values: tuple[str, ...]) -> None:
    assert told(name, values) == set()


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("diagnosis", ("asthma", "heart valve leak", "battery of a pacemaker")),
        ("diagnosis", ("ringing noise in the ear", "cough", "none")),
        ("diagnosis", ("rare one", "another one", "unlisted thing")),
        ("診断", ("喘息", "弁膜症", "なし")),
    ],
)
def test_illnesses_stay_where_a_word_for_a_part_is_among_them(name: str, values: tuple[str, ...]) -> None:
    assert "special.health" in told(name, values)
