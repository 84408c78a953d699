"""Clipped names are read where all phrases that they may be tell the same of what is special."""

import pytest

from leftopen.privacy.detect.clipped import borrowed, clipped
from leftopen.privacy.detect.concepts import read
from leftopen.privacy.detect.index import Index, packed
from leftopen.privacy.detect.wordbook import index

WORDS = Index(
    packed(
        {
            "ultimamestruazione": "special.fertility",
            "preferenciasexual": "special.sex_life",
            "marketreportdaily": "other.thing",
            "marketreputation": "special.health",
            "partysecretariat": "?special.politics",
            "salariobase": "finance.income",
            "certificatogiudiziario": "criminal.record",
            "certificatoonorario": "other.thing",
        }
    )
)


@pytest.mark.parametrize(
    ("parts", "concept"),
    [
        (["ultima", "mest"], "special.fertility"),
        (["pref", "sexual"], "special.sex_life"),
        (["salario", "bas"], ""),
        (["sal", "base"], ""),
        (["market", "rep"], ""),
        (["party", "sec"], ""),
        (["ultimamest"], ""),
        (["ul", "mestruazione"], ""),
        (["pref", "sex", "ual"], "special.sex_life"),
        (["certif", "giudiz"], "criminal.record"),
        (["certif", "nora"], ""),
        (["certi", "giu"], ""),
        (["certi", "icato"], ""),
        (["ultima", "ruazi"], "special.fertility"),
    ],
)
def test_all_phrases_that_a_clipped_name_may_be_tell_the_same(parts: list[str], concept: str) -> None:
    assert clipped(parts, WORDS) == concept


@pytest.mark.parametrize(
    ("name", "concept"),
    [
        ("metodo_contracc", "special.fertility"),
        ("группа_инвал", "special.health"),
        ("hab_tabaquico", "special.health"),
        ("statut_sero", "special.health"),
        ("lingua_ind", "special.ethnicity"),
        ("antec_penal", "criminal.record"),
        ("menstr_zykl", "special.fertility"),
        ("relig_bekennt", "special.religion"),
    ],
)
def test_a_clipped_name_says_in_part_what_the_phrase_says(name: str, concept: str) -> None:
    (hint,) = (hint for hint in read(name) if hint.concept == concept)
    assert hint.strength >= 0.6


@pytest.mark.parametrize(
    "name", ["order_stat", "card_typ", "visit_rea", "tempo_resp", "marke_mod", "part_cont", "data_proc", "cred_histor"]
)
def test_other_clipped_names_say_nothing_special(name: str) -> None:
    assert not [hint for hint in read(name) if hint.concept.startswith(("special.", "criminal."))]


def test_the_end_of_a_compound_is_no_clipped_word() -> None:
    assert {hint.concept for hint in read("belegdatum")} == {"other.time", "time.moment"}
    assert borrowed("gdatum", index()) == 1
    assert borrowed("geburtsdatum", index()) == borrowed("importe", index()) == 0


SHORT = [("kod_agm", "special.religion"), ("st_ztp", "special.health"), ("kod_din", "special.religion")]


@pytest.mark.parametrize(("name", "concept"), SHORT)
def test_a_short_word_counts_beside_one_for_a_code_or_a_kind(name: str, concept: str) -> None:
    assert any(hint.concept == concept and hint.strength >= 0.9 and not hint.weak for hint in read(name)), read(name)


@pytest.mark.parametrize("name", ["kb_number", "tp_code", "gen_type", "agm_pump", "dom_status"])
def test_other_short_words_do_not(name: str) -> None:
    told = (hint for hint in read(name) if hint.concept.startswith(("special.", "criminal.")))
    assert all(hint.weak for hint in told), read(name)
