"""What the names of fields say, in several languages and spellings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.privacy.detect import lexicon
from leftopen.privacy.detect.concepts import LONGEST, around, index, of_path, read, units


def said(name: str) -> set[str]:
    return {hint.concept for hint in read(name) if hint.strength >= 0.5}


@pytest.mark.parametrize(
    ("name", "concept"),
    [
        ("userFullName", "person.name"),
        ("HOME_PHONE_2", "contact.phone"),
        ("e-mail", "contact.email"),
        ("emails", "contact.email"),
        ("addresses", "contact.address"),
        ("身份证号码", "id.cn.resident"),
        ("身份證號碼", "id.cn.resident"),
        ("用户身份证号", "id.cn.resident"),
        ("sfzh", "id.cn.resident"),
        ("Número_de_teléfono", "contact.phone"),
        ("numéroDeTéléphone", "contact.phone"),
        ("GEBURTSDATUM", "person.birth_date"),
        ("data_nascimento", "person.birth_date"),
        ("дата_рождения", "person.birth_date"),
        ("تاريخ الميلاد", "person.birth_date"),
        ("BreedReady", "special.fertility"),
        ("icd10", "special.health"),
        ("password_md5", "credential.password_hash"),
        ("IPAddress", "network.ip"),
        ("fl_nm", "person.name"),
        ("gndr_cd", "person.gender"),
        ("d_o_b", "person.birth_date"),
        ("nokphoneno", "contact.phone"),
        ("Patientengeburtsdatum", "person.birth_date"),
        ("NAMA_LGKP", "person.name"),
        ("เบอร์โทรศัพท์", "contact.phone"),
        ("نام خانوادگی", "person.name"),
        ("Прізвище", "person.name"),
        ("Ім'я", "person.name"),
        ("환자이름", "person.name"),
        ("fødselsdato", "person.birth_date"),
        ("GrKrwi", "special.health"),
        ("số điện thoại", "contact.phone"),
        ("保護者①携帯電話番号", "contact.phone"),
        ("αμκα", "id.gr.amka"),
    ],
)
def test_one_concept(name: str, concept: str) -> None:
    assert said(name) & {concept} == {concept}


@pytest.mark.parametrize(
    ("name", "concept"),
    [
        ("email_verified", "contact.email"),
        ("phone_type", "contact.phone"),
        ("手机型号", "contact.phone"),
        ("ip_address", "contact.address"),
        ("file_name", "person.name"),
        ("homepage", "person.age"),
        ("hotel", "contact.phone"),
        ("gamemode", "person.gender"),
        ("xmlns", "person.name"),
    ],
)
def test_not_that_concept(name: str, concept: str) -> None:
    assert concept not in said(name)


def test_a_word_for_the_whole_name_only() -> None:
    assert said("xm") == {"person.name"}
    assert "person.name" not in said("xm_count")


def test_the_head_of_a_name_counts_most() -> None:
    strength = {name: read(name)[0].strength for name in ("phone", "home_unknownword_phone", "phone_unknownword")}
    assert strength["phone"] > strength["home_unknownword_phone"] > strength["phone_unknownword"]


def test_parents_help_where_a_name_says_little() -> None:
    assert ("contact.phone", False) in {(h.concept, h.weak) for h in of_path(("phones", "[]", "number"))}
    assert ("person.name", False) in {(h.concept, h.weak) for h in of_path(("patient", "name"))}
    assert ("person.birth_date", False) in {(h.concept, h.weak) for h in of_path(("birth", "date"))}
    assert {h.concept for h in of_path(("phones", "[]", "verified"))} & {"contact.phone"} == set()
    assert of_path(()) == ()
    assert of_path(("*", "[]")) == ()


def test_what_a_record_is_about() -> None:
    assert "about.person" in around(("patients", "[]", "x"))
    assert "about.thing" in around(("product", "name"))
    assert around(("name",)) == frozenset()


def test_every_word_can_be_found_again() -> None:
    lost = []
    for file, language in lexicon.languages().items():
        for concept, words in language.words.items():
            lost += [
                (file, concept, word)
                for word in words
                if concept not in {hint.concept for hint in read(word.lstrip("=?"))}
            ]
    assert lost == []


def test_no_word_is_longer_than_what_is_looked_for() -> None:
    assert (
        max(len(units(w)) for each in lexicon.languages().values() for ws in each.words.values() for w in ws) <= LONGEST
    )
    assert len(index()) > 2000


@given(st.text())
def test_any_name_is_read(name: str) -> None:
    assert all(0 < hint.strength <= 1 for hint in read(name))


@pytest.mark.parametrize(
    ("name", "concept"),
    [
        ("гестационна_седмица", "special.fertility"),
        ("poslednja_menstruacija", "special.fertility"),
        ("хронични_заболявания", "special.health"),
        ("krvna_skupina", "special.health"),
        ("kundi_la_damu", "special.health"),
        ("қан_тобы", "special.health"),
        ("uri_ng_dugo", "special.health"),
        ("DxDesc", "special.health"),
        ("clan_sindikata", "special.union"),
        ("кәсіподақ_мүшесі", "special.union"),
        ("partido_politico", "special.politics"),
        ("кривично_дело", "criminal.record"),
        ("rekodi_ya_uhalifu", "criminal.record"),
        ("odtlacky_prstov", "biometric.fingerprint"),
        ("alama_za_vidole", "biometric.fingerprint"),
        ("возачка_дозвола", "id.xx.licence"),
        ("namba_ya_pasipoti", "id.xx.passport"),
        ("tarehe_ya_kuzaliwa", "person.birth_date"),
        ("petsa_ng_kapanganakan", "person.birth_date"),
        ("jina_la_mzazi", "person.name"),
        ("оқушының_аты", "person.name"),
        ("име_на_ученик", "person.name"),
        ("child_full_nm", "person.name"),
    ],
)
def test_a_name_of_its_language_says_what_the_field_holds(name: str, concept: str) -> None:
    assert concept in said(name)


@pytest.mark.parametrize("name", ["kod_tovaru", "sifra_artikla", "jina_la_bidhaa", "тауар_атауы", "наличност", "dami"])
def test_a_name_of_goods_says_nothing_of_people(name: str) -> None:
    assert not {each for each in said(name) if not each.startswith(("other.", "about.", "time."))}
