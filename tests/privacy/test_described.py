"""Fields as what is said of them tells: with the words of it, with what codes stand for, and never shown."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.face.cli import main
from leftopen.model import CLAIM
from leftopen.privacy.detect.kinds import detectors
from leftopen.privacy.fields import Fields
from leftopen.privacy.sayings import Sayings

PEOPLE = ["Ilse Brandt", "Marek Novak", "Aiko Tanaka", "Pedro Costa", "Nadia Haddad", "Tom Jansen", "Rita Weiss"]


def labels(records: list[dict[str, Any]], say: Callable[[Sayings], None]) -> dict[str, set[str]]:
    fields, sayings = Fields(), Sayings()
    say(sayings)
    fields.take_all(records)
    return {
        each.column.node.path: {detectors()[v.bit].label for v in each.verdicts if v.confidence >= CLAIM}
        for each in fields.judge(sayings)
    }


def people(count: int = 40, **codes: int) -> list[dict[str, Any]]:
    return [{"full_name": PEOPLE[at % 7], **{name: at % most for name, most in codes.items()}} for at in range(count)]


def test_a_comment_tells_a_coded_column_of_somebody() -> None:
    told = labels(people(z4=5), lambda sayings: sayings.say(("z4",), "Religious affiliation"))
    assert told["z4"] == {"special.religion"}
    assert labels(people(z4=5), lambda _: None)["z4"] == set()


@pytest.mark.parametrize(
    "text", ["race condition retries", "not a religion: campaign code", "Foreign key to product kinds", "Lena Brandt"]
)
def test_a_comment_that_tells_something_else_tells_nothing(text: str) -> None:
    assert labels(people(z4=5), lambda sayings: sayings.say(("z4",), text))["z4"] == set()


def test_over_flags_of_nobody_a_comment_is_no_claim() -> None:
    pumps = [{"pump": f"PX-{at}", "z4": at % 2} for at in range(40)]
    assert labels(pumps, lambda sayings: sayings.say(("z4",), "Health status"))["z4"] == set()
    assert labels(pumps, lambda sayings: sayings.say(("z4",), "HIV status"))["z4"] == set()


@pytest.mark.parametrize("name", ["created_at", "retry_count", "order_number"])
def test_a_name_that_says_something_itself_is_stronger(name: str) -> None:
    told = labels(people(**{name: 30}), lambda sayings: sayings.say((name,), "Ethnicity"))
    assert "special.ethnicity" not in told[name]


def test_codes_are_read_as_what_they_stand_for() -> None:
    meanings = {"0": "Sikh", "1": "Hindu", "2": "Muslim", "3": "Jain"}
    assert labels(people(z4=4), lambda sayings: sayings.mean(("z4",), meanings))["z4"] == {"special.religion"}
    wares = {"0": "Bus", "1": "Car", "2": "Bike", "3": "Train"}
    assert labels(people(z4=4), lambda sayings: sayings.mean(("z4",), wares))["z4"] == set()


def test_a_comment_may_explain_the_codes_itself() -> None:
    told = labels(people(z4=3), lambda sayings: sayings.say(("z4",), "0=Catholic, 1=Muslim, 2=Hindu"))
    assert told["z4"] == {"special.religion"}


def test_a_reference_to_a_list_that_stands_beside() -> None:
    records: list[dict[str, Any]] = [
        {"lov": {"id": at, "txt": text}} for at, text in enumerate(("Sikh", "Hindu", "Muslim"))
    ]
    records += [{"tenant": each} for each in people(z4=3)]
    told = labels(records, lambda sayings: sayings.refer(("tenant", "z4"), ("lov",), "id"))
    assert told["tenant.z4"] == {"special.religion"}


def test_whose_row_a_key_is_of_is_no_name() -> None:
    records: list[dict[str, Any]] = [
        {"agents": {"id": at, "surname": who, "mail": f"a{at}@example.org"}} for at, who in enumerate(PEOPLE)
    ]
    records += [{"calls": {"no": at, "agent": at % 7, "topic": "order"}} for at in range(30)]
    told = labels(records, lambda sayings: sayings.refer(("calls", "agent"), ("agents",), "id"))
    assert "person.name" in told["agents.surname"]
    assert told["calls.agent"] == set()


def test_a_reference_to_languages_is_no_ethnicity_and_one_to_addresses_no_address() -> None:
    records: list[dict[str, Any]] = [
        {"languages": {"id": at, "txt": text}} for at, text in enumerate(("Turkish", "Arabic", "Kurdish"))
    ]
    records += [{"tenant": each} for each in people(z4=3, z5=9)]

    def say(sayings: Sayings) -> None:
        sayings.refer(("tenant", "z4"), ("languages",), "id")
        sayings.refer(("tenant", "z5"), ("addresses",), "id")

    told = labels(records, say)
    assert told["tenant.z4"] == told["tenant.z5"] == set()


def test_matches_are_those_of_all_records() -> None:
    fields, sayings = Fields(), Sayings()
    sayings.say(("z4",), "Religious affiliation")
    fields.take_all(people(1000, z4=5))
    (told,) = [each for each in fields.judge(sayings) if each.column.node.path == "z4"]
    assert told.verdicts[0].matches == 1000


def test_what_is_said_is_shown_nowhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "".join(f"INSERT INTO `t` VALUES ('{PEOPLE[at % 7]}', {at % 3}, {at % 4});\n" for at in range(30))
    dump = tmp_path / "dump.sql"
    dump.write_text(
        "CREATE TABLE `t` (`full_name` text,\n`z4` int COMMENT 'Religion of Quentin Zyxwert', -- zyx.canary@b.example\n"
        "`z5` int COMMENT '0=Zyxwertish, 1=Catholic, 2=Muslim, 3=Hindu') COMMENT='DE02120300000000202051';\n" + rows
    )
    assert main(["classify", str(dump)]) == 0
    table = capsys.readouterr()
    assert main(["classify", str(dump), "--format", "json"]) == 0
    document = capsys.readouterr()
    said = (table.out + table.err + document.out + document.err).casefold()
    assert not any(word in said for word in ("zyx", "quentin", "de0212", "canary"))
    told = {
        field["path"]: [label["label"] for label in field["labels"]] for field in json.loads(document.out)["fields"]
    }
    assert told["t.z4"] == told["t.z5"] == ["special.religion"]


def test_a_table_that_lists_columns_is_a_dictionary_of_them() -> None:
    records: list[dict[str, Any]] = [{"staff": each} for each in people(z4=3, z5=4)]
    meanings = {"full_name": "Name of the employee", "z4": "Sexual orientation", "z5": "Shift pattern"}
    records += [{"about": {"field": name, "means": text, "sort": "text"}} for name, text in meanings.items()]
    told = labels(records, lambda _: None)
    assert told["staff.z4"] == {"special.sex_life"}
    assert told["staff.z5"] == set()


def test_a_table_of_codes_by_column_is_one_too() -> None:
    records: list[dict[str, Any]] = [{"staff": each} for each in people(z4=3, z5=3)]
    codes = [("z4", at, text) for at, text in enumerate(("Sikh", "Hindu", "Muslim"))]
    codes += [("z5", at, text) for at, text in enumerate(("Bus", "Tram", "Bicycle"))]
    records += [{"codes": {"variable": name, "code": at, "label": text}} for name, at, text in codes]
    told = labels(records, lambda _: None)
    assert told["staff.z4"] == {"special.religion"}
    assert told["staff.z5"] == set()


def test_what_somebody_is_called_is_no_list_of_columns() -> None:
    records: list[dict[str, Any]] = [{"staff": each} for each in people(z4=3)]
    records += [{"orders": {"who": PEOPLE[at % 7], "what": "Religion"}} for at in range(9)]
    assert labels(records, lambda _: None)["staff.z4"] == set()


@pytest.mark.parametrize("text", ["Default billing address", "Name of the customer", "Passport"])
def test_numbers_that_stand_for_something_are_no_address_and_no_name(text: str) -> None:
    assert labels(people(z4=5), lambda sayings: sayings.say(("z4",), text))["z4"] == set()


def test_a_reference_to_a_short_word_for_languages_in_the_plural() -> None:
    records: list[dict[str, Any]] = [
        {"langs": {"id": at, "txt": text}} for at, text in enumerate(("Armenian", "Polish", "Romani"))
    ]
    records += [{"guest": each} for each in people(z4=3)]
    assert labels(records, lambda sayings: sayings.refer(("guest", "z4"), ("langs",), "id"))["guest.z4"] == set()


@pytest.mark.parametrize("value", [float("nan"), float("inf"), [1.0] * 9, b"\x00", None, {"a": 1}, "x" * 5000, 10**400])
def test_no_value_breaks_it(value: Any) -> None:
    records: list[dict[str, Any]] = [{"t": {"z4": value, "z5": at, "full_name": PEOPLE[at % 7]}} for at in range(9)]
    records += [{"codes": {"variable": each, "code": value, "label": "Sikh"}} for each in ("z4", "z5", value)]

    def say(sayings: Sayings) -> None:
        sayings.say(("t", "z4"), "Religion 1=Sikh 2=Hindu")
        sayings.mean(("t", "z4"), {"1": "Sikh", "x": "Hindu", "": "Jain"})
        sayings.refer(("t", "z5"), ("codes",), "code")
        sayings.refer(("t", "z4"), (), "")

    labels(records, say)


@given(st.text(max_size=300), st.text(max_size=40))
def test_whatever_is_said_breaks_nothing(text: str, code: str) -> None:
    def say(sayings: Sayings) -> None:
        sayings.say(("z4",), text)
        sayings.mean(("z4",), {code: text, "1": code})
        sayings.refer(("z4",), (code,), text)

    labels(people(9, z4=3), say)


def test_a_question_is_told_though_its_number_is_called_as_one_of_people() -> None:
    mails = [{"mail": f"k{n}@x.example", "QID4": PEOPLE[n % 7], "QID5": f"2856341{n:04d}"} for n in range(40)]

    def say(sayings: Sayings) -> None:
        sayings.say(("QID4",), "What is your full name?")
        sayings.say(("QID5",), "What is your full name?")

    told = labels(mails, say)
    assert told["QID4"] == {"person.name"}
    assert "person.name" not in told["QID5"]  # numbers of Qatar's form: the name tells those
