"""A notice as a letter on paper, PDF (needs typst, `leftopen[documents]`).

The text goes to the typesetter as data, never as markup, as in `report.pdf`.
"""

import json
from functools import cache
from importlib import resources
from importlib.util import find_spec

import msgspec

from leftopen.cases.model import CaseError
from leftopen.cases.notices.compose import NoticeText, Sender
from leftopen.cases.notices.languages import language
from leftopen.cases.notices.recipients import Recipient
from leftopen.extras import needed

LATIN = ("Libertinus Serif",)
"""Comes with the typesetter."""
CHINESE = (
    "Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC", "Noto Sans CJK SC", "Noto Sans SC",
    "Source Han Sans SC", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Songti SC", "PingFang SC", "SimSun",
    "Microsoft YaHei",
)  # fmt: skip  # one is looked for after the other


def letter(told: NoticeText, to: Recipient, sender: Sender, at: str, name: str) -> bytes:
    """The letter, dated `at` (ISO 8601), in the language of this name. Raises CaseError where this machine has no
    typesetter, or no font with the characters of the language: a letter of empty boxes tells nobody anything.
    """
    if find_spec("typst") is None:
        raise CaseError(f"--letter {needed('documents')}")
    import typst

    lang, _, region = told.tag.partition("-")
    here = _families()
    own = [font for font in CHINESE if font in here][:1]
    if lang == "zh" and not own:
        raise CaseError("--letter: no font with Chinese characters is installed. Install one: fonts-noto-cjk")
    words = {
        **msgspec.to_builtins(told),
        "lang": lang,
        "region": {"Hans": "CN"}.get(region),
        "fonts": [*LATIN, *own],
        "to": [line for line in (to.name, None if to.nobody else to.address) if line],
        "sender": [line for line in (sender.name or sender.address, *sender.post, sender.phone) if line],
        "date": language(name).day(at),
    }
    source = resources.files(__package__).joinpath("letter.typ").read_bytes()
    made: bytes = typst.compile(source, format="pdf", sys_inputs={"notice": json.dumps(words, ensure_ascii=False)})
    return made


@cache
def _families() -> frozenset[str]:
    import typst

    return frozenset(typst.Fonts().families())
