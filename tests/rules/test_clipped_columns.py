"""Columns of registers, clinics, schools, courts and unions are clipped to what their forms had room for.

What they tell of somebody is told all the same; columns of things that are clipped alike are nothing.
"""

import pytest

from leftopen.privacy.detect import concepts
from tests.privacy.told import claimed

SURE = 0.75
MEMBERS = [
    {"name": who, "email": f"k{n}@example.org"}
    for n, who in enumerate(["Ada Lindqvist", "Ben Okafor", "Cleo Martin", "Dan Petrov"] * 6)
]


def told(name: str) -> set[str]:
    return {hint.concept for hint in concepts.read(name) if hint.strength >= SURE and not hint.weak}


@pytest.mark.parametrize(
    ("concept", "names"),
    [
        ("special.ethnicity", "etn_skup grp_etnico orig_etn nac_manjina rahv_kood etn_piederiba nemzetis_kod"),
        ("special.religion", "taufe_dat dat_krizme vall_hov rel_tillh krikšto_vieta dt_batiz cod_relig kod_ugama"),
        ("special.health", "dg_vedl diag_egreso neben_dg icd_schl gr_invalid stop_niepel funkt_neds darbingumo_lygis"),
        ("special.fertility", "gest_het sem_amen rask_viikko ciaza_tyg sapt_gest gebelik_haf"),
        ("criminal.record", "trest_rej karist_reg casell_giud antec_polic rikos_nimike_kd matr_detenuto psl_sangkaan"),
        ("special.union", "cot_synd afiliac_sind fackl_tillh clanar_sind szakszerv_dij arodb_kods kd_serikat"),
        ("special.politics", "parti_symp partei_naehe pol_prislus polit_nezet afil_polit erakondl_kuul"),
        ("special.sex_life", "spol_usm lytinė_orientacija cins_yonel orient_seksual seks_suunt"),
    ],
)
def test_clipped_columns_of_registers_are_told(concept: str, names: str) -> None:
    assert {name: told(name) for name in names.split() if concept not in told(name)} == {}


@pytest.mark.parametrize(
    "name",
    [
        *("resp_rate", "union_desc", "race_nm", "sect_cd", "read_code", "custody_class", "party_score", "sent_dt"),
        *("disposal_dt", "rh_type", "deferral_reason", "vuln_code", "trans_status", "check_off", "audit_score"),
        *("warrant_dt", "fp_hash", "linha_a", "num_partner", "interno_nro", "reclass", "denomination_cd", "no_risk"),
    ],
)
def test_columns_of_things_that_are_clipped_alike_are_nothing(name: str) -> None:
    rows = [{**each, name: ("A1", "B2", "C3")[n % 3]} for n, each in enumerate(MEMBERS)]
    assert claimed(rows)[name] == set()


def test_a_state_of_anything_is_nobodys() -> None:
    rows = [
        {"host": f"db{n:02}", "same_status": n % 2, "strength_pct": n, "sat_tarih": f"2024-03-{n + 1:02}"}
        for n in range(24)
    ]
    assert {label for labels in claimed(rows).values() for label in labels if label.startswith("special.")} == set()


@pytest.mark.parametrize(
    ("name", "concept"),
    [
        ("религия_код", "special.religion"),
        ("дін_коды", "special.religion"),
        ("ұлт_код", "special.ethnicity"),
        ("ศาสนา_รหัส", "special.religion"),
        ("вероисповедание_код", "special.religion"),
        ("مذہب_کوڈ", "special.religion"),
        ("националност_шифра", "special.ethnicity"),
    ],
)
def test_the_word_for_a_code_takes_nothing_in_any_language(name: str, concept: str) -> None:
    assert concept in told(name)


@pytest.mark.parametrize("name", ["puue_liik", "uskonto_laji", "engel_türü", "мүгедектік_түрі", "negalia_rūšis"])
def test_of_which_kind_a_trait_is_is_told_beside_somebody(name: str) -> None:
    rows = [{**each, name: ("A", "B", "C")[n % 3]} for n, each in enumerate(MEMBERS)]
    assert claimed(rows)[name] & {"special.health", "special.religion"}


@pytest.mark.parametrize("name", ["diag_code", "eth_grp", "장애등급", "障害等級", "진단코드"])
def test_codes_of_machines_and_people_are_told_apart_by_what_is_beside(name: str) -> None:
    codes = ("3", "7", "12")
    machines = [{"host": f"sw{n:02}", "port": n % 8, name: codes[n % 3]} for n in range(24)]
    people = [
        {**each, "religion": ("Catholic", "Sikh", "Muslim")[n % 3], name: codes[n % 3]}
        for n, each in enumerate(MEMBERS)
    ]
    assert claimed(machines)[name] == set()
    assert claimed(people)[name] & {"special.health", "special.ethnicity"}
