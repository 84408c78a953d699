import re
import tomllib
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from leftopen.judge.clues import table
from leftopen.judge.duties import rules
from leftopen.judge.severity import EFFECTS, OPENS
from leftopen.model import Access, Duty
from leftopen.privacy.detect.labels import labels
from leftopen.report.plain.tongue import LANGUAGES, tongue, variables

FOLDER = resources.files("leftopen.report.plain") / "languages"
SOURCE = Path(__file__).parents[3] / "src" / "leftopen" / "report"
OTHERS = [word for word in LANGUAGES if word != "en"]


def told(word: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{word}.toml").read_text("utf-8"))


def test_there_is_a_file_for_each_language() -> None:
    assert {file.name.removesuffix(".toml") for file in FOLDER.iterdir() if file.name.endswith(".toml")} == set(
        LANGUAGES
    )


@pytest.mark.parametrize("word", OTHERS)
def test_each_language_has_the_same_keys_and_variables(word: str) -> None:
    english, other = told("en"), told(word)
    plain = {key for key, value in english.items() if not isinstance(value, dict)}
    assert plain == {key for key, value in other.items() if not isinstance(value, dict)}
    for part in ("count", "say", "phrases"):
        assert english[part].keys() == other[part].keys()
    for part in ("say", "phrases"):
        for key, sentence in english[part].items():
            assert set(variables(sentence)) == set(variables(other[part][key])), key
    for key, forms in other["count"].items():
        assert all(set(variables(form)) == {"n"} for form in forms), key


@pytest.mark.parametrize("word", OTHERS)
def test_each_language_has_what_the_catalogues_tell_in_english(word: str) -> None:
    other = told(word)
    assert other["labels"].keys() == labels().keys()
    assert other["laws"].keys() == {meaning.law["gdpr"] for meaning in labels().values()}
    assert other["duties"].keys() == {rule.regime for rule in rules()}
    assert other["clues"].keys() == table().clue.keys()
    for key, kind in table().clue.items():
        assert set(variables(kind.says)) == set(variables(other["clues"][key]))


def test_no_sentence_is_left_over() -> None:
    files = [*SOURCE.rglob("*.py"), *SOURCE.rglob("*.j2")]
    text = " ".join(file.read_text("utf-8") for file in files)
    built = re.compile(r"(headline_nothing|level|access|role|verdict|scale|stage|link|not_done|how_sure|owner|whose)_")
    unused = {key for key in told("en")["say"] if not built.match(key) and not re.search(rf"[\"']{key}[\"']", text)}
    assert unused <= {"offline", "partial"}  # states of lookups


def test_every_access_word_has_its_sentence() -> None:
    assert {f"access_{word}" for word in Access} <= told("en")["say"].keys()


def test_numbers_lists_and_dates_in_english() -> None:
    own = tongue()
    assert own.count("service", 1) == "1 service"
    assert own.count("service", 2500) == "2,500 services"
    assert own.number(None) == "not known"
    assert own.percent(0.5) == "50 %"
    assert own.listed(["a", "b", "c"]) == "a, b and c"
    assert own.listed(list("abcde"), 3) == "a, b, c and 2 more"
    assert own.listed([]) == ""
    assert own.joined(["a", "b"]) == "a; b"
    assert own.sentences(["A.", "B."]) == "A. B."
    assert own.size(12) == "12 bytes"
    assert own.size(2048) == "2.0 KiB"
    assert own.moment("2026-11-23T09:05:00Z") == "23 November 2026, 09:05 UTC"
    assert own.moment("soon\x1b") == "soon"


def test_a_date_is_as_exact_as_it_is_told() -> None:
    own = tongue()
    assert own.since("2018-12-01T00:00:00Z") == "December 2018"
    assert own.since("2018-12-02T00:00:00Z") == "2 December 2018"
    assert own.since("2018-12-01T10:00:00Z") == "1 December 2018"
    assert own.since(None) == own.day("") == "not known"
    assert own.span("2018-12-01T00:00:00Z", "2026-10-01T00:00:00Z") == "December 2018 to October 2026"
    assert own.span("2024-03-01T00:00:00Z", "2024-03-08T00:00:00Z") == "March 2024"
    assert own.span("2024-03-08T00:00:00Z", "2024-03-08T00:00:00Z") == "8 March 2024"
    assert own.span("soon", "later") == "soon to later"


def test_chinese_puts_a_space_beside_latin_letters_and_leaves_names_alone() -> None:
    own = tongue("zh")
    assert own.count("service", 2500) == "2,500 个服务"
    assert own.since("2018-12-01T00:00:00Z") == "2018 年 12 月"
    assert own.say("cell_data", first=own.since("2018-12-01T00:00:00Z")) == "数据始于 2018 年 12 月"
    assert own.listed(["甲", "B"]) == "甲和 B"
    assert own.say("owner_likely", name="摄像头ID") == "很可能由 摄像头ID 运营"


def test_what_others_say_is_said_in_the_language() -> None:
    own = tongue("zh")
    assert own.phrase("sensitive data: health data, identity number (Spain, DNI and NIF)") == (
        "敏感数据：健康数据和身份号码（西班牙，DNI 和 NIF）"
    )
    assert own.phrase("simple data: something new") == "一般数据：something new"
    assert own.phrase("the network of 10.0.0.1 is announced by AS1 Acme") == "10.0.0.1 所在网络由 AS1 Acme 对外宣告"
    assert own.phrase("nobody says this") is None
    assert own.phrase("x" * 5000) is None
    for sentence in (*EFFECTS.values(), *(says for _, says in OPENS)):
        assert own.phrase(sentence)
    assert tongue().phrase("anything") == "anything"


def test_a_duty_and_a_kind_that_a_language_does_not_know_stay_as_they_are() -> None:
    own = tongue("zh")
    known, other = (Duty(name, "who", "clock", "starts", "source") for name in ("GDPR 33", "Elsewhere 1"))
    assert own.duty(known).clock == "72 小时"
    assert own.duty(other) == other
    assert own.name_of("shoe.size", "size (shoe)") == "size (shoe)"
    assert own.law("elsewhere") == "elsewhere"


def test_a_language_that_there_is_not_is_refused() -> None:
    with pytest.raises(KeyError):
        tongue("xx")
