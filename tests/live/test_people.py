"""The invented people are the same each time, hold valid check digits, and only numbers and names kept for examples."""

import math
from collections.abc import Mapping, Sequence

import pytest
from stdnum import luhn
from stdnum.cn import ric
from stdnum.us import ssn

from leftopen.privacy.fields import Fields, describe
from tests.live.people import FACE_FIELDS, PEOPLE_FIELDS, Truth, card_number, faces, make_people, resident_id


def test_the_same_people_each_time() -> None:
    assert make_people() == make_people()
    assert make_people(seed=1) != make_people(seed=2)
    assert len(make_people(31)) == 31


def test_half_are_chinese_and_half_english() -> None:
    people = make_people()
    assert [len(person["id_number"]) for person in people] == [18, 11] * 100
    assert all(ric.is_valid(person["id_number"]) for person in people[::2])
    assert all(ssn.is_valid(person["id_number"]) for person in people[1::2])


def test_numbers_agree_with_their_check_digits() -> None:
    assert card_number("7992739871") == "79927398713"  # the example of ISO/IEC 7812-1
    assert resident_id("110105", "1949-12-31", 2) == "11010519491231002X"  # the example of GB 11643-1999
    assert all(luhn.is_valid(person["card"]) for person in make_people())


def test_the_birthday_is_that_of_the_identity_number() -> None:
    for person in make_people()[::2]:
        assert ric.get_birth_date(person["id_number"]).isoformat() == person["birthday"]


def test_mail_and_english_telephones_belong_to_nobody() -> None:
    people = make_people()
    assert {person["email"].partition("@")[2] for person in people} == {"example.org", "example.com", "example.net"}
    assert all("-555-01" in person["phone"] for person in people[1::2])


def test_face_captures_are_of_these_people() -> None:
    people = make_people()
    captures = faces(people)
    assert len(captures) == 60
    assert {capture["身份证号"] for capture in captures} <= {person["id_number"] for person in people}
    for capture in captures:
        vector = capture["人脸特征"]
        assert isinstance(vector, list)
        assert len(vector) == 128
        assert math.isclose(math.hypot(*vector), 1, abs_tol=1e-4)


@pytest.mark.parametrize(
    ("records", "truth"),
    [
        (make_people(), PEOPLE_FIELDS),
        (make_people(25), PEOPLE_FIELDS),
        ([*make_people(40)[::2], *make_people(12)[1::2]], PEOPLE_FIELDS),
        (faces(make_people()), FACE_FIELDS),
        (faces(make_people())[:25], FACE_FIELDS),
    ],
)
def test_what_is_true_of_them_is_claimed_and_nothing_else(
    records: Sequence[Mapping[str, object]], truth: Truth
) -> None:
    fields = Fields()
    for record in records:
        fields.take(record)
    found = {f.path: {x.label for x in f.labels if x.claimed} for f in describe(fields.judge()).fields}
    assert found == {name: truth.get(name, set()) for name in records[0]}
