"""Peer text fit to be shown."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leftopen.privacy import redact
from leftopen.privacy.redact import plain, redacted


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("face_capture", "face_capture"),
        ("logs-2026.11.23", "logs-2026.11.23"),
        ("backup_20261123101530", "backup_20261123101530"),
        ("6.8.23", "6.8.23"),
        ("CVE-2021-44228", "CVE-2021-44228"),
        ("node at 10.0.0.5:27017", "node at 10.0.0.5:27017"),
        ("of zhao@example.org", "of z███@e██████.org"),
        ("user_13800138000", "user_1█████████0"),
        ("id 11010519491231002X", "id 1███████████████2X"),
        ("\x1b[2Jx\u202ey\x00", "[2Jxy"),
    ],
)
def test_text(value: str, shown: str) -> None:
    assert redacted(value, 80) == shown


MAKERS = """
tuoming_face_capture hengda-crm-customers 青山视界_抓拍 qingshan-vision 深网视界 harbour-watch
восток-мониторинг nordlicht-erp silberpfeil_tracking 127.0.0.2:27017 sunrise-face-db 云海智能_人脸
acme.orders fatturazione_elettronica docker-cluster customers orders 客户信息 顧客データ 고객정보 عملاء
заказы_2026 .kibana_7.17.9_001 .ds-logs-nginx-2026.11.26-000012 ilm-history-5-000001
people-000001 patients-000012 人员-000002
metricbeat-7.17.9-2026.11.26 users-v1beta1 k8s-prod utf8mb4 crm_prod_v2 prod-eu-west-1 [2001:db8::1]:9200
"""


@pytest.mark.parametrize("name", MAKERS.split())
def test_names_that_somebody_chose_for_machines_and_platforms_stay(name: str) -> None:
    assert redacted(name, 80) == name


ORGANISATIONS = """
中山大学 北京大学 岡山大学 山田病院 長崎県 平安保险 中国工商银行 서울대학교 강남병원
ромашка estrela-norte-vendas log4j v1beta1 s3bucket
p0stgres oauth2client x.customers
"""


@pytest.mark.parametrize("name", ORGANISATIONS.split())
def test_names_of_organisations_and_of_products_stay(name: str) -> None:
    assert redacted(name, 80) == name


NUMBERED = "users_000003 users-0000123 patients-012345 people-000123/x people-00123"


@pytest.mark.parametrize("name", NUMBERED.split())
def test_a_number_beside_words_for_people_is_shown_only_where_elasticsearch_counts_so(name: str) -> None:
    assert not name.startswith(redacted(name, 80)[:-1])


@pytest.mark.parametrize(
    "name", ["tenant_0001.accounts", "shop_2024.accounts", "accounts_0001", "accounts-000001", "t_001.phones"]
)
def test_what_counts_a_part_of_a_store_of_accounts_is_shown(name: str) -> None:
    assert redacted(name, 80) == name


@pytest.mark.parametrize(
    "name", ["card_0412", "passport_2041", "account_1987", "accounts_4930012", "tenant_1234567.accounts", "phone_0412"]
)
def test_what_may_be_the_number_itself_is_not(name: str) -> None:
    digits = "".join(filter(str.isdigit, name))
    assert digits not in redacted(name, 80)


def test_an_organisation_that_is_called_after_a_whole_name_is_masked() -> None:
    assert redacted("王小明公司", 80) == "███公司"
    assert redacted("김철수병원", 80) == "███병원"


PEOPLE = {
    "anna-berg": "berg",
    "maria.garcia.lopez": "garcia",
    "patient-eva-novak-1994-03-07": "1994",
    "johnsmith1984": "smith",
    "tom_weber_at_example.org": "weber",
    "eva (at) example dot org": "eva",
    "мария-иванова": "иванова",
    "王小明": "小明",
    "王小明病历": "小明",
    "김철수": "철수",
    "山田太郎": "太郎",
    "สมชาย ใจดี": "สมชาย",
    "राम कुमार": "कुमार",
    "محمد علي": "محمد",
    "Αννα Παππά": "Παππά",
    "Nguyễn Thị Hoa": "Nguyễn",
    "AnnaLindberg": "Lindberg",
    "wangxiaoming_files": "xiaoming",
    "bkowalski-mail": "kowalski",
    "tel-0171-2345678": "2345678",
    "01711234": "711234",
    "ssn-536-22-1234": "22-1234",
    "card 4111-1111-1111-1111": "1111-1111",
    "+49 (171) 234 5678": "234",
    "de89370400440532013000": "370400",
    "plate-b-ab-1234": "b-ab",
    "passport-c01x00t47": "x00t47",
    "YW5uYUBleGFtcGxlLm9yZw": "YW5uYUBl",
    "ywxpy2vazxhhbxbszs5vcmc=": "ywxpy2vaz",
    "616e6e614065786d706c": "616e6e61",
    "anna%2Eberg": "berg",
    "ａｎｎａ＠ｅｘａｍｐｌｅ．ｏｒｇ": "anna",
    "٠١٧١٢٣٤٥٦٧": "171234",
    b"Anna Zzberg".decode("latin-1"): "Zzberg",
    "Jürgen Zzberg".encode().decode("latin-1"): "Zzberg",
}


PEOPLE |= {
    "张三": "张三",
    "陳大文": "大文",
    "刘亦菲": "亦菲",
    "やまだ たろう": "たろう",
    "ヤマダタロウ": "タロウ",
    "佐藤 花子": "花子",
    "小林愛": "小林",
    "ทองดี สุขใจ": "สุขใจ",
    "4nna": "4nna",
    "j0hn-sm1th": "sm1th",
    "m4ri4 g4rc14": "g4rc14",
    "zhang-zixuan": "zixuan",
    "meilingwang": "meiling",
    "jzhang": "zhang",
    "q.zzmuster": "zzmuster",
    "רחל כהן": "כהן",
}


SPELT = {
    "219–09–4721": "09–4721",
    "219‑09‑4721": "4721",
    "219−09−4721": "4721",
    "219·09·4721": "4721",
    "219 - 09 - 4721": "4721",
    "219|09|4721": "4721",
    "4012’8888’8888’1881": "8888",
    "0176*555*0142": "555",
    "52.37021, 4.89517": "52.37",
    "52.37021°N 4.89517°E": "89517",
}
"""Numbers whose groups are kept apart by anything."""

PLATES = [
    *("KS-GO 2417", "AB-407-CD", "AB 407 CD", "2417 BCD", "AB51 XKZ", "24-BCD-7", "MH 12 AB 2417"),
    *("京A24178", "粤B·2417D"),
]


@pytest.mark.parametrize("name", SPELT)
def test_numbers_of_people_do_not_whatever_parts_their_groups(name: str) -> None:
    for text in (name, f"patients {name}", f"{name} | store"):
        assert SPELT[name] not in redacted(text, 120)
    assert not plain(name)


@pytest.mark.parametrize("name", PLATES)
def test_plates_as_they_stand_on_cars_do_not(name: str) -> None:
    assert name not in redacted(f"stops {name}", 120)
    assert not plain(name)


@pytest.mark.parametrize(
    "name",
    [
        *("2019 – 2023", "PT-BR 2020", "UTF-8 2020", "HL7 2500 MSG", "1024 MB", "load 1.234 5.678", "WIN-2019-DC"),
        *("10.1.2.3 - 10.1.2.9", "1 – 10", "p95|p99|p999", "nginx/1.22.1 - 1.24.0", "SQL-DB 2100", "rows 1,234,567"),
    ],
)
def test_years_sizes_and_versions_that_look_alike_are_shown(name: str) -> None:
    assert redacted(name, 120) == name


@pytest.mark.parametrize("name", PEOPLE)
def test_names_of_people_and_their_numbers_do_not(name: str) -> None:
    for text in (name, f"{name} | store", f"archive_{name}"):
        shown = redacted(text, 120)
        assert PEOPLE[name].casefold() not in shown.casefold()
        assert name not in shown
    assert not plain(name)


def test_beside_a_person_only_known_words_stay() -> None:
    assert redacted("hiv-positive-lena-zzwolf", 80) == "hiv-positive-████-██████"
    assert redacted("7.17.9 Anna Zzberg", 80, code=True) == "7.17.9 ████ ██████"


@pytest.mark.parametrize("end", ["anna.zzberg@mail.example.org", "4111111111111111", "171234567890"])
def test_masked_first_and_cut_afterwards(end: str) -> None:
    for before in range(80, 125):
        shown = redacted("x" * before + "-" + end, 120)
        assert len(shown) <= 120
        assert end[:5] not in shown
        assert end[3:9] not in shown


@pytest.mark.parametrize("code", ["DS-2CD2042WD-I", "V5.5.0 build 210702", "7.17.9", "5.10.0-21-amd64"])
def test_codes_of_products_stay(code: str) -> None:
    assert redacted(code, 80, code=True) == code


def test_identifiers_that_a_server_made_stay_in_that_shape_only() -> None:
    for kept in ("aBcD3fGhIjKlMnOpQrStUv", "6f0c3d1e9a7b4c55", "6a8dfe5c-0b1d-4c7e-9a56-ffd0e1b1f0aa"):
        assert redact.identifier(kept, 80) == kept
    for person in ("annaberg-1984-1111-22", "YW5uYUBleGFtcGxlLm9yZw", "Anna Berg"):
        assert redact.identifier(person, 80) != person


@pytest.mark.parametrize(
    "number",
    [
        "4111111111111111", "4111-1111-1111-1111", "DE89370400440532013000", "BE71096123456769", "11010119900307123X",
        "C01X00T47C01X00T47", "0171234567890123456", "annaBerg-1984-03-07x", "johnSmith19840307",
    ],
)  # fmt: skip
def test_a_number_of_a_person_is_no_identifier_of_a_server(number: str) -> None:
    assert "█" in redact.identifier(number, 80)
    assert number not in redact.identifier(number, 80)


def test_attributes_of_people_in_a_certificate_are_hidden() -> None:
    email, serial, surname = "1.2.840.113549.1.9.1", "2.5.4.5", "2.5.4.4"
    whole = f"CN=Xi Zberg,{email}=x@example.org,{serial}=536-22-1234,O=Hengda Ltd,{surname}=Zberg,UID=xz,C=CN"
    shown = redact.subject(whole, 300)
    assert "O=Hengda Ltd" in shown
    assert not any(part in shown for part in ("Zberg", "example", "536", "xz"))
    assert redact.subject("CN=*.example.org,O=Let's Encrypt,C=US", 300) == "CN=*.example.org,O=Let's Encrypt,C=US"
    assert redact.subject(f"CN=Hengda Root,{serial}=91,O=Hengda", 300) == f"CN=Hengda Root,{serial}=███,O=Hengda"
    assert "Zberg" not in redact.subject("Anna Zberg, no name at all", 300)


KNOWN = "customer_email createdAt line2 items.price 客户姓名 userId ip_address x _id total2024 kundennummer"
STRANGE = "asmith B-AB_1299 rose anna user123456 WOB-QR lindgren_anna Quispe 张伟 이영희 f0o1b2a3 uid=jonas"


def test_keys_are_shown_where_they_are_made_of_known_words() -> None:
    assert [key for key in KNOWN.split() if not plain(key)] == []
    assert [key for key in STRANGE.split() if plain(key)] == []


@pytest.mark.parametrize("phrase", ["tracking number", "dia_chi", "NOME_MAE", "số điện thoại"])
def test_a_known_phrase_shows_nothing_beside_it(phrase: str) -> None:
    assert plain(phrase)
    for beside in ("4111111111111111", "+49 176 1234567", "anna@example.org", " " * 200 + "anna berg"):
        assert not plain(f"{phrase} {beside}")
        assert beside.strip() not in redact.family(f"{phrase} {beside}", 300)


def test_families_of_keys() -> None:
    assert redact.family("session:bkowalski:*", 80) == "session:█████████:*"
    assert redact.family("db1/user:*:cart", 80) == "db1/user:*:cart"
    assert redact.family("cart:+4917123456*", 80) == "cart:+████████████*"[: len("cart:+")] + "█" * 10 + "*"


@settings(deadline=None)
@given(st.text(st.characters(), max_size=200), st.integers(1, 60))
def test_any_text_becomes_harmless(value: str, most: int) -> None:
    for shown in (
        redacted(value, most),
        redact.identifier(value, most),
        redact.family(value, most),
        redact.subject(value, most),
    ):
        assert shown.isprintable()
        assert len(shown) <= most
        assert not any(run.isdigit() and len(run) > 14 for run in shown.split())


@pytest.mark.parametrize("piece", ["a", "1", "1-", "a1", "界", ".", ":", "Aa", "=", "%41", "a@", "1.", "anna ", "(at)"])
def test_a_long_text_costs_no_more_than_a_bounded_one(piece: str) -> None:
    """What is looked at is bounded, and linear up to there."""
    redacted("warm up", 80)
    spent = []
    for size in (500, 1000, 2000, 4_000_000):
        began = time.process_time()
        for _ in range(3):
            redact.forget()
            redacted(piece * (size // len(piece)), 120)
        spent.append(time.process_time() - began)
    assert spent[3] <= 12 * max(spent[1], 0.004)


def test_what_is_shown_was_looked_at_in_every_spelling() -> None:
    """A name in percent codes or in bytes taken for Latin letters is longer than what it says."""
    for name in ("客户" * 40 + "王小明", "客户_" * 30 + "anna_berg"):
        spelt = (name, "".join(f"%{byte:02X}" for byte in name.encode()), name.encode().decode("latin-1"))
        assert len({redacted(text, 200) for text in spelt}) == 1
        assert "王小明" not in redacted(spelt[1], 200)
        assert "anna" not in redacted(spelt[1], 200)


@pytest.mark.parametrize(
    "name",
    [
        "vi_tri_kho", "thanh_tien", "phong_ban", "so_seri", "jeongdang", "shuliang", "bumen", "binglihao", "CodINE",
        "sal_neta", "지원서번호", "cedula_colombiana", "nombre_del_árbol", "גיל_מבנה", "ikä_vko", "avg_elo", "eco",
    ],
)  # fmt: skip
def test_ordinary_words_of_fields_that_people_are_called_too_are_shown(name: str) -> None:
    assert redacted(name, 80) == name


@pytest.mark.parametrize(
    "name", ["eco_martinez", "raf_janssens", "גיל_כהן", "neta_levi", "ika_putri_wahyuni", "vi_tran"]
)
def test_the_same_words_beside_a_surname_are_not(name: str) -> None:
    assert "█" in redacted(name, 80)
