"""Invented people: the same for the same seed, right in form, and nobody's."""

import base64
import datetime as dt
import math
import re

import phonenumbers
from stdnum import luhn, numdb
from stdnum.cn import ric
from stdnum.iso7064 import mod_11_2

from leftopen.lab.people import COUNTY, NATIONS, Town

PEOPLE = Town().people(400)


def test_the_same_seed_gives_the_same_town() -> None:
    def told(seed: int | str) -> list[object]:
        town = Town(seed)
        return [town.people(5), town.place(), town.embedding(8), town.image(), town.card(), town.token(), town.digest()]

    assert told("a") == told("a")
    assert told(3) == told(3)
    assert all(one != other for one, other in zip(told("a"), told("b"), strict=True))


def test_resident_numbers_are_right_in_form_and_issued_to_nobody() -> None:
    numbers = [person.resident_id for person in PEOPLE]
    assert all(mod_11_2.is_valid(number) for number in numbers)
    assert any(number.endswith("X") for number in numbers)
    assert all(ric.get_birth_date(number) == person.born for number, person in zip(numbers, PEOPLE, strict=True))
    assert {int(person.resident_id[16]) % 2 for person in PEOPLE if person.female} == {0}
    assert {int(person.resident_id[16]) % 2 for person in PEOPLE if not person.female} == {1}
    assert {number[:6] for number in numbers} == {COUNTY}


def test_the_county_was_never_assigned() -> None:
    def county(code: str) -> str | None:
        """The county in the list of GB/T 2260 codes, old ones included."""
        return next((known["county"] for _, known in numdb.get("cn/loc").info(code) if "county" in known), None)

    assert county("110101")
    assert county(COUNTY) is None


def test_telephone_numbers_are_kept_for_fiction() -> None:
    numbers = {person.phone for person in PEOPLE}
    assert len(numbers) > 300
    for number in numbers:
        assert re.fullmatch(r"\+1 [2-9]\d\d-555-01\d\d", number)
        assert phonenumbers.is_possible_number(phonenumbers.parse(number, None))


def test_mail_addresses_are_their_own_and_in_a_domain_for_examples() -> None:
    assert len({person.email for person in PEOPLE}) == len(PEOPLE)
    assert all(re.fullmatch(r"[a-z.]+\d+@example\.org", person.email) for person in PEOPLE)


def test_people_differ() -> None:
    assert len({person.number for person in PEOPLE}) == len(PEOPLE)
    assert {person.nation for person in PEOPLE} == set(NATIONS)
    assert {person.female for person in PEOPLE} == {True, False}
    assert len({person.name for person in PEOPLE}) > 300
    assert all(1950 <= person.born.year <= 2004 for person in PEOPLE)
    assert all(2 <= len(person.name) <= 3 for person in PEOPLE)
    assert all(re.fullmatch(r".+[区镇].+\d+号\d+室", person.address) for person in PEOPLE)


def test_cards_are_of_the_test_range_with_the_right_last_digit() -> None:
    town = Town()
    cards = [town.card() for _ in range(50)]
    assert len(set(cards)) == 50
    assert all(card.startswith("400000") and len(card) == 16 and luhn.is_valid(card) for card in cards)


def test_an_embedding_has_length_one() -> None:
    values = Town().embedding()
    assert len(values) == 512
    assert math.isclose(math.hypot(*values), 1, abs_tol=1e-3)


def test_an_image_is_noise_behind_a_jpeg_header() -> None:
    data = base64.b64decode(Town().image(100), validate=True)
    assert data.startswith(b"\xff\xd8\xff\xe0\x00\x10JFIF\x00")
    assert data.endswith(b"\xff\xd9")
    assert len(data) == 122


def test_a_token_has_three_parts() -> None:
    head, body, sign = Town().token().split(".")
    assert base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)) == b'{"alg":"HS256","typ":"JWT"}'
    assert base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)).startswith(b'{"sub":"')
    assert len(base64.urlsafe_b64decode(sign)) == 24


def test_the_small_choices_stay_in_their_bounds() -> None:
    town = Town()
    first, last = dt.datetime(2020, 1, 1, tzinfo=dt.UTC), dt.datetime(2020, 1, 2, tzinfo=dt.UTC)
    places = [town.place() for _ in range(50)]
    assert all(112.5 <= longitude <= 113.5 and 37.8 <= latitude <= 38.3 for longitude, latitude in places)
    assert all(first <= town.moment(first, last) < last for _ in range(50))
    assert {town.number(1, 3) for _ in range(99)} == {1, 2, 3}
    assert {town.word(("a", "b")) for _ in range(99)} == {"a", "b"}
    assert town.pick(PEOPLE) in PEOPLE
    assert not any(town.chance(0) for _ in range(9))
    assert all(town.chance(1) for _ in range(9))
    assert re.fullmatch("[0-9a-f]{32}", town.digest())
