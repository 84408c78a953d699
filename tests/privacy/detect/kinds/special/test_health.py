"""Health data need their field; codes and common diagnoses alone are a hint."""

import pytest

from leftopen.privacy.detect import lexicon
from leftopen.privacy.detect.kinds.special import health as detector
from tests.privacy.told import claimed, told


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("asthma", True),
        ("12.5", True),
        (" ", False),
        ("https://example.org/x", False),
    ],
)
def test_valid(text: str, is_one: bool) -> None:
    assert detector.valid(text) is is_one


@pytest.mark.parametrize(
    "name",
    ["diagnosis", "诊断", "diagnóstico", "maladie", "Befund", "doença", "диагноз", "التشخيص", "bloodType", "allergies"],
)
def test_fields_in_many_languages(name: str) -> None:
    assert told(name, ["J45.9", "asthma"] * 10)["special.health"] >= 0.8


def test_nested_codes() -> None:
    records = [{"diagnosis": [{"icd10": "E11.9", "text": "type 2 diabetes"}]}] * 12
    assert claimed(records) == {"diagnosis[].icd10": {"special.health"}, "diagnosis[].text": {"special.health"}}


def test_without_a_name_it_is_a_hint() -> None:
    assert 0.3 < told("x9", ["E11.9", "J45.909"] * 10)["special.health"] < 0.5


def test_masks_do_not_tell() -> None:
    assert {detector.mask([word]) for word in ("asthma", True, 12)} == {"███"}


def test_the_list_of_words_has_room_in_its_automaton(capfd: pytest.CaptureFixture[str]) -> None:
    texts = ["Maria Garcia", "北京市朝阳区建国路", "Больной страдает", "nothing of the kind", "x" * 80]
    assert [text for text in texts if detector.see([text])] == []
    assert all(detector.see([f"has {word} since"]) for word in lexicon.closed("special.health") if len(word) < 60)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Kolsinbulevardi 830, 66131 Hausjärvi", False),
        ("Asman Ardianto", False),
        ("Jennifer Bautista", False),
        ("Georgeta Cristea", False),
        ("KOLS", True),
        ("HIV-1", True),
        ("sida, estadio 2", True),
        ("Lungenkrebs", True),
        ("autismo leve", True),
        ("दमा", True),
        ("폐암 3기", True),
    ],
)
def test_short_words_stand_alone(text: str, told: bool) -> None:
    assert detector.see([text]) is told


def test_a_single_patient_with_the_name_of_an_illness_has_none_told_by_it() -> None:
    records = [{"patient.surname": "Krebs", "patient.email": "krebs@example.org", "patient.diagnosis": "gout"}]
    assert claimed(records) == {
        "patient.surname": {"person.name"},
        "patient.email": {"contact.email"},
        "patient.diagnosis": {"special.health"},
    }


ILLNESSES = {
    "ar": ["سكتة دماغية", "حصى الكلى", "تليف الكبد"],
    "bn": ["কিডনি বিকল", "থাইরয়েড", "চোখের ছানি"],
    "cs": ["selhání ledvin", "žlučníkové kameny", "šedý zákal"],
    "da": ["blodmangel", "nyresten", "multippel sklerose"],
    "de": ["Blutarmut", "Nierensteine", "Schlaflosigkeit"],
    "el": ["νεφρική ανεπάρκεια", "γλαύκωμα", "αϋπνία"],
    "es": ["derrame cerebral", "cálculos renales", "hernia discal"],
    "fa": ["نارسایی کلیه", "دیسک کمر", "آب مروارید"],
    "fi": ["aivohalvaus", "korkea verenpaine", "unettomuus"],
    "fr": ["calculs rénaux", "hernie discale", "démence"],
    "he": ["אי ספיקת כליות", "התקף לב", "פריצת דיסק"],
    "hi": ["दिल का दौरा", "गुर्दे की पथरी", "मोतियाबिंद"],
    "hu": ["agyvérzés", "epekő", "gyomorfekély"],
    "id": ["batu ginjal", "saraf terjepit", "asam urat"],
    "it": ["pressione alta", "calcoli renali", "ernia del disco"],
    "ja": ["脳卒中", "椎間板ヘルニア", "不眠症"],
    "ko": ["편두통", "신장결석", "공황장애"],
    "nl": ["hartaanval", "galstenen", "slapeloosheid"],
    "pl": ["niewydolność nerek", "kamica nerkowa", "bezsenność"],
    "pt": ["pressão alta", "pedra nos rins", "síndrome do pânico"],
    "ro": ["insuficiență renală", "hernie de disc", "pietre la rinichi"],
    "ru": ["почечная недостаточность", "камни в почках", "бессонница"],
    "sv": ["sockersjuka", "njursten", "sömnlöshet"],
    "th": ["หัวใจวาย", "นิ่วในไต", "ต้อกระจก"],
    "tr": ["böbrek yetmezliği", "bel fıtığı", "kalp krizi"],
    "uk": ["ниркова недостатність", "камені в нирках", "безсоння"],
    "ur": ["دل کا دورہ", "گردے کی پتھری", "موتیا بند"],
    "vi": ["đau nửa đầu", "sỏi thận", "mất ngủ"],
    "zh": ["中风", "肾结石", "腰椎间盘突出"],
}
PLAIN = [
    "u não é preciso",
    "النقر المزدوج",
    "jasmine tea",
    "stone wall",
    "gota a gota",
    "staart",
    "obezřetně",
    "angst om te falen",
]


@pytest.mark.parametrize("language", ILLNESSES)
def test_common_illnesses_are_known_in_many_languages(language: str) -> None:
    assert [word for word in ILLNESSES[language] if not detector.see([word])] == []


def test_words_that_begin_or_end_as_an_illness_does_are_none() -> None:
    assert [text for text in PLAIN if detector.see([text])] == []
