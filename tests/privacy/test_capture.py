"""Capture ends raw values: what comes out is labelled, masked and bounded, whatever went in."""

import gc
import json
import math
import random
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leftopen.lab.people import Town
from leftopen.model import CLAIM, Access, Door
from leftopen.privacy import memo, redact, vocabulary
from leftopen.privacy.capture import Captured, capture, door
from leftopen.privacy.detect import backgrounds, concepts, countries, standing
from leftopen.privacy.detect.evidence import Column
from leftopen.privacy.detect.records import limits
from leftopen.privacy.sketch import Sketcher, overlap
from leftopen.raw import Finding, Phrase, Quoted, Raw, RawCollection, Times

SEEDED = random.Random(20)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def resident(number: int) -> str:
    """An invented resident number with a right check character."""
    body = f"110105{1950 + number % 50}{1 + number % 12:02}{1 + number % 28:02}{number % 1000:03}"
    return body + "10X98765432"[sum(int(c) * w for c, w in zip(body, WEIGHTS, strict=True)) % 11]


def unit_vector(length: int) -> list[float]:
    values = [SEEDED.gauss(0, 1) for _ in range(length)]
    norm = math.sqrt(sum(value * value for value in values))
    return [value / norm for value in values]


def of(records: list[Any], name: str = "store", **more: Any) -> Captured:
    store = RawCollection(name, records=len(records), raws=[Raw(record) for record in records], **more)
    return capture(Finding("elasticsearch", Access.OPEN, "read", stores=[store]), Sketcher())


@pytest.mark.parametrize(
    ("encoding", "people", "faiths"),
    [
        ("cp1251", ("Алёна Миронова", "Пётр Зимин", "Ольга Ершова"), ("православие", "ислам", "буддизм")),
        ("gb18030", ("王小明", "李淑芬", "张建国"), ("佛教", "基督教", "伊斯兰教")),
        (
            "cp1253",
            ("Γιώργος Παπαδόπουλος", "Μαρία Νικολάου", "Νίκος Ιωάννου"),
            ("ορθόδοξος", "μουσουλμάνος", "εβραίος"),
        ),
    ],
)
def test_bytes_in_another_encoding_are_read(encoding: str, people: tuple[str, ...], faiths: tuple[str, ...]) -> None:
    records = [
        {
            "name": people[n % 3].encode(encoding),
            "religion": faiths[n % 3].encode(encoding),
            "at": b"2026-11-%02d" % (n + 1),
        }
        for n in range(20)
    ]
    told = claims(of(records))
    assert told["name"] == {"person.name"}
    assert told["religion"] == {"special.religion"}


def test_a_broken_byte_does_not_hide_what_stands_beside_it() -> None:
    records = [{"note": f"write to n{n}@example.org ".encode() + b"\xff"} for n in range(20)]
    assert claims(of(records))["note"] == {"contact.email"}
    pictures = [{"blob": b"\x89PNG\r\n\x1a\n" + SEEDED.randbytes(200)} for _ in range(20)]
    assert claims(of(pictures))["blob"] == set()


def claims(captured: Captured) -> dict[str, set[str]]:
    fields = captured.catalog.collections[0].fields
    return {f.path: {label.label for label in f.labels if label.claimed} for f in fields}


FACES: list[dict[str, Any]] = [
    {
        "抓拍时间": f"2026-11-{1 + n:02} 10:00:{n:02}",
        "摄像头编号": f"CAM-{n:03}",
        "经度": 116.30 + n / 997,
        "纬度": 39.91 + n / 997,
        "人脸图片": "/9j/4AAQSkZJRgABAQ" + "A" * 400,
        "人脸特征": unit_vector(512),
        "是否戴帽": n % 2 == 0,
        "胡子": ("有", "无")[n % 2],
        "是否戴眼镜": n % 2,
        "民族": ("汉族", "回族", "维吾尔族")[n % 3],
        "身份证号": resident(n),
    }
    for n in range(25)
]
WOMEN: list[dict[str, Any]] = [
    {
        "name": ("王小明", "李娜", "欧阳若兰")[n % 3],
        "phone": f"139{n * 7919:08}",
        "address": f"北京市朝阳区建国路{n + 1}号",
        "id_number": resident(n),
        "BreedReady": n % 2,
    }
    for n in range(25)
]


def test_what_a_store_is_taken_together() -> None:
    assert of(FACES, "face_capture").catalog.collections[0].holds[0] == "faces_by_ethnicity"
    assert of([{"sku": "A-1", "price": 3}], "wares").catalog.collections[0].holds == ()


def test_face_captures_are_told_field_by_field() -> None:
    assert claims(of(FACES, "face_capture")) == {
        "抓拍时间": set(),
        "摄像头编号": set(),
        "经度": {"location.coordinates", "location.trace"},
        "纬度": {"location.coordinates", "location.trace"},
        "人脸图片": {"biometric.face_image"},
        "人脸特征": {"biometric.face_embedding"},
        "是否戴帽": {"biometric.face_attribute"},
        "胡子": {"biometric.face_attribute"},
        "是否戴眼镜": {"biometric.face_attribute"},
        "民族": {"special.ethnicity"},
        "身份证号": {"id.cn.resident"},
    }


def test_a_register_of_women() -> None:
    assert claims(of(WOMEN)) == {
        "name": {"person.name"},
        "phone": {"contact.phone"},
        "address": {"contact.address"},
        "id_number": {"id.cn.resident"},
        "BreedReady": {"special.fertility"},
    }


def test_a_ledger_and_a_catalogue_of_products() -> None:
    ledger = [
        {"tx_id": f"{n:064x}", "amount": n / 7, "currency": "USD", "from": f"0x{n:040x}", "time": n} for n in range(25)
    ]
    goods = [
        {"sku": f"A-{n:06}", "name": "Red Chair", "price": n / 7, "stock": n, "ean": 4006381333931 + n}
        for n in range(25)
    ]
    assert claims(of(ledger))["amount"] == {"finance.transaction"}
    assert not any(claims(of(goods)).values())


def test_examples_are_masked() -> None:
    fields = {field.path: field for field in of(FACES).catalog.collections[0].fields}
    examples = {path: field.labels[0].example for path, field in fields.items() if field.labels}
    assert examples["民族"] == "███"
    assert examples["人脸特征"] == "vector of 512, unit norm"
    assert examples["人脸图片"].startswith("JPEG image, ")
    assert examples["纬度"] == "3█.██"
    assert examples["身份证号"].count("█") == 15


def texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for item in value.items() for part in item for text in texts(part)]
    return [text for item in value for text in texts(item)] if isinstance(value, list) else []


def test_no_value_comes_out() -> None:
    """Every text of every record, longer than a word of the report, is missing from what capture gives."""
    out = msgspec.json.encode(of(WOMEN)).decode() + msgspec.json.encode(of(FACES)).decode()
    for record in (*WOMEN, *FACES):
        values = [text for value in record.values() for text in texts(value) if len(text) > 2]
        shown = [value for value in values if value in out and not value.startswith("2026-")]
        assert shown == []


def test_keys_and_names_that_are_values_are_masked() -> None:
    records = [{"by_mail": {f"zhao{n}@example.org": {"score": n}}, "张伟": 1, "李娜": 2} for n in range(25)]
    captured = of(records, "user_zhao@example.org_13800138000")
    collection = captured.catalog.collections[0]
    assert "zhao@" not in collection.name
    assert "13800138000" not in collection.name
    paths = {field.path for field in collection.fields}
    assert paths == {"by_mail.*", "by_mail.*.score", "*"}
    assert claims(captured)["by_mail.*"] == {"contact.email"}


def test_a_map_with_many_keys_is_one_path() -> None:
    records = [{"names": {f"k{n}x{m}q": {"v": 1} for m in range(40)}} for n in range(25)]
    assert {field.path for field in of(records).catalog.collections[0].fields} == {"names.*", "names.*.v"}


def test_peer_text_is_harmless_and_bounded() -> None:
    finding = Finding(
        "x",
        Access.METADATA,
        Phrase("GET ", Quoted("\x1b[31m\u202egnp.exe\x00" + "z" * 5000), " answered"),
        version="6.8\r\nSet-Cookie: zhao@example.org",
        facts={"title": "\u2066x" * 500, "cluster": "prod"},
    )
    captured = capture(finding, Sketcher())
    everything = msgspec.json.encode(captured).decode()
    assert not any(bad in everything for bad in ("\\u001b", "\u202e", "\u2066", "\\u0000", "\\r", "zhao@"))
    assert captured.proof.startswith("GET [31mgnp.exe")
    assert captured.proof.endswith(" answered")
    assert len(captured.proof) < 200
    assert captured.facts["cluster"] == "prod"


def test_raws_are_dropped_even_when_classifying_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = Raw({"name": "Ada"})
    store = RawCollection("s", raws=[raw])
    monkeypatch.setattr("leftopen.privacy.capture.describe", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        capture(Finding("x", Access.OPEN, "read", stores=[store]), Sketcher())
    assert raw.value is None
    assert store.raws == []


def test_a_span_that_the_server_told_of_births_is_left_out() -> None:
    records = [{"birthday": f"19{50 + n}-01-01"} for n in range(20)]
    told = [Times("min and max", 946_684_800.0, 978_307_200.0, "birthday"), Times("index creation date", 1e9, None)]
    assert [span.basis for span in of(records, times=told).spans] == ["index creation date"]


def test_times_of_the_server_are_told_to_the_day_and_those_of_events_to_the_month() -> None:
    records = [{"created_at": f"2024-01-{5 + n:02}T00:00:00Z", "birthday": f"19{50 + n}-01-01"} for n in range(20)]
    asked = [Times("min and max", 1.5e9, 1.6e9, "createdAt"), Times("min and max", 1.5e9, 1.6e9, "admitted")]
    made = [Times("index creation date", 1.5e9, 1.6e9), Times("broken", float("inf"), None)]
    captured = of(records, times=[*made, *asked])
    assert [(span.basis, span.path, span.first, span.last) for span in captured.spans] == [
        ("index creation date", None, "2017-07-14T00:00:00Z", "2020-09-13T00:00:00Z"),
        ("min and max, to the month", "createdAt", "2017-07-01T00:00:00Z", "2020-09-01T00:00:00Z"),
        ("sampled records, to the month", "created_at", "2024-01-01T00:00:00Z", "2024-01-01T00:00:00Z"),
    ]


def test_times_to_come_are_left_out_of_spans() -> None:
    records = [{"created_at": f"2024-01-{5 + n:02}", "end_date": f"2087-02-{5 + n:02}", "end": n} for n in range(20)]
    records[0]["created_at"] = "2087-01-05"
    asked = [Times("min and max", 1.5e9, 3.7e9, "updated_at"), Times("min and max", 3.6e9, 3.7e9, "ended")]
    assert [(span.path, span.first, span.last) for span in of(records, times=asked).spans] == [
        ("updated_at", "2017-07-01T00:00:00Z", None),
        ("created_at", "2024-01-01T00:00:00Z", "2024-01-01T00:00:00Z"),
    ]


def test_a_store_of_few_people_tells_no_time_of_theirs() -> None:
    records = [{"created_at": f"2024-01-{5 + n:02}T00:00:00Z", "email": f"zhao{n % 3}@example.org"} for n in range(24)]
    asked = [Times("min and max", 1.5e9, 1.6e9, "created_at"), Times("ObjectIds", 1.5e9, 1.6e9)]
    spans = of(records, times=asked).spans
    assert [(span.basis, span.first) for span in spans] == [("ObjectIds", "2017-07-14T00:00:00Z")]
    assert of(records[:3], times=asked).spans == spans


def test_the_same_people_are_recognised_across_stores() -> None:
    sketcher = Sketcher()
    one = RawCollection("a", raws=[Raw(record) for record in WOMEN])
    two = RawCollection("b", raws=[Raw({"身份证号": resident(n), "手机": f"+86 139{n * 7919:08}"}) for n in range(25)])
    captured = capture(Finding("x", Access.OPEN, "read", stores=[one, two]), sketcher)
    found = {(sketch.collection, sketch.label): sketch for sketch in captured.sketches}
    assert overlap(found["a", "id.cn.resident"], found["b", "id.cn.resident"]) == (1.0, 25)
    assert overlap(found["a", "contact.phone"], found["b", "contact.phone"]) == (1.0, 25)


def test_declared_types_and_unsampled_fields() -> None:
    captured = of([{"phones": [{"nr": "+49 30 901820"}]}], declared={"phones.nr": "keyword", "身份证号": "text"})
    fields = {field.path: field for field in captured.catalog.collections[0].fields}
    assert fields["phones[].nr"].type == "keyword"
    hint = fields["身份证号"].labels[0]
    assert (hint.label, hint.matches, hint.confidence < CLAIM) == ("id.cn.resident", 0, True)


def deep(levels: int) -> Any:
    value: Any = {"x": 1}
    for _ in range(levels):
        value = {"a": value}
    return value


@pytest.mark.parametrize(
    "record",
    [
        {f"field{n}abc": n for n in range(100_000)},
        deep(1000),
        {"list": json.loads("[" * 900 + "]" * 900)},
        {"text": "a@" * 2_000_000},
        {"x": float("nan"), "y": float("inf"), "z": 10**5000, "lat": -(10**400)},
        {"\ud800": "\udfff zhao@example.org", "name": "\ud800"},
        {"embedded": '{"name": "Ada Lovelace", "mail": ["a@example.org"]}', "bad": '{"a": ' * 99},
    ],
    ids=["keys", "deep", "lists", "long", "numbers", "surrogates", "embedded"],
)
def test_hostile_records(record: dict[str, Any]) -> None:
    collection = of([record] * 3).catalog.collections[0]
    assert len(collection.fields) <= 1000
    assert all(len(field.path) < 6000 for field in collection.fields)


LEAF = st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()) | st.binary() | st.datetimes()
WORDS = ("name", "phone", "人脸特征", "lat", "lon", "生日", "身份证", "amount", "iban", "card", "avatar", "geo")
NAMES = st.text(max_size=8) | st.sampled_from(WORDS)
VALUE = st.recursive(
    LEAF | st.sampled_from(["\ud800x", "9" * 5000, "[[1,2],{}]", "39.9, 116.3", "1" * 18]),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(NAMES, inner, max_size=5),
    max_leaves=12,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.dictionaries(NAMES, VALUE, max_size=6), max_size=4), st.text(st.characters()))
def test_never_raises(records: list[dict[str, Any]], name: str) -> None:
    captured = of(records, name, declared={name: name}, created=1e300)
    assert captured.catalog.collections[0].sampled == len(records)
    msgspec.json.encode(captured)


def capture_people_called(word: str) -> Captured:
    records = [{"name": f"Ada {word}", "notes": f"my name is Ada {word} {n}", f"Zora {word}": n} for n in range(9)]
    return of(records, f"store of {word}@example.org")


def _parts(thing: Any) -> list[Any]:
    return [*thing, *(thing.values() if isinstance(thing, dict) else ())]


def test_nothing_is_remembered_after_a_capture() -> None:
    """No container that the garbage collector knows holds a value any more, and no cache of names is left."""
    canary = "".join(random.Random(9).choices("bcdfgklmn", k=12))
    captured = capture_people_called(canary)
    assert captured.catalog.collections
    gc.collect()
    held = [
        type(thing).__name__
        for thing in gc.get_objects()
        if isinstance(thing, (dict, tuple, list))
        and any(type(part) is str and canary in part for part in _parts(thing))
    ]
    assert held == []
    caches = (vocabulary.name, vocabulary.splits, backgrounds.shape)
    assert [cache.cache_info().currsize for cache in caches] == [0] * len(caches)


def test_names_of_words_of_the_product_alone_are_remembered() -> None:
    for each in memo._EVERY:
        each._kept.clear()  # other tests of the process may have filled them, and no more is kept then
    countries.stated([("Анна Берг", ["Poland"]), ("email", ["x"])])
    limits.of_ages(["Anna Berg"])
    of([{"email": f"ada{n}@example.org", "Anna Berg": 1, "born 1985": n} for n in range(9)], "customers")
    kept = {name for memo in (concepts.read, redact.plain, countries._joined, countries._scripts) for name in memo}
    assert {"email", "customers"} <= kept
    assert not [name for name in kept if not redact.own(name)]
    every = {part for each in memo._EVERY for name in each for part in ([name] if isinstance(name, str) else name)}
    assert not [
        part for part in every if isinstance(part, str) and ("Anna" in part or "Анна" in part or "1985" in part)
    ]
    paths = {part for memo in (standing.of_path, standing.around) for path in memo for part in path}
    assert "email" in paths
    assert not [part for part in paths if part not in ("*", "[]") and not redact.own(part)]


def doors(*stores: RawCollection) -> tuple[Door, ...]:
    return capture(Finding("words", Access.OPEN, "p", stores=stores), Sketcher()).doors


ROW = {"a": 1}
IDENTIFIER = "6d2f6c1e-8a53-4a1f-9c0e-2b7d4f5a9e13"


def test_doors_are_the_stores_with_records_by_their_names() -> None:
    assert doors(RawCollection("people", raws=[Raw(ROW)]), RawCollection("orders")) == (Door("people"),)
    (hidden,) = doors(RawCollection("maria.garcia", raws=[Raw(ROW)]))
    assert not hidden.exact
    assert "garcia" not in hidden.name


def test_a_door_may_have_another_name_than_the_store_and_several_stores_one() -> None:
    session = "role postgres in database crm"
    both = [RawCollection(name, raws=[Raw(ROW)], door=session) for name in ("people", "orders")]
    assert doors(*both) == (Door(session),)
    assert doors(RawCollection("notes", raws=[Raw(ROW)], door=IDENTIFIER)) == (Door(IDENTIFIER),)


def test_where_nothing_was_read_the_sessions_are_the_doors_and_stores_are_none() -> None:
    assert doors(RawCollection("people", door="user root"), RawCollection("orders")) == (Door("user root"),)
    assert doors(RawCollection("people")) == ()


def test_a_door_that_may_name_a_person_is_masked() -> None:
    assert door("role postgres in database crm") == Door("role postgres in database crm")
    assert not door("role postgres in database maria.garcia").exact
    assert not door("anna.zzberg@example.org").exact
    assert door("people", exact=False) == Door("people", exact=False)


def test_doors_that_find_no_room_are_not_forgotten() -> None:
    many = doors(*(RawCollection(f"logs-{n:06}", raws=[Raw(ROW)]) for n in range(120)))
    assert len(many) == 100
    assert many[-1] == Door("21 others", exact=False)


def test_where_time_is_used_up_each_store_still_shows_a_record_and_all_are_dropped() -> None:
    raws = [Raw({"email": f"{number}.thora@example.org"}) for number in range(8)]
    stores = [RawCollection(name, raws=list(raws[at : at + 4])) for name, at in (("a", 0), ("b", 4))]
    captured = capture(Finding("redis", Access.OPEN, "read", stores=stores), Sketcher(), 0.0)
    assert [store.sampled for store in captured.catalog.collections] == [1, 1]
    assert captured.unread == 6
    assert all(raw.value is None for raw in raws)


@pytest.mark.parametrize("name", ["crm.customers", "x"])
def test_a_field_that_mixes_the_numbers_of_two_countries_is_told_as_both(name: str) -> None:
    records = [{"id_number": resident(i) if i % 2 else f"{300 + i}-04-{8000 + i}", "name": "Zoe"} for i in range(24)]
    assert claims(of(records, name))["id_number"] == {"id.cn.resident", "id.us.ssn"}


@pytest.mark.parametrize(("said", "told"), [(0, 1), (1, 1), (7, 7), (None, None)])
def test_what_was_read_refutes_a_count_that_is_less(said: int | None, told: int | None) -> None:
    store = RawCollection("people", records=said, raws=[Raw({"email": "zoe@mail.example"})])
    collection = capture(Finding("kafka", Access.OPEN, "read", stores=[store]), Sketcher()).catalog.collections[0]
    assert collection.records == told


@pytest.mark.parametrize(("said", "told"), [(1, 1), (2**63 - 1, 2**63 - 1), (2**63, None), (2**70, None), (-1, None)])
def test_a_count_that_no_store_can_have_is_not_told(said: int, told: int | None) -> None:
    store = RawCollection("people", records=said, bytes=said, raws=[Raw({"email": "zoe@mail.example"})])
    collection = capture(Finding("kafka", Access.OPEN, "read", stores=[store]), Sketcher()).catalog.collections[0]
    assert (collection.records, collection.bytes) == (told, told)


PAIRED = [{"name": "email", "value": f"person{n}@example.org"} for n in range(8)]
KEYED = [{"codes": {f"+4930901{n}8{n}{m}": "204411" for m in range(8)}} for n in range(8)]


@pytest.mark.parametrize("records", [FACES, PAIRED, KEYED], ids=["fields", "pairs", "keys"])
def test_values_that_were_kept_for_evidence_go_with_the_records(records: list[dict[str, Any]]) -> None:
    """Not when the interpreter next looks for garbage: fields and their places in the records hold each other."""

    def columns() -> int:
        return sum(isinstance(each, Column) for each in gc.get_objects())

    gc.collect()
    gc.disable()
    try:
        before = columns()
        assert of(records).catalog.collections[0].fields
        assert columns() == before
    finally:
        gc.enable()


def test_what_a_server_says_of_its_fields_counts_and_is_shown_nowhere() -> None:
    records = [{"full_name": person.latin, "z4": at % 5} for at, person in enumerate(Town(3).people(40))]
    store = RawCollection("members", raws=[Raw(record) for record in records], declared={"z4": "long"})
    store.said = {"z4": "Religion of Quentin Zyxwert"}
    captured = capture(Finding("elasticsearch", Access.OPEN, "read", stores=[store]), Sketcher())
    assert claims(captured)["z4"] == {"special.religion"}
    assert "zyxwert" not in msgspec.json.encode(captured).decode().casefold()
    assert not store.said
    assert not any("Zyxwert" in str(key) for cached in (list(concepts.read), list(standing.of_path)) for key in cached)
