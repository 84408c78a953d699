"""What the names of fields say, in several languages and spellings."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leftopen.privacy.detect import concepts, lexicon
from leftopen.privacy.detect.concepts import LONGEST, read
from leftopen.privacy.detect.units import units
from leftopen.privacy.detect.weights import number
from leftopen.privacy.detect.wordbook import index


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


@pytest.mark.unmeasured
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


@pytest.mark.parametrize(
    ("name", "concept"),
    [
        ("알레르기구분", "special.health"),
        ("宗教类型", "special.religion"),
        ("障害区分", "special.health"),
        ("성별구분", "person.gender"),
        ("犯罪记录分类", "criminal.record"),
    ],
)
def test_of_which_kind_something_sensitive_is_says_it_in_part(name: str, concept: str) -> None:
    strengths = {hint.concept: hint.strength for hint in read(name)}
    assert strengths[concept] >= 0.6


@pytest.mark.parametrize(
    ("name", "concept"),
    [("过敏有无", "special.health"), ("장애유무", "special.health"), ("残疾情况", "special.health")],
)
def test_whether_there_is_any_says_it_in_full(name: str, concept: str) -> None:
    assert {hint.concept: hint.strength for hint in read(name)}[concept] >= 0.9


@pytest.mark.parametrize(
    "name", ["手机类型", "地址类型", "身份证类型", "비밀번호구분", "전화번호유형", "疫苗接种率", "性别要求"]
)
def test_of_which_kind_anything_else_is_says_nothing_of_it(name: str) -> None:
    assert all(hint.strength <= 0.2 for hint in read(name) if not hint.concept.startswith(("other.", "about.")))


WESTERN: dict[str, Any] = tomllib.loads((Path(__file__).parents[1] / "western.toml").read_text("utf-8"))
NAMES = [(name, concept) for each in WESTERN["names"].values() for concept, names in each.items() for name in names]


@pytest.mark.parametrize(("name", "concept"), NAMES)
def test_a_western_name_says_its_concept_as_a_whole(name: str, concept: str) -> None:
    assert any(hint.concept == concept and hint.strength >= 0.9 for hint in read(name)), read(name)


PERSONS: dict[str, Any] = tomllib.loads((Path(__file__).parents[1] / "persons.toml").read_text("utf-8"))


@pytest.mark.parametrize(
    ("name", "concept"), [(name, concept) for concept, names in PERSONS["names"].items() for name in names]
)
def test_what_offices_and_clinics_call_a_field_says_its_concept(name: str, concept: str) -> None:
    assert any(hint.concept == concept and hint.strength >= 0.6 for hint in read(name)), read(name)


RARE: dict[str, Any] = tomllib.loads((Path(__file__).parents[1] / "rare.toml").read_text("utf-8"))


@pytest.mark.parametrize(
    ("name", "concept"), [(name, concept) for concept, names in RARE["names"].items() for name in names]
)
def test_a_rare_field_says_its_concept(name: str, concept: str) -> None:
    assert any(hint.concept == concept and hint.strength >= 0.6 for hint in read(name)), read(name)


def test_what_one_language_finds_ambiguous_is_ambiguous_in_all() -> None:
    (hint,) = (hint for hint in read("diagnose") if hint.concept == "special.health")
    assert hint.weak


ASIAN: dict[str, Any] = tomllib.loads((Path(__file__).parents[1] / "asian.toml").read_text("utf-8"))
CALLED_IN_ASIA = [
    (name, concept) for told in ASIAN["names"].values() for concept, names in told.items() for name in names
]


@pytest.mark.parametrize(("name", "concept"), CALLED_IN_ASIA)
def test_an_asian_name_says_its_concept(name: str, concept: str) -> None:
    assert {hint.concept: hint.strength for hint in read(name)}.get(concept, 0.0) >= 0.6


@pytest.mark.parametrize(
    "name", ["平均年龄", "jumlah_pasien", "tỷ_lệ_tiêm_chủng", "จำนวนผู้ป่วย", "avg_age", "idadi_ya_wajawazito"]
)
def test_a_measure_of_people_says_nothing_of_them(name: str) -> None:
    assert all(hint.strength <= 0.2 for hint in read(name) if not hint.concept.startswith(("other.", "about.")))


@pytest.mark.parametrize(
    ("name", "concept"), [("NO2", "about.nature"), ("pm2_5", "about.nature"), ("o3", "about.nature")]
)
def test_a_short_word_with_a_number_is_that_alone(name: str, concept: str) -> None:
    assert said(name) == {concept}
    bare = name.rstrip("0123456789_")
    assert concept not in said(bare)
    assert concept not in said(f"bike_{bare}")


def test_two_ambiguous_letters_say_something_alone_only() -> None:
    assert {hint.concept for hint in read("by")} == {"contact.address"}
    assert not {hint.concept for hint in read("sorted_by")} & {"contact.address"}


SAID = "phones|e|mail|身|份|证|号|码|id|card|card1|geburts|datum|of|birth|addresses|x|姓|名|y|passport|nik".split("|")  # noqa: SIM905  # one string reads better than a list of words
UNITS = st.lists(st.sampled_from(SAID), max_size=14)


@settings(deadline=None)
@given(UNITS)
def test_phrases_are_found_as_if_each_run_of_units_were_looked_up(parts: list[str]) -> None:
    told = concepts._phrases(parts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(concepts, "_reach", lambda parts, start: min(len(parts) - start, concepts.LONGEST))
        assert concepts._phrases(parts) == told


WORDS = sorted(
    {word.lstrip("=?") for each in lexicon.languages().values() for words in each.words.values() for word in words}
)


@pytest.mark.parametrize("form", ["{}", "of which the {}", "{} number", "their_{}2", "xx{}"])
def test_what_calls_a_thing_clearly_is_known_by_its_last_words(form: str) -> None:
    heads = 0
    for word in WORDS[:: 12 if form == "{}" else 40]:
        name = form.format(word)
        clear = any(hint.strength >= 0.9 and not hint.weak for hint in read(name))
        assert not clear or concepts.ends_known(name), name
        heads += clear
    assert heads > 100


@pytest.mark.parametrize(
    "name", ["", "  ", "Michaelton, DE", "Phone of Lake Sarah Knappport", "rv", "姓名是什么东西吗"]
)
def test_words_that_end_in_none_that_is_known_call_nothing(name: str) -> None:
    assert not concepts.ends_known(name)
    assert all(hint.strength < 0.9 for hint in read(name))


_PEOPLE = ("person.", "about.person", "about.patient", "about.child", "about.guardian", "about.crowd", "minor.")
_MONEY = ("finance.",)


def _sort(concept: str) -> str:
    """Concepts that say nearly the same."""
    if concept.startswith(_PEOPLE):
        return "people"
    return "money" if concept.startswith(_MONEY) else concept.partition(".")[0]


def test_marks_that_are_left_out_make_no_word_of_another_kind() -> None:
    """A word of one language without its marks may be one of another: those that then say of what kind of data a field
    is are read with them (`units._MARKS_TELL`), and so is any that comes in."""
    spelt: dict[str, dict[str, set[tuple[str, str]]]] = {}
    for language, told in lexicon.languages().items():
        for concept, words in told.words.items():
            for word in words:
                plain = word.lstrip("=?").casefold()
                if plain.isalpha() and max(plain) < "\u0370":
                    spelt.setdefault("".join(units(plain)), {}).setdefault(plain, set()).add((language, concept))
    mixed = {
        word
        for forms in spelt.values()
        for word, own in forms.items()
        if not word.isascii()
        for other, others in forms.items()
        if other != word and not {one for one, _ in own} & {two for two, _ in others}
        if not {_sort(concept) for _, concept in own} & {_sort(concept) for _, concept in others}
        if any(not concept.startswith(("other.", "about.", "time.")) for _, concept in others)
    }
    assert not mixed


@pytest.mark.parametrize(
    ("name", "concept", "never"),
    [
        ("børn", "about.child", "person.birth_date"),
        ("antal_børn", "about.child", "person.birth_date"),
        ("løn", "finance.amount", "location.longitude"),
        ("cél", "other.qualifier", "contact.phone"),
        ("dieta", "special.health", "about.child"),
        ("dieťa", "about.child", "special.health"),
    ],
)
def test_marks_tell_words_of_two_languages_apart(name: str, concept: str, never: str) -> None:
    assert concept in said(name)
    assert never not in said(name)


@pytest.mark.parametrize(("name", "concept"), [("born", "person.birth_date"), ("oras", "contact.address")])
def test_words_that_are_written_without_marks_all_the_same(name: str, concept: str) -> None:
    assert concept in said(name)


@pytest.mark.parametrize(
    ("name", "concept"),
    [
        ("시력좌", "special.health"),
        ("zraková_ostrost", "special.health"),
        ("diagnóstico_de_egreso", "special.health"),
        ("mentalerklæring", "special.health"),
        ("zygocita", ""),
        ("zygosity", "special.genetic"),
        ("patogenność", "special.genetic"),
        ("zwiazek_niesakramentalny", "special.religion"),
        ("hitpakdut", "special.politics"),
        ("udzial_w_strajku", "special.union"),
        ("detencao", ""),
        ("tutkintavankeus", "criminal.record"),
        ("munskydd", ""),
        ("kính_mắt", "biometric.face_attribute"),
    ],
)
def test_words_for_findings_and_memberships(name: str, concept: str) -> None:
    """Those with none are no word of any kind, or one that needs more."""
    clear = {hint.concept for hint in read(name) if hint.strength >= 0.9 and not hint.weak}
    assert concept in clear if concept else not any(each.startswith(("special.", "criminal.")) for each in clear)


def test_either_of_two_numbers() -> None:
    told = {hint.concept: hint.strength for hint in read("PESEL/NIP")}
    assert min(told["id.pl.pesel"], told["id.pl.nip"]) >= 0.5
    assert {hint.concept for hint in read("m/w")} == {hint.concept for hint in read("m w")}


def test_what_is_kept_of_a_body_is_called_a_template() -> None:
    told = {hint.concept: hint.strength for hint in read("ลายนิ้วมือ_template")}
    assert told["biometric.fingerprint"] == number("name_head")
    other = {hint.concept: hint.strength for hint in read("ลายนิ้วมือ_version")}
    assert other.get("biometric.fingerprint", 0.0) < number("agrees")


def test_what_a_word_says_with_a_number_it_does_not_say_without() -> None:
    for name, concept in (("12_words", "credential.recovery_phrase"), ("5150_hold", "special.health")):
        assert [hint.concept for hint in read(name)] == [concept]
    assert not any(map(read, ("words", "hold", "bulletin")))
    assert [hint.concept for hint in read("apellido2")] == ["person.name"]


@pytest.mark.parametrize(
    ("name", "concept"),
    [
        ("incarcaturaVirala", "special.health"),
        ("вірусне_навантаження", "special.health"),
        ("lucratorSexual", "special.sex_life"),
        ("portadorFibrosisQuistica", "special.genetic"),
        ("terminPorodu", "special.fertility"),
        ("krankensalbung", "special.religion"),
        ("strejkedeltagelse", "special.union"),
        ("äänestysaikomus", "special.politics"),
        ("ένταλμα_σύλληψης", "criminal.record"),
        ("дескриптор_лица", "biometric.face_embedding"),
    ],
)
def test_what_is_special_is_called_in_many_languages(name: str, concept: str) -> None:
    assert concept in said(name)


def test_what_prevents_accidents_is_no_contraception() -> None:
    assert "special.fertility" in said("verhuetung")
    assert "special.fertility" not in said("unfallverhuetung")


@pytest.mark.parametrize(
    ("path", "concept"),
    [
        ("renlian_tupian", "biometric.face_image"),
        ("jiankangma", "special.health"),
        ("garbh_mahina", "special.fertility"),
        ("uchch_jokhim", "special.health"),
        ("kaynastirma", "special.health"),
        ("baba_cezaevinde", "criminal.record"),
        ("veliTelefon", "contact.phone"),
    ],
)
def test_names_in_latin_letters_that_are_no_names_of_people(path: str, concept: str) -> None:
    assert concept in said(path)


@pytest.mark.parametrize(
    ("name", "concept"), [("num_cin", "id.ma.cin"), ("no_cedula", "id.ec.ci"), ("carnet_de_identidad", "id.national")]
)
def test_a_word_for_a_number_takes_nothing_from_a_number_of_people(name: str, concept: str) -> None:
    assert concept in said(name)


@pytest.mark.parametrize("name", ["part_no", "run_no", "order_number", "pin_code", "code_postal", "build_num"])
def test_a_word_for_a_number_makes_none_of_anything_else(name: str) -> None:
    assert not any(concept.startswith("id.") for concept in said(name))


def test_short_for_number_is_read_as_number_where_that_is_one_of_people() -> None:
    national = {(hint.concept, hint.weak) for hint in read("civil registration nr")}
    assert ("id.national", False) in national
    assert ("id.national", False) in {(hint.concept, hint.weak) for hint in read("identity document nr")}
    assert ("id.national", True) in {(hint.concept, hint.weak) for hint in read("document no")}
    assert not any(hint.concept.startswith("id.") for hint in read("shipment no"))


@pytest.mark.parametrize("name", ["فائل نمبر", "حجم فایل", "رسائل", "وسائل الدفع", "بدائل", "پروفایل", "سوائل"])
def test_ends_of_words_of_arabic_script_are_no_words(name: str) -> None:
    assert not any(each.startswith(("special.", "person.", "contact.")) for each in said(name))


@pytest.mark.parametrize(
    ("name", "concept"), [("والعنوان", "contact.address"), ("للاسم", "person.name"), ("ایل", "special.ethnicity")]
)
def test_particles_before_a_word_of_arabic_script_leave_it(name: str, concept: str) -> None:
    assert concept in said(name)


@pytest.mark.parametrize("name", ["so", "do", "wo"])
def test_initials_of_whose_child_somebody_is_are_ambiguous(name: str) -> None:
    assert all(hint.weak for hint in read(name) if hint.concept == "person.name")


@pytest.mark.parametrize("name", ["khoi_luong", "chat_luong", "sản_lượng", "luu_luong"])
def test_a_quantity_is_no_wage(name: str) -> None:
    assert not any(hint.concept.startswith("finance.") and hint.strength >= 0.5 for hint in read(name))
    assert any(hint.concept == "finance.income" for hint in read("luong_co_ban"))


@pytest.mark.parametrize("name", ["edad_del_socio", "age_du_patient", "nome_do_cliente"])
def test_a_joint_before_whose_it_is_leaves_the_head_of_a_name(name: str) -> None:
    assert any(hint.concept.startswith("person.") and hint.strength >= 0.9 for hint in read(name))


@pytest.mark.parametrize(
    ("name", "concept"),
    [("pan_emp", "id.in.pan"), ("rg_paciente", "id.br.rg"), ("sip_afiliado", "id.es.sip"), ("cc_colombia", "id.pt.cc")],
)
def test_a_short_word_for_a_number_with_whose_it_is(name: str, concept: str) -> None:
    assert concept in {hint.concept for hint in read(name) if not hint.weak}


def test_words_of_numbers_have_the_letters_of_their_country() -> None:
    assert "id.ru.oms" in {hint.concept for hint in read("nomer_polisa_oms") if not hint.weak}


@pytest.mark.parametrize("name", ["navn", "naam", "namn", "όνομα", "isim"])
def test_a_bare_word_for_a_name_is_one_of_anything(name: str) -> None:
    assert all(hint.weak for hint in read(name) if hint.concept == "person.name")
    assert any(hint.concept == "person.name" and not hint.weak for hint in read("efternavn"))
