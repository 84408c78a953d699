"""Thai words in Latin letters, as the Royal Institute writes them and as people do."""

import pytest

from leftopen.privacy.detect import lexicon, thai
from leftopen.privacy.detect.concepts import read

READINGS = lexicon.languages()["th"].readings


@pytest.mark.parametrize(
    ("name", "concept"),
    [
        ("satsana", "special.religion"),
        ("sasana_cd", "special.religion"),
        ("klum_chattiphan", "special.ethnicity"),
        ("kan_winitchai", "special.health"),
        ("prawat_pae_ya", "special.health"),
        ("praphet_kwam_pikan", "special.health"),
        ("samachik_phak", "special.politics"),
        ("kho_klaoha", "criminal.record"),
        ("prawat_tong_tot", "criminal.record"),
        ("samachik_sahapap", "special.union"),
        ("phruettikam_thang_phet", "special.sex_life"),
        ("kan_khumkamnoet", "special.fertility"),
        ("nam_sakul", "person.name"),
        ("kamnot_thot", "criminal.record"),
        ("thot_chamkhuk", "criminal.record"),
    ],
)
def test_names_in_latin_letters_are_read(name: str, concept: str) -> None:
    assert concept in {hint.concept for hint in read(name) if hint.strength >= 0.9 and not hint.weak}


@pytest.mark.parametrize("name", ["raka", "rahat_sinkha", "lamdap_thi", "wan_thi_sang", "malta", "bumper", "rakang"])
def test_what_is_of_nobody_tells_nothing_of_anybody(name: str) -> None:
    assert [hint for hint in read(name) if hint.concept.startswith(("special", "id", "bio")) and not hint.weak] == []


def test_a_word_is_cut_by_the_longest_that_are_read() -> None:
    assert thai.ways("โรคประจำตัว", READINGS) == [["rok"], ["pracham"], ["tua"]]
    assert thai.ways("วันเกิด", READINGS) == [["wan"], ["koet", "kerd"]]
    assert thai.ways("ซอฟต์แวร์", READINGS) == [[]]


def test_only_thai_is_read_so() -> None:
    assert thai.written("ผล atk")
    assert not thai.written("result")
    assert not thai.written("ผลลัพธ์результат")


def test_each_reading_is_in_plain_letters() -> None:
    assert [ways for ways in READINGS.values() if not ways.replace(" ", "").isalpha() or not ways.isascii()] == []


def test_letters_that_come_twice_where_parts_meet_are_one() -> None:
    assert thai.single("KANNAK") == "KANAK"
