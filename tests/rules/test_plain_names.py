"""Plain English names of fields and tables say nothing by accident in the other languages: `notes` is no cattle.

A word of one language is often one of English with marks, an ending or a sense less, and names of fields are English in
most stores. What such a word tells wrongly is a claim, or worse: a subject by which what people told is nobody's.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from leftopen.model import CLAIM
from leftopen.privacy.detect import concepts, lexicon, wordbook
from leftopen.privacy.detect.concepts import Hint
from leftopen.privacy.detect.index import Index, packed
from leftopen.privacy.files import classify
from leftopen.privacy.memo import forget_all

DATA = tomllib.loads(Path(__file__).with_name("plain_names.toml").read_text("utf-8"))
HOMOGRAPHS = frozenset(DATA["homographs"])
ASIDE = ("other.", "time.")
WORST = ("special.", "criminal.", "minor.", "biometric.", "about.patient", "about.child", "about.guardian")
ILL = ("type 2 diabetes", "asthma", "migraine", "hypertension", "depression", "psoriasis")


def words(part: str) -> set[str]:
    return {word for words in DATA[part].values() for word in words.split()}


def plural(noun: str) -> str:
    """
    >>> plural("entry"), plural("box"), plural("epoch"), plural("key")
    ('entries', 'boxes', 'epochs', 'keys')
    """
    if re.search("[^aeiou]y$", noun):
        return f"{noun[:-1]}ies"
    return f"{noun}es" if re.search("(?:s|x|z|sh|[^o]ch)$", noun) else f"{noun}s"


@cache
def names() -> tuple[str, ...]:
    nouns = words("nouns") - HOMOGRAPHS
    return tuple(sorted(nouns | {plural(noun) for noun in nouns} - HOMOGRAPHS | words("names")))


def told() -> Mapping[str, tuple[Hint, ...]]:
    return {name: concepts.read(name) for name in names()}


def in_english(monkeypatch: pytest.MonkeyPatch) -> Mapping[str, tuple[Hint, ...]]:
    """What the names tell where English is the only language."""
    alone = {"en": lexicon.languages()["en"]}
    monkeypatch.setattr(lexicon, "languages", lambda: alone)
    wordbook._taken_apart.cache_clear()
    try:
        index = Index(packed(wordbook._taken_apart()[0]))
        monkeypatch.setattr(concepts, "index", lambda: index)
        forget_all()
        return told()
    finally:
        monkeypatch.undo()
        wordbook._taken_apart.cache_clear()
        forget_all()


def test_there_are_thousands_of_names() -> None:
    assert len(names()) > 5_000
    assert plural("entry") in names()


def test_other_languages_say_no_more_of_plain_names(monkeypatch: pytest.MonkeyPatch) -> None:
    english = in_english(monkeypatch)
    more = {}
    for name, hints in told().items():
        known = {hint.concept for hint in english[name]}
        if extra := {h.concept for h in hints if not (h.weak or h.concept in known or h.concept.startswith(ASIDE))}:
            more[name] = extra
    assert more == {}


def test_plain_names_tell_nothing_special_for_sure() -> None:
    sure = {
        name: wrong
        for name, hints in told().items()
        if (wrong := {h.concept for h in hints if h.strength >= 0.75 and not h.weak and h.concept.startswith(WORST)})
    }
    assert sure == {}


def test_homographs_are_words_that_other_languages_have() -> None:
    for word in HOMOGRAPHS - {"pulse"}:
        assert any(not hint.concept.startswith(ASIDE) for hint in concepts.read(word)), word
    assert not words("names") & HOMOGRAPHS


@pytest.mark.parametrize("values", [(3, 5, 8, 13), ("north", "south", "alpha", "beta"), (True, False)])
def test_no_plain_name_takes_what_people_tell(values: tuple[object, ...]) -> None:
    """Names that say that a record is of plants or animals, beside the traits of somebody who is not named."""
    living = [
        name for name, hints in told().items() if any(h.concept in ("about.animal", "about.plant") for h in hints)
    ]
    assert len(living) > 10
    for name in living:
        rows = [
            {"gender": "MF"[n % 3 % 2], "age": 19 + n * 7 % 50, "diagnosis": ILL[n % 6], name: values[n % len(values)]}
            for n in range(24)
        ]
        claimed = {
            field["path"]
            for field in classify.fields(rows)["fields"]
            for label in field["labels"]
            if label["confidence"] >= CLAIM
        }
        assert claimed >= {"gender", "age", "diagnosis"}, name
