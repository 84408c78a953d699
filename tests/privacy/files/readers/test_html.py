"""Pages with tables."""

import io
import tracemalloc
from typing import Any

import pytest

from leftopen.privacy.files.readers import html, reader_for

ROWS = "".join(f"<tr><td>Anna B&ouml;hm<td><a href='mailto:a{n}@post.example'>write</a></tr>\n" for n in range(90))
PAGE = (
    "<!DOCTYPE html><html><head><title>List</title><script>if (a < b) {table}</script><style>td {}</style></head><body>"
    "<!-- <table><tr><td>old</td></tr></table> --><h1>Members</h1><table>{head}" + ROWS + "</table><p>End</body></html>"
)
HEAD = "<tr><th>Name</th><th>E-mail</th></tr>"


def read(text: str, encoding: str = "utf-8") -> list[Any]:
    return list(html.records(io.BytesIO(text.encode(encoding))))


@pytest.mark.parametrize("head", [HEAD, HEAD.replace("th>", "td>"), f"<tr><th colspan=2>All of them</th></tr>{HEAD}"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_rows_come_under_the_names_above_them(head: str, encoding: str) -> None:
    page = PAGE.replace("{head}", head)
    assert reader_for("members.xls", page.encode(encoding)).name == "HTML"
    found = read(page, encoding)
    assert {"Name": "Anna Böhm", "E-mail": "a89@post.example write"} in found
    assert sum("E-mail" in each for each in found) == 90
    assert {"text": "Members"} in found
    assert found[-1] == {"text": "End"}
    seen = [each for each in found if "hidden" not in each]
    assert not any("old" in str(each) or "td {" in str(each) or "if (" in str(each) for each in seen)
    assert {"hidden": "if (a < b) {table}"} in found
    assert not any("td {" in str(each) for each in found)


def test_a_table_with_names_at_its_left_is_one_record() -> None:
    said = {"Name": "Anna", "Phone": "+49 30 901820", "Born": "1.2.1980"}
    for tag in ("th", "td"):
        rows = "".join(f"<tr><{tag}>{name}:</{tag}><td>{value}</td></tr>" for name, value in said.items())
        assert read(f"<table>{rows}</table>") == [said]


def test_a_table_without_names_keeps_all_its_rows() -> None:
    rows = "".join(f"<tr><td>Anna {n}</td><td>a{n}@post.example</td></tr>" for n in "abc")
    assert read(f"<table>{rows}</table>")[0] == {"column1": "Anna a", "column2": "a@post.example".replace("a@", "aa@")}


def test_a_table_within_a_cell_is_one_of_its_own() -> None:
    inner = "<table><tr><th>Name</th></tr><tr><td>Anna</td></tr><tr><td>Eva</td></tr></table>"
    found = read(f"<table><tr><td>Left {inner}</td><td>Right</td></tr></table>")
    assert {"text": "Left"} in found
    assert {"Name": "Anna"} in found
    assert {"Name": "Eva"} in found
    assert any("Right" in each.values() for each in found)


def test_a_page_that_is_cut_off_gives_what_it_has() -> None:
    assert read("<table><tr><th>Name</th></tr><tr><td>Anna</td></tr><tr><td>Ev")[-1] == {"Name": "Ev"}


def test_a_page_without_a_table_is_text() -> None:
    assert reader_for("x", b"<html><body><p>call +49 30 901820</p></body></html>").name == "text"
    assert reader_for("x.html", b"<html><body><p>call +49 30 901820</p></body></html>").name == "HTML"
    assert read("<html><body><p>call<br>me</p></body></html>") == [{"text": "call"}, {"text": "me"}]


@pytest.mark.parametrize(
    "where",
    [
        '<script>var users = [{"mail": "{}"}];</script>',
        "<!-- Anna, {} -->",
        "<table><tr data-mail='{}'><td>1</td></tr></table>",
        "<a href='/user?mail={}'>open</a>",
        "<table><tr><td><input type=text name=n value='{}'></td></tr></table>",
        "<script>" + "x" * 100_000 + " {}",
        "<table><tr><td>" + "y " * 50_000 + "{}</td></tr></table>",
        "<table><tr>" + "<td>z</td>" * 1100 + "<td>{}</td></tr></table>",
        "<table><tr><td>&#" + "9" * 5000 + "; {}</td></tr></table>",
    ],
)
def test_nothing_is_lost_that_no_browser_shows_or_that_is_too_much_for_a_table(where: str) -> None:
    found = read(f"<html><body>{where.replace('{}', 'anna@post.example')}</body></html>")
    assert "anna@post.example" in str(found)


@pytest.mark.parametrize(
    "page", ["<html>" + "<b>" * 9000, "<table><tr><td>" + "<b>x" * 9000, "<table>" + "<tr><td>" + "<td>x" * 9000]
)
def test_little_is_kept_of_what_has_no_end(page: str) -> None:
    file = io.BytesIO(page.encode() * 8)
    tracemalloc.start()
    for _ in html.records(file):
        pass
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 1_500_000


def test_for_hits_with_offsets_its_lines_are_as_written() -> None:
    assert list(html.lines(io.BytesIO(b"<table>\n<tr><td>Anna"))) == ["<table>", "<tr><td>Anna"]


def test_a_style_that_is_never_ended_takes_nothing_of_the_page() -> None:
    head = "<html><head><style>b{color:red}<body>"
    page = f"{head}<table><tr><th>Name</th><th>Mail</th></tr><tr><td>Ada</td><td>a@b.example</td></tr></table>"
    assert read(page) == [{"Name": "Ada", "Mail": "a@b.example"}]


def test_a_script_within_a_cell_leaves_the_cell_as_it_is() -> None:
    page = "<html><body><table><tr><td><script>go()</script>Ada</td><td>a@b.example</td></tr></table>"
    assert read(page)[-1] == {"column1": "Ada", "column2": "a@b.example"}


def test_cells_and_choices_stand_apart_without_a_table() -> None:
    cells = "<tr><td>Ada</td><td>a@b.example</td><td>0171</td></tr>"
    choices = "<select><option>x@y.example<option>z@y.example"
    assert read(f"<html><body>{cells}{choices}") == [
        {"text": "Ada a@b.example 0171"},
        {"text": "x@y.example z@y.example"},
    ]
    assert read("<html><body><p>A<b>d</b>a") == [{"text": "Ada"}]


def test_a_link_keeps_whom_else_it_reaches() -> None:
    page = '<html><body><p><a href="mailto:a@b.example?cc=c@d.example" title="Ada">write</a><i aria-label="Bo Ek">x</i>'
    said = str(read(page))
    assert all(each in said for each in ("a@b.example", "c@d.example", "Ada", "Bo Ek"))


def test_cells_of_several_rows_leave_the_others_below_their_names() -> None:
    page = (
        "<html><body><table><tr><th>Ward</th><th>Mail</th></tr><tr><td rowspan=2>A1</td><td>a@b.example</td></tr>"
        "<tr><td>c@d.example</td></tr><tr><td>A2</td><td>e@f.example</td></tr></table>"
    )
    assert [(each["Ward"], each["Mail"]) for each in read(page)] == [
        ("A1", "a@b.example"),
        ("A1", "c@d.example"),
        ("A2", "e@f.example"),
    ]
