"""All patterns at once, on any text."""

import sys
from functools import cache

import pytest
import re2
from hypothesis import given, settings
from hypothesis import strategies as st

from leftopen.privacy.data import tomls
from leftopen.privacy.detect import patterns as patterned
from leftopen.privacy.detect.kinds import detectors
from leftopen.privacy.detect.patterns import (
    HEAD,
    NOTHING,
    SHORT,
    Patterns,
    figures,
    glance,
    glances,
    patterns,
    sound,
    spans,
)
from leftopen.privacy.detect.wordbook import DETECTORS


def labels(text: str) -> set[str]:
    return {detectors()[bit].label for bit, _, _ in spans(text)}


def test_each_pattern_belongs_to_its_detector() -> None:
    assert labels("zhao@example.org") == {"contact.email"}
    assert labels("11010519491231002X") == {"id.cn.resident"}
    assert labels("nothing here") == set()


@pytest.mark.parametrize("text", ["a1b2-4111111111111111-x", "0.4111111111111111", "4111111111111111-0001"])
def test_digits_torn_out_of_something_longer_are_none(text: str) -> None:
    assert labels(text) == set()


def test_sound_is_bounded_and_valid() -> None:
    assert sound("x" * 10_000) == "x" * HEAD
    assert sound("a\ud800b") == "a?b"


@pytest.mark.parametrize("text", ["a@" * 2000, "1" * 4096, "+1 " * 1300, "eyJ" * 1300, "-----BEGIN " * 300])
def test_hostile_text_gives_few_hits(text: str) -> None:
    assert len(spans(text)) <= 20 * len(patterns().owners)


@settings(deadline=None)
@given(st.text(st.characters(), max_size=200))
def test_any_text_is_scanned(text: str) -> None:
    assert all(0 <= start < end <= len(sound(text)) for _, start, end in spans(sound(text)))


WORDS = (
    "Maria|garcia|Dr.|Иван|Петров|姓名|王小明|·|京A12345|北京市朝阳区建国路|88|号|3|单元|12b|12|Acacia|Avenue|Hauptstraße"
    "|Hauptstr.|Calle|Mayor|nº|улица|Ленина|STREET|st|5|aged|of|53|years|Y|old|周岁|歲|Jahre|alt|años|de edad|E11.9"
    "|Diabetes|ГИПЕРТОНИЯ|I am|I'm|x|é|_|²|53 years old|53-YR-old|aged 53|Age of 53|53岁|53 años de edad|53 Jahre alt"
    "|53y/o|王·明|北京市朝阳区建国路88号|12 Acacia Avenue|12b, Main St.|Calle Mayor 5"
    "|C. улица Ленина 5|Hauptstr. 5|ringstraße,5|Weg n° 5|5 via"
    "|路88号|9单元|dr. maria garcia|Maria de Garcia|I am Red Chair|王小明|阿依古丽·买买提"
)
TEXTS = st.lists(
    st.tuples(st.sampled_from(WORDS.split("|")), st.sampled_from((" ", "", ",", ", ", ".", "\u00a0", "\n", "-"))),
    max_size=8,
)


@settings(deadline=None, max_examples=500)
@given(TEXTS)
def test_nothing_is_found_or_seen_without_its_cue(parts: list[tuple[str, str]]) -> None:
    text = "".join(word + gap for word, gap in parts)
    told = glance(text)
    for bit, detector in enumerate(detectors()):
        if detector.cue is None or told.cued >> bit & 1:
            continue
        assert detector.see is None or not detector.see([text]), detector.name
        assert detector.find is None or not list(detector.find(text)), detector.name


TOKENS = [
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
    "Bearer 8f14e45fceea167a5a36",
    "Basic YW5uYTpodW50ZXI=",
    f"s%3A{'a1' * 16}.{'b2' * 22}",
    f"s:{'a1' * 16}.{'b2' * 22}",
    f"dQw4w9WgXcQ:APA91b{'c3' * 60}",
    f"1//0{'d4' * 30}",
    f"EAA{'e5' * 50}",
]


def test_what_a_pattern_with_marks_finds_has_one() -> None:
    examples = [text for _, table in tomls(DETECTORS) for text in table.get("examples", {}).get("good", [])]
    texts = [f"a {example} b" for example in examples] + ["Иван%40пример.рф", "x@y.z", "a.b-c%40d.e", *TOKENS]
    marked = [detector for detector in detectors() if detector.marks]
    assert marked
    (token,) = [detector for detector in marked if detector.label == "credential.token"]
    assert all(re2.compile(token.pattern).search(text) for text in TOKENS)
    for detector in marked:
        found = [text for text in map(str, texts) if (re2.compile(detector.pattern).search(text))]
        assert found
        assert [text for text in found if not any(mark in text for mark in detector.marks)] == []


MOST_INSTRUCTIONS = 4096
"""A hit of a pattern with groups takes as many steps for each of its characters as its program has instructions: with
5,000 of them a token took a millisecond, with 1,500 a tenth."""


def test_no_pattern_counts_so_far_that_each_of_its_hits_takes_long() -> None:
    large = {detectors()[bit].label for bit, each in owned() if each.pattern.programsize > MOST_INSTRUCTIONS}
    assert large == set()


def owned() -> list[tuple[int, patterned.Single]]:
    return list(zip(table().owners, table().single, strict=True))


def test_whatever_a_pattern_finds_is_found_by_all_together() -> None:
    """Those count less far, so that they may find more, never less."""
    examples = [str(text) for _, read in tomls(DETECTORS) for text in read.get("examples", {}).get("good", [])]
    found = 0
    for text in [f"a {example} b" for example in examples] + examples + [f"log {token}\n" for token in TOKENS]:
        within = table().within(text.encode())
        for place, (_, each) in enumerate(owned()):
            if each.pattern.search(text):
                found += 1
                assert place in within, text
    assert found > len(TOKENS)


def test_a_secret_of_any_length_is_found_and_what_is_longer_than_any_token_is_not_one() -> None:
    assert "credential.password" in labels(f"see postgres://crm:{'aB3-' * 25}@db.example/crm now")
    assert "credential.password_hash" in labels(f"$argon2id$v=19$m=65536,t=3,p=4${'c2Fs' * 60}")
    assert "credential.token" in labels(f"EAA{'e5' * 50}")
    assert "credential.token" not in labels(f"EAA{'e5' * 500}")


@settings(deadline=None, max_examples=200)
@given(st.lists(TEXTS, min_size=3, max_size=6))
def test_cues_that_are_asked_together_are_those_that_are_asked_alone(lists: list[list[tuple[str, str]]]) -> None:
    texts = ["".join(word + gap for word, gap in parts) for parts in lists]
    cues = table().cues
    told = []
    with pytest.MonkeyPatch.context() as patch:
        for pays in (sys.maxsize, 0):
            patch.setattr(patterned, "_PAYS", pays)
            told.append([cues.of(text, text.encode(), cues.all) for text in texts])
    assert told[0] == told[1]


@cache
def table() -> Patterns:
    return Patterns(detectors())


def test_what_stands_between_a_name_and_its_value_is_told() -> None:
    assert [glance(text).paired for text in ("a: b", "a=b", "性别：女", "he is 3", "island", "nothing")] == [
        True
    ] * 4 + [False] * 2


def test_a_number_is_looked_at_as_its_text_but_has_no_cue() -> None:
    text = "13800138000"
    assert figures(text).spans == glance(text).spans != []
    assert (figures(text).cued, figures(text).paired) == (0, False)


def test_texts_together_show_what_each_shows_alone() -> None:
    told = [example for _, table in tomls(DETECTORS) for example in table.get("examples", {}).get("good", [])]
    told += [row["good"][0] for _, table in tomls(DETECTORS) for row in table.get("number", [])]
    texts = [str(example) for example in told] + [f"Bitte an {example} senden, Grüße: 李娜" for example in told]
    texts += [
        "",
        "a@b.de\nc@d.fr",
        "+49 30",
        "1234567",
        "+49 30 1234567",
        "https://u:geheim12@db.example.org",
        "x " * 2000,
    ]
    assert len(texts) > 100
    for start in (0, 1, 7):
        for found, text in zip(glances(texts[start:]), texts[start:], strict=True):
            alone = glance(text)
            assert sorted(found.spans) == sorted(alone.spans), text
            if len(text) > SHORT:
                assert (found.cued, found.paired) == (alone.cued, alone.paired), text
            else:  # all that any short one has
                assert found.cued & alone.cued == alone.cued, text
                assert found.paired >= alone.paired, text


def test_no_space_reaches_from_text_to_text() -> None:
    texts = ["4532 1143 9842", "8467 and more", "plain", "13800\n138000", "a"]
    assert [found.spans for found in glances(texts)] == [glance(text).spans for text in texts]
    assert glances(["plain", "words", "alone"]) == [NOTHING] * 3


def test_of_many_hits_in_one_text_as_many_are_told_together() -> None:
    many = "zhao@example.org " * 50
    alone = glance(many).spans
    assert [found.spans for found in glances([many, "x", many, "zhao@example.org"])][::2] == [alone, alone]


def test_a_short_text_has_no_cue_of_its_neighbours() -> None:
    """To look for what no text has a sign of costs more than to ask each for it."""
    bit = next(bit for bit, each in enumerate(detectors()) if each.name == "contact.phone")
    told = glances(["call me on 9472 7916", "the tall oak", "my old chair"])
    assert [each.cued >> bit & 1 for each in told] == [1, 0, 0]
