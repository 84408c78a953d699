"""Fields of a store: collapsing maps, declared fields, paths as shown."""

from typing import Any

import pytest

from leftopen.privacy.detect import standing
from leftopen.privacy.detect.evidence import Column
from leftopen.privacy.detect.records.decide import decide, labels_of
from leftopen.privacy.fields import MOST, Fields, _told_by_name, describe, path_of
from leftopen.privacy.files import classify
from leftopen.privacy.flatten import Node


def fields(records: list[Any], declared: dict[str, str] | None = None) -> dict[str, Any]:
    found = Fields()
    for record in records:
        found.take(record)
    return {field.path: field for field in describe(found.judge(), declared).fields}


def test_types() -> None:
    found = fields([{"a": 1, "b": "x", "c": [0.5] * 16, "d": None, "e": True}] * 3)
    assert {path: field.type for path, field in found.items()} == {
        "a": "integer",
        "b": "text",
        "c": "float[16]",
        "d": "null",
        "e": "boolean",
    }


def test_maps_whose_keys_are_people_collapse() -> None:
    assert set(fields([{"scores": {"张伟": 1, "李娜": 2, "王芳": 3}}] * 3)) == {"scores.*"}
    assert set(fields([{"Maria Gomez": {"x": 1}, "John Smith": {"x": 1}}] * 3)) == {"*", "*.x"}


def test_beside_a_key_that_names_somebody_others_of_no_known_word_are_hidden() -> None:
    found = Fields()
    for _ in range(3):
        found.take({"zzq": 1, "scores": {"이영희": 1, "jzuckerhut": 2, "total": 3}, "facts": {"zzqk": 1, "total": 3}})
    paths = {path_of(judged.column.node) for judged in found.judge()}
    assert paths == {"zzq", "scores.███", "scores.██████████", "scores.total", "facts.zzqk", "facts.total"}


def test_beside_a_key_that_names_somebody_known_words_of_others_are_shown() -> None:
    record = {"Jumlah sapi yang": 1, "total": 3, "alamat": 4, "luas lantai": 5}
    shown = set(fields([record] * 6))
    assert {"Jumlah sapi ████", "total", "alamat", "luas lantai"} == shown


def test_names_of_fields_that_look_like_people_stay() -> None:
    assert set(fields([{"金额": 1, "高度": 2, "时间": 3, "方向": 4}] * 3)) == {"金额", "高度", "时间", "方向"}


def test_many_rare_keys_of_one_shape_collapse() -> None:
    records = [{"seen": {f"q{n}w": n, f"q{n + 100}w": n}} for n in range(30)]
    assert set(fields(records)) == {"seen.*"}


@pytest.mark.parametrize(
    ("keys", "label"),
    [
        ([f"otp:+8490{n}55{n}12{n}" for n in range(1, 9)], "contact.phone"),
        ([f"v2.otp.+8490{n}55{n}12{n}" for n in range(1, 9)], "contact.phone"),
        ([f"sms:{{+8490{n}55{n}12{n}}}" for n in range(1, 9)], "contact.phone"),
        ([f"cart:{{u{n}@post.example}}" for n in range(1, 9)], "contact.email"),
        ([f"person{n}.x@example.org" for n in range(8)], "contact.email"),
        ([f"user:person{n}@example.org" for n in range(8)], "contact.email"),
    ],
)
@pytest.mark.parametrize("value", ["204411", 3, {"n": 1}])
def test_keys_that_are_values_are_classified_whatever_stands_there(keys: list[str], label: str, value: object) -> None:
    found = fields([dict.fromkeys(keys, value)])
    assert [each.label for each in found["*"].labels] == [label]


def test_many_steady_fields_stay() -> None:
    assert len(fields([{f"metric_{chr(97 + n)}x": n for n in range(26)}] * 10)) == 26


def test_declared_fields_are_listed_with_hints() -> None:
    found = fields([{"a": 1}], {"a": "long", "person.email": "keyword"})
    assert found["a"].type == "long"
    assert [label.label for label in found["person.email"].labels] == ["contact.email"]
    assert found["person.email"].labels[0].confidence < 0.5


def test_declared_types_are_peer_text() -> None:
    assert fields([{"a": 1}], {"a": "lo\x1bng" + "x" * 500})["a"].type.startswith("long")
    assert len(fields([{"a": 1}], {"a": "x" * 500})["a"].type) == 40


def test_the_number_of_fields_is_bounded() -> None:
    declared = {f"d{n}x": "text" for n in range(5000)}
    assert len(fields([{f"k{n}x": 1 for n in range(5000)}], declared)) <= MOST


def test_of_too_many_fields_those_of_which_something_is_known_are_described() -> None:
    answers = {f"answer_{n}_score": n % 7 for n in range(MOST + 50)}
    records = [{"name": "x", **answers, "email": f"zoe{record}@example.org"} for record in range(9)]
    told = fields(records)
    assert len(told) == MOST
    assert [label.label for label in told["email"].labels] == ["contact.email"]
    assert list(told)[:2] == ["name", "answer_0_score"]


def test_columns_that_are_called_what_they_hold_stay_beside_many_of_no_word() -> None:
    answers = {f"Q{n // 5}_{n % 5}z": n % 7 for n in range(400)}
    told = fields([{**answers, "email": f"zoe{record}@example.org"} for record in range(9)])
    assert set(told) == {"*", "email"}
    assert [label.label for label in told["email"].labels] == ["contact.email"]


def test_values_inside_keys_are_masked() -> None:
    (path,) = fields([{"inbox of zhao@example.org": 1}])
    assert "zhao" not in path


def of_server(records: list[Any], declared: dict[str, str] | None = None) -> set[str]:
    """The paths that are shown of a store of somebody else's."""
    found = Fields(declared=declared or {})
    for record in records:
        found.take(record)
    return {field.path for field in describe(found.judge(), declared).fields}


KEYS = {
    "Korean": ["이영희", "박민수", "최지우", "정하나"],
    "Quechua": ["Xiomara Quispe", "Wayra Mamani", "Illari Condori", "Kusi Choque"],
    "user names": ["asmith", "bjones", "nightowl7", "frossi"],
    "plates": ["B-AB 1299", "M-XY 987", "HH-Z 55", "K-LM 4321"],
    "words that are names": ["rose", "summer", "hill", "wolf"],
}


@pytest.mark.parametrize("keys", KEYS.values(), ids=KEYS)
@pytest.mark.parametrize("nested", [True, False])
def test_keys_that_few_records_have_are_not_shown(keys: list[str], nested: bool) -> None:
    maps = [{keys[(n + i) % 4]: 3 for i in range(2)} for n in range(24)]
    records: list[Any] = [{"balances": each} if nested else {"city": "x", **each} for each in maps]
    assert of_server(records) == ({"balances.*"} if nested else {"city", "*"})
    grown = {f"balances.{key}" if nested else key: "long" for key in keys}
    assert of_server(records, grown) == of_server(records)
    assert of_server(records[:1], grown if nested else None) == of_server(records)


def test_keys_that_most_records_have_are_fields_whatever_they_are_called() -> None:
    records = [{"kndnrx": n, "lst": [{"zwgfeld": 1}] * 9, **({"sltnx": 1} if n == 3 else {})} for n in range(10)]
    assert of_server(records) == {"kndnrx", "lst[].zwgfeld", "*"}
    assert of_server([{"kndnrx": None if n else 1} for n in range(10)]) == {"kndnrx"}
    assert of_server(records[:4]) == {"*", "lst[].*"}, "too few to tell"
    assert of_server(records[:4], {"kndnrx": "long"}) >= {"kndnrx"}


def test_a_catalogue_that_grew_by_data_is_not_believed() -> None:
    assert of_server([], {"kndnrx": "text", "city": "text"}) == {"kndnrx", "city"}
    assert of_server([], {"city": "text", "people.wayraq.x1": "text"}) == {"city", "people.*.x1"}
    assert of_server([], {"city": "text", **{f"q{letter}w": "text" for letter in "abcdefghij"}}) == {"city", "*"}


def test_what_has_no_room_is_counted() -> None:
    found = Fields(declared={})
    found.take({f"line{n}": 1 for n in range(50)})
    told = describe(found.judge(), {f"page{n}": "text" for n in range(70)}, 80)
    assert (len(told.fields), told.left_out) == (80, 40)


def test_of_fields_shown_alike_the_surest_labels_are_told() -> None:
    records = [{"city": "x", f"kdnx{n}x": f"zhao{n}@example.org", f"kdny{n}x": 3} for n in range(6)]
    found = Fields(declared={})
    for record in records:
        found.take(record)
    fields = {field.path: field for field in describe(found.judge()).fields}
    assert set(fields) == {"city", "*"}
    assert [label.label for label in fields["*"].labels] == ["contact.email"]


def test_columns_of_a_file_stay_where_they_are_spelt_like_rare_names() -> None:
    record = {"id": 1, "fare": 12.5, "grossBrutto": 3, "BANJI": "3", "status": "ok", "created_at": "2024-01-01"}
    assert set(fields([record] * 6)) == set(record)


def test_columns_in_other_scripts_and_forms_stay_beside_known_words() -> None:
    known = {"id": 1, "name": "x", "status": "ok", "created_at": "2024-01-01", "total": 3, "count": 2}
    record = known | {"قاضی": "x", "Addr_Vill": "y"}
    assert set(fields([record] * 6)) == set(record)
    assert set(fields([known | {"CongDist": "x"}] * 6)) == {*known, "CongDist"}
    assert "AnnaBerg" not in set(fields([known | {"AnnaBerg": "x"}] * 6))
    people = {"id": 1, "قربانی": 1, "تابعی": 2, "Name_Weber": 3}
    assert not {"قربانی", "Name_Weber"} & set(fields([people] * 6))


def test_given_names_names_as_people_are_written_and_rare_keys_are_masked_all_the_same() -> None:
    record = {"id": 1, "status": "ok", "created_at": "x", "total": 3, "count": 2, "maria_score": 1, "Kowalski": 2}
    shown = set(fields([record] * 6))
    assert not any("maria" in path or "Kowalski" in path for path in shown)
    rare = [{"id": n, "status": "ok", "total": 3, **({"kowalski": 1} if n == 3 else {})} for n in range(9)]
    assert not any("kowalski" in path for path in fields(rare))


def test_keys_of_one_form_with_figures_are_values() -> None:
    patients = {f"P{87920 + 13 * n}": {"surname": "Berg", "tel": "+49 30 901820"} for n in range(20)}
    paths = {field["path"] for field in classify.fields([{"patients": patients}])["fields"]}
    assert {"patients.*.surname", "patients.*.tel"} <= paths
    mixed = {f"{'PQ'[n % 2]}{n}": {"surname": "Berg"} for n in range(20)}
    assert "patients.*.surname" not in {f["path"] for f in classify.fields([{"patients": mixed}])["fields"]}


def test_maps_of_other_fields_than_those_beside_them_are_fields_though_called_like_people() -> None:
    record = {"user": {"sei": "Ito", "tel": "+81 90"}, "shiori": {"ketsuatsu": "120/80", "byoureki": "なし"}, "ts": 1}
    assert "shiori.ketsuatsu" in set(fields([record] * 6))
    alike = {"shiori": {"score": 3, "note": "a"}, "haruto": {"score": 4, "note": "b"}, "ts": 1}
    assert not any("shiori" in path for path in fields([alike] * 6))
    given = {"user": {"sei": "Ito", "tel": "+81 90"}, "hiroshi": {"ketsuatsu": "120/80", "byoureki": "なし"}, "ts": 1}
    assert not any("hiroshi" in path for path in fields([given] * 6))


@pytest.mark.parametrize("path", ["created", "f0001_abcdefgh", "email", "patient.diagnosis", "kunde.name", "lat"])
def test_a_name_alone_tells_what_its_field_would_that_was_never_filled(path: str) -> None:
    node = Node(tuple(path.split(".")))
    column = Column(node, standing.around(node.parts), 0)
    assert _told_by_name(node) == labels_of(decide([column])[0])


def test_a_key_with_a_joiner_of_letters_is_one_as_it_is_without() -> None:
    record = {"විද්\u200dයුත් තැපෑල": "a@b.example", "භාණ්ඩය": "tea", "මිල": 5}
    assert [label.label for path in fields([record] * 6) for label in fields([record] * 6)[path].labels] == [
        "contact.email"
    ]
