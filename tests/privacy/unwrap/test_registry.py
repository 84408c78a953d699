"""Which text is looked into, and by whom."""

import json
from base64 import b64encode
from types import ModuleType

import pytest

from leftopen.privacy import unwrap
from leftopen.privacy.fields import Fields, path_of

SESSION = 'user|a:2:{s:4:"mail";s:15:"anna@example.or";s:3:"age";i:34;}seen|b:1;'


@pytest.mark.parametrize(
    "text", ['{"a": 1}', "[1]", "eyJhIjogMX0=", 'a:1:{i:0;s:1:"x";}', "MSH|^~\\&|\rPID|||1", "a=1&b=2", SESSION]
)
def test_a_text_of_a_form_calls_for_a_look_and_gives_what_it_holds(text: str) -> None:
    assert (text[0] in unwrap.FIRST and unwrap.opened(text)) or unwrap.holds(text)
    assert unwrap.text(text) is not None


@pytest.mark.parametrize(
    "text", ["", "Anna Berg", "eye", "a: b", "MSRP", "5 = 5", "one|two", "{", "a" * unwrap.MOST + "=1&b=2"]
)
def test_any_other_text_is_itself(text: str) -> None:
    assert unwrap.text(text) is None


def test_a_map_of_no_form_is_itself() -> None:
    assert unwrap.mapping({"name": "Anna"}) == {"name": "Anna"}


def test_fields_are_found_in_whatever_holds_them() -> None:
    fields = Fields()
    token = "eyJhbGciOiJub25lIn0.eyJlbWFpbCI6ImFubmFAZXhhbXBsZS5vcmcifQ."
    record = {"session": SESSION, "state": "eyJuYW1lIjogIkFubmEifQ", "auth": token, "page": "/who?phone=5&phone=6"}
    fields.take(record)
    columns = {path_of(judged.column.node): judged.column.present for judged in fields.judge()}
    assert columns == {
        "session.user.mail": 1,
        "session.user.age": 1,
        "session.seen": 1,
        "state.name": 1,
        "auth": 1,
        "auth.email": 1,
        "page": 1,
        "page.phone[]": 1,
    }


def test_what_is_as_long_as_a_whole_export_is_looked_into() -> None:
    people = json.dumps([{"mail": f"anna.{n}@example.org"} for n in range(8_000)]).encode()
    fields = Fields()
    fields.take({"export": people.decode(), "packed": b64encode(people).decode()})
    assert {path_of(judged.column.node) for judged in fields.judge()} == {"export[].mail", "packed[].mail"}


def test_forms_within_forms_end() -> None:
    fields = Fields()
    inner = '{"name": "Anna"}'
    for _ in range(12):
        inner = '{"in": ' + json.dumps(inner) + "}"
    fields.take(inner)
    assert len(fields.judge()) >= 1


def test_a_module_that_lacks_the_contract_stops_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unwrap, "import_module", ModuleType)
    unwrap._modules.cache_clear()
    with pytest.raises(TypeError, match="needs a docstring"):
        unwrap._modules()
    monkeypatch.undo()
    unwrap._modules.cache_clear()


def test_of_several_texts_those_are_told_that_call_for_a_look() -> None:
    assert unwrap.candidates(["Anna", "Maria", ""]) == []
    assert unwrap.candidates(["Anna", '{"a": 1}', "a=1&b=2", "Müller", "eyJhIjogMX0="]) == [1, 2, 4]
    assert unwrap.candidates(["Anna", "x|y"]) == [1]
    assert unwrap.candidates(["[1]", "Anna", "a=1", "b c"]) == [0, 2]


def test_maps_of_codes_are_told_by_their_first_key() -> None:
    assert unwrap.coded("00100010")
    assert not any(map(unwrap.coded, ("name", "1234", 7)))
