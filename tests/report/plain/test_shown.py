from msgspec.structs import replace

from leftopen.report.plain.shown import code, finished, joined, place, spelled, told, where
from leftopen.report.plain.tongue import tongue
from tests.report.example import FACES, SESSIONS

EN, ZH = tongue("en"), tongue("zh")


def test_text_is_escaped_and_other_scripts_are_marked() -> None:
    assert spelled("<b> 人脸", EN) == '&lt;b&gt; <span lang="zh">人脸</span>'
    assert spelled("人脸 Камера", ZH) == '人脸 <span lang="ru">Камера</span>'


def test_only_a_long_word_may_be_broken() -> None:
    assert spelled("short " + "x" * 30, EN) == f'short <span class="long">{"x" * 30}</span>'


def test_what_is_marked_up_or_no_text_stays() -> None:
    assert finished(spelled("<", EN), EN) == "&lt;"
    assert finished(7, EN) == 7
    assert finished("<", EN) == "&lt;"


def test_pieces_are_joined_by_our_own_mark() -> None:
    assert joined(["<a>", "b"], " & ", EN) == "&lt;a&gt; &amp; b"


def test_what_stands_between_backticks_is_code_and_stays_escaped() -> None:
    assert code("set `a < b` now", EN) == "set <code>a &lt; b</code> now"
    assert code("<b>`", EN) == "&lt;b&gt;<code></code>"


def test_a_known_sentence_is_translated_and_another_one_marked_as_english() -> None:
    assert told("a face alone (significant)", EN) == "a face alone (significant)"
    assert told("a face alone (significant)", ZH) == "仅有人脸（显著）"
    assert told("no such <sentence>", ZH) == '<span lang="en">no such &lt;sentence&gt;</span>'


def test_an_address_is_never_broken_but_after_its_colons() -> None:
    assert place(FACES) == '<span class="place">10.20.0.15:9200</span>'
    assert place(SESSIONS) == '<span class="long">[fd00:<wbr>:<wbr>20:<wbr>7]:<wbr>6379</span>'
    assert where(replace(FACES, transport="udp")) == "10.20.0.15:9200/udp"
