"""Words that the product knows, and names of people."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.privacy import lists, vocabulary

FEW = """
సురేష్ ಲಕ್ಷ್ಮಿ നായർ ਗੁਰਪ੍ਰੀਤ නිමල් ទេព မောင်မောင် ສົມພອນ አበበ ნინო Անի Айгүль Батбаяр ޣާނީ ئارا ایمان หนอกสีสุก Þórunn
Kovácsová Wiśniewski Yılmaz Özdemir Nkosi Adaeze Kowalczyk Trần Đặng Хабибуллин Шевченко Παπαδόπουλος
"""
ENDS = "kovacsova zzgudmundsdottir zzpapadopoulos zzgelashvili зюганкова зюшенко Ζωγραφόπουλος բագրատունյան"
TOGETHER = """
mariagarcialopez annavandenberg pdevries abdullahalsaud ивановсергей παπαδοπουλοσγιωργος 金井きよ 倉田孝子 남궁민수
"""
NONE = "deephaven meshagent dataclass machinelearning histogram freesewing 青山 高木"


@pytest.mark.parametrize(
    "word", ["anna", "иванова", "محمد", "smith", "nguyen", "garcia", "παππα", "राम", "김철수", "山田太郎"]
)
def test_names_of_many_scripts(word: str) -> None:
    assert vocabulary.name(lists.fold(word))
    assert not lists.known(lists.fold(word))


@pytest.mark.parametrize("word", FEW.split())
def test_names_of_peoples_that_few_lists_have(word: str) -> None:
    assert vocabulary.name(lists.fold(word))


@pytest.mark.parametrize("word", ENDS.split())
def test_surnames_that_no_list_has_by_their_ends(word: str) -> None:
    assert vocabulary.name(lists.fold(word))


def test_scripts_of_india_are_one_alphabet() -> None:
    assert vocabulary.name(lists.fold("".join(chr(ord(c) + 0x300) for c in "राजेश")))
    assert not vocabulary.name("".join(chr(ord(c) + 0x300) for c in "कख"))


@pytest.mark.parametrize("word", TOGETHER.split())
def test_several_names_that_are_written_together(word: str) -> None:
    assert vocabulary.name(lists.fold(word))


@pytest.mark.parametrize("word", NONE.split())
def test_words_that_look_like_several_names_and_are_none(word: str) -> None:
    assert not vocabulary.name(word)


def test_two_names_in_ideographs_are_one_side_by_side() -> None:
    assert vocabulary.pair("青山", "健太")
    assert not vocabulary.pair("青山", "视界")


@pytest.mark.parametrize(
    "word", ["annalindberg", "johnsmith", "smithjohn", "asmith", "emueller", "zhangxiaoming", "高翔宇"]
)
def test_names_that_are_written_together(word: str) -> None:
    assert vocabulary.name(word)


@pytest.mark.parametrize(
    "word",
    [
        "customers",
        "elasticsearch",
        "kundennummer",
        "客户",
        "주문",
        "заказы",
        "tuoming",
        "hengda",
        "qingshan",
        "视界",
        "rose",
    ],
)
def test_words_that_are_nobodys_name(word: str) -> None:
    assert not vocabulary.name(lists.fold(word))


def test_two_words_that_may_be_names_are_one_side_by_side() -> None:
    assert vocabulary.pair("rose", "hill")
    assert not vocabulary.pair("rose", "price")
    assert not vocabulary.pair("white", "list")


def test_no_word_of_a_field_is_a_common_given_name() -> None:
    """Such a word is shown everywhere."""
    common = "anna maria peter thomas michael julia elena ivan ali omar fatima wei li carlos john mary david jan"
    assert [word for word in common.split() if lists.known(word)] == []


def test_long_words_cost_no_more_than_they_are_long() -> None:
    vocabulary.name("warm")
    spent = []
    for size in (1_000, 8_000):
        began = time.process_time()
        vocabulary.name("a" * size)
        vocabulary.parts("界" * size)
        spent.append(time.process_time() - began)
    assert spent[1] <= 24 * max(spent[0], 0.001)


MIXED = "王小明病历客户订单数据库人脸특징고객顔のデータคำสั่งซื้อßéa\u0301\u0e31"


def plainly(run: str) -> list[tuple[int, int, bool]]:
    """The longest known word at each place, as it is defined: every slice folded and looked up."""
    found: list[tuple[int, int, bool]] = []
    at = 0
    while at < len(run):
        ends = range(min(len(run), at + 8), at + 1, -1)
        end = next((end for end in ends if lists.known(lists.fold(run[at:end]))), 0)
        if end or not found or found[-1][2]:
            found.append((at, end or at + 1, bool(end)))
        else:
            found[-1] = (found[-1][0], at + 1, False)
        at = end or at + 1
    return found


@given(st.text(st.sampled_from("王小明病历客户订单数据库人脸특징고객顔のデータabc"), max_size=40))
def test_parts_are_the_longest_known_words(run: str) -> None:
    assert vocabulary.parts(run) == plainly(run)


@given(st.text(st.sampled_from(MIXED), max_size=40))
def test_parts_are_all_of_the_text(run: str) -> None:
    parts = vocabulary.parts(run)
    assert "".join(run[start:end] for start, end, _ in parts) == run
    assert all(end - start >= 2 for start, end, known in parts if known)
    for start, end, known in parts:
        assert not known or lists.known(lists.fold(run[start:end]))


def test_marks_belong_to_the_letter_before_them() -> None:
    assert vocabulary.parts("ปคำสั่งซื้อป") == [(0, 1, False), (1, 11, True), (11, 12, False)]
    assert vocabulary.parts("特征量\u0e34云平台") == [(0, 2, True), (2, 4, False), (4, 7, True)]
