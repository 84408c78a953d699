"""Telephone numbers are told by their prefix, their separators, or their field."""

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leftopen.model import CLAIM
from leftopen.privacy.detect import lexicon
from leftopen.privacy.detect.kinds.contact import phone as detector
from tests.privacy.told import in_text, told


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("+49 30 901820", True),
        ("+8613800138000", True),
        ("0086 138 0013 8000", True),
        ("13800138000", True),  # mobile range of China
        ("139-1234-5678", True),
        ("030 / 90 18 20", True),
        ("(212) 555-0142", True),  # kept for stories
        ("901820", False),  # alone it is any number
        ("12800138000", False),  # no such range
        ("1700000000123", False),  # milliseconds
        ("2024-01-02", False),
        ("01.02.2024", False),
        ("+1", False),
        ("9" * 40, False),
    ],
)
def test_valid(text: str, is_one: bool) -> None:
    assert detector.valid(text) is is_one


@pytest.mark.parametrize(
    "name", ["phone", "手机号", "telefono", "téléphone", "Telefonnummer", "celular", "телефон", "الهاتف", "lxdh", "sjh"]
)
def test_national_numbers_need_the_field(name: str) -> None:
    numbers = [f"030 90{n:04}" for n in range(20)]
    assert told(name, numbers)["contact.phone"] >= 0.75


def test_mobile_numbers_without_a_name() -> None:
    assert told("x9", [13900000000 + n * 104729 for n in range(30)])["contact.phone"] >= 0.5


@pytest.mark.parametrize(
    "values",
    [
        [1_700_000_000_000 + n * 977 for n in range(50)],
        [13_800_000_000 + n for n in range(50)],
        [f"{n:08x}-0139-4138-0013-{n * 7919:012}" for n in range(50)],
        [f"2024-01-{1 + n % 28:02} 10:{n % 60:02}:00" for n in range(50)],
        [f"978-3-16-{148410 + n}-0" for n in range(50)],
    ],
    ids=["epoch", "counter", "uuid", "datetime", "isbn"],
)
def test_other_numbers_are_not_claimed(values: list[object]) -> None:
    assert told("x9", values).get("contact.phone", 0) < 0.5


def test_uris() -> None:
    uris = ["tel:+49-30-901820", "tel:+49-30-901821;ext=12", "sms:+33612345678?body=x", "callto://+442079460958"]
    assert all(map(detector.valid, uris))
    assert detector.plausible(["tel:030901820"])
    assert detector.normal("tel:+49-30-901821;ext=12") == detector.normal("+4930901821")
    assert not detector.valid("tel:911")
    assert told("href", [f"tel:+4930901{n:03}" for n in range(20)])["contact.phone"] >= CLAIM


def test_running_text() -> None:
    assert in_text("请致电 139 1234 5678 或 +49 30 901820。") == [
        ("contact.phone", "139 1234 5678"),
        ("contact.phone", "+49 30 901820"),
    ]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Can someone call me on 9472 7916? I have questions.", "9472 7916"),
        ("They are not answering at 78 651 450", "78 651 450"),
        ("Please stop sending messages to 699 956 915.", "699 956 915"),
        ("Reach us at 5403926876.", "5403926876"),
        ("Suite 4, Springfield\nDesk: 5403926876\nnothing else", "5403926876"),
        ("Suite 4, Springfield\n416 60 039 office", "416 60 039"),
        ("Suite 4, Springfield\n082 490 1693-Office, third floor", "082 490 1693"),
        ("How can we reach you? You can call 9320 7126", "9320 7126"),
        ("Suite 4, Springfield\n50-98-28-96-Office\\,377-417-3759-Fax", "377-417-3759"),
        ("Ich bin erreichbar unter 4711 0815 2", "4711 0815 2"),
        ("Vous pouvez me joindre, je suis joignable au 44 21 09 87.", "44 21 09 87"),
        ("Por favor llámame al 612 345 678 mañana", "612 345 678"),
        ("Per favore chiamami al 338 123 4567 domani", "338 123 4567"),
        ("Por favor ligue para 3456-7890 amanhã", "3456-7890"),
        ("Bel me op 612 34 56 78 vandaag", "612 34 56 78"),
    ],
)
def test_numbers_of_the_place_after_or_before_what_calls_them(text: str, number: str) -> None:
    assert ("contact.phone", number) in in_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "We moved 1234567 messages to 1234567 users of the queue",
        "The office 2024-03-17 was closed all day",
        "Desk 14, office 12 on floor 3 are free",
        "It has 1200 seats and 416 60 office chairs",
        "version 10.0.19045.3803 office is out now",
        "the disk was registered 2024-03-17 and sent on",
        "the cell 12 34 is empty in this sheet",
        "it made 1,234 567 89 office, all in all",
        "order 114-3941689-8772232 home delivery today",
    ],
)
def test_other_figures_beside_such_words_are_none(text: str) -> None:
    assert [label for label, _ in in_text(text) if label == "contact.phone"] == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Kunden vil bli oppringt på 40 61 44 95 i ettermiddag", "40 61 44 95"),
        ("Klientka prosí o zavolání na 601 141 541 odpoledne", "601 141 541"),
        ("Nuevo teléfono del inquilino 612 36 99 00", "612 36 99 00"),
        ("La cliente chiede di essere richiamata al 312 303 1111 in mattinata", "312 303 1111"),
        ("Az ügyfél visszahívást kér a (06 1) 234 8608 számon délután", "(06 1) 234 8608"),
        ("Η πελάτισσα ζητά να την καλέσουν στο 21 2344 1158 το απόγευμα", "21 2344 1158"),
        ("Gelmeden önce 0501 227 54 98 numarasına mesaj atın", "0501 227 54 98"),
        ("Клиентката моли да ѝ се обадят на 02 123 681 следобед", "02 123 681"),
        ("Клијент моли да га позову на 010 239725 поподне", "010 239725"),
        ("הלקוחה מבקשת שיחזרו אליה ל-050-235-2387 אחר הצהריים", "050-235-2387"),
        ("ग्राहक ने 081234 67706 पर वापस कॉल करने को कहा", "081234 67706"),
        ("Kunden vill bli uppringd på 08-12 34 93 i eftermiddag", "08-12 34 93"),
        ("Zvanīja no 21 235 587 par vizīti", "21 235 587"),
        ("Dzwoniła z 601109492 w sprawie wizyty", "601109492"),
        ("Nummeret mitt er 21 23 30 74", "21 23 30 74"),
    ],
)
def test_numbers_near_a_word_for_calling_are_those_of_who_speaks_so(text: str, number: str) -> None:
    assert in_text(text) == [("contact.phone", number)]


@pytest.mark.parametrize(
    "text",
    [
        "Anruf-ID 8841-2203-1177 beendet nach 00:03:12",
        "Handyvertrag Nr. 884 1220 31 gekündigt",
        "facture téléphone n° 4400 2231 99",
        "SMS batch 4400 2231 9987 sent to queue",
        "mobile app build 2024.05.11.88 crashed",
        "fixes build 20240511.2 of the mobile client",
        "cell voltage 3.7 3.65 3.71 3.69",
        "Sms 12 345 678 sendt i år",
        "ringer 2 500 000 tonn stål",
        "hívjon 2024.05.11. 15:30-kor",
        "volání trvalo 12 345 678 ms",
        "WhatsApp 2.24.10.81 was released today",
        "puhelinlasku 4400 2231 99",
        "Kunden har kjøpt 40 61 44 95 her",
        "мобильное приложение 2024.05.11.88",
        "call option 2024-06-21 strike 4400.50 vol 120000",
        "whatsapp export 2024-05-11 10:15 to 2024-05-12 11:20",
        "mənə 12 345 678 manat lazımdır",
    ],
)
def test_other_figures_near_such_words_are_none(text: str) -> None:
    assert [label for label, _ in in_text(text) if label == "contact.phone"] == []


def test_each_region_of_a_language_is_one_with_numbers() -> None:
    regions = {region for each in lexicon.phone_stems().values() for region in each}
    assert len(regions) > 60
    assert regions <= set(phonenumbers.SUPPORTED_REGIONS)


def test_normal_meets_across_prefixes() -> None:
    assert detector.normal("+86 138-0013-8000") == detector.normal("13800138000") == "800138000"


FORMS = (
    "999-999-9999",
    "(999) 999-9999x999",
    "0999 9999999",
    "99 9999 9999",
    "011 44 99 9999 9999",
    "49 99 999999",
    "55 99 99999-9999",
    "999 999 999",
    "0180020 99999999",
    "999-ABC-9999",
)


@settings(deadline=None)
@given(st.sampled_from(FORMS), st.lists(st.sampled_from("0123456789"), min_size=20, max_size=20))
def test_what_is_not_asked_of_the_library_is_no_number_for_it(form: str, digits: list[str]) -> None:
    """A form per region spares it most of what it would try in vain; it must take all that the library takes."""
    rest = iter(digits)
    text = "".join(next(rest) if c == "9" else c for c in form)
    plain = not detector._DATE.fullmatch(text)
    asked = any(detector._parses(text, region) for region in detector._REGIONS[:8])
    assert detector.valid(text) is (plain and asked) or detector._CHINESE_MOBILE.fullmatch(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "Zadzwoń do mnie na 601 234 567 po południu",
        "Обадете се на 0888 123 456 утре",
        "Nazovite me na 091 234 5678 sutra",
        "Skambinkite man numeriu 612 34567 rytoj",
        "Nipigie kwa namba 0712 345 678 kesho",
        "โทรหาฉันที่ 081 234 5678 พรุ่งนี้",
    ],
)
def test_who_asks_to_be_called_says_where(text: str) -> None:
    assert [label for label, _ in in_text(text)] == ["contact.phone"]
