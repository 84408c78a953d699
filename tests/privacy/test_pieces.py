"""Long texts in pieces."""

import io
import json

import pytest

from leftopen.privacy.fields import Fields, describe
from leftopen.privacy.files.hits import of_texts
from leftopen.privacy.files.lines import Lines
from leftopen.privacy.files.readers import text
from leftopen.privacy.pieces import ALL, PIECE, cut, pieces

FILLED = "Lorem ipsum dolor sit amet consetetur. "


def labels(*values: str) -> set[str]:
    fields = Fields()
    fields.take_all([{"body": value} for value in values])
    return {label.label for field in describe(fields.judge())[0] for label in field.labels if label.confidence >= 0.5}


@pytest.mark.parametrize("before", [FILLED * 40, FILLED * 150, FILLED * 1500, "x" * 5000])
def test_what_stands_late_in_a_text_is_found(before: str) -> None:
    letters = [f"{before} write to anna{n}@post.example soon" for n in range(20)]
    assert labels(*letters) == {"contact.email"}
    (hit,) = of_texts(letters)[0]
    assert letters[0][hit["start"] : hit["end"]] == "anna0@post.example"
    (hit,) = Lines().hits([json.dumps({"body": letters[0]})])[0] or []
    assert letters[0][hit["start"] : hit["end"]] == "anna0@post.example"


def test_what_is_cut_by_the_end_of_a_piece_is_found_once() -> None:
    for before in range(PIECE - 30, PIECE + 5):
        line = f"{'x ' * (before // 2)}{'x' * (before % 2)} anna@post.example {'y ' * 3000}"
        assert [line[hit["start"] : hit["end"]] for hit in of_texts([line])[0]] == ["anna@post.example"]


def test_one_value_stays_whole_and_long_texts_claim_nothing_by_themselves() -> None:
    assert len(list(pieces("QUJD" * 4000))) == len(list(pieces("12.5, 13.5 " * 4000))) == 1
    assert labels(*(f"{FILLED * 500} {n}" for n in range(20))) == set()


def test_pieces_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("leftopen.privacy.pieces.MOST", 20)
    found = list(pieces("word " * 40_000))
    assert len(found) in (20, 21)
    assert all(len(each) <= PIECE for each in found)


@pytest.mark.parametrize("size", [300_000, 900_000, 1_300_000])
def test_what_stands_in_every_text_is_told_however_long_these_are(size: int) -> None:
    filled = FILLED * (size // len(FILLED))
    assert labels(*(f"{filled} write to anna{n}@post.example soon" for n in range(6))) == {"contact.email"}
    assert labels(*(f"{filled} {n}" for n in range(6))) == set()


def test_a_cut_text_is_all_there() -> None:
    assert "".join(cut(FILLED * 999, 1000)) == FILLED * 999


def test_a_line_without_an_end_is_several_records() -> None:
    line = FILLED * 60_000 + "anna@post.example"
    found = list(text.records(io.BytesIO(line.encode())))
    assert "".join(each["text"] for each in found) == line
    assert all(len(each["text"]) <= ALL for each in found)
