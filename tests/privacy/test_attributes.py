"""Tables with a row for each field of somebody, and such as only look like one."""

from typing import Any

import pytest

from tests.privacy.told import claimed

FIELDS = ["Last name", "Date of birth", "Religion", "T-shirt size", "Mobile phone", "Membership year"]
PEOPLE = [
    ["Brandt", "1981-04-12", "Catholic", "M", "+49 1512 3456701", "2011"],
    ["Okafor", "1994-11-30", "Muslim", "XL", "+49 1512 3456702", "2012"],
    ["Silva", "1967-02-07", "Buddhist", "S", "+49 1512 3456703", "2009"],
    ["Novak", "1959-08-21", "Jewish", "M", "+49 1512 3456704", "2020"],
    ["Haddad", "2001-01-19", "Hindu", "L", "+49 1512 3456705", "2015"],
]
WARES = ["Colour", "Weight", "Width", "Voltage", "Material", "Warranty"]


def rows(names: list[str], key: str = "field_id", table: str = "member_field", ids: str = "id") -> list[Any]:
    listed = [{table: {ids: at + 1, "title": name, "sort": 10 * at}} for at, name in enumerate(names)]
    held = [
        {"member_data": {"no": 6 * who + at, "member": who, key: at + 1, "value": value}}
        for who, values in enumerate(PEOPLE)
        for at, value in enumerate(values)
    ]
    return [*listed, *held]


@pytest.mark.parametrize(
    ("key", "table", "ids"),
    [
        ("field_id", "member_field", "id"),
        ("fieldid", "info_fields", "id"),
        ("attribute_id", "eav", "attribute_id"),
        ("dat_fld_id", "fields", "fld_id"),
    ],
)
def test_values_are_told_by_the_names_that_another_table_has(key: str, table: str, ids: str) -> None:
    told = claimed(rows(FIELDS, key, table, ids))
    found = told["member_data.value"]
    assert {"person.name", "person.birth_date", "special.religion", "contact.phone"} <= found
    assert not told[f"member_data.{key}"] | told["member_data.member"] | told[f"{table}.title"]


def test_names_of_other_things_and_keys_of_another_table_tell_nothing() -> None:
    assert "special.religion" not in claimed(rows(WARES))["member_data.value"]
    assert "special.religion" not in claimed(rows(FIELDS, key="colour_id"))["member_data.value"]
    strange = [
        each if "member_field" in each else {"member_data": each["member_data"] | {"field_id": 99}}
        for each in rows(FIELDS)
    ]
    assert "special.religion" not in claimed(strange)["member_data.value"]


def test_a_table_of_names_alone_is_nothing() -> None:
    assert not any(claimed([each for each in rows(FIELDS) if "member_field" in each]).values())
