"""Words that the product knows, and names of people."""

import time

import pytest

from leftopen.privacy import vocabulary


@pytest.mark.parametrize(
    "word", ["anna", "иванова", "محمد", "smith", "nguyen", "garcia", "παππα", "राम", "김철수", "山田太郎"]
)
def test_names_of_many_scripts(word: str) -> None:
    assert vocabulary.name(vocabulary.fold(word))
    assert not vocabulary.known(vocabulary.fold(word))


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
    assert not vocabulary.name(vocabulary.fold(word))


def test_two_words_that_may_be_names_are_one_side_by_side() -> None:
    assert vocabulary.pair("rose", "hill")
    assert not vocabulary.pair("rose", "price")
    assert not vocabulary.pair("white", "list")


def test_no_word_of_a_field_is_a_common_given_name() -> None:
    """Such a word is shown everywhere."""
    common = "anna maria peter thomas michael julia elena ivan ali omar fatima wei li carlos john mary david jan"
    assert [word for word in common.split() if vocabulary.known(word)] == []


def test_long_words_cost_no_more_than_they_are_long() -> None:
    vocabulary.name("warm")
    spent = []
    for size in (1_000, 8_000):
        began = time.process_time()
        vocabulary.name("a" * size)
        vocabulary.parts("界" * size)
        spent.append(time.process_time() - began)
    assert spent[1] <= 24 * max(spent[0], 0.001)
