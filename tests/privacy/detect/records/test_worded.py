"""Special categories by the words of a field, beside people."""

import pytest

from tests.privacy.told import claimed

NAMED = ["Anna Berg", "Omar Haddad", "Li Wei", "Maria Garcia", "John Smith", "Olga Ivanova", "Peter Weber", "Ada King"]
SHOWN = [
    ("zzb", ["rajput", "jat", "rajput"], "special.ethnicity"),
    ("zzf", ["mysliman", "katolik", "ortodoks"], "special.religion"),
    ("वर्ग", ["Hindu", "Muslim", "none", "Sikh"], "special.religion"),
    ("xqz", ["heterosexual", "bisexuell", "同性愛"], "special.sex_life"),
    ("zzs", ["CGIL", "CISL", "UIL"], "special.union"),
    ("zzk", ["diabetes", "asthma", "none", "no"], "special.health"),
]


def _beside(name: str, values: list[str], people: dict[str, list[str]]) -> set[str]:
    columns = {name: values, "nr": [str(4100 + 7 * n) for n in range(8)]} | people
    rows = [{column: each[n % len(each)] for column, each in columns.items()} for n in range(40)]
    return claimed(rows)[name]


@pytest.mark.parametrize(("name", "values", "label"), SHOWN)
def test_words_of_a_closed_set_tell_under_a_name_that_says_nothing_beside_people(
    name: str, values: list[str], label: str
) -> None:
    people = {"full_name": NAMED, "phone": [f"+49 1511 23456{n}" for n in range(10, 18)]}
    assert label in _beside(name, values, people)
    assert label not in _beside(name, values, {"sku": [f"SKU-{n}" for n in range(8)]})
    assert label not in _beside(name, values[:1], people)
    assert label not in _beside("file_name", values, people)


CRIMES = [
    ["DUI", "misdemeanor assault", "shoplifting"],
    ["Fahren ohne Fahrerlaubnis", "Ladendiebstahl", "gefährliche Körperverletzung"],
    ["хранение наркотиков", "кража", "условно"],
    ["危险驾驶罪", "盗窃罪", "寻衅滋事"],
    ["jazda po alkoholu", "paserstwo", "rozbój"],
    ["alkollü araç kullanma", "hırsızlık", "denetimli serbestlik"],
]
LOSSES = ["theft", "water damage", "fire", "hail"]
"""What an insured had happen: of no offence of theirs."""
VARIANTS = [["rs429358", "rs1801133", "rs9939609"], ["A*02:01", "A*24:02:01", "DRB1*15:01"]]


@pytest.mark.parametrize("values", CRIMES)
def test_offences_tell_under_a_name_that_says_nothing_beside_people(values: list[str]) -> None:
    people = {"full_name": NAMED, "phone": [f"+49 1511 23456{n}" for n in range(10, 18)]}
    assert "criminal.record" in _beside("fld_f", values, people)
    assert "criminal.record" not in _beside("fld_f", values, {"sku": [f"SKU-{n}" for n in range(8)]})
    assert "criminal.record" not in _beside("fld_f", LOSSES, people)


@pytest.mark.parametrize("values", VARIANTS)
def test_variants_of_genes_tell_beside_people(values: list[str]) -> None:
    people = {"full_name": NAMED, "phone": [f"+49 1511 23456{n}" for n in range(10, 18)]}
    assert _beside("x7", values, people) == {"special.genetic"}
    assert _beside("x7", values, {"sku": [f"SKU-{n}" for n in range(8)]}) == set()
    assert _beside("x7", ["RS485", "RS232", "RS422"], people) != {"special.genetic"}


@pytest.mark.parametrize(
    "values", [["A+", "0+", "B-", "AB+"], ["A(II) Rh+", "O(I) Rh-", "B(III) Rh+"], ["II(Rh+)", "I(Rh-)", "III(Rh+)"]]
)
def test_groups_of_blood_tell_beside_people_and_grades_do_not(values: list[str]) -> None:
    people = {"full_name": NAMED, "phone": [f"+49 1511 23456{n}" for n in range(10, 18)]}
    assert _beside("k9", values, people) == {"special.health"}
    assert _beside("k9", ["A+", "B-", "A-", "B+"], people) == set()
    assert _beside("k9", values, {"sku": [f"SKU-{n}" for n in range(8)]}) == set()


def test_short_names_of_parties_of_one_country_tell_beside_people() -> None:
    people = {"full_name": NAMED, "phone": [f"+49 1511 23456{n}" for n in range(10, 18)]}
    assert _beside("k3", ["AKP", "CHP", "MHP"], people) == {"special.politics"}
    assert _beside("k3", ["AKP", "HRM", "MHP", "FIN"], people) == set()


COMPLAINTS = [
    ["咳嗽三天", "头晕", "腹痛伴呕吐", "发热"],
    ["咳が続く", "めまい", "腹痛と嘔吐", "発熱"],
    ["기침이 심함", "어지러움", "복통", "발열"],
    ["ไอและเวียนศีรษะ", "ปวดท้องมาก", "คลื่นไส้", "ปวดศีรษะ"],
]
CALLS = ["系统升级三天", "网络中断", "打印机卡纸", "密码重置"]
"""What an office complains of."""


@pytest.mark.parametrize("values", COMPLAINTS)
def test_complaints_without_spaces_tell_beside_people(values: list[str]) -> None:
    people = {"full_name": NAMED, "phone": [f"+49 1511 23456{n}" for n in range(10, 18)]}
    assert "special.health" in _beside("x7", values, people)
    assert _beside("x7", values, {"sku": [f"SKU-{n}" for n in range(8)]}) == set()
    assert _beside("x7", CALLS, people) == set()


@pytest.mark.parametrize("name", ["gedoopt", "baptised", "pokřtěný", "getauft"])
def test_whether_somebody_was_baptised_is_of_their_faith(name: str) -> None:
    rows = [{"full_name": NAMED[n % 8], name: n % 3 == 0} for n in range(24)]
    assert claimed(rows)[name] == {"special.religion"}


@pytest.mark.parametrize("name", ["religion_enabled", "has_religion_filter", "race", "ethnicity_visible"])
def test_a_switch_is_of_no_faith_and_no_people(name: str) -> None:
    rows = [{"full_name": NAMED[n % 8], name: n % 3 == 0} for n in range(24)]
    assert not claimed(rows)[name]


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("ambt", ["ouderling", "diaken", "geen"]),
        ("직분", ["집사", "권사", "장로"]),
        ("ordine", ["diacono", "sacerdote", "suora"]),
    ],
)
def test_offices_of_a_church_agree_with_a_name_for_one(name: str, values: list[str]) -> None:
    people = {"full_name": NAMED, "phone": [f"+49 1511 23456{n}" for n in range(10, 18)]}
    told = _beside(name, values, people)
    assert told <= {"special.religion"}
    assert name == "ordine" or told


def test_paragraphs_of_a_penal_code_agree_with_an_article() -> None:
    rows = [
        {"full_name": NAMED[n % 8], "reati": [{"articolo": ("624 c.p.", "73 DPR 309/90", "628 c.p.")[n % 3]}]}
        for n in range(24)
    ]
    assert claimed(rows)["reati[].articolo"] == {"criminal.record"}
    wares = [{"ordine": n, "righe": [{"articolo": ("624 c.p.", "vite 3", "dado 8")[n % 3]}]} for n in range(24)]
    assert not claimed(wares)["righe[].articolo"]


STATES = [
    ["未孕", "已孕", "备孕"],
    ["体外受精", "顕微授精", "人工授精"],
    ["вагітна", "не вагітна", "інсемінація"],
    ["tüp bebek", "aşılama tedavisi", "mikroenjeksiyon"],
    ["حامل", "غير حامل", "مرضع"],
    ["schwanger", "nicht schwanger", "stillend"],
]


@pytest.mark.parametrize("values", STATES)
def test_states_of_pregnancy_and_ways_to_one_tell_beside_people(values: list[str]) -> None:
    people = {"full_name": NAMED, "phone": [f"+49 1511 23456{n}" for n in range(10, 18)]}
    assert _beside("fld_7", values, people) == {"special.fertility"}
    assert _beside("fld_7", values, {"sku": [f"SKU-{n}" for n in range(8)]}) == set()


def test_a_part_of_a_treatment_over_ways_to_a_pregnancy_is_of_one() -> None:
    ways = (["体外受精", "顕微授精", "人工授精"], ["理学療法", "透析", "手術"])
    rows = [
        {"氏名": "佐藤花子", "電話番号": f"090-1234-56{n:02}", "治療": {"方法": ways[0][n % 3], "内容": ways[1][n % 3]}}
        for n in range(30)
    ]
    told = claimed(rows)
    assert told["治療.方法"] == {"special.fertility"}
    assert told["治療.内容"] == {"special.health"}


def test_symbols_of_genes_tell_beside_people_and_are_of_nobody_in_a_list_of_genes() -> None:
    genes = ["MLH1", "PTEN", "LCT", "HFE"]
    people = {"full_name": NAMED, "phone": [f"+49 1511 23456{n}" for n in range(10, 18)]}
    assert _beside("geenin_x", genes, people) == {"special.genetic"}
    assert _beside("geenin_x", genes, {"chromosome": ["17", "7", "12"]}) == set()
    assert _beside("gene", genes, {"chromosome": ["17", "7", "12"], "start": ["1204", "90113", "700"]}) == set()


def test_an_ambiguous_name_over_words_of_one_of_its_kinds_is_of_that_alone() -> None:
    people = {
        "nome_completo": NAMED,
        "celular": [f"(11) 9123-45{n}" for n in range(10, 18)],
        "raca_cor": ["parda", "preta"],
    }
    assert _beside("antecedentes", ["nada consta", "condenado", "em andamento"], people) == {"criminal.record"}
    assert "special.health" in _beside("antecedentes", ["hipertensão", "diabetes", "asma"], people)


def test_a_colour_that_nobody_is_called_by_makes_an_ambiguous_word_one_for_colours() -> None:
    def told(words: list[str]) -> set[str]:
        rows = [{"nome": "Ana Lopes", "telefone": "+55 11 91234-5678", "cor": words[n % len(words)]} for n in range(40)]
        return claimed(rows)["cor"]

    assert told(["branca", "amarela", "vermelha", "azul"]) == set()
    assert told(["branca", "amarela", "parda", "preta"]) == {"special.ethnicity"}


WHO = ["خالد الحربي", "منى الشمري", "سلطان العتيبي", "نورة القحطاني", "فهد الدوسري", "ريم الزهراني"]


def test_words_without_a_figure_are_no_amount_that_their_field_is_called() -> None:
    """`القيمة` is the value of anything in Arabic."""
    faiths = ["مسلم", "مسيحي", "درزي"]
    said = [{"اسم_الموظف": WHO[n % 6], "القيمة": faiths[n % 3]} for n in range(18)]
    assert claimed(said)["القيمة"] == {"special.religion"}
    paid = [{"اسم_الموظف": WHO[n % 6], "القيمة": f"{n}50"} for n in range(18)]
    assert "special.religion" not in claimed(paid)["القيمة"]
