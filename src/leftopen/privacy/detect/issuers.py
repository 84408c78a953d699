"""What issuers of national numbers keep to besides a form: check digits of cards and licences, codes of places, births.

A field called so needs the form alone, as some numbers are issued before a rule or beside it; a column whose name says
nothing is held to these (`proof` in the rows of `kinds/numbers`).
"""

from operator import mul

from leftopen.privacy.detect.checksum import date_at, digits, id_nik, luhn, vn_cccd, weighted

__all__ = ["luhn"]


def br_voter(text: str) -> bool:
    """Brazil, registration of voters: serial, state (01 to 28), two digits modulo 11 (Resolução TSE 23.659/2021).

    >>> br_voter("106644440302"), br_voter("106644440312")
    (True, False)
    """
    least = 1 if text[8:10] in ("01", "02") else 0  # São Paulo and Minas Gerais have 1 for 0
    first = weighted(text[:8], tuple(range(2, 10))) % 11 % 10
    first = first or least
    second = weighted(text[8:10] + str(first), (7, 8, 9)) % 11 % 10
    second = second or least
    return 1 <= int(text[8:10]) <= 28 and text[10:] == f"{first}{second}"


def br_cnh(text: str) -> bool:
    """Brazil, driving licence: nine digits and two that check them, modulo 11 (Resolução Contran 886/2021).

    >>> br_cnh("62472927637"), br_cnh("62472927638")
    (True, False)
    """
    first = weighted(text[:9], tuple(range(9, 0, -1))) % 11
    second = weighted(text[:9], tuple(range(1, 10))) % 11 - (2 if first > 9 else 0)
    first, second = first if first < 10 else 0, second + 11 if second < 0 else second
    return text[9:] == f"{first}{second if second < 10 else 0}"


def br_cns(text: str) -> bool:
    """Brazil, health card: 1, 2, 7, 8 or 9 in front, all by weights 15 to 1 modulo 11.

    >>> br_cns("898001160660761"), br_cns("898001160660760")
    (True, False)
    """
    return text[0] in "12789" and weighted(text, tuple(range(15, 0, -1))) % 11 == 0


def au_medicare(text: str) -> bool:
    """Australia, Medicare: 2 to 6 in front, the ninth digit by weights 1, 3, 7, 9, then the number of the card.

    >>> au_medicare("2123456701"), au_medicare("2123456711")
    (True, False)
    """
    return text[0] in "23456" and weighted(text[:8], (1, 3, 7, 9) * 2) % 10 == int(text[8])


def hu_tax(text: str) -> bool:
    """Hungary, tax number of a person: 8, days since 1867, serial, check by weights 1 to 9 modulo 11.

    >>> hu_tax("8071592153"), hu_tax("8071592154")
    (True, False)
    """
    return weighted(text[:9], tuple(range(1, 10))) % 11 == int(text[9])


def pl_dowod(text: str) -> bool:
    """Poland, identity card: three letters, a check digit, five digits; letters count from 10.

    >>> pl_dowod("ABA300000"), pl_dowod("ABA400000")
    (True, False)
    """
    return sum(int(c, 36) * weight for c, weight in zip(text, (7, 3, 1, 9, 7, 3, 1, 7, 3), strict=True)) % 10 == 0


def nz_nhi(text: str) -> bool:
    """New Zealand, health index (HISO 10046): three letters without I and O, three digits and a check modulo 11.

    >>> nz_nhi("ZZZ0016"), nz_nhi("ZZZ0017")
    (True, False)
    """
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZ"
    if "I" in text or "O" in text:
        return False
    values = [letters.index(c) + 1 if c in letters else int(c) for c in text[:6]]
    rest = sum(map(mul, values, (7, 6, 5, 4, 3, 2))) % 11
    return rest != 0 and text[6] == str((11 - rest) % 10)


def es_naf(text: str) -> bool:
    """Spain, affiliation to social security: province (01 to 53), seven or eight digits, all of them modulo 97."""
    body = text[2:-2].lstrip("0").rjust(7, "0")
    return 1 <= int(text[:2]) <= 53 and int(text[:2] + body) % 97 == int(text[-2:])


def lv_pk(text: str) -> bool:
    """Latvia: date of birth and century, or 32 and nine digits since 2017."""
    return text[:2] == "32" or (date_at(text, year=4, month=2, day=0) and text[6] in "012")


def lk_nic(text: str) -> bool:
    """Sri Lanka: year of birth, day of the year (500 more for women), serial; a letter behind a short year."""
    day = int(text[2:5] if len(text) == 10 else text[4:7])
    return 1 <= day % 500 <= 366 and day <= 866 and (text[-1] in "VX" or "1900" < text[:4] < "2030")


def kg_pin(text: str) -> bool:
    """Kyrgyzstan: sex, day, month and year of birth, serial; the check is not published."""
    return text[0] in "12" and date_at(text, year=7, month=3, day=1) and "1900" < text[5:9] < "2030"


def tz_nida(text: str) -> bool:
    """Tanzania: year, month and day of birth, place, serial."""
    return date_at(text, year=2, month=4, day=6) and "1900" < text[:4] < "2030"


def hn_dni(text: str) -> bool:
    """Honduras: department (01 to 18), municipality (01 to 28), year of registration, serial."""
    return 1 <= int(text[:2]) <= 18 and 1 <= int(text[2:4]) <= 28 and "1900" < text[4:8] < "2030"


_STATES = frozenset(
    "ANAPARASBRCGCHDDDLDNGAGJHPHRJHJKKALALDMHMLMNMPMZNLODORPBPYRJSKTNTRTSUKUPWB"[at : at + 2] for at in range(0, 74, 2)
)
"""Codes of states of India on plates and licences."""


def in_dl(text: str) -> bool:
    """India, driving licence: state, office, year of issue, serial (Ministry of Road Transport, Sarathi)."""
    return text[:2] in _STATES and digits(text[2:]) and "1950" < text[4:8] < "2030"


def id_person(text: str) -> bool:
    """Indonesia, a number of a person: a province that there is, a regency, and as `id_nik`."""
    province = int(text[:2])
    return (
        id_nik(text)
        and (province in _PROVINCES or province in _PAPUA)
        and 1 <= int(text[2:4]) <= 79
        and text[4:6] != "00"
    )


_PROVINCES = frozenset((*range(11, 20), 21, *range(31, 37), *range(51, 54), *range(61, 66), *range(71, 77), 81, 82))
_PAPUA = range(91, 97)
"""Codes of provinces of Indonesia (Permendagri 72/2019 and the laws of 2022)."""


def vn_person(text: str) -> bool:
    """Vietnam, a number of a person: as `vn_cccd`, with a sex and century that people living have."""
    return vn_cccd(text) and (text[3] in "01" or (text[3] in "23" and int(text[4:6]) < 30))


def us_mbi(text: str) -> bool:
    """United States, Medicare: no letter that looks like a digit or a B (CMS, MBI format)."""
    return text[0] != "0" and not set("SLOIBZ") & set(text)


def pk_cnic(text: str) -> bool:
    """Pakistan: province, division and district, none of which is 0, then tehsil and council, family and sex."""
    return "0" not in text[:3]


def zm_nrc(text: str) -> bool:
    """Zambia: six digits, a district, 1 for citizens, 2 and 3 for others."""
    return text[-1] in "123" and text[6:8] != "00"


def kr_licence(text: str) -> bool:
    """South Korea, driving licence: region (11 to 28), year, serial, two digits whose rule is not published."""
    return 11 <= int(text[:2]) <= 28
