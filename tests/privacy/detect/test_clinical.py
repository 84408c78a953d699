"""Health of somebody in running text."""

import pytest

from leftopen.privacy.detect.clinical import find
from tests.privacy.told import claimed

NOTES = {
    "en": ("Pt with low back pain and fever, started on ibuprofen", "HIV+, VL undetectable, cont. ART"),
    "de": ("Patient klagt über Brustschmerzen, Diagnose: Hypertonie", "Wegen Hautkrebs stationär behandelt"),
    "fr": ("Patiente enceinte, antécédent de dépression", "Souffre de migraine depuis un an"),
    "es": ("Paciente con diabetes, en tratamiento", "Refiere episodios de asma"),
    "pl": ("Pacjentka choruje na cukrzycę", "Pacjent leczony z powodu depresji"),
    "ru": ("Пациент страдает гипертонией", "Жалобы на кашель, диагноз: астма"),
    "el": ("Ο ασθενής πάσχει από διαβήτη", "Ασθενής με υπέρταση σε αγωγή"),
    "fi": ("Potilaalla on todettu rintasyöpä", "Potilaan lääkitys: astma"),
    "hu": ("A beteg magas vérnyomásban szenved", "Kezelés: depresszió miatt"),
    "ja": ("患者は糖尿病で通院中", "高血圧と診断され服用中"),
    "ko": ("환자는 우울증 진단을 받고 복용 중", "당뇨병으로 입원 치료 중"),
    "tr": ("Hasta diyabet tedavisi görüyor", "Astım tanısı var, ilaç kullanıyor"),
}
OTHERS = [
    "Depression is the theme of the quarter, says the bank",
    "The patient server waits for the chest of drawers",
    "Order shipped from the warehouse on Monday",
    "Faktura wysłana, płatność w terminie",
    "Товар отгружен со склада в срок",
    "Fix a race that kept keystrokes from the archive",
    "商品は倉庫から発送済み",
    "We treated the wood with oil, it gives no rash",
    "",
]


@pytest.mark.parametrize("language", NOTES)
def test_illness_beside_a_word_of_treatment_is_found_in_any_form(language: str) -> None:
    for note in NOTES[language]:
        assert list(find(note)), note


@pytest.mark.parametrize("text", OTHERS)
def test_illness_or_treatment_alone_is_nobodys(text: str) -> None:
    assert list(find(text)) == []


def test_several_words_for_illness_need_no_word_of_treatment() -> None:
    assert list(find("asthma, migraine, anxiety, eczema, high blood pressure since 2009"))


@pytest.mark.parametrize("language", NOTES)
def test_a_field_of_such_notes_is_claimed_whatever_it_is_called(language: str) -> None:
    rows = [{"txt": f"{NOTES[language][n % 2]} ({n})", "log": OTHERS[n % 7], "n": n} for n in range(24)]
    found = claimed(rows)
    assert "special.health" in found["txt"]
    assert not found["log"]


@pytest.mark.parametrize(
    "text",
    [
        "Сахарный диабет 2 типа. Добавлен метформин.",
        "Тревожное расстройство, сертралин 50 мг",
        "Cukrzyca typu 2, włączono metforminę",
        "Diabetes tipo 2, HbA1c 8,4 %",
        "Frattura del radio, gesso per quattro settimane",
        "Diabetes mellitus type 2, metformine 500",
    ],
)
def test_what_is_taken_for_an_illness_is_treatment(text: str) -> None:
    """Substances are called alike in most languages (INN), and doses are written alike."""
    assert list(find(text))


@pytest.mark.parametrize("text", ["инсулин и шприцы на складе", "metformin in stock", "sertraline, diazepam"])
def test_a_substance_alone_is_a_ware(text: str) -> None:
    assert not list(find(text))
