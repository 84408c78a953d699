import base64
import hashlib
import itertools
import re
from html.parser import HTMLParser

import pytest
from msgspec.structs import replace

from leftopen.model import Access, Override, Party, Report
from leftopen.probes import probes
from leftopen.report.html import MOST_SENTENCES, claimed, hinted, language_of, plain, render
from leftopen.report.plain.tongue import LANGUAGES
from tests.report.example import ESTATES, EVIL, FACES, LOCKED, hostile, nothing, report

VOID = {"meta", "link", "br", "img", "input", "hr", "wbr"}


class Page(HTMLParser):
    """The tags of a page, checked for nesting; its text, attributes and ids."""

    def __init__(self, data: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.own = ""
        """The text that is not marked as English."""
        self.english: int | None = None
        self.css = ""
        self.feed(data.decode())
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if dict(attrs).get("lang") == "en" and self.english is None:
            self.english = len(self.open)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        if self.english is not None and len(self.open) < self.english:
            self.english = None

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "style":
            self.css += data
            return
        self.text += data
        if self.english is None:
            self.own += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def references() -> set[str]:
    """The addresses that probes tell of themselves: the only ones that a page may lead to."""
    told = (each for probe in probes() for each in probe.words.get("references", ()))
    return {each for each in told if each.startswith("https://")}


PAGES = [report(), nothing(), hostile(), hostile("x" * 100_000), hostile("\u202e\u0000\u2028"), hostile("مرحبا")]


@pytest.mark.parametrize("audit", PAGES)
def test_every_page_is_well_formed_and_runs_nothing(audit: Report) -> None:
    page = Page(render(audit))
    names = {name for name, _ in page.tags}
    assert not names & {"script", "img", "iframe", "object", "embed", "form", "base", "foreignobject"}
    for _, attributes in page.tags:
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
    for tag in ("a", "link"):
        ours = ("#", "data:image/svg+xml,", *references())
        assert all((a.get("href") or "").startswith(ours) for a in page.all(tag))


@pytest.mark.parametrize("audit", PAGES)
def test_ids_are_unique_and_references_resolve(audit: Report) -> None:
    page = Page(render(audit))
    ids = [a["id"] for _, a in page.tags if "id" in a]
    assert len(ids) == len(set(ids))
    wanted = {(a.get("href") or "")[1:] for a in page.all("a") if (a.get("href") or "").startswith("#")}
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
        "at least 81,000 people can be read by anybody at",
        "at most 96,000",
        "Do this first: close ports 9200 and 27017 at 10.20.0.15",
        "and give port 554 at 10.20.0.16 a password of its own.",
        "open since 2 April 2021, with data from 11 December 2018",
        "who runs it is not known",
        "Estimated: distinct ID numbers",
        "TLP:AMBER",
        "Whoever reaches the port can list every index",
        "Chief Information Security Officer",
        "an index that does not exist was refused with 404",
        "about 87 % of the sampled ID numbers",
        "made the platform likely 70 %",
        "Example Vision Technology",
        "name not known",
        "PIPL 57",
        "1████████████████2",
        "Hints, too weak to claim",
        "The service named 31 collections; 1 of them is described here.",
        "Since when it is open is not known:",
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
    assert "Findings" not in page.text


def test_hostile_text_is_shown_as_text() -> None:
    page = Page(render(hostile()))
    assert "<script>alert(1)</script>" in page.text
    assert "{{7*7}}" in page.text
    assert "\x1b" not in page.text
    assert "\u202e" not in page.text


def test_nothing_is_escaped_twice() -> None:
    severity = replace(FACES.severity, opens=("the maker's <login>",)) if FACES.severity else None
    faces = replace(FACES, severity=severity)
    for language in LANGUAGES:
        text = Page(render(replace(report(), services=(faces,)), language)).text
        assert "the maker's <login>" in text
        assert not re.search("&(#39|lt|amp);", text)


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
    page = Page(render(replace(report(), services=(LOCKED, FACES))))
    assert "10.20.0.15:27017/tcp" in page.text


def test_the_same_report_gives_the_same_bytes() -> None:
    assert render(report()) == render(report())
    assert EVIL.encode("utf-8", "replace") not in render(hostile())


def test_the_first_screen_says_what_to_do_and_detail_is_folded() -> None:
    page = render(report()).decode()
    top = page[: page.index('id="findings"')]
    assert "Do this first:" in top
    assert 'href="#finding-1"' in top
    assert page.count("<details") > 5
    assert "<details open" not in page
    assert re.search(r"details:not\(\.rest\)::details-content \{ content-visibility: visible", page)


def test_each_duty_stands_once_with_its_findings() -> None:
    text = Page(render(report())).text
    assert text.count("Regulation (EU) 2016/679 Art. 33") == 1


def test_many_services_are_folded_away_and_each_has_its_anchor() -> None:
    many = tuple(replace(FACES, id=f"10.0.{n}.1:9200/tcp", address=f"10.0.{n}.1", estate=None) for n in range(120))
    page = render(replace(report(), services=many, estates=()))
    rest = page.decode().split('<details class="rest">')
    assert len(rest) == 3
    assert f'id="finding-{MOST_SENTENCES}"' in rest[1]
    assert f'id="finding-{MOST_SENTENCES + 1}"' in rest[2]
    assert {a.get("id") for a in Page(page).all("details")} >= {f"service-{n}" for n in range(1, 121)}


def test_an_estate_of_many_services_folds_those_of_less_weight() -> None:
    many = tuple(replace(FACES, id=f"10.0.{n}.1:9200/tcp", address=f"10.0.{n}.1") for n in range(60))
    estate = replace(ESTATES[0], services=tuple(each.id for each in many), links=())
    page = render(replace(report(), services=many, estates=(estate,))).decode()
    assert "Show 48 services" in page
    assert "and 57 more places" in page


def test_names_of_other_scripts_say_their_language() -> None:
    page = render(report()).decode()
    assert '<code><span lang="zh">人脸特征</span></code>' in page
    assert "lang=" not in "".join(re.findall(r'(?:title|data-name|datetime)="[^"]*"', page))
    assert '<span lang="zh">' not in render(report(), "zh").decode()


def test_no_stamp_of_engineers_is_shown() -> None:
    for language in LANGUAGES:
        text = Page(render(report(), language)).text
        assert "`" not in text
        assert not re.search(r"\d{4}-\d\d-\d\dT", text)
        assert "since the beginning" not in text


def test_what_a_service_says_of_itself_cannot_leave_the_running_head() -> None:
    odd = replace(report(), scope=replace(report().scope, name='"; } body { display: none } </style><script>'))
    page = Page(render(odd))
    assert "script" not in {name for name, _ in page.tags}
    assert "display: none }" not in page.css.split("@top-left")[-1]


def test_the_chinese_page_is_chinese() -> None:
    page = Page(render(report(), "zh"))
    assert page.all("html")[0]["lang"] == "zh-Hans"
    text = " ".join(page.text.split())
    for words in ("4 个服务让任何人都能读到", "至少 81,000 人", "首先要做：", "人脸特征向量", "个人信息处理者"):
        assert words in text
    assert "could be told" not in page.own
    assert not re.search(r"\b(the|was|were|are|not|and)\b", page.own)


@pytest.mark.parametrize("audit", PAGES)
def test_hostile_text_is_as_harmless_in_chinese(audit: Report) -> None:
    page = Page(render(audit, "zh"))
    assert "script" not in {name for name, _ in page.tags}


def test_a_page_says_its_language() -> None:
    assert [language_of(render(nothing(), language)[:200]) for language in LANGUAGES] == list(LANGUAGES)
    assert language_of(b"") == "en"


def test_a_contradiction_and_an_override_are_shown() -> None:
    severity = FACES.severity
    assert severity
    own = Override(2.5, "medium", "Ada", "2026-11-24T00:00:00Z", "a test system", 4.5, "very high")
    doubted = Party(
        "Acme", "operator", "confirmed", 0.9, ("because",), ("mail@acme.example",), ("no, Other",), ("ask",)
    )
    hoster = Party("Hosting", "hoster", "likely", 0.6)
    estate = replace(ESTATES[0], severity=replace(severity, override=own, level="medium"), parties=(doubted, hoster))
    page = " ".join(Page(render(replace(report(), estates=(estate,)))).text.split())
    for words in (
        "run by Acme",
        "What speaks against it",
        "no, Other",
        "mail@acme.example",
        "Set to medium by Ada on 24 November 2026",
    ):
        assert words in page


def test_who_hosts_it_stands_where_nobody_is_known_to_run_it() -> None:
    hoster = Party("Hosting GmbH", "hoster", "likely", 0.6, (), ("abuse@hosting.example",))
    for lookups, says in (("done", None), ("partial", "Not every registry")):
        estate = replace(ESTATES[0], parties=(hoster,), lookups=lookups)
        page = " ".join(Page(render(replace(report(), services=(FACES,), estates=(estate,)))).text.split())
        assert "not known; hosted by Hosting GmbH" in page
        assert says is None or says in page


def test_doors_of_one_address_of_which_the_same_is_said_are_one_row() -> None:
    decoys = tuple(
        replace(LOCKED, id=f"10.0.0.9:{port}/tcp", address="10.0.0.9", port=port, access=Access.DECOY, proof="Same.")
        for port in range(9001, 9010)
    )
    other = replace(decoys[0], id="10.0.0.8:9001/tcp", address="10.0.0.8")
    page = render(replace(report(), services=(*report().services, *decoys, other))).decode()
    assert page.count("Same.") == 2, "another address is another row"
    assert "ports 9001, 9002, 9003, 9004, 9005, 9006 and 3 more at 10.0.0.9" in page
    assert re.search(r"decoy</span> 1\d services", page), "which are counted one by one"
