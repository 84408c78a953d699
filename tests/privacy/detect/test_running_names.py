"""Full names in running text are told by long lists, and nothing else that begins like one."""

import pytest

from leftopen.model import CLAIM
from leftopen.privacy.detect.running_names import find
from tests.privacy.told import told


def names(text: str) -> list[str]:
    """What is found in a text."""
    return [text[start:end] for start, end in find(text)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("تحدثت مع خالد العتيبي عن التسرب", "خالد العتيبي"),
        ("דיברתי עם מיכל לוי על הנזילה", "מיכל לוי"),
        ("با مریم سعیدی درباره نشتی صحبت شد", "مریم سعیدی"),
        ("चाबियाँ सोमवार को अमित शर्मा को दीं", "अमित शर्मा"),
        ("সোমবার চাবি অহনা দত্ত নিয়েছেন", "অহনা দত্ত"),
        ("Μίλησα με Μαρία Νικολάου για τη διαρροή", "Μαρία Νικολάου"),
        ("Ключовете са дадени на Десислава Тодорова в понеделник", "Десислава Тодорова"),
        ("Anahtarları pazartesi Ayşe Şafak teslim aldı", "Ayşe Şafak"),
        ("Anahtarları Ayşe Şafak'a verdik", "Ayşe Şafak'a"),
        ("A kulcsokat Nagy István kapta meg", "Nagy István"),
        ("台所の水漏れについて高橋美咲と話した", "高橋美咲"),
        ("月曜に鍵を鈴木 陽子へ渡した", "鈴木 陽子"),
        ("水漏れの件で高橋美咲様から入電", "高橋美咲"),
        ("井上健太氏が不在", "井上健太"),
        ("주방 누수 건으로 박지훈과 통화", "박지훈"),
        ("包裹放在12号唐桂香处", "唐桂香"),
        ("คุยกับ คุณทวีวัฒน์ งามพิเชษฐ์ เรื่องน้ำรั่ว", "คุณทวีวัฒน์ งามพิเชษฐ์"),
    ],
)
def test_a_given_name_and_a_surname_are_somebody(text: str, name: str) -> None:
    assert names(text) == [name]


@pytest.mark.parametrize(
    "text",
    [
        "Slim fit shirt by Calvin Klein, navy",
        "Lampadaire en panne place Saint Étienne",
        "Parque São Paulo fechado até maio",
        "Nie działa winda w budynku Łódź Fabryczna",
        "ANDRÉ MÜLLER GMBH",  # all capitals say nothing of a word
        "müller andré",
        "مسجد الملك فهد قيد الصيانة",
        "شارع علي بن طالب مغلق",
        "המשלוח הגיע לרחוב בן יהודה",
        "Giao đến phường Hoàng Mai, quận Dương Minh",
        "王建国路十五号的路灯坏了",
        "भूमिका के लिए काम करने की छवि",
        "ถุงเท้าผ้าฝ้าย สีดำ",
        "お客様より入電、皆様へ同様の案内",
        "山口駅前の公園は五月まで閉鎖",
        "田中商店の醤油を成功した",
        "면 양말 세트 검정 소유주는 소유자",
        "纯棉袜子，王老吉凉茶，中山公园路灯",
        "",
        "ö",
    ],
)
def test_other_words_that_begin_so_are_nobody(text: str) -> None:
    assert names(text) == []


def test_tickets_with_names_in_them_are_about_people_and_wares_are_not() -> None:
    people = ("محمد الحربي", "فاطمة الزهراني", "خالد العتيبي", "سعد الدوسري", "مريم سالم", "نورة القحطاني")
    tickets = [f"تحدثت مع {people[n % 6]} عن التسرب في الطابق {n}" for n in range(60)]
    wares = [f"حذاء رياضي خفيف للرجال {n} جرام مع نعل مبطن" for n in range(60)]
    assert told("comment", tickets)["person.name"] >= CLAIM
    assert told("comment", wares).get("person.name", 0) < CLAIM


def test_long_texts_are_read_once() -> None:
    assert names("Öz " * 20_000) == []
    assert names("王" * 20_000) == []
