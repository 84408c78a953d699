"""Each language of the product has words for the common fields: `privacy/common.toml` says what they are called."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from leftopen.privacy.detect.concepts import Hint
from leftopen.privacy.detect.standing import of_path

FILE = Path(__file__).parents[1] / "privacy" / "common.toml"
COMMON: dict[str, Any] = tomllib.loads(FILE.read_text("utf-8"))
NAMES = Path(__file__).parents[2] / "src" / "leftopen" / "privacy" / "detect" / "names"
TOGETHER = {"no": "da"}
"""Languages whose words stand in the file of another one."""
CLEAR = 0.9


def means(hint: Hint, concept: str) -> bool:
    """True for the concept, or that of one country; `id.` stands for any number."""
    family, _, last = concept.partition(".xx.")
    own = hint.concept.startswith(f"{family}.") and hint.concept.endswith(f".{last}") if last else False
    return hint.concept == concept or own or (concept == "id." and hint.concept.startswith("id."))


@pytest.mark.parametrize("language", sorted(COMMON["words"]))
def test_it_has_words_for_the_common_fields(language: str) -> None:
    words = COMMON["words"][language]
    assert len(words) == len(COMMON["concepts"])
    told = {
        word: concept
        for word, concept in zip(words, COMMON["concepts"], strict=True)
        if not any(means(hint, concept) and hint.strength >= CLEAR for hint in of_path((word,)))
    }
    assert told == {}
    assert (NAMES / f"{TOGETHER.get(language, language)}.toml").exists()
