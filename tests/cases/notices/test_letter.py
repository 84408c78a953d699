import importlib.util

import pytest
from msgspec.structs import replace

from leftopen.cases.model import CaseError
from leftopen.cases.notices import letter as letters
from leftopen.cases.notices.compose import Block, Sender, notice
from leftopen.cases.notices.letter import letter
from leftopen.cases.notices.recipients import Recipient
from tests.cases.notices.test_compose import FACTS, OWNER, SENDER

AT = "2026-11-27T09:00:00Z"


def pages(name: str, to: Recipient = OWNER, sender: Sender = SENDER) -> bytes:
    return letter(notice(name, FACTS, to, sender), to, sender, AT, name)


@pytest.mark.parametrize("name", ["en", "de", "fr"])
def test_a_letter_is_a_pdf(name: str) -> None:
    made = pages(name, sender=replace(SENDER, post=("Example Street 1", "1000 AB Amsterdam")))
    assert made.startswith(b"%PDF-")
    assert made.rstrip().endswith(b"%%EOF")


def test_markup_in_it_is_text() -> None:
    told = replace(notice("en", FACTS, OWNER, SENDER), blocks=(Block("par", '#panic("run") $x$ \\ *b*'),))
    assert letter(told, replace(OWNER, name="#eval"), Sender(), AT, "en").startswith(b"%PDF-")


def test_chinese_needs_a_font_that_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letters, "_families", lambda: frozenset({"Libertinus Serif"}))
    with pytest.raises(CaseError, match="fonts-noto-cjk"):
        pages("zh")


@pytest.mark.skipif(not set(letters.CHINESE) & letters._families(), reason="no font with Chinese characters here")
def test_a_letter_in_chinese() -> None:
    assert pages("zh").startswith(b"%PDF-")


def test_without_a_typesetter(monkeypatch: pytest.MonkeyPatch) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(letters, "find_spec", lambda name: None if name == "typst" else find(name))
    with pytest.raises(CaseError, match=r"needs the extra documents"):
        pages("en")
