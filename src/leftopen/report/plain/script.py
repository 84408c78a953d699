"""The language of a name by its script, so that a reader who listens hears it as it is spoken."""

import re

_SCRIPTS = (
    ("ko", "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af"),
    ("ja", "\u3040-\u30ff\u31f0-\u31ff"),
    ("zh", "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"),
    ("ru", "\u0400-\u052f"),
    ("el", "\u0370-\u03ff\u1f00-\u1fff"),
    ("ar", "\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff"),
    ("he", "\u0590-\u05ff\ufb1d-\ufb4f"),
    ("hi", "\u0900-\u097f"),
    ("th", "\u0e00-\u0e7f"),
)
"""A language of many speakers for each script; kana tells Japanese from Chinese, so that it stands before Han."""
_TOGETHER = {"ja": _SCRIPTS[1][1] + _SCRIPTS[2][1], "zh": _SCRIPTS[1][1] + _SCRIPTS[2][1]}
"""Kana and Han stand in one word."""
_RUNS = re.compile(
    "|".join(
        f"[{letters}](?:[{letters}\\s·・、，]*[{letters}])?"
        for letters in dict.fromkeys(_TOGETHER.get(language, letters) for language, letters in _SCRIPTS)
    )
)
_KNOWN = tuple((language, re.compile(f"[{letters}]")) for language, letters in _SCRIPTS)


def runs(text: str) -> list[tuple[str, str | None]]:
    """A text in parts, each with the language of its script; None for Latin letters, digits and marks.

    >>> runs("index 人脸特征, 25"), runs("plain")
    ([('index ', None), ('人脸特征', 'zh'), (', 25', None)], [('plain', None)])
    """
    parts: list[tuple[str, str | None]] = []
    end = 0
    for found in _RUNS.finditer(text):
        if found.start() > end:
            parts.append((text[end : found.start()], None))
        parts.append((found[0], language(found[0])))
        end = found.end()
    if end < len(text) or not parts:
        parts.append((text[end:], None))
    return parts


def language(text: str) -> str | None:
    """The language of the first script in the table that a text has letters of.

    >>> language("車載カメラ"), language("Камера"), language("camera")
    ('ja', 'ru', None)
    """
    return next((name for name, letters in _KNOWN if letters.search(text)), None)
