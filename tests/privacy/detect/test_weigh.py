"""What one field says by itself: ways, their strength, and what values say against."""

import pytest

from leftopen.model import CLAIM
from leftopen.privacy.detect import weigh
from leftopen.privacy.detect.decision import Evidence
from leftopen.privacy.detect.evidence import Column
from leftopen.privacy.detect.kinds import detectors
from leftopen.privacy.detect.weigh import constant, ways
from leftopen.privacy.flatten import Node
from tests.privacy.told import told

MAIL = next(bit for bit, each in enumerate(detectors()) if each.label == "contact.email")
"""`contact.email` as the engine knows it."""


def column(name: str, values: list[object]) -> Column:
    found = Column(Node((name,)), frozenset())
    for value in values:
        found.take([value])
    found.count()
    return found


def test_ways_of_a_field() -> None:
    values: list[object] = [f"u{n}@example.org" for n in range(20)]
    assert ways(column("x9", values), MAIL) == [Evidence("proved", 1.0)]
    assert [each.way for each in ways(column("email", values), MAIL)] == ["called_and_checked", "proved"]
    assert [each.way for each in ways(column("order_id", values), MAIL)] == ["proved"]
    assert ways(column("order_id", values), MAIL)[0].against == ("other_name_proved",)


def test_a_part_of_a_name_counts_where_the_values_agree() -> None:
    party = next(bit for bit, each in enumerate(detectors()) if each.label == "special.politics")
    assert ways(column("partai_x", ["PDIP", "Golkar", "PKS"]), party)[0].way == "agreed"
    assert ways(column("partai_x", ["B-01", "B-07", "B-11"]), party)[0].way == "hint_called"


def test_what_values_say_against() -> None:
    assert constant(["a"] * 10)
    assert not constant(["a"] * 9)


@pytest.mark.parametrize("value", ["ACGTTGCATT", "rs4988235 CT", "AG", "BRCA1", "NM_000059.3:c.68_69del", "R1b1a2"])
def test_forms_that_agree_with_an_ambiguous_name(value: str) -> None:
    assert told("dna", [value] * 8)["special.genetic"] >= CLAIM
    assert told("dna", ["did not attend"] * 8).get("special.genetic", 0.0) < CLAIM


def test_the_bit_of_names_of_people() -> None:
    assert detectors()[weigh.name_bit()].label == "person.name"


UUIDS = [f"{n:08x}-1c0e-4f7a-9b2d-{n * 7919:012x}" for n in range(3_000_000_000, 3_000_000_024)]


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("access_token", "credential.token"),
        ("refreshToken", "credential.token"),
        ("api_key", "credential.api_key"),
        ("client_secret", "credential.api_key"),
        ("idfa", "network.advertising_id"),
        ("device_gaid", "network.advertising_id"),
    ],
)
def test_what_is_issued_as_a_uuid_is_one_under_its_name(name: str, label: str) -> None:
    assert told(name, UUIDS)[label] >= CLAIM


@pytest.mark.parametrize("name", ["id", "session_id", "password", "page_token", "row_key", "idempotency_key", "iban"])
def test_other_uuids_are_nobodys(name: str) -> None:
    assert all(sure < CLAIM for sure in told(name, UUIDS).values())


def test_who_is_paid_is_somebody_where_names_are_peoples() -> None:
    people = [
        f"{given} {surname}" for given in ("Marla", "Owen", "Tessa") for surname in ("Stroud", "Miller", "Haverly")
    ]
    assert {v.bit for v in weigh.weigh(column("payee", list(people))) if v.claimed} == {weigh.name_bit()}
    assert not any(v.claimed for v in weigh.weigh(column("payee", ["Kranwerk GmbH", "Holz AG", "Banca Alba"])))


@pytest.mark.parametrize(("people", "claims"), [(20, True), (2, False)])
def test_people_in_a_long_log_are_as_many_as_in_a_short_one(people: int, claims: bool) -> None:
    lines: list[object] = [f"line {n} is all fine and says nothing of anybody" for n in range(30_000)]
    for n in range(people):
        lines[1000 + n * 1400] = f"login of user a{n}@mail.example was refused"
    assert any(each.confidence >= CLAIM for each in ways(column("message", lines), MAIL)) is claims


def test_the_same_look_alike_in_a_long_log_is_one() -> None:
    lines: list[object] = [f"line {n} is all fine and says nothing of anybody" for n in range(30_000)]
    lines[1::100] = ["pushed to git@code.example by a bot"] * 300
    assert all(each.confidence < CLAIM for each in ways(column("message", lines), MAIL))


def test_who_may_be_a_name_too_is_no_less_somebody() -> None:
    """`guest` is a word for somebody, `applicant` one that may be a name: half of these are on a list."""
    people = ["Marcus Tindall", "Oswin Pellow", "Ingrid Ferris", "Della Mistry", "Tobias Hargrave", "Rufus Calloway"]
    rows = [f"{people[n % 6]}{'' if n < 6 else 'abc'[n % 3]}" for n in range(12)]
    for name in ("guest", "applicant", "claimant", "traveller", "путешественник"):
        assert told(name, rows)["person.name"] >= 0.5, name


def test_how_somebody_is_called_stands_in_their_name() -> None:
    people = ["José «Pepe» García", 'Maria "Mimi" Lopez', "Anna Schmidt (geb. Kurz)", "Peter 'Pit' Vogel"]
    assert told("nombre", people * 5)["person.name"] >= 0.5
    assert "person.name" not in told("part_name", ["Chair (oak)", "Table (pine)", "Shelf 'Nord'", "Lamp (LED)"] * 5)


def test_a_telephone_beside_a_name_is_somebodys() -> None:
    people = ["Maria Garcia", "Thomas Meyer", "Anna Kowalski", "Peter Vogel", "Laura Rossi", "Ivan Petrov"]
    cells = [f"{people[n % 6]} (503) 555-01{n:02}" for n in range(12)]
    assert told("emergency_contact", cells)["contact.phone"] >= 0.5
    assert "contact.phone" not in told("model", [f"Red Chair 0401-22{n:03}" for n in range(12)])


def test_numbers_of_cards_that_are_called_so_are_no_national_ones() -> None:
    cards = [
        "4111111111111111",
        "5555555555554444",
        "378282246310005",
        "6011111111111117",
        "3530111333300000",
        "4222222222222",
    ]
    assert {label for label, sure in told("cc_num", cards * 4).items() if sure >= CLAIM} == {"finance.card"}
