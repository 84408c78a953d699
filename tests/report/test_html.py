import base64
import hashlib
import itertools
import re
from html.parser import HTMLParser

import pytest
from msgspec.structs import replace

from leftopen.model import Report
from leftopen.report.html import claimed, hinted, plain, render
from tests.report.example import EVIL, FACES, LOCKED, hostile, nothing, report

VOID = {"meta", "link", "br", "img", "input", "hr"}


class Page(HTMLParser):
    """The tags of a page, checked for nesting; its text, attributes and ids."""

    def __init__(self, data: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.css = ""
        self.feed(data.decode())
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "style":
            self.css += data
        else:
            self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


PAGES = [report(), nothing(), hostile(), hostile("x" * 100_000), hostile("\u202e\u0000\u2028"), hostile("مرحبا")]


@pytest.mark.parametrize("audit", PAGES)
def test_every_page_is_well_formed_and_runs_nothing(audit: Report) -> None:
    page = Page(render(audit))
    names = {name for name, _ in page.tags}
    assert not names & {"script", "img", "iframe", "object", "embed", "form", "base", "foreignobject"}
    for _, attributes in page.tags:
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
    for tag in ("a", "link"):
        assert all((a.get("href") or "").startswith(("#", "data:image/svg+xml,")) for a in page.all(tag))


@pytest.mark.parametrize("audit", PAGES)
def test_ids_are_unique_and_references_resolve(audit: Report) -> None:
    page = Page(render(audit))
    ids = [a["id"] for _, a in page.tags if "id" in a]
    assert len(ids) == len(set(ids))
    wanted = {(a.get("href") or "")[1:] for a in page.all("a")}
    wanted |= {name for _, a in page.tags for name in (a.get("aria-labelledby") or "").split()}
    assert wanted <= set(ids)


def test_the_policy_admits_this_stylesheet_and_nothing_else() -> None:
    page = Page(render(report()))
    policy = next(a["content"] for a in page.all("meta") if a.get("http-equiv") == "Content-Security-Policy") or ""
    digest = base64.b64encode(hashlib.sha256(page.css.encode()).digest()).decode()
    assert policy.split("; ") == [
        *(
            "default-src 'none'",
            f"style-src 'sha256-{digest}'",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    ]
    assert "url(" not in page.css
    assert "@import" not in page.css


def test_headings_go_down_one_step_at_a_time() -> None:
    levels = [int(name[1]) for name, _ in Page(render(report())).tags if re.fullmatch("h[1-6]", name)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_every_table_has_a_caption_and_every_picture_a_name() -> None:
    page = Page(render(report()))
    assert len(page.all("table")) == len(page.all("caption")) > 5
    for svg in page.all("svg"):
        assert svg.get("aria-hidden") == "true" or svg.get("aria-labelledby")


@pytest.mark.parametrize(
    "words",
    [
        "4 services let anybody read what was not meant for them.",
        "81,000 to 96,000 people",
        "Chief Information Security Officer",
        "an index that does not exist was refused with 404",
        "about 87 % of the sampled ID numbers",
        "Example Vision Technology",
        "Name not known",
        "PIPL 57",
        "1████████████████2",
        "Hints, too weak to claim",
        "The service named 31 collections; 1 of them is described here.",
        "Since when it is open is not known.",
        "How to shut it",
        "SCRAM-SHA-256",
        "given up after 30 s",
        "Nothing was written, changed or deleted.",
        "no index",
    ],
)
def test_the_page_says(words: str) -> None:
    text = " ".join(Page(render(report())).text.split())
    assert (words in text) == (words != "no index")


def test_an_empty_audit_says_so_and_shows_no_empty_section() -> None:
    page = Page(render(nothing()))
    assert "Nothing was found open." in page.text
    assert "names no authorisation" in page.text
    assert page.all("table") == []
    assert "Exposed services" not in page.text


def test_hostile_text_is_shown_as_text() -> None:
    page = Page(render(hostile()))
    assert "<script>alert(1)</script>" in page.text
    assert "{{7*7}}" in page.text
    assert "\x1b" not in page.text
    assert "\u202e" not in page.text


def test_very_long_text_is_cut() -> None:
    assert len(render(hostile("x" * 1_000_000))) < 200_000


def test_claims_hints_and_the_rest_are_told_apart() -> None:
    faces = FACES.catalog.collections[0]
    assert [field.path for field, _ in claimed(faces)] == ["民族", "人脸特征", "身份证号", "person.phones[].number"]
    assert [field.path for field, _ in hinted(faces)] == ["remark"]
    assert [field.path for field in plain(faces)] == ["抓拍时间", "camera_id"]


def test_a_broken_time_of_the_run_leaves_the_timelines_out() -> None:
    odd = replace(report(), run=replace(report().run, finished="?"))
    assert "timeline" not in {a.get("class") for a in Page(render(odd)).all("svg")}


def test_an_estate_may_name_services_that_are_not_in_the_report() -> None:
    page = Page(render(replace(report(), services=(LOCKED,))))
    assert "10.20.0.15:27017/tcp" in page.text


def test_the_same_report_gives_the_same_bytes() -> None:
    assert render(report()) == render(report())
    assert EVIL.encode("utf-8", "replace") not in render(hostile())


def test_what_stands_between_backticks_is_code_and_stays_escaped() -> None:
    from leftopen.report.html import _code

    assert _code("set `a < b` now") == "set <code>a &lt; b</code> now"
    assert _code("<b>`") == "&lt;b&gt;<code></code>"
