"""Whose a field is by what it stands in, or by the words that its name begins with."""

from collections.abc import Callable
from typing import Any

import pytest

from leftopen.privacy.detect.records.owners import _headed
from tests.privacy.told import claimed

WHO = ("Marla Whitlow", "Owen Pardew", "Tessa Haverly", "Colm Quibell", "Hattie Tolliver", "Imogen Stroud")
NAMES = (*WHO, "Anna Weber", "Jan Keller", "Eva Braun", "Karl Vogel", "Lisa Horn", "Otto Lang")
PHONES = ("020 7946 0{:03}", "+1 503 555 01{:02}")


def records(make: Callable[[int], dict[str, Any]], rows: int = 12) -> list[dict[str, Any]]:
    return [make(n) for n in range(rows)]


@pytest.mark.parametrize(
    ("above", "own"),
    [
        ("kapal", "umur"),
        ("trees", "age"),
        ("arboles", "edad"),
        ("pumpen", "alter"),
        ("vessel", "age"),
        ("поезда", "возраст"),
        ("船舶", "年齢"),
    ],
)
def test_the_age_of_what_it_stands_in(above: str, own: str) -> None:
    assert not claimed(records(lambda n: {"port": f"Harbour {n}", above: [{own: n + 3}]}))[f"{above}[].{own}"]


@pytest.mark.parametrize("above", ["passengers", "nakhoda", "trees.owner", "vessel.captain.person", "hotel.guest"])
def test_the_age_of_somebody_who_stands_in_it(above: str) -> None:
    def record(n: int) -> dict[str, Any]:
        inner: dict[str, Any] = {"name": WHO[n % 6], "age": 20 + 3 * n}
        for part in reversed(above.split(".")):
            inner = {part: inner}
        return inner

    assert claimed(records(record))[f"{above}.age"] == {"person.age"}


def test_a_hotel_with_its_guest_keeps_its_telephone() -> None:
    # Both stand in it, so that it may be the guest's.
    found = claimed(records(lambda n: {"hotel": {"guest_name": WHO[n % 6], "phone": PHONES[0].format(100 + n)}}))
    assert found["hotel.phone"] == {"contact.phone"}


@pytest.mark.parametrize(
    "name",
    ["manufacturer_phone", "제조사전화", "客服電話", "telefono_fabricante", "hersteller_telefon", "refuge.telephone"],
)
def test_how_to_reach_who_made_it(name: str) -> None:
    *above, own = name.split(".")

    def record(n: int) -> dict[str, Any]:
        phone = {own: PHONES[0].format(100 + n % 5)}
        return {"sku": f"RX-{n:05}", **({above[0]: phone} if above else phone), "colour": ("red", "blue")[n % 2]}

    assert not claimed(records(record))[name]


@pytest.mark.parametrize(
    "name", ["phone", "mother_phone", "emergency_phone", "긴급연락처", "هاتف الطوارئ", "home_phone"]
)
def test_a_telephone_of_somebody(name: str) -> None:
    found = claimed(records(lambda n: {"ref": f"RX-{n:05}", name: PHONES[1].format(n)}))
    assert found[name] == {"contact.phone"}


def test_a_hotline_that_each_has_another_of_beside_names_is_theirs() -> None:
    found = claimed(records(lambda n: {"name": WHO[n % 6], "support_hotline": f"+44 7911 123{n:03}"}))
    assert found["support_hotline"] == {"contact.phone"}


def test_who_runs_it_may_be_somebody() -> None:
    found = claimed(records(lambda n: {"nr": n, "betreiber": NAMES[n % 12]}))
    assert found["betreiber"] == {"person.name"}


@pytest.mark.parametrize("name", ["commune_naissance", "gemeente_geboorte", "adresse_habitation", "obec_bydliště"])
def test_where_somebody_lives_is_no_town_halls(name: str) -> None:
    places = ("Arles", "Toulon", "Nîmes", "Auch", "Foix")
    found = claimed(
        records(lambda n: {"nom_complet": WHO[n % 6], "telephone": f"06 12 34 56 {n:02}", name: places[n % 5]})
    )
    assert "contact.address" in found[name] or name != "commune_naissance"


def test_what_a_band_measures_is_of_who_wears_it() -> None:
    def record(n: int) -> dict[str, Any]:
        vitals = {"体温": 36.1 + n / 10, "血压": f"{110 + n}/{70 + n}", "心率": 60 + n}
        return {"设备号": f"DEV{n:08}", "固件版本": f"V1.{n}", **vitals, "采集时间": f"2026-08-14T2{n % 4}:58:50Z"}

    found = claimed(records(record))
    assert found["体温"] == found["血压"] == {"special.health"}


def test_travellers_of_whom_nothing_but_gender_and_age_is_told() -> None:
    def record(n: int) -> dict[str, Any]:
        who = {"gender": ("male", "female")[n % 2], "age": 19 + 4 * n}
        return {
            "train_number": 100 + n % 3,
            "depot": ("North", "South")[n % 2],
            "coach_number": n % 9,
            **who,
            "fare": 12,
        }

    found = claimed(records(record, 20))
    assert found["gender"] == {"person.gender"}
    assert found["age"] == {"person.age"}


@pytest.mark.parametrize("name", ["calle", "cap", "CAP", "sahkoposti", "ca_street_name", "pt_address"])
def test_a_word_is_no_firms_for_how_it_begins(name: str) -> None:
    assert _headed(name) == ""


def test_a_word_that_is_written_together_is() -> None:
    assert all(map(_headed, ("제조사전화", "herstellertelefon", "manufacturer_phone")))


@pytest.mark.parametrize("name", ["calle", "carrer", "strasse"])
def test_a_street_that_begins_as_a_sort_of_firm_is_called_is_somebodys(name: str) -> None:
    def record(n: int) -> dict[str, Any]:
        return {"no": 100 + n, "nombre": NAMES[n], name: f"Gran Via {n % 5 + 1}", "cp": f"{28000 + n % 7:05}"}

    assert claimed(records(record))[name] == {"contact.address"}


FLEET = {
    "pojazd": ("Solaris Urbino 12", "Citaro"),
    "numer_rejestracyjny": ("WX 70887", "WX 82012", "WX 11902"),
    "nr_boczny": (8304, 1488),
    "zajezdnia": ("Woronicza", "Stalowa"),
    "wiek": (6, 11),
    "przebieg_km": (295_221, 90_950),
}


def fleet(**beside: tuple[Any, ...]) -> set[str]:
    told = {**FLEET, **beside}
    found = claimed([{name: values[n % len(values)] for name, values in told.items()} for n in range(12)])
    return {label for each in found.values() for label in each}


def test_plates_of_a_fleet_are_nobody_s() -> None:
    assert not fleet()


def test_but_who_drives_has_a_plate() -> None:
    drivers = (
        "Tomasz Nowak",
        "Ewa Mazur",
        "Jan Zając",
        "Ola Baran",
        "Piotr Sikora",
        "Anna Wrona",
        "Igor Lis",
        "Ada Kos",
    )
    assert {"person.name", "vehicle.plate"} <= fleet(kierowca=drivers)


def test_whose_car_it_is_needs_no_name() -> None:
    found = claimed(
        [{"plate": f"WX 7{n:04}", "speed_kmh": 60 + n, "seen_at": f"2026-03-0{n % 9 + 1}"} for n in range(12)]
    )
    assert "vehicle.plate" in found["plate"]


SIGHTING = {
    "specie": ("Muraena helena", "Octopus vulgaris", "Sparus aurata", "Hippocampus guttulatus"),
    "nome": ("Nemo", "Otto", "Marta"),
    "sesso": ("maschio", "femmina"),
    "nascita": ("2015-03-31", "2019-07-17", "2012-01-02"),
    "eta": (3, 7, 12),
}


def test_animals_of_an_aquarium_have_a_birth() -> None:
    found = claimed([{name: values[n % len(values)] for name, values in SIGHTING.items()} for n in range(18)])
    assert not any(found.values())


def test_who_saw_them_has_a_name() -> None:
    seers = (
        "Lucía Ortega",
        "Marco Ricci",
        "Elisa Galli",
        "Paolo Caruso",
        "Ilaria Fontana",
        "Dario Colombo",
        "Sara Conti",
        "Ugo Bassi",
    )
    told = {**SIGHTING, "nome": ("a", "b"), "recordedBy": seers}
    found = claimed([{name: values[n % len(values)] for name, values in told.items()} for n in range(18)])
    assert found["recordedBy"] == {"person.name"}


CLOUD = {
    "instance_id": "i-0fa0b54e635f571{:02}",
    "instance_type": "m5.large",
    "availability_zone": "eu-west-1a",
    "private_ip": "172.31.31.{}",
    "mac": "ab:ba:a5:16:61:{:02}",
}


def test_machines_of_a_cloud_are_nobody_s() -> None:
    assert not any(claimed([{name: form.format(n) for name, form in CLOUD.items()} for n in range(12)]).values())


def test_but_who_asks_them_is() -> None:
    told = {**CLOUD, "client_ip": "81.2.69.{}"}
    found = claimed([{name: form.format(n) for name, form in told.items()} for n in range(12)])
    assert found["client_ip"] == {"network.ip"}


def columns(**told: tuple[Any, ...]) -> dict[str, set[str]]:
    return claimed([{name: values[n % len(values)] for name, values in told.items()} for n in range(24)])


def test_a_band_measures_somebody_wherever_they_are() -> None:
    found = columns(
        firmware_version=("1.2.3", "1.2.8"),
        battery_health=("good", "fair"),
        heart_rate=(61, 93, 111),
        blood_pressure=("137/86", "121/65", "118/75"),
        lat=(51.69511, 51.22914),
        lon=(0.82103, 0.79632),
    )
    assert found["heart_rate"] == found["blood_pressure"] == {"special.health"}


def test_who_works_with_a_machine_is_injured() -> None:
    workers = (
        "Tomasz Nowak",
        "Ewa Mazur",
        "Jan Baran",
        "Piotr Sikora",
        "Anna Mazur",
        "Marcin Zając",
        "Joanna Pawlak",
        "Ewa Sikora",
    )
    machine = {"maszyna": ("Prasa 3", "Robot"), "awaria": (0, 1), "operator": workers}
    assert columns(**machine, uraz=("złamanie ręki", "oparzenie"))["uraz"] == {"special.health"}


def test_passengers_of_an_age_that_may_be_one_of_trains() -> None:
    found = columns(
        zugnummer=("ICE 73", "RE 4"),
        wagennummer=("5", "3"),
        haltestelle=("Ulm", "Augsburg"),
        geschlecht=("m", "w", "d"),
        alter=("23", "48", "71"),
        fahrschein=("ja", "nein"),
    )
    assert found["geschlecht"] == {"person.gender"}


def test_suppliers_that_are_people() -> None:
    people = (
        "Giulia Ferrari",
        "Marco Ricci",
        "Elisa Galli",
        "Paolo Caruso",
        "Ilaria Fontana",
        "Dario Colombo",
        "Sara Conti",
        "Ugo Bassi",
    )
    assert columns(fornitore=people, categoria=("artigiano", "consulente"))["fornitore"] == {"person.name"}


def test_an_age_beside_a_sex_is_somebodys_wherever_both_stand() -> None:
    stays = [{"ward": "3A", "age": 30 + n} for n in range(40)]
    assert claimed([{"clinic": stay, "fee": n} for n, stay in enumerate(stays)])["clinic.age"] == set()
    told = [{"clinic": {**stay, "sex": "fm"[n % 2]}, "fee": n} for n, stay in enumerate(stays)]
    assert claimed(told)["clinic.age"] == {"person.age"}
