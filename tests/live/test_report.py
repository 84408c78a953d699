"""The report in a real browser: nothing sticks out, no word is broken, axe-core finds no fault, and it stays short."""

import shutil
from pathlib import Path

import pytest
from msgspec.structs import replace

from leftopen.face.cli import main
from leftopen.model import Report
from leftopen.report.html import render
from tests.live import browser
from tests.report.example import ESTATES, FACES, hostile, nothing, report

pytestmark = pytest.mark.live
PHONE, DESK = 390, 1280


def crowd(count: int) -> Report:
    """So many services, each an estate of its own."""
    services = [
        replace(FACES, id=f"10.{n // 250}.{n % 250}.1:9200/tcp", address=f"10.{n // 250}.{n % 250}.1")
        for n in range(count)
    ]
    estates = [replace(ESTATES[0], id=f"estate-{each.id}", services=(each.id,), links=()) for each in services]
    return replace(report(), services=tuple(services), estates=tuple(estates))


@pytest.fixture(scope="module")
def chromium() -> str:
    found = browser.chromium()
    if found is None:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    return found


@pytest.fixture(scope="module")
def axe() -> Path:
    found = browser.axe()
    if isinstance(found, str):
        pytest.skip(found)
    return found


@pytest.mark.parametrize(
    ("audit", "language", "width", "dark"),
    [
        (report(), "en", DESK, False),
        (report(), "en", PHONE, True),
        (report(), "zh", PHONE, False),
        (nothing(), "zh", DESK, True),
        (hostile(), "en", PHONE, False),
        (hostile("x" * 3000), "en", DESK, False),
    ],
)
def test_a_page_can_be_read(
    chromium: str, axe: Path, tmp_path: Path, audit: Report, language: str, width: int, dark: bool
) -> None:
    seen = browser.look(chromium, render(audit, language), tmp_path, width, dark=dark, script=axe)
    assert (seen.width, seen.dark) == (width, dark)
    assert (seen.overflow, seen.broken, seen.violations) == ([], [], [])


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("demo") / "out"
    assert main(["demo", "--out", str(out)]) == 0
    return out


@pytest.mark.parametrize(("language", "width", "most"), [("en", DESK, 6000), ("zh", DESK, 6000), ("en", PHONE, 14000)])
def test_the_demo_is_read_in_one_go(
    chromium: str, axe: Path, tmp_path: Path, demo: Path, language: str, width: int, most: int
) -> None:
    page = tmp_path / "page.html"
    assert main(["export", "html", "--from", str(demo), "--language", language, "--out", str(page)]) == 0
    seen = browser.look(chromium, page.read_bytes(), tmp_path, width, dark=False, script=axe)
    assert (seen.overflow, seen.broken, seen.violations) == ([], [], [])
    assert seen.height <= most


def test_the_page_of_many_services_stays_short(chromium: str, tmp_path: Path) -> None:
    few, many = (browser.look(chromium, render(crowd(count)), tmp_path, DESK).height for count in (60, 400))
    assert many <= 1.05 * few
    assert many < 9000


def test_on_paper_a_finding_takes_about_a_page(chromium: str, tmp_path: Path) -> None:
    if shutil.which("pdfinfo") is None:
        pytest.skip("pdfinfo is not installed: apt-get install poppler-utils")
    count = 9
    assert browser.pages(chromium, render(crowd(count)), tmp_path) <= count * 1.4 + 4
