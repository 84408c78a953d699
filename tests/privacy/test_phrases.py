import pytest

from leftopen.privacy.phrases import MOST, together
from leftopen.privacy.redact import plain, redacted


@pytest.mark.parametrize(
    "name",
    [
        "chan_doan",
        "ChanDoanChinh",
        "tinh_trang_hon_nhan",
        "jina_la_mteja",
        "जन्म वर्ष",
        "dân_tộc",
        "Berat_Badan",
        "cap_jari",
        "noi_dung",
        "DungTich",
        "nội_dung",
        "ket_qua",
        "phuong_thuc",
    ],
)
def test_a_name_of_a_field_is_shown_though_people_are_called_like_its_words(name: str) -> None:
    assert redacted(name, 80) == name


@pytest.mark.parametrize(
    "name", ["chan_doan_nguyen", "ho_ten_tuan", "jina_la_juma", "berat_badan_siti", "noi_dung_tuan"]
)
def test_the_name_of_a_person_beside_it_is_not(name: str) -> None:
    assert redacted(name, 80).endswith("█")
    assert not plain(name)


@pytest.mark.parametrize("name", ["chan", "chan_1984_doan", "doan_chan"])
def test_one_word_of_it_alone_or_figures_between_tell_nothing(name: str) -> None:
    assert "█" in redacted(name, 80)


def test_words_are_taken_together_that_are_known_together() -> None:
    text = "ngay_chan_doan"
    assert together(text, [(0, 4, True), (5, 9, False), (10, 14, False)]) == [(0, 4, True), (5, 14, True)]


def test_words_that_are_all_known_and_scripts_without_spaces_stay() -> None:
    known = [(0, 4, True), (5, 9, True)]
    assert together("name_city", known) is known
    unspaced = [(0, 3, False), (3, 5, True)]
    assert together("王小明病历", unspaced) is unspaced


def test_more_words_than_a_name_has_are_left_alone() -> None:
    many = [(at, at + 4, False) for at in range(0, 800, 5)]
    assert together("chan doan " * 80, many) is many
    assert len(many) > MOST
