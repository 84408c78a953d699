"""What the documents say is what the program does."""

import re
from pathlib import Path

from docs.generate import FOLDERS, HERE, PROVED, pages, proved
from leftopen.face.cli import COMMANDS

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
LINK = re.compile(r"\]\(([\w./-]+)\)")


def test_generated_pages_are_fresh() -> None:
    made = dict(pages())
    there = {f"{page.parent.name}/{page.name}" for folder in FOLDERS for page in (HERE / folder).glob("*.md")}
    stale = [name for name, text in made.items() if name in there and (HERE / name).read_text("utf-8") != text]
    assert (stale, there ^ made.keys()) == ([], set()), "run: make docs"


def test_what_each_probe_is_proved_against_is_fresh() -> None:
    made = dict(proved())
    assert {place: place.read_text("utf-8") for place in PROVED.glob("*.json")} == made, "run: make docs"


def test_the_readme_shows_each_command() -> None:
    assert not [name for name in COMMANDS if f"leftopen {name}" not in README and f"make {name}" not in README]


def test_links_lead_to_files_that_exist() -> None:
    texts = [ROOT / "README.md", *(page for page in (ROOT / "docs").rglob("*.md"))]
    links = [(page, link) for page in texts for link in LINK.findall(page.read_text("utf-8"))]
    assert len(links) > 40
    assert not [(page.name, link) for page, link in links if not (page.parent / link).exists()]
