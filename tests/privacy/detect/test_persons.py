"""Words for somebody over names: few of them, and such as no list has."""

import pytest

from tests.privacy.told import claimed

FEW = ["Maja Holm", "Erik Sundberg", "Astrid Lindqvist"]


@pytest.mark.parametrize("name", ["anställd", "employee", "Kind", "defendant"])
def test_few_full_names_are_of_people_where_each_is_one(name: str) -> None:
    rows = [{name: FEW[n % 3], "hours": n % 9} for n in range(30)]
    assert claimed(rows)[name] == {"person.name"}


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("employee", ["Night Shift", "Day Shift", "Walk In"]),
        ("user", ["jenkins", "terraform", "root"]),
        ("Kind", ["Sorte A", "Sorte B", "Sorte C"]),
        ("kind", ["Deployment", "Config Map", "Stateful Set"]),
        ("customer", ["Maja Holm", "Acme Trading", "Blue Chair"]),
        ("model", FEW),
    ],
)
def test_few_others_are_none(name: str, values: list[str]) -> None:
    rows = [{name: values[n % 3], "hours": n % 9} for n in range(30)]
    assert claimed(rows)[name] == set()


def test_names_that_no_list_has_are_of_people_beside_somebody() -> None:
    first, last = ["Odessa", "Piers", "Lorcan"], ["Haldane", "Brigg", "Quill"]
    rows = [{"witness": f"{first[n % 3]} {last[n // 3 % 3]}", "tel": f"+4477009{10000 + n}"} for n in range(30)]
    assert claimed(rows)["witness"] == {"person.name"}
    rows = [{"staff": f"{kind} Shift {n % 7}", "tel": f"+4477009{10000 + n}"} for n, kind in enumerate(["Night"] * 30)]
    assert claimed(rows)["staff"] == set()


def test_what_somebody_does_is_no_name_of_theirs() -> None:
    work = ["Head Nurse", "Day Porter", "Ward Clerk", "Night Warden", "Senior Cook", "Site Manager", "Team Lead"]
    rows = [{"staff": work[n % 7], "tel": f"+4477009{10000 + n}"} for n in range(30)]
    assert claimed(rows)["staff"] == set()


def test_born_is_no_word_for_children() -> None:
    rows = [{"name": FEW[n % 3], "born": f"19{60 + n}-03-1{n % 9}"} for n in range(30)]
    assert claimed(rows)["born"] == {"person.birth_date"}


def test_a_grammar_and_a_catalogue_of_plugs_have_no_gender_of_people() -> None:
    grammar = [
        {"lemma": "x", "stem": "y", "gender": "mfn"[n % 3], "person": "123"[n % 3], "case": "nom"} for n in range(30)
    ]
    assert claimed(grammar)["gender"] == set()
    plugs = [{"mounting": "SMT", "mating_sex": "Plug", "gender": ("Male", "Female")[n % 2]} for n in range(30)]
    assert claimed(plugs)["gender"] == set()
    people = [{"person": f"{n:04}", "gender": "mfn"[n % 3], "stem": "arts", "lemma": "x"} for n in range(30)]
    assert claimed(people)["gender"] == {"person.gender"}


STAFF = {
    "en": ["James Whitfield", "Olivia Harding", "Harry Bailey", "Chloe Simmons", "Ethan Turner", "Megan Hughes"],
    "pl": ["Agnieszka Nowak", "Piotr Kowalczyk", "Tomasz Wójcik", "Ewa Lewandowska", "Krzysztof Mazur", "Anna Zając"],
    "ru": [
        "Алексей Соколов",
        "Ольга Кузнецова",
        "Дмитрий Морозов",
        "Наталья Волкова",
        "Сергей Лебедев",
        "Анна Павлова",
    ],
    "ja": ["佐藤太郎", "鈴木花子", "高橋健一", "田中美咲", "渡辺翔太", "伊藤陽子", "小林直樹", "中村大輔"],
}
THINGS = ["Night Shift", "Blue Team", "Front Desk", "Red Crane", "Main Gate", "Cold Store", "Back Office", "Dock Nine"]


@pytest.mark.parametrize("people", STAFF.values(), ids=STAFF)
@pytest.mark.parametrize("word", ["staff", "members", "guests", "teilnehmer", "visitors"])
def test_a_list_of_people_or_a_map_by_them_is_of_them(word: str, people: list[str]) -> None:
    """A word for somebody calls what is in the list below it, and the keys of the map."""
    pairs = [(people[at % len(people)], people[(at + 1) % len(people)]) for at in range(24)]
    assert claimed({"day": at, word: list(pair)} for at, pair in enumerate(pairs))[f"{word}[]"] == {"person.name"}
    maps = claimed(
        {"day": at, word: {each: {"hours": at, "note": "late"} for each in pair}} for at, pair in enumerate(pairs)
    )
    assert maps[f"{word}.*"] == {"person.name"}
    assert not any("█" in path for path in maps)


@pytest.mark.parametrize("word", ["teams", "staff", "crews"])
def test_a_list_of_teams_is_of_nobody(word: str) -> None:
    found = claimed({"day": at, word: [THINGS[at % 8], THINGS[(at + 3) % 8]]} for at in range(24))
    assert not found[f"{word}[]"]


def test_japanese_firms_places_and_wares_are_nobody() -> None:
    """A surname stands before what many firms do and many places are; what else is behind one is no given name."""
    firms = ["山本商店", "前田建設", "小林製薬", "川崎重工", "森永製菓", "山口銀行", "西村書店", "高田馬場"]
    found = claimed({"x1": firms[at % 8], "tel": f"03-1234-567{at % 10}"} for at in range(24))
    assert not found["x1"]
    people = STAFF["ja"]
    assert claimed({"x1": people[at % 8], "tel": f"090-1234-567{at % 10}"} for at in range(24))["x1"] == {"person.name"}


LEGAL = ["Dupont", "Laroche SA", "Petit et Fils", "Bernard", "Moreau S.A.R.L.", "Lefebvre", "Garnier", "Faure SAS"]
FAMILIES = ["Dupont", "Laroche", "Petit", "Bernard", "Moreau", "Lefebvre", "Garnier", "Faure"]


def test_surnames_among_firms_are_those_of_firms() -> None:
    mails = [f"{chr(97 + n % 26)}{n}@mail.example" for n in range(40)]
    rows = [{"zzq": LEGAL[n % 8] + "a" * (n // 24), "email": mail} for n, mail in enumerate(mails)]
    assert claimed(rows)["zzq"] == set()
    rows = [{"zzq": FAMILIES[n % 8], "email": mail} for n, mail in enumerate(mails)]
    assert claimed(rows)["zzq"] == {"person.name"}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("month_name", "January February March April May June July August September October November December"),
        ("day_name", "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"),
        ("maand_naam", "januari februari maart april mei juni juli augustus september oktober november december"),
    ],
)
def test_names_of_months_and_days_are_nobody_s(name: str, words: str) -> None:
    each = words.split()
    people = {"email": "ada@mail.example", "ssn": "219-09-9999", "birth_date": "1984-03-07"}
    assert claimed([{name: each[n % len(each)], **people} for n in range(40)])[name] == set()


def test_people_who_are_called_as_months_are_still_people() -> None:
    called = ["April", "June", "Ada", "Maria", "August", "Anna", "Peter", "May"]
    rows = [{"first_name": called[n % 8], "email": "ada@mail.example"} for n in range(40)]
    assert claimed(rows)["first_name"] == {"person.name"}


@pytest.mark.parametrize("name", ["mecánico", "слесарь", "Kassiererin", "técnico", "정비사", "ช่าง", "repaired_by"])
def test_a_trade_calls_whom_it_names(name: str) -> None:
    people = ["Ada Kurz", "Iván Crespo", "Raúl Peña", "Lena Vogt"]
    rows = [{"phone": f"+48 601 234 {n:03}", "order": n, name: people[n % 4]} for n in range(40)]
    assert claimed(rows)[name] == {"person.name"}
    assert claimed([{**row, name: "ABC"[n % 3]} for n, row in enumerate(rows)])[name] == set()


@pytest.mark.parametrize("name", ["witnessed_by", "geprüft_von", "firmado_por", "zatwierdził", "assignee"])
def test_who_did_something_is_somebody_where_all_are_full_names(name: str) -> None:
    full = ["Ruth Abbott", "Tim Parker", "Paul Becker", "Maria Rossi"]
    assert claimed([{name: full[n % 4], "step": n} for n in range(24)])[name] == {"person.name"}
    teams = ["Night Shift", "Front Desk", "Release Bot", "Paul Becker"]
    assert not claimed([{name: teams[n % 4], "step": n} for n in range(24)])[name]


WARDS = ["外科", "心血管内科", "透析科", "老年病内科", "急诊科", "皮肤性病科", "放射科(二层)", "药剂科"]
NURSES = ["孙立群", "周雅婷", "吴建华", "郑晓东", "冯淑珍", "陈国强", "褚丽", "卫东升"]


@pytest.mark.parametrize(("table", "values", "expected"), [("dept", WARDS, set()), ("entry", NURSES, {"person.name"})])
def test_words_in_chinese_characters_are_no_people_by_their_length(
    table: str, values: list[str], expected: set[str]
) -> None:
    people = [{"patient": {"name": NURSES[n % 8], "phone": f"139{10000000 + 7919 * n}"}} for n in range(20)]
    told = claimed([*people, *({table: {"id": n, "name": value, "floor": n % 3}} for n, value in enumerate(values))])
    assert told[f"{table}.name"] == expected
    assert told["patient.name"] == {"person.name"}
