"""What records are about where it is no person, and what shows that they are about people after all."""

from typing import Any

import pytest

from leftopen.privacy.detect.concepts import read
from leftopen.privacy.detect.records.nature import animals, game
from leftopen.privacy.detect.records.somebody import is_lettered
from leftopen.privacy.fields import Fields, path_of
from tests.privacy.told import claimed

PLAIN = {"folio": ("A-1", "B-2"), "alta": ("sí", "no"), "tramo": ("X", "Y")}
"""Fields of nobody."""
Told = dict[str, tuple[Any, ...]]
FAITH: Told = {"religion": ("Hindu", "Muslim", "Sikh", "Christian")}
OFFENCE: Told = {"Straftat": ("Mord", "Diebstahl", "Betrug"), "Opfer": ("jedermann", "natürliche Person")}


def rows(told: Told) -> list[dict[str, Any]]:
    """Forty records of them and of other fields, whose values come again and again."""
    return [{name: values[n % len(values)] for name, values in {**told, **PLAIN}.items()} for n in range(40)]


def all_claimed(told: Told) -> set[str]:
    """The labels of any field."""
    return {label for labels in claimed(rows(told)).values() for label in labels}


TEXTS: list[Told] = [
    {**OFFENCE, "Gesetz": ("StGB",), "Wortlaut": ("Wer einen Menschen tötet, wird bestraft.", "Wer stiehlt.")},
    {"konfession": ("evangelisch", "katholisch"), "lernziel": ("Brüche", "Islam"), "stundenthema": ("A", "B")},
    {"חוק": ("חוק העונשין",), "נוסח הסעיף": ("הגונב דבר דינו מאסר", "ההורג"), "עבירה": ("גניבה", "רצח", "תקיפה")},
    {"disease": ("Asthma", "Gout"), "synonyms": ("bronchial asthma", "podagra"), "billable": (True, False)},
    {"религия": ("ислам", "буддизм"), "тема урока": ("Мир", "Реки"), "цель урока": ("знать", "уметь")},
    {"宗教": ("佛教", "道教"), "教学目标": ("了解", "掌握"), "教学内容": ("一", "二")},
]


@pytest.mark.parametrize("told", TEXTS)
def test_laws_and_lessons_have_no_traits(told: Told) -> None:
    assert not all_claimed(told)


@pytest.mark.parametrize(
    "beside",
    [
        {"email": tuple(f"u{n}@mail.example" for n in range(20))},
        {"age": tuple(range(19, 60)), "gender": ("male", "female")},
        {"case no": ("C-1", "C-2")},
        {"name": ("Anna Berger", "Jonas Keller", "Mia Hoffmann", "Paul Wagner", "Lena Schulz", "Max Becker")},
    ],
)
def test_but_somebody_beside_texts_has(beside: Told) -> None:
    learnt: Told = {"learning objective": ("Fractions", "Maps"), "lesson plan": ("1", "2")}
    assert claimed(rows({**FAITH, **learnt, **beside}))["religion"] == {"special.religion"}


def test_one_word_of_texts_is_not_enough() -> None:
    assert claimed(rows({**FAITH, "lesson plan": ("1", "2")}))["religion"] == {"special.religion"}


COUNTS: list[Told] = [
    {**FAITH, "sex": ("Male", "Female", "Persons"), "age": ("0-6", "7+"), "year": (2001, 2011)},
    {"ethnicity": ("White", "Black", "Asian"), "gender": ("Male", "Female"), "arrests": (3, 90), "count": (412, 7)},
    {"wyznanie": ("prawosławne", "katolickie"), "osoby": (812, 14_090), "rodziny": (77, 3_020)},
    {"заболевание": ("ВИЧ", "туберкулёз"), "пол": ("мужчины", "женщины", "оба пола"), "возраст": ("0–14", "18+")},
    {"종교": ("불교", "기독교", "천주교"), "성별": ("남", "여", "계"), "시도": ("서울", "부산")},
    {"الديانة": ("الإسلام", "المسيحية"), "الجنس": ("ذكور", "إناث", "جملة"), "المحافظة": ("جدة", "الرياض")},
    {"year of birth": (1990, 2004), "gender": ("M", "F"), "births": (40, 3), "deaths": (9, 3), "persons": (812, 90)},
]


@pytest.mark.parametrize("told", COUNTS)
def test_numbers_and_sums_of_people_are_of_nobody(told: Told) -> None:
    assert not all_claimed(told)


def test_people_counted_once_or_with_whole_dates_of_birth_are_claimed() -> None:
    assert claimed(rows({**FAITH, "persons": (3, 8)}))["religion"] == {"special.religion"}
    born = {"birth_date": tuple(f"19{60 + n}-0{1 + n % 9}-11" for n in range(20))}
    counted = {"births": (1, 0), "deaths": (0, 1), "cases": (2, 5)}
    assert claimed(rows({**FAITH, **counted, **born}))["religion"] == {"special.religion"}
    keys: Told = {"students": ("k1", "k2"), "patients": ("p1", "p2")}
    assert claimed(rows({**FAITH, **keys}))["religion"] == {"special.religion"}


@pytest.mark.parametrize("name", ["gateway", "dns1", "next_hop", "range_start", "网关", "шлюз", "passerelle", "ntp"])
def test_an_address_of_the_network_itself_is_nobody_s(name: str) -> None:
    outside = ("203.0.113.9", "8.8.4.4", "93.184.216.34")
    assert not claimed(rows({name: outside}))[name]
    assert claimed(rows({name: outside, "client_ip": outside}))["client_ip"] == {"network.ip"}


def test_beside_what_networks_tell_of_themselves_a_plain_address_is_theirs() -> None:
    address: Told = {
        "ip": ("203.0.113.9", "8.8.4.4", "93.184.216.34"),
        "mac": ("00:00:5e:00:53:01", "00:00:5e:00:53:af"),
    }
    assert not all_claimed({**address, "stratum": (1, 2), "offset_ms": (0.2, 1.7)})
    assert not all_claimed({**address, "duplex": ("full", "half"), "native_vlan": (1, 20)})
    assert all_claimed({**address, "stratum": (1, 2)}) == all_claimed(address) == {"network.ip", "network.mac"}
    peers: Told = {"peer_ip": address["ip"], "ipv6": ("2001:db8::7", "2606:4700::1111"), "as_path": ("64500", "3356")}
    assert not all_claimed({**peers, "local_pref": (100, 200)})
    user = {"user_ip": address["ip"], "stratum": (1, 2), "offset_ms": (0.2, 1.7)}
    assert claimed(rows(user))["user_ip"] == {"network.ip"}


SHIPS: list[Told] = [
    {"mmsi": ("257038740", "257123450"), "sog": (3.1, 12.0)},
    {"next stop": ("A", "B"), "trip headsign": ("C", "D")},
]


@pytest.mark.parametrize("told", SHIPS)
def test_ships_and_buses_are_where_nobody_is(told: Told) -> None:
    at = {"lat": tuple(51.1234 + n / 97 for n in range(20)), "lon": tuple(7.4321 + n / 89 for n in range(20))}
    assert not all_claimed({**at, **told})
    assert claimed(rows({**at, **told, "driver": ("k1", "k2")}))["lat"] == {"location.coordinates"}


def test_one_number_of_a_route_makes_no_bus_of_a_trip() -> None:
    at = {"lat": tuple(51.1234 + n / 97 for n in range(20)), "lon": tuple(7.4321 + n / 89 for n in range(20))}
    assert claimed(rows({**at, "route_short_name": ("A", "B"), "fare": (9, 12)}))["lat"] == {"location.coordinates"}


def test_who_looks_for_any_is_no_sum_and_one_word_of_a_place_takes_no_faith() -> None:
    looking: Told = {"gender": ("male", "female", "both"), "religion": ("Jewish", "any"), "orientation": ("gay", "any")}
    assert claimed(rows(looking))["orientation"] == {"special.sex_life"}
    baptised: Told = {"parafia": ("św. Anny", "św. Jana"), "msze": ("8:00", "10:00"), "wyznanie": ("rk", "gk")}
    assert claimed(rows(baptised))["wyznanie"] == {"special.religion"}


REACHED: Told = {"phone": ("020 7946 0018", "0161 496 0127"), "address": ("12 High Street, Leeds", "4 Elm Grove, York")}


LISTS: list[Told] = [
    {**REACHED, "hotel name": ("Seehof", "Alm"), "star rating": (3, 4), "number of rooms": (20, 90)},
    {**REACHED, "school name": ("Hill", "Lake"), "number of pupils": (200, 90), "boys": (100, 40)},
    {**REACHED, "firmenname": ("Nordbau", "Elbtal"), "rechtsform": ("GmbH", "AG"), "umsatz": (9_000_000, 120_000)},
    {**REACHED, "홈팀": ("A", "B"), "원정팀": ("C", "D"), "경기장": ("X", "Y")},
    {"lat": (51.23456, 52.34567), "lon": (7.45671, 8.56712), "museum": ("X", "Y"), "opening hours": ("9-17", "10-18")},
]


@pytest.mark.parametrize("told", LISTS)
def test_a_list_of_schools_or_firms_says_where_to_reach_them(told: Told) -> None:
    assert not all_claimed(told)


@pytest.mark.parametrize(
    "beside",
    [
        {"guest": ("k1", "k2")},
        {"email": tuple(f"u{n}@mail.example" for n in range(20))},
        {"phone": tuple(f"020 7946 00{n}" for n in range(10, 30))},
    ],
)
def test_but_guests_and_telephones_of_their_own_are_somebody_s(beside: Told) -> None:
    assert claimed(rows({**LISTS[0], **beside}))["phone"] == {"contact.phone"}


def test_a_name_of_a_hotel_alone_makes_no_list_and_few_records_do_not() -> None:
    assert claimed(rows({**REACHED, "hotel name": ("Alpenblick", "Seehof")}))["phone"] == {"contact.phone"}
    assert claimed(rows(LISTS[0])[:4])["phone"] == {"contact.phone"}


GAMES: list[Told] = [
    {
        "カード名": ("竜騎士", "天使"),
        "種族": ("ドラゴン族", "人間"),
        "レアリティ": ("SR", "N"),
        "宗教": ("光の教団", "なし"),
    },
    {"тип": ("маг", "воин"), "раса": ("эльф", "орк"), "очки жизни": (30, 90), "стоимость маны": (3, 7)},
]


@pytest.mark.parametrize("told", GAMES)
def test_characters_of_games_have_no_origin(told: Told) -> None:
    assert not all_claimed(told)


@pytest.mark.parametrize("told", [{"leistung_kw": (3.4, 12.0)}, {"発電量": (31, 78)}, {"irradiance": (612, 88)}])
def test_plants_of_power_stand_where_nobody_is(told: Told) -> None:
    at = {"lat": tuple(51.1234 + n / 97 for n in range(20)), "lon": tuple(7.4321 + n / 89 for n in range(20))}
    assert not all_claimed({**at, **told})


ANYBODY = [
    ("性别", "不限"),
    ("gender", "any"),
    ("raça", "todas"),
    ("religion", "all"),
    ("性別", "不問"),
    ("wiek", "dowolny"),
]


@pytest.mark.parametrize(("name", "value"), ANYBODY)
def test_what_is_said_of_anybody_is_no_trait(name: str, value: str) -> None:
    assert not claimed([{name: value, "salary": n} for n in range(40)])[name]


KEYS = tuple(range(20))
PLANS: Told = {"disability": ("deaf", "autism"), "learning goal": ("a", "b"), "lesson plan": ("1", "2")}
LEASE: Told = {"mac": ("00:00:5e:00:53:01", "00:00:5e:00:53:af"), "gateway": ("10.0.0.1",), "dns": ("10.0.0.2",)}
BOOKED: Told = {"hotel name": ("Seehof",), "star rating": (3, 4), "number of rooms": (1, 2)}
DOCKET: Told = {"expediente": ("E-1", "E-7"), "ley": ("599", "600"), "delito": ("hurto", "homicidio", "estafa")}
LEFT_OF_SOMEBODY: list[tuple[Told, str, str]] = [
    ({**FAITH, "persons": (4, 6), "males": (1, 3), "females": (3, 2)}, "religion", "special.religion"),
    ({**PLANS, "student_id": KEYS}, "disability", "special.health"),
    (LEASE, "mac", "network.mac"),
    ({**REACHED, **BOOKED}, "phone", "contact.phone"),
    (DOCKET, "delito", "criminal.record"),
]


@pytest.mark.parametrize(("told", "name", "label"), LEFT_OF_SOMEBODY)
def test_what_may_be_somebody_s_stays_claimed(told: Told, name: str, label: str) -> None:
    """Households, plans for pupils, leases, bookings and dockets."""
    assert claimed(rows(told))[name] == {label}


def test_values_are_looked_at_as_a_whole() -> None:
    assert [animals(kept) for kept in (["dog", "cat", "x"], ["dog", "x"])] == [True, False]
    assert [game(kept) for kept in (["elf", "orc"] * 3, ["elf"], ["Anna", "orc", "Bo", "Li", "Jo"])] == [
        True,
        False,
        False,
    ]
    assert [is_lettered(kept) for kept in (["Leeds", "York"], ["1 a", "2 b"])] == [True, False]


FACE: Told = {
    "gender": ("male", "female"),
    "age": (31, 62, 17),
    "ethnicity": ("Uyghur", "Han", "Hui"),
    "glasses": (True, False),
    "beard": (False, True, False),
}
ELSEWHERE: list[Told] = [
    {"match_id": (1, 2, 3), "home_team": ("Reds", "Blues"), "away_team": ("Greens",), "stadium": ("North", "South")},
    {"ship": ("MV Aurora", "MV Boreas"), "vessel_type": ("ferry",), "imo": (9300001, 9300002), "deck": (1, 2)},
    {"museum": ("City Museum",), "monument": ("main hall",), "attraction": ("hall",), "visitors": (120, 340)},
    {"server": ("s1", "s2"), "pod": ("p1", "p2"), "node": ("n1", "n2"), "uid": (100001, 100002)},
    {"law": ("StGB",), "paragraph": ("242", "223"), "article": (12, 240), "lesson": (1, 2)},
]


@pytest.mark.parametrize("place", ELSEWHERE, ids=lambda told: next(iter(told)))
def test_somebody_is_described_wherever_a_camera_saw_them(place: Told) -> None:
    told = claimed(rows({**place, **FACE}))
    assert told["ethnicity"] == {"special.ethnicity"}
    assert told["glasses"] == told["beard"] == {"biometric.face_attribute"}
    assert told["gender"] == {"person.gender"}


@pytest.mark.parametrize("place", ELSEWHERE, ids=lambda told: next(iter(told)))
def test_two_special_traits_are_of_somebody(place: Told) -> None:
    told = claimed(rows({**place, "hiv_status": ("positive", "negative"), "religion": ("Islam", "Hindu", "Sikh")}))
    assert told["hiv_status"] == {"special.health"}
    assert told["religion"] == {"special.religion"}


def test_a_drug_is_for_illnesses_and_not_for_the_pregnant_and_a_doll_has_a_skin() -> None:
    drug: Told = {"substance": ("paracetamol", "ibuprofen"), "active_ingredient": ("x", "y"), "price": (3.5, 9.9)}
    told = all_claimed({**drug, "disease": ("migraine", "influenza"), "pregnancy": ("avoid", "allowed")})
    assert told.isdisjoint(("special.health", "special.fertility"))
    doll: Told = {"product": ("Doll Lia", "Doll Ana"), "sku": ("PB-1", "PB-2"), "price": (3.5, 9.9), "stock": (3, 80)}
    told = all_claimed({**doll, "skin_color": ("black", "white", "brown"), "gender": ("girl", "boy")})
    assert told.isdisjoint(("special.ethnicity", "biometric.face_attribute", "person.gender"))


@pytest.mark.parametrize(
    ("told", "name", "label"),
    [
        ({"next stop": ("A",), "trip headsign": ("C",), "pupil_id": ("17", "23")}, "disability", "special.health"),
        ({"as_path": ("3356",), "local_pref": (100,), "src_ip": ("203.0.113.9", "8.8.4.4")}, "mac", "network.mac"),
    ],
)
def test_a_key_of_somebody_and_an_address_of_who_asks_show_them(told: Told, name: str, label: str) -> None:
    beside: Told = {"disability": ("deaf", "autism"), "mac": ("00:00:5e:00:53:01", "00:00:5e:00:53:af")}
    assert claimed(rows({**told, name: beside[name]}))[name] == {label}


@pytest.mark.parametrize(
    ("name", "concept"),
    [
        ("लाभार्थी संख्या", "about.person"),
        ("מספר עבירות", "criminal.record"),
        ("id_card_name", "person.name"),
        ("patients", "about.person"),
        ("emergency department", "about.venue"),
    ],
)
def test_words_of_subjects_hide_none_of_somebody(name: str, concept: str) -> None:
    """A number of a beneficiary, offences of an inmate, the name on a card, a list of patients."""
    assert (concept in {hint.concept for hint in read(name)}) is (concept != "about.venue")


FIRST = ("Anna", "Piotr", "Leyla", "Johann", "Maria", "Fatima", "Lucas", "Olga", "Ivan", "Sofia", "Emre")
LAST = ("Schmidt", "Kowalska", "Demir", "Bauer", "Rossi", "Haddad", "Silva", "Petrova", "Novak", "Lopez", "Yilmaz")
THINGS: list[Told] = [
    {"server": ("s1", "s2", "s3"), "pod": ("p1", "p2"), "node": ("n1", "n2"), "cpu": (0.5, 0.7)},
    {"product": ("Chair", "Desk"), "sku": ("S-1", "S-2"), "price": (12, 90), "stock": (3, 80)},
    {"river": ("Elbe", "Oder"), "soil": ("clay", "sand"), "rainfall": (0.2, 1.7)},
    {"population": (21000, 4100), "total": (800, 91), "deaths": (12, 55), "births": (13, 44)},
    {"hotel": ("Alpha", "Beta"), "room": (100, 220), "stars": (3, 4), "museum": ("x",)},
]


@pytest.mark.parametrize("things", THINGS, ids=lambda told: next(iter(told)))
@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("signed_by", tuple(f"{one} {other}" for one in FIRST for other in LAST)),
        ("technician", tuple(f"{one} {other}" for one in FIRST for other in LAST)),
        ("first_name", FIRST),
        ("фамилия", LAST),
    ],
)
def test_names_of_people_are_theirs_beside_words_of_anything(things: Told, name: str, values: tuple[str, ...]) -> None:
    assert claimed(rows({**things, name: values}))[name] == {"person.name"}


def test_animals_have_given_names() -> None:
    animals = {"breed": ("boxer", "beagle"), "species": ("dog", "cat"), "first_name": ("Bella", "Luna", "Max", "Emma")}
    assert "person.name" not in all_claimed({**animals})


def test_bears_and_otters_of_a_dating_service_are_people() -> None:
    told = {"tribe": ("bear", "otter", "wolf"), "orientation": ("gay", "bi"), "hiv_status": ("negative", "positive")}
    assert {"special.sex_life", "special.health"} <= all_claimed(told)
    assert "special.sex_life" in all_claimed({"tribe": ("bear", "otter", "wolf"), "orientation": ("gay", "bi")})


def test_machines_that_are_called_as_people_are_stay_machines() -> None:
    hosts = ("lucy", "grace", "victor", "madison")
    fields = Fields()
    for n in range(24):
        log = {"file": {"path": "/var/log/containers/x.log"}}
        pod = {"pod_name": f"{hosts[n % 4]}-2e04900fc-f95a5", "namespace_name": "kube-system", "host": "node-2"}
        fields.take({"kubernetes": pod, "host": {"name": hosts[n % 4]}, "process": {"name": "java"}, "log": log})
    told = {path_of(judged.column.node): judged.verdicts for judged in fields.judge()}
    assert not any(verdict.claimed for verdict in told["host.name"])


PEOPLE: tuple[str, ...] = (
    "Sanne Bakker",
    "Jeroen Visser",
    "Marieke Smit",
    "Bram Mulder",
    "Femke Dekker",
    "Wouter Hoekstra",
)
PEOPLE += ("Anouk Kuipers", "Pieter Postma", "Lotte de Vries", "Joost van den Berg")
CHURCHES = ("San Giovanni", "Santa Maria", "San Carlo", "Santa Chiara", "San Paolo", "Santa Lucia", "San Lorenzo")
ILLNESSES: tuple[str, ...] = (
    "Influenza",
    "Asthma",
    "Emphysema",
    "Tonsillitis",
    "Laryngitis",
    "Silicosis",
    "Diabetes",
    "Gout",
)
ILLNESSES += ("Measles", "Tuberculosis", "Hepatitis B", "Schizophrenia")
Row = dict[str, Any]


def any_label(rows: list[Row]) -> set[str]:
    """The labels of any field."""
    return {label for labels in claimed(rows).values() for label in labels}


def hotel(n: int, shared: int) -> Row:
    return {
        "hotel": f"Hotel Mirador {n % shared}",
        "estrellas": n % 5 + 1,
        "habitaciones": 20 + 7 * n,
        "direccion": f"Calle Mayor {n + 3}",
        "telefono": f"+34 6{n + 10} 555 {100 + n}",
        "web": f"https://h{n}.example.es",
    }


def test_a_list_of_hotels_is_of_nobody_and_guests_share_one() -> None:
    assert not any_label([hotel(n, 20) for n in range(20)])
    assert {"contact.phone", "contact.address"} <= any_label([hotel(n, 3) for n in range(20)])
    booked = [{**hotel(n, 20), "entrada": f"2026-05-{n + 1:02}"} for n in range(20)]
    assert {"contact.phone", "contact.address"} <= any_label(booked)
    named = [{**hotel(n, 20), "huesped": PEOPLE[n % 10]} for n in range(20)]
    assert {"contact.phone", "person.name"} <= any_label(named)


def test_a_church_has_a_faith_and_so_has_who_goes_there() -> None:
    rows = [
        {
            "chiesa": f"{CHURCHES[n % 7]} {n}",
            "religione": ("cattolica", "ortodossa", "valdese")[n % 3],
            "anno_costruzione": 1100 + n,
            "stile": ("romanico", "gotico")[n % 2],
            "sedute": 100 + n,
        }
        for n in range(14)
    ]
    assert "special.religion" not in any_label(rows)
    shared = [{**row, "chiesa": CHURCHES[n % 2]} for n, row in enumerate(rows)]
    assert "special.religion" in any_label(shared)
    assert {"special.religion", "person.name"} <= any_label(
        [{**row, "nome": PEOPLE[n % 10]} for n, row in enumerate(rows)]
    )


def test_what_forms_write_is_no_answer_and_a_poor_password_is_one() -> None:
    form = {
        "password": ("Passwort", "Bitte Passwort eingeben", "Passwort vergessen?"),
        "first_name": ("Vorname", "Ihr Vorname"),
        "submit": ("Absenden", "Weiter"),
        "email": ("E-Mail", "Ihre E-Mail"),
    }
    assert not any_label([{name: words[n % len(words)] for name, words in form.items()} for n in range(20)])
    poor = [{"login": f"u{n}", "password": ("password", "mein Passwort", "password1")[n % 3]} for n in range(20)]
    assert claimed(poor)["password"] == {"credential.password"}
    alone = [
        {"login": f"u{n}", "password": ("password", "Passwort")[n % 2], "email": f"u{n}@m.example"} for n in range(20)
    ]
    assert claimed(alone)["password"] == {"credential.password"}


def test_a_list_of_codes_has_each_illness_once() -> None:
    rows = [
        {"icd10": f"J{n + 10}.{n % 10}", "diagnose": illness, "abrechenbar": "jn"[n % 2], "version": 2024 + n % 2}
        for n, illness in enumerate(ILLNESSES)
    ]
    assert not any_label(rows)
    assert "special.health" in any_label([row for row in rows[:4] for _ in range(3)])
    assert "special.health" in any_label([{**row, "fallnummer": f"E-{n}"} for n, row in enumerate(rows)])
    assert "special.health" in any_label(
        [{**row, "alter": 20 + n, "geschlecht": "mw"[n % 2]} for n, row in enumerate(rows)]
    )


@pytest.mark.parametrize("reach", [{"telefoon": "+31 6 123456{:02}"}, {"email": "v{}@post.example"}])
def test_an_animal_that_can_be_called_has_an_owner(reach: dict[str, str]) -> None:
    animal = {"dier": "Rex", "ras": "Labrador", "diersoort": "hond"}
    rows = [
        {**animal, "eigenaar": PEOPLE[n % 10], **{name: shape.format(n) for name, shape in reach.items()}}
        for n in range(20)
    ]
    assert claimed(rows)["eigenaar"] == {"person.name"}


def test_a_runner_has_a_gender_and_an_age_and_that_of_builds_none() -> None:
    build = [
        {"runner": f"linux-{n % 3}", "build agent": "a", "build": n, "gender": "male", "cpu": 4} for n in range(20)
    ]
    assert not any_label(build)
    rows = [
        {"runner": PEOPLE[n % 10], "build agent": "a", "gender": "MF"[n % 2], "age": 18 + n, "bib": n, "finish": "3:10"}
        for n in range(20)
    ]
    assert {"person.gender", "person.age"} <= any_label(rows)


def test_members_of_a_church_are_called_by_it() -> None:
    rows = [{"parrocchiano": PEOPLE[n % 10], "cellulare": f"+39 320 55501{n:02}"} for n in range(20)]
    assert "person.name" in claimed(rows)["parrocchiano"]


def test_a_few_keys_are_no_names_beside_what_is_personal() -> None:
    rows = [{"tenant": f"t{n % 3}", "email": f"u{n}@m.example"} for n in range(20)]
    assert not claimed(rows)["tenant"]
    assert claimed([{**row, "tenant": PEOPLE[n % 10]} for n, row in enumerate(rows)])["tenant"] == {"person.name"}


def test_a_town_has_a_position_and_a_phone_has_one_at_a_time() -> None:
    rows = [
        {
            "settlement": f"Town {n}",
            "population": 900 + 31 * n,
            "lat": 47.1 + n / 37,
            "lon": 8.2 + n / 41,
            "elevation": 400 + n,
            "zone": "CET",
        }
        for n in range(20)
    ]
    assert not any_label(rows)
    moved = [{**row, "ts": f"2026-03-{n + 1:02}T10:00:00Z"} for n, row in enumerate(rows)]
    assert "location.coordinates" in any_label(moved)
