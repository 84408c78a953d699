"""Lists of places and institutions, and people who share what such lists have."""

from typing import Any

import pytest

from leftopen.privacy.detect import firms
from tests.privacy.told import claimed

POOLS = (
    "Hallenbad Nord",
    "Freibad Au",
    "Strandbad",
    "Solebad",
    "Waldbad",
    "Kombibad",
    "Naturbad",
    "Seebad",
    "Inselbad",
    "Moorbad",
)
TEMPLES = ("清水寺", "東大寺", "浅草寺", "高徳院本堂", "法隆寺", "善光寺", "厳島神社", "出雲大社", "金閣寺", "平安神宮")
PEOPLE = (
    "Anna Weber",
    "Jan Brandt",
    "Ute Pohl",
    "Lukas Nagel",
    "Heike Voigt",
    "Uwe Lang",
    "Ina Kraus",
    "Max Seidel",
    "Eva Kurz",
    "Jens Roth",
)


def table(told: dict[str, Any], size: int = 10) -> list[dict[str, Any]]:
    """Records of the values; `{}` is the number of the record."""
    return [
        {name: (each := values[n % len(values)]) and str(each).replace("{}", str(n)) for name, values in told.items()}
        for n in range(size)
    ]


def labels(told: dict[str, Any]) -> set[str]:
    """All that is claimed of a table."""
    return {label for found in claimed(table(told)).values() for label in found}


OPEN: dict[str, Any] = {
    "bad": POOLS,
    "straße": ("Badgasse {}",),
    "telefon": ("089 12345{}",),
    "zeiten": ("Mo-Fr 7-21", "Di-So 9:00-20:00", "24/7"),
    "becken": ("25", "50"),
    "eintritt": ("4.50", "6.00"),
    "sauna": ("ja", "nein"),
}


def test_what_has_hours_and_a_name_of_its_own_is_a_place() -> None:
    assert not labels(OPEN)


@pytest.mark.parametrize(
    "beside",
    [
        {"bad": PEOPLE},
        {"bad": POOLS[:2]},
        {"zeiten": ("früh", "spät")},
        {"telefon": ("+49 151 2345678{}",)},
        {"geboren": ("1961-04-0{}",)},
        {"gast": PEOPLE},
    ],
)
def test_but_people_have_telephones_of_their_own(beside: dict[str, Any]) -> None:
    """People; few that are shared; no hours; who runs it alone; who was born; guests."""
    assert "contact.phone" in labels({**OPEN, **beside})


def test_temples_and_libraries_tell_themselves_and_their_mailboxes_are_theirs() -> None:
    reach = {"電話": ("075-123-456{}",), "拝観料": ("400", "500"), "開門": ("6:00", "8:30"), "駐車場": ("有", "無")}
    assert not labels({"名称": TEMPLES, "宗派": ("真言宗", "天台宗"), **reach})
    assert {"special.religion", "contact.phone"} <= labels(
        {"氏名": ("小野寺健", "佐藤恵"), "宗派": ("真言宗",), **reach}
    )
    assert firms.venue("Stadtbibliothek Ulm")
    assert firms.of_roles([f"{box}@ulm.example" for box in ("stadtbibliothek", "museum", "rathaus", "info", "schule")])
    assert not firms.of_roles([f"park.{n}@mail.example" for n in ("jimin", "anna", "jan", "eva", "tom")])


UNION: dict[str, Any] = {
    "sindicato": tuple(
        f"Sindicato dos {trade}"
        for trade in (
            "Metalúrgicos",
            "Bancários",
            "Químicos",
            "Professores",
            "Rodoviários",
            "Médicos",
            "Padeiros",
            "Vigilantes",
            "Portuários",
            "Garçons",
        )
    ),
    "endereço": ("Rua Um, {}",),
    "telefone": ("(11) 3123-456{}",),
    "filiados": (900, 1200, 4100),
    "base": ("SP", "RJ"),
    "site": ("https://s{}.example",),
}


def test_a_list_of_unions_says_of_nobody_that_they_are_in_one() -> None:
    assert "special.union" not in labels(UNION)


def test_but_members_do() -> None:
    members = {**UNION, "sindicato": ("CUT", "CGT"), "filiados": ("João Prado", "Ana Lima", "Rui Nunes", "Eva Cruz")}
    assert "special.union" in labels(members)


def test_pupils_with_a_number_are_of_a_faith_though_each_goes_to_another_school() -> None:
    pupils = {
        "student_id": range(1001, 1011),
        "school": ("Lincoln {} School",),
        "phone": ("+49 30 55500{}",),
        "religion": ("Muslim", "Jewish", "Catholic"),
        "bus": ("A", "B"),
        "lunch": ("free", "paid"),
        "grade": (3, 4),
    }
    assert {"special.religion", "contact.phone"} <= labels(pupils)


def test_titles_and_particles_of_names_are_no_streets() -> None:
    families = ("Mutairi", "Shamsi", "Dosari", "Ketbi", "Falasi")
    people = {"name": tuple(f"Fahad Al {each}" for each in families), "phone": ("+971 50 555 00{}",)}
    assert "person.name" in labels(people)
    drs = {"tenant": tuple(f"Dr {each}" for each in families), "phone": ("+49 30 55500{}",)}
    assert "person.name" in labels(drs)


FUEL = {
    "enseigne": (
        "TotalEnergies Nation",
        "Esso Relais du Parc",
        "Avia Bellevue",
        "BP Porte Dorée",
        "Shell Jeanne d'Arc",
        "Super U Montaigu",
        "Agip Victor Hugo",
        "Dyneff Rocade",
        "Elan Le Bourg",
        "Carrefour Market Lourdes",
    ),
    "voie": ("{} route de Lyon",),
    "telephone": ("04 72 20 30 1{}",),
    "lat": (45.43, 45.75),
    "lon": (4.32, 4.15),
    "horaires": ("Lu-Sa 07:00-21:00", "24/7"),
    "age_cuve": (4, 17, 30),
    "automate": (True, False),
    "prix": (1.61, 1.72),
}


def test_filling_stations_that_tell_when_they_are_open() -> None:
    assert not labels(FUEL)


def test_but_not_where_a_name_is_of_who_runs_each() -> None:
    assert {"contact.phone", "contact.address"} <= labels({**FUEL, "enseigne": PEOPLE})


SAINTS = ("Camões", "Boavista", "Oeiras", "Gil", "Eça", "Sé", "Luz", "Graça", "Foz", "Lapa")
SCHOOL = {
    "escola": tuple(f"Escola {name}" for name in SAINTS),
    "codigo": ("40{}1",),
    "morada": ("Rua das Flores 1{}",),
    "telefone": ("21 347 123{}",),
    "alunos": ("120", "1518", "640"),
    "necessidades_especiais": ("2", "16", "40"),
    "natureza": ("pública", "privada"),
}


def test_schools_with_numbers_of_pupils_in_writing() -> None:
    assert not labels(SCHOOL)


def test_but_a_pupil_in_each_has_what_is_told() -> None:
    pupils = {
        **SCHOOL,
        "aluno": ("Inês Prado", "Rui Nunes", "Eva Cruz"),
        "necessidades_especiais": ("autismo", "dislexia", "asma"),
    }
    assert {"contact.phone", "special.health"} <= labels(pupils)


@pytest.mark.parametrize("name", ["人脸特征", "religion", "Diagnose"])
def test_figures_without_end_are_no_number_of_anything(name: str) -> None:
    assert not {"person.age", "contact.phone"} & claimed([{name: "0" * 5_000}, {name: "7" * 5_000}])[name]


FIRMS = (
    "Hargreaves Fasteners Ltd",
    "Northgate Packaging",
    "Oakley & Sons Timber",
    "Delta Bearings",
    "Pennine Pumps Ltd",
    "Castle Paper Mills",
    "Ferris Tooling",
    "Apex Glass Ltd",
    "Redhill Cables Ltd",
    "Brightwell Chemicals plc",
)
SUPPLIERS: dict[str, Any] = {
    "supplier_id": ("V10{}",),
    "name": FIRMS,
    "contact_email": ("sales@f{}.example",),
    "phone": ("0161 496 00{}",),
    "address": ("{} Wharf Lane, Salford",),
    "lead_time_days": (3, 14, 21),
    "category": ("metal", "paper"),
    "rating": ("A", "B"),
}


def test_firms_with_a_mailbox_of_a_function_each_are_nobody() -> None:
    assert labels(SUPPLIERS) == set()


@pytest.mark.parametrize(
    "told",
    [
        {"name": PEOPLE},
        {"contact_email": tuple(f"{name.split()[0].lower()}@f{n}.example" for n, name in enumerate(PEOPLE))},
        {"phone": ("+48 601 234 50{}",)},
    ],
)
def test_people_among_firms_are_told(told: dict[str, Any]) -> None:
    assert labels({**SUPPLIERS, **told}) >= {"contact.phone", "contact.address"}


CHAPELS = (
    "Église Saint-Martin",
    "Chapelle Notre-Dame",
    "Temple de la Paix",
    "Abbaye de Valsainte",
    "Synagogue de la Place",
    "Mosquée Essalam",
    "Basilique du Sacré-Cœur",
    "Collégiale Saint-Pierre",
    "Église Saint-Roch",
    "Chapelle des Pénitents",
)
PARISHES: dict[str, Any] = {
    "nom": CHAPELS,
    "culte": ("catholique", "protestant", "juif", "musulman"),
    "adresse": ("{} rue du Temple",),
    "telephone": ("04 66 13 86 1{}",),
    "siecle": ("XI", "XII"),
    "classement": ("inscrit", "non"),
    "places": (120, 400, 60),
}


def test_churches_are_nobody_and_who_belongs_to_them_is_somebody() -> None:
    assert labels(PARISHES) == set()
    members = {**PARISHES, "nom": tuple(name.replace("e", "é", 1) for name in PEOPLE)}
    assert labels(members) >= {"special.religion", "contact.phone", "contact.address"}


ICD = {
    "E11.9": "Type 2 diabetes mellitus",
    "I10": "Essential hypertension",
    "J45.0": "Allergic asthma",
    "F32.1": "Depressive episode",
    "C50.9": "Malignant neoplasm of breast",
    "G40.9": "Epilepsy",
    "K35.8": "Acute appendicitis",
    "M54.5": "Low back pain",
    "N18.5": "Chronic kidney disease",
    "B20": "HIV disease",
}
CHAPTERS = ("IV", "IX", "X", "V", "II", "VI", "XI", "XIII", "XIV", "I")


def test_a_list_of_illnesses_by_chapter_is_of_nobody_and_a_list_of_patients_is() -> None:
    listed = [
        {"icd": code, "description": text, "chapter": at}
        for (code, text), at in zip(ICD.items(), CHAPTERS, strict=True)
    ]
    assert not any(claimed(listed).values())
    stages = [{**each, "chapter": ("I", "II", "III", "IV")[n % 4]} for n, each in enumerate(listed)]
    assert claimed(stages)["icd"] == {"special.health"}
    patients = [{**each, "patient_id": f"P{n:04}"} for n, each in enumerate(listed)]
    assert claimed(patients)["description"] == {"special.health"}
    seen = [{**listed[n % 4], "gender": "MF"[n % 2], "age": 20 + n} for n in range(24)]
    assert claimed(seen)["icd"] == {"special.health"}


def test_who_works_for_another_firm_each_has_a_faith() -> None:
    names = (
        "Adam",
        "Berg",
        "Conz",
        "Dahl",
        "Egge",
        "Frei",
        "Gros",
        "Hahn",
        "Isen",
        "Jahn",
        "Kolb",
        "Lutz",
        "Mohr",
        "Noth",
    )
    firms = [f"{each} Bau GmbH" for each in names]
    rows = [
        {
            "firma": firm,
            "adresse": f"Rainweg {at + 1}",
            "telefon": f"0521 88{at:04}",
            "sparte": "AB"[at % 2],
            "punkte": at * 7 % 31,
            "quelle": ("Messe", "Netz")[at % 2],
        }
        for at, firm in enumerate(firms)
    ]
    assert not any(claimed(rows).values())
    of_people = claimed([{**row, "konfession": ("ev", "rk", "keine")[at % 3]} for at, row in enumerate(rows)])
    assert of_people["konfession"] == {"special.religion"}
    assert of_people["telefon"] == {"contact.phone"}
