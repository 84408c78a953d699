import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from leftopen.report.md import code, escape, render
from tests.report.example import FACES, hostile, nothing, report


def test_the_ticket_says_what_is_open_and_how_to_shut_it() -> None:
    text = render(report()).decode()
    assert text.startswith("# 4 services let anybody read what was not meant for them.\n")
    assert "| **very high** 4.5 | Elasticsearch `10.20.0.15:9200/tcp` | open |" in text
    assert "1. Bind Elasticsearch to a private address" in text
    assert "abuse@hoster.example" in text
    assert "given up after 30 s" in text


def test_hints_are_left_out_of_what_a_collection_holds() -> None:
    line = next(line for line in render(report()).decode().splitlines() if line.startswith("- `face_capture`"))
    assert "name" not in line


def test_what_a_collection_is_taken_together_stands_behind_its_kinds() -> None:
    first, *rest = FACES.catalog.collections
    catalog = replace(FACES.catalog, collections=(replace(first, holds=("faces_by_ethnicity",)), *rest))
    text = render(replace(report(), services=(replace(FACES, catalog=catalog),))).decode()
    assert "(taken together: face-recognition records with an ethnicity label)" in text.replace("\\", "")


def test_an_empty_audit_is_short() -> None:
    text = render(nothing()).decode()
    assert text.startswith("# Nothing was found open.\n")
    assert "|" not in text


@pytest.mark.parametrize(
    "text",
    [
        "<script>",
        "[a](http://x)",
        "![a](b)",
        "`c`",
        "a|b",
        "*b*",
        "_i_",
        "#h",
        "@user",
        "#12",
        "!7",
        "http://x",
        "www.x.org",
        "&lt;",
        "WWW.x.org",
    ],
)
def test_marks_and_references_are_defused(text: str) -> None:
    shown = escape(text)
    assert not re.search(r"(?<!\\)[<>\[\]`|*_&]", shown)
    assert not re.search(r"@\w|#\w|!\w|\w://|(?i:www)\.", shown)


def test_rows_keep_their_columns_whatever_the_peer_says() -> None:
    table = [line for line in render(hostile()).decode().splitlines() if line.startswith("|")]
    assert len(table) == 3
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in table} == {6}


@given(st.text())
def test_code_is_one_span(text: str) -> None:
    shown = code(text)
    fence = re.match("`+", shown)
    assert fence
    assert shown.endswith(fence[0])
    runs = re.findall("`+", shown[len(fence[0]) : -len(fence[0])])
    assert fence[0] not in runs
    assert "\n" not in shown
