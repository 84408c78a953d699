"""Words for countries in names of fields."""

from leftopen.privacy.detect import nations


def test_names_and_what_belongs_to_a_country_tell_it() -> None:
    words = nations.words()
    told = {name: words[name] for name in ("kenya", "kenyan", "reniec", "srilanka")}
    assert told == {"kenya": "ke", "kenyan": "ke", "reniec": "pe", "srilanka": "lk"}
    assert "no" not in words


def test_codes_tell_it_too() -> None:
    assert nations.codes()["no"] == nations.codes()["nor"] == "no"
