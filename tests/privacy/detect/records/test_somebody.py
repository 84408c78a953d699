"""What stands in records about nobody, and what shows that they are about somebody."""

from typing import Any

import pytest

from leftopen.privacy.detect.records.somebody import is_place
from tests.privacy.told import claimed

PLAIN = {"folio": ("A-1", "B-2"), "alta": ("sí", "no"), "nivel": (12, 480), "tramo": ("X", "Y"), "paso": (3, 9)}
"""Fields of nobody."""


def rows(**told: tuple[Any, ...]) -> list[dict[str, Any]]:
    """Forty records of them and of other fields, whose values come again and again."""
    return [{name: values[n % len(values)] for name, values in {**told, **PLAIN}.items()} for n in range(40)]


PLACES = {
    "comuna": ("Curicó", "Lebu", "Ñuñoa"),
    "provincia": ("MI", "TO", "NA"),
    "kommun": ("Malmö", "Lund", "Alvesta"),
    "obec": ("Zlín", "Kolín", "Opava"),
    "ilce": ("Meram", "Selçuklu", "Toroslar"),
    "code_postal": ("72100", "01300", "83170"),
    "település": ("Szeged", "Mohács"),
    "จังหวัด": ("ขอนแก่น", "เลย"),
    "δήμος": ("Πλατανιά", "Σητείας"),
    "উপজেলা": ("সাভার", "শেরপুর"),
}


@pytest.mark.parametrize(("name", "values"), PLACES.items())
def test_a_place_is_where_somebody_lives_only_beside_somebody(name: str, values: tuple[str, ...]) -> None:
    assert not any(claimed(rows(**{name: values})).values())
    people = rows(**{name: values}, email=tuple(f"u{n}@mail.example" for n in range(20)))
    assert claimed(people)[name] == {"contact.address"}


@pytest.mark.parametrize("beside", [{"user": ("k1", "k2")}, {"client.ip": ("203.0.113.7", "198.51.100.9")}])
def test_a_place_beside_a_user_or_their_network_is_theirs(beside: dict[str, Any]) -> None:
    assert claimed(rows(comuna=PLACES["comuna"], **beside))["comuna"] == {"contact.address"}


def test_streets_and_whole_addresses_are_addresses_whoever_is_beside() -> None:
    streets = ("Calle Mayor", "Avenida del Puerto", "Calle Sol")
    assert claimed(rows(calle=streets))["calle"] == {"contact.address"}
    whole = rows(direccion=("Calle Mayor 12", "Avenida Sol 4"), comuna=PLACES["comuna"])
    assert claimed(whole)["direccion"] == claimed(whole)["comuna"] == {"contact.address"}
    assert not is_place(["12 High Street, Leeds", "4 Elm Grove"])
    assert is_place(["EC1A 1BB", "1012 AB"])


TRAITS = [
    ("konfession", ("ev.", "rk.", "Ethik")),
    ("offence", ("theft", "assault", "fraud")),
    ("알레르기", ("대두", "우유", "땅콩")),
    ("מחלה", ("כשותית", "חלדה")),
    ("zdravljenje", ("oksalna", "timol")),
]


@pytest.mark.parametrize(("name", "values"), TRAITS)
def test_one_trait_beside_a_thing_is_no_trait_of_anybody(name: str, values: tuple[str, ...]) -> None:
    assert not any(claimed(rows(**{name: values}, crop=("wheat", "rye"))).values())
    assert claimed(rows(**{name: values}, age=tuple(range(18, 71))))[name]
    assert claimed(rows(**{name: values}, student=("s-1", "s-2")))[name]


ALL_THAT_IS_LEFT = [
    ("ethnicity", ("uygur", "han"), "special.ethnicity"),
    ("hiv_status", ("positive", "negative"), "special.health"),
    ("religion", ("Muslim", "Hindu", "Christian"), "special.religion"),
    ("offence", ("theft", "assault", "fraud"), "criminal.record"),
    ("Konfession", ("ev.", "rk."), "special.religion"),
    ("diagnose", ("Depression", "Asthma"), "special.health"),
]


@pytest.mark.parametrize(("name", "values", "label"), ALL_THAT_IS_LEFT)
def test_a_trait_that_is_all_that_is_left_of_somebody_is_claimed(
    name: str, values: tuple[str, ...], label: str
) -> None:
    """Names were taken out, or never were in: a camera tells what it saw."""
    assert claimed(rows(**{name: values}))[name] == {label}
    assert claimed(rows(**{name: values}, device=("cam-1", "cam-2"), score=(0.91, 0.42)))[name] == {label}


def test_few_fields_say_nothing_of_whom_they_are_about() -> None:
    assert claimed([{"n": n, "religion": ("catholic", "muslim")[n % 2]} for n in range(40)])["religion"]


@pytest.mark.parametrize(("name", "values"), [("genere", ("maschile", "femminile")), ("amžius", (12, 48, 90))])
def test_a_gender_or_an_age_alone_is_of_anything(name: str, values: tuple[Any, ...]) -> None:
    assert not any(claimed(rows(**{name: values})).values())


@pytest.mark.parametrize("name", ["nro_doc", "nro_documento", "numero de documento"])
def test_a_number_of_a_document_is_of_a_person_only_beside_one(name: str) -> None:
    numbers = tuple(str(21_406_377 + 6151 * n) for n in range(20))
    assert not any(claimed(rows(**{name: numbers})).values())
    assert claimed(rows(**{name: numbers}, apellido=("Quiroga", "Benítez", "Sosa")))[name]


def test_names_that_are_none_of_people_are_claimed_only_beside_people() -> None:
    assert claimed(rows(ev_sahibi=("Kayserispor", "Sivasspor"))) == claimed(rows(ev_sahibi=("X", "Y")))
    assert claimed(rows(ev_sahibi=("Ahmet Yılmaz", "Ayşe Demir")))["ev_sahibi"] == {"person.name"}


@pytest.mark.parametrize(("name", "inside"), [("mgmt_ip", True), ("node_ip", True), ("client_ip", False)])
def test_an_address_of_the_inside_that_is_a_machine_s_is_nobody_s(name: str, inside: bool) -> None:
    own = rows(**{name: ("10.2.3.4", "10.9.0.11", "192.168.4.20")}, owner=("dba", "network"))
    assert (claimed(own)[name] == set()) is inside
    outside = rows(**{name: ("203.0.113.9", "8.8.4.4", "93.184.216.34")})
    assert claimed(outside)[name] == {"network.ip"}


STATIONS: list[dict[str, tuple[Any, ...]]] = [
    {"wave_height": (1.2, 4.5), "salinity": (33.1, 35.0)},
    {"風速": (3, 12), "気圧": (1003, 1021)},
    {"магнитуда": (3.1, 4.4), "осадки": (0, 12)},
    {"stop_name": ("Main St", "King Rd"), "location_type": (0, 1)},
]


@pytest.mark.parametrize("told", STATIONS)
def test_the_position_of_a_station_is_nobody_s(told: dict[str, tuple[Any, ...]]) -> None:
    place = {"lat": tuple(51.1234 + n / 97 for n in range(20)), "lon": tuple(7.4321 + n / 89 for n in range(20))}
    assert not any(claimed(rows(**place, **told)).values())
    assert claimed(rows(**place, **told, user=("k1", "k2")))["lat"] == {"location.coordinates"}
    assert claimed(rows(**place, speed=(12, 40)))["lat"] == {"location.coordinates"}


LIVING: list[dict[str, tuple[Any, ...]]] = [
    {"species": ("Robin", "Jay"), "sex": ("male", "female"), "age": ("adult", "juvenile")},
    {"race": ("Charolaise", "Limousine"), "sexe": ("F", "M"), "velages": (0, 3), "maladie": ("fièvre", "mammite")},
    {"taxon": ("Zea mays", "Glycine max"), "genotype": ("AA", "AG"), "allele": ("A", "G")},
    {"inchikey": ("BSYNRYMUTXBXSQ", "CSCPPACGZOOCGX"), "logp": (1.2, 3.4), "charge": (-1, 0), "smiles": ("CCO", "CC")},
]


@pytest.mark.parametrize("told", LIVING)
def test_what_lives_or_is_made_and_is_no_person_has_no_traits_of_one(told: dict[str, tuple[Any, ...]]) -> None:
    assert not any(claimed(rows(**told)).values())


@pytest.mark.parametrize("place", [{"comune": ("Torino", "Verona")}, {"evse_id": ("DE*1", "DE*2")}])
def test_positions_beside_places_are_of_what_stands_there_unless_a_time_is_beside(place: dict[str, Any]) -> None:
    at = {"lat": tuple(45.1234 + n / 97 for n in range(20)), "lon": tuple(7.4321 + n / 89 for n in range(20))}
    assert not any(claimed(rows(**at, **place)).values())
    if "comune" in place:
        timed = tuple(f"2024-05-{day:02}T10:{day}:07" for day in range(10, 30))
        assert claimed(rows(**at, **place, timestamp=timed))["lat"] == {"location.coordinates"}


def test_keys_of_texts_are_no_passwords() -> None:
    keys = ("usuario.nombre", "perfil.religion", "pago.iban_titular")
    assert claimed(rows(clave=keys))["clave"] == set()
    assert claimed(rows(clave=("Holae080a!", "qwerty12", "s3cret.X9")))["clave"] == {"credential.password"}


THIN: list[tuple[str, dict[str, tuple[Any, ...]], str]] = [
    ("glucose", {"uid": ("a-1", "b-2"), "glucose": (61, 140, 233)}, "special.health"),
    ("diagnosis", {"encounter": (81, 92), "diagnosis": ("diabetes", "asthma")}, "special.health"),
    ("genotype", {"rsid": ("rs4988235", "rs762551"), "genotype": ("AA", "AG", "CT")}, "special.genetic"),
    ("konfession", {"mitglied_nr": (4711, 4812), "konfession": ("ev", "rk", "ohne")}, "special.religion"),
    ("glucose beside wares", {"uid": ("a-1", "b-2"), "sku": ("K-1", "K-2"), "glucose": (61, 140)}, "special.health"),
]


@pytest.mark.parametrize(("name", "told", "label"), THIN, ids=[name for name, _, _ in THIN])
def test_a_trait_in_the_record_of_a_case_is_somebody_s_without_a_name(
    name: str, told: dict[str, tuple[Any, ...]], label: str
) -> None:
    assert label in claimed(rows(**told))[name.split(maxsplit=1)[0]]


@pytest.mark.parametrize("names", [("students", "teachers"), ("छात्र", "शिक्षक"), ("児童数", "生徒数")])
def test_numbers_of_people_are_not_of_somebody_but_their_keys_are(names: tuple[str, str]) -> None:
    counted = dict.fromkeys(names, (12, 340, 77))
    assert not any(claimed(rows(comuna=PLACES["comuna"], **counted)).values())
    keys = rows(comuna=PLACES["comuna"], student_id=(17, 23, 51), teacher_id=(4, 9))
    assert claimed(keys)["comuna"] == {"contact.address"}
    one = rows(comuna=PLACES["comuna"], student=(17, 23, 51))
    assert claimed(one)["comuna"] == {"contact.address"}


@pytest.mark.parametrize(
    "asked",
    [
        {"ho_ten": ("Họ và tên", "Nhập họ tên"), "ton_giao": ("Tôn giáo", "Chọn tôn giáo")},
        {"mat_khau": ("Mật khẩu", "Nhập mật khẩu"), "ton_giao": ("Tôn giáo", "Nhập tôn giáo")},
    ],
)
def test_a_form_s_words_for_a_faith_are_no_faith(asked: dict[str, tuple[str, ...]]) -> None:
    assert not any(claimed(rows(**asked)).values())
    faith = next(name for name in asked if name != next(iter(asked)))
    answered = {**asked, faith: ("Hindu", "Muslim", "Buddhist")}
    assert claimed(rows(**answered))[faith] == {"special.religion"}


def test_the_age_of_a_machine_is_nobody_s_though_it_has_a_card_and_a_user_s_is_theirs() -> None:
    machine: dict[str, tuple[Any, ...]] = {
        "hostname": ("zeus-db-1", "thor-web-2", "odin-mq-3"),
        "mac": tuple(f"00:1b:44:11:3a:{n:02x}" for n in range(40)),
        "age_years": (1, 4, 7, 9),
    }
    told = claimed(rows(**machine))
    assert (told["age_years"], told["mac"]) == (set(), {"network.mac"})
    assert claimed(rows(**machine, user=("k1", "k2")))["age_years"] == {"person.age"}


def test_the_telephone_of_a_call_centre_is_nobody_s_and_beside_somebody_theirs() -> None:
    told: dict[str, tuple[Any, ...]] = {"대표전화": tuple(f"053-780-{n}" for n in range(1000, 1040))}
    assert not any(claimed(rows(**told)).values())
    people = rows(**told, email=tuple(f"u{n}@mail.example" for n in range(20)))
    assert claimed(people)["대표전화"] == {"contact.phone"}


SHOPS = ("0161 496 0111", "0161 496 0222", "0161 496 0333", "0161 496 0444", "0161 496 0555")
STREETS = ("12 High Street, Leeds", "4 Elm Grove, York", "31 Mill Lane, Hull")


def test_how_to_reach_a_branch_is_nobodys_where_nobody_is_told_of() -> None:
    branch = {"branch_phone": SHOPS, "branch_address": STREETS}
    assert not any(claimed(rows(**branch)).values())
    who = {"name": ("Ada Okafor", "Colin Barlow", "Fiona Tully"), "dob": ("1980-02-01",)}
    assert claimed(rows(**branch, **who))["branch_phone"] == set()
    own = {**branch, "branch_phone": tuple(f"0161 496 01{n:02}" for n in range(40))}
    assert claimed(rows(**own, **who))["branch_phone"] == {"contact.phone"}
    assert claimed(rows(**branch, religion=("catholic", "muslim", "jewish")))["religion"] == {"special.religion"}
    mobile = claimed(rows(branch_phone=tuple(f"+48 601 234 5{n:02}" for n in range(20))))
    assert mobile["branch_phone"] == {"contact.phone"}


def test_a_few_mailboxes_of_functions_are_nobodys() -> None:
    shared = {"from_email": ("billing@acme.example", "hello@acme.example", "noreply@acme.example")}
    people = {"name": ("Ada Okafor", "Colin Barlow", "Fiona Tully"), "dob": ("1980-02-01", "1971-05-06")}
    assert claimed(rows(**shared, **people))["from_email"] == set()
    agents = {"agent_email": ("ada.okafor@acme.example", "colin.barlow@acme.example")}
    assert claimed(rows(**agents))["agent_email"] == {"contact.email"}


def test_what_is_for_all_ages_is_of_nobody() -> None:
    offer = {"eta_bambini": ("0-3", "4-12", "tutti"), "telefono_interno": (201, 207)}
    assert claimed(rows(**offer))["eta_bambini"] == set()
    child = {"nome": ("Giulia Ferrari", "Lorenzo Ricci", "Chiara Galli"), "eta_bambini": ("0-3", "4-12", "13-17")}
    assert claimed(rows(**child))["eta_bambini"] == {"minor.child"}


def test_digests_are_no_fingers_where_nobody_is_told_of() -> None:
    digests = tuple(f"{n:040x}" for n in range(7**20, 7**20 + 900, 37))
    assert claimed(rows(指紋=digests))["指紋"] == set()
    assert claimed(rows(指紋=digests, 氏名=("佐藤 花子", "鈴木 健一", "高橋 美咲")))["指紋"] == {
        "biometric.fingerprint"
    }


def test_a_shelf_is_no_address_and_where_tenants_live_is() -> None:
    shelves = tuple(f"{kind} {n}" for kind in ("Hylla", "Pall") for n in range(1, 9))
    assert claimed(rows(adress=shelves, artikel=("Kuvert", "Pärm"), pris=(3.5, 9.0)))["adress"] == set()
    tenants = {"adress": tuple(f"Storgatan {n}" for n in range(1, 17)), "namn": ("Astrid Holm", "Johan Nyström")}
    assert (
        claimed(rows(**tenants))["adress"] == claimed(rows(adress=tenants["adress"]))["adress"] == {"contact.address"}
    )


def test_who_marries_is_somebody_and_who_grooms_is_not_said() -> None:
    given, family = (
        ("Anna", "Martin", "Julia", "Thomas", "Laura"),
        ("Miller", "Weber", "Clark", "Moore", "Young", "Scott"),
    )
    people = [f"{one} {other}" for one in given for other in family]
    found = claimed([{"bride": people[n], "groom": people[29 - n], "fee": n} for n in range(30)])
    assert found["bride"] == found["groom"] == {"person.name"}
    assert (
        claimed([{"groom": ("yes", "no")[n % 2], "pate": ("dur", "mou")[n % 2]} for n in range(30)])["groom"] == set()
    )


@pytest.mark.parametrize("name", ["show_religion", "hide_religion", "toon_religie", "religion_visible"])
def test_whether_a_faith_is_shown_is_none(name: str) -> None:
    assert not claimed(rows(**{name: (True, False), "email": ("a.berg@mail.example",)}))[name]


def test_but_a_visible_disability_is_told() -> None:
    assert claimed(rows(visible_disability=(True, False), name=("Anna Berg", "Tom Hill")))["visible_disability"]


ACCOUNTS = (
    "Cash at bank",
    "Trade receivables",
    "Trade payables",
    "Accrued wages",
    "Share capital",
    "Sales revenue",
    "Rent expense",
    "Utilities",
)
HOLDERS = ("Tsegaye Mulu", "Abebe Tadesse", "Hiwot Girma", "Selam Bekele", "Johnny Cash", "Marta Alemu")


def test_accounts_of_a_ledger_are_nobodys_and_those_of_a_bank_are() -> None:
    assert not claimed(rows(account_name=ACCOUNTS, account_no=(4000, 4010)))["account_name"]
    assert claimed(rows(account_name=HOLDERS, account_no=(4000, 4010)))["account_name"] == {"person.name"}


def test_saints_are_nobody_and_who_is_called_so_is() -> None:
    saints = ("św. Anna", "św. Jan Chrzciciel", "św. Józef", "brak")
    assert not claimed(rows(patron=saints, gmina=("Borki", "Janowo")))["patron"]
    people = ("San Juan, Maria", "Santa Ozola", "Anna Berzina", "Juris Kalns", "Ilze Liepa")
    assert claimed(rows(name=people, phone=("+371 20 123 456",)))["name"] == {"person.name"}


def test_a_class_of_drugs_is_no_pregnancy_and_a_yes_is() -> None:
    assert not claimed(rows(atc=("N02BE01", "A10BA02"), pregnancy=("A", "B", "C", "D", "X")))["pregnancy"]
    assert claimed(rows(name=("Anna Berg", "Eva Hill"), pregnancy=("yes", "no")))["pregnancy"]


def test_an_address_of_files_or_in_a_memory_is_nobodys() -> None:
    somebody = {"full_name": "Rita Lopes", "phone": "+34 612 345 678"}
    files = ["/opt/app/logs/a.log", "/opt/app/logs/b.log", "D:\\scans\\c.pdf"]
    places = ["0x7FFE10", "0x00A4C0", "0x1F00"]
    streets = ["Calle Mayor 4, Toledo", "Av. del Puerto 18, Cádiz", "Plaza Nueva 2"]
    for name in ("direccion", "address"):
        rows = [[{**somebody, name: values[n % 3]} for n in range(24)] for values in (files, places, streets)]
        assert [claimed(each)[name] for each in rows] == [set(), set(), {"contact.address"}]


def test_what_a_tree_grows_beside_is_no_partner() -> None:
    trees = ["Fichte", "Kiefer", "Lärche", "Buche", "Eiche"]
    people = ["Jo Kurz", "Ada Lind", "Eva Ray", "Max Born", "Ina Roth"]
    rows = [
        {"art": "Täubling", "partner": trees[n % 5], "standort": "Moor", "phone": "+48 601 234 567"} for n in range(40)
    ]
    assert claimed(rows)["partner"] == set()
    assert claimed([{**row, "partner": people[n % 5]} for n, row in enumerate(rows)])["partner"] == {"person.name"}


LAMPS = {
    "via": ("Via Dante Alighieri", "Corso Nino Bixio", "Viale Rosa Luxemburg", "Piazza Carlo Alberto"),
    "lat": (44.41021, 44.40117, 44.42904, 44.43310),
    "lon": (8.93211, 8.91077, 8.95120, 8.96004),
    "eta": (3, 14, 22, 9),
    "guasto": ("nessuno", "spento"),
}


def test_streets_without_numbers_are_of_nobody_where_nobody_is() -> None:
    told = claimed(rows(**LAMPS))
    assert all(not told[name] for name in LAMPS)


@pytest.mark.parametrize(
    "beside",
    [
        {"civico": (12, 4, 101, 7)},
        {"house_no": ("12", "4b", "7", "101")},
        {"codice_fiscale": ("RSSMRA80A01H501U", "VRDLGI75C15F205X")},
        {"cognome_nome": ("Rossi Marta", "Verdi Luigi", "Bianchi Elena", "Greco Paolo", "Conti Sara")},
    ],
)
def test_streets_beside_numbers_of_houses_or_somebody_are_addresses(beside: dict[str, tuple[Any, ...]]) -> None:
    assert claimed(rows(via=LAMPS["via"], **beside))["via"] == {"contact.address"}


@pytest.mark.parametrize("name", ["owner", "klient", "владелец", "asiakas"])
def test_words_that_are_no_names_under_one_for_who_owns_show_nobody(name: str) -> None:
    told = claimed(rows(**{name: ("GRX", "Zentrallager", "TKB-3"), "age": (3, 14, 9, 22)}))
    assert told["age"] == set()
    assert told[name] == set()


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("owner", ("Petra Vogel", "Ulf Brandt", "Nora Lenz", "Kai Sommer", "Ida Roth")),
        ("owner_id", ("U-102", "U-377", "U-581")),
        ("patient", ("inpatient", "outpatient")),
        ("owner", ("Petra", "Ulf", "Nora")),
    ],
)
def test_names_keys_and_patients_show_somebody(name: str, values: tuple[str, ...]) -> None:
    assert claimed(rows(**{name: values, "age": (33, 54, 29, 72)}))["age"] == {"person.age"}


def test_streets_called_after_people_are_no_people_under_a_name_that_says_nothing() -> None:
    streets = (
        "rue Marcel Pagnol",
        "avenue Paul Valéry",
        "quai Simone Weil",
        "impasse Louis Braille",
        "rue Marie Laurencin",
    )
    people = tuple(f"{first} {last}" for first in ("Marcel", "Simone", "Louise", "Marie") for last in ("Pons", "Faure"))
    assert claimed(rows(zzq=streets))["zzq"].isdisjoint({"person.name"})
    assert claimed(rows(zzq=people * 2, rue=("4 rue Haute", "9 quai Neuf")))["zzq"] == {"person.name"}


@pytest.mark.parametrize(("word", "whose"), [("geschlecht", "mieter"), ("sex", "claimant"), ("sexo", "cliente")])
def test_a_trait_that_is_called_somebodys_is_theirs(word: str, whose: str) -> None:
    values = {"maskin": ("press", "såg"), "kvm": (12.5, 80.25)}
    assert claimed(rows(**{word: ("M", "F")}, **values))[word] == set()
    assert claimed(rows(**{f"{whose}_{word}": ("M", "F")}, **values))[f"{whose}_{word}"] == {"person.gender"}


@pytest.mark.parametrize("name", ["apellido", "efternamn", "surname"])
def test_a_word_for_a_surname_is_one_over_saints_and_trees(name: str) -> None:
    for values in (("San Roque", "Santa Clara", "San Isidro", "San Blas"), ("Eiche", "Linde", "Buche", "Fichte")):
        assert claimed(rows(**{name: values}, klass=("4a", "4b")))[name] == {"person.name"}
    assert claimed(rows(nombre=("San Roque", "Santa Clara", "San Isidro", "San Blas")))["nombre"] == set()


def test_a_number_of_a_member_of_a_union_is_no_number_of_votes() -> None:
    numbers = tuple(range(52_000, 52_040))
    assert claimed(rows(union_membership_no=numbers))["union_membership_no"] == {"special.union"}
    assert claimed(rows(union_votes=numbers))["union_votes"] == set()


@pytest.mark.parametrize("since", ["mitglied_seit", "member_since", "socio_desde"])
def test_who_is_a_member_since_a_day_has_a_sex_and_lives_somewhere(since: str) -> None:
    people = {"sex": ("f", "m"), "ville": ("Dole", "Gray", "Lure"), "secteur": ("A", "B")}
    assert not any(claimed(rows(**people)).values())
    found = claimed(rows(**people, **{since: ("2001-05-01", "2013-09-12", "1998-02-20")}))
    assert found["sex"] == {"person.gender"}
