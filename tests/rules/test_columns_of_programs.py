"""Columns of public software that only sound personal are nothing, and those about people are told."""

from typing import Any

import pytest

from leftopen.model import CLAIM
from leftopen.privacy.files import classify
from tests.privacy.told import claimed

MEMBERS = [
    {"name": who, "email": f"m{n}@example.org", "phone": f"+44 20 7946 0{100 + n}"}
    for n, who in enumerate(["Ada Lindqvist", "Ben Okafor", "Cleo Martin", "Dan Petrov"] * 6)
]


def beside_members(name: str, *values: Any) -> set[str]:
    """What is claimed of a field of tables of a shop, an office or a forum, beside whom they are about."""
    return claimed([{**each, name: values[n % len(values)]} for n, each in enumerate(MEMBERS)])[name]


@pytest.mark.parametrize(
    "name",
    [
        *("updated_by", "voided_by", "lastEditedBy", "total_bal_il", "audit_client_ip_address", "internet_address"),
        *("role", "user_roles", "roleCode", "condition", "COMM_CONDITION_CODE", "conditionName", "expected_discharge"),
        *("sort_weight", "quotaWeight", "task_weight", "journal_entry_id", "transaction_journal_id", "c_bp_group_id"),
        *("party_id", "partyCode", "part_id", "order_part_id", "unionId", "cron_expression", "multiple_states"),
        *("module_name", "client_workstation_name", "deptName", "schema_name", "triggerName", "employee_grade"),
        *("notice_period_starts", "review_cycle_days", "estimated_delivery_date", "confirmation_date", "underline"),
        *("movementReasonDescription", "penaltyCharge", "consume_per_point", "start_tz"),
        *("frst_register_id", "student_gpa", "num_sats", "job_offer", "email_host", "sold_assets", "IsInvalidPrice"),
        *("tenant_id", "genre_id", "temp_dir", "schoolgrades1"),
    ],
)
def test_columns_of_public_software_that_only_sound_personal_are_nothing(name: str) -> None:
    assert beside_members(name, "K2107", "square", "M31 blue", "L9") == set()
    assert beside_members(name, 3, 117, 42, 9) == set()


@pytest.mark.parametrize("name", ["is_billing_address", "hide_address", "send_birthday_reminders", "need_zip_code"])
def test_answers_are_no_addresses_and_no_birth_dates(name: str) -> None:
    assert beside_members(name, 0, 1) == set()


@pytest.mark.parametrize(
    ("name", "values", "label"),
    [
        ("party", ["Labour", "Conservative", "Green"], "special.politics"),
        ("condition", ["asthma", "diabetes", "epilepsy"], "special.health"),
        ("client_name", ["Eva Larsen", "Ivo Hasan", "Mia Novak"], "person.name"),
        ("usual_name", ["Emma", "Olivia", "James", "Michael"], "person.name"),
        ("client_address", ["4 Mill Lane", "19 High Street", "7 Elm Road"], "contact.address"),
    ],
)
def test_values_settle_what_an_ambiguous_column_is(name: str, values: list[Any], label: str) -> None:
    assert beside_members(name, *values) == {label}


def test_an_ambiguous_answer_is_told_by_who_somebody_is() -> None:
    held = [{"apellido": "Soto", "fecha_nacimiento": f"19{60 + n}-02-03", "partido": f"P{n % 4}"} for n in range(24)]
    assert claimed(held)["partido"] == {"special.politics"}
    assert claimed([{"apellido": each["apellido"], "partido": each["partido"]} for each in held])["partido"] == set()


@pytest.mark.parametrize("name", ["alder", "leeftijd", "ika", "alter"])
def test_an_age_of_things_is_nobody_s_and_vouches_for_nothing(name: str) -> None:
    rows = [{"nr": n, name: n % 30, "symptom": ("gnissel", "knarr")[n % 2]} for n in range(40)]
    assert not any(claimed(rows).values())
    people = [{"email": f"u{n}@example.org", name: 20 + n % 30} for n in range(40)]
    assert claimed(people)[name] == {"person.age"}


def test_a_category_of_people_is_no_cat() -> None:
    faiths = ["Sikh", "Muslim", "Catholic"]
    rows = [{"catLevel": "BC"[n % 2], "catLevelDesc": "low", "birthDate": f"19{60 + n}-04-09"} for n in range(30)]
    assert claimed(rows)["birthDate"] == {"person.birth_date"}
    kept = [{"breed": "x1", "species": "s", "religion": faiths[n % 3], "first_name": "Ada"} for n in range(30)]
    assert claimed(kept)["religion"] == {"special.religion"}


@pytest.mark.parametrize(
    ("name", "values", "label"),
    [
        ("imprisonmentStatusDesc", ["Sentenced", "Remanded"], "criminal.record"),
        ("sentence_expiry_date", ["2031-02-03", "2029-11-30"], "criminal.record"),
        ("SEX_OFFENDER_FLAG", ["Y", "N"], "criminal.record"),
        ("htn_diagnosed", ["yes", "no"], "special.health"),
        ("mb_hp", ["010-5550-1234", "010-5551-9876", "010-5559-4321"], "contact.phone"),
        ("mb_birth", ["1984-03-02", "1979-11-23"], "person.birth_date"),
        ("ship_to_phone", ["+1 202 555 0143", "+1 202 555 0187"], "contact.phone"),
    ],
)
def test_columns_of_public_software_about_people_are_told(name: str, values: list[Any], label: str) -> None:
    assert label in beside_members(name, *values)


def test_a_table_of_staff_makes_no_illness_of_a_condition() -> None:
    rows = [{"condition": ("square", "round")[n % 2], "orderBy": "x"} for n in range(24)]
    told = classify.fields(rows, "StaffExample")["fields"][0]["labels"]
    assert all(each["confidence"] < CLAIM for each in told)
