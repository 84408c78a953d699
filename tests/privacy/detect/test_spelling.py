"""By what words are spelt in Latin letters."""

from leftopen.privacy.detect import spelling


def test_languages_and_countries_have_their_readings() -> None:
    reads = spelling.reads()
    assert reads["jp"].words["宗教"] == "しゅうきょう"
    assert reads["th"].words["ศาสนา"].split()[0] == "satsana"
    assert reads["zh"].syllables["宗"] == ("zong",)
    assert reads["tw"] is reads["cn"]


def test_a_number_is_spelt_by_the_letters_of_its_country_or_script() -> None:
    georgian, russian = spelling.of_number("id.ge.personal", "პირადი"), spelling.of_number("id.ru.oms", "полис")
    assert georgian is not None
    assert georgian["პ"] == "p"
    assert russian is not None
    assert spelling.of_number("id.kg.pin", "персональный") is not None
    assert spelling.of_number("id.pl.pesel", "pesel") is None
