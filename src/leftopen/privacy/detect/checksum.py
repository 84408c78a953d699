"""Check digits, told once for all detectors. Inputs are ASCII text; anything else is simply not valid."""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from operator import mul

_RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_RESIDENT_CHECK = "10X98765432"
_DOUBLED = bytes.maketrans(b"0123456789", b"0246813579")
"""Each digit doubled, the digits of that added."""
_ZERO = ord("0")
_LETTER_NUMBERS = str.maketrans({letter: str(int(letter, 36)) for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"})


@cache
def stdnum(name: str) -> Callable[[str], bool]:
    """The check of a module of python-stdnum, which is loaded when it is asked for first.

    >>> stdnum("ean")("4006381333931"), stdnum("ean")("4006381333932")
    (True, False)
    """
    check: Callable[[str], bool] = import_module(f"stdnum.{name}").is_valid
    return check


def digits(text: str) -> bool:
    """True for one or more ASCII digits and nothing else (`str.isdigit` also takes other scripts)."""
    return text.isascii() and text.isdigit()


def luhn(text: str) -> bool:
    """ISO/IEC 7812-1 annex B: payment cards and many others. A random number passes with chance 0.1.

    >>> luhn("4111111111111111"), luhn("4111111111111112")
    (True, False)
    """
    if not digits(text):
        return False
    figures = text.encode()
    total = sum(figures[-1::-2]) + sum(figures[-2::-2].translate(_DOUBLED))
    return (total - _ZERO * len(figures)) % 10 == 0


def mod97(text: str) -> bool:
    """ISO 13616 / ISO 7064 MOD 97-10 over an IBAN: four characters moved to the end, letters as 10..35.

    >>> mod97("DE89370400440532013000"), mod97("DE89370400440532013001")
    (True, False)
    """
    if not (text.isascii() and text.isalnum() and len(text) > 4):
        return False
    return int((text[4:] + text[:4]).upper().translate(_LETTER_NUMBERS)) % 97 == 1


def mod11_2(text: str) -> bool:
    """ISO 7064 MOD 11-2 over 17 digits and a check character 0-9 or X, as GB 11643 uses it. Chance 1 in 11.

    >>> mod11_2("11010519491231002X"), mod11_2("110105194912310021")
    (True, False)
    """
    if len(text) != 18 or not digits(text[:17]):
        return False
    total = weighted(text[:17], _RESIDENT_WEIGHTS)
    return _RESIDENT_CHECK[total % 11] == text[17].upper()


def weighted(text: str, weights: tuple[int, ...]) -> int:
    """The sum of digits by their weights, as many as there are weights."""
    return sum(map(mul, map(int, text), weights))


def date_at(text: str, *, year: int, month: int, day: int, months: tuple[int, int] = (1, 12)) -> bool:
    """True where two digits each at these places are a month and a day (the year may be any)."""
    found_month, found_day = int(text[month : month + 2]), int(text[day : day + 2])
    return months[0] <= found_month <= months[1] and 1 <= found_day <= 31 and text[year : year + 2].isdigit()


def snils(text: str) -> bool:
    """Russia, nine digits and a check of two (Government decree 1228 of 2002): the weighted sum modulo 101."""
    return digits(text) and len(text) == 11 and weighted(text, tuple(range(9, 0, -1))) % 101 % 100 == int(text[9:])


def nino(text: str) -> bool:
    """United Kingdom: prefixes that HM Revenue and Customs uses (NIM39110), six digits and a letter A to D."""
    first, second = text[:1], text[1:2]
    never = text[:2] in ("BG", "GB", "KN", "NK", "NT", "TN", "ZZ")
    return first not in "DFIQUV" and second not in "DFIQUVO" and not never and text[-1:] in "ABCD" and digits(text[2:8])


def _folded(text: str, weights: tuple[int, ...]) -> int:
    return sum(sum(divmod(int(digit) * weight, 10)) for digit, weight in zip(text, weights, strict=False))


def kvnr(text: str) -> bool:
    """Germany, health insurance (§ 290 SGB V): a letter as two digits, weights 1 and 2, cross sums, modulo 10."""
    if not ("A" <= text[:1] <= "Z" and digits(text[1:])):
        return False
    return _folded(f"{ord(text[0]) - 64:02d}{text[1:9]}", (1, 2) * 5) % 10 == int(text[9])


def rvnr(text: str) -> bool:
    """Germany, pension insurance (VKVV § 4): area, date of birth, letter, serial, check by cross sums modulo 10."""
    if not ("A" <= text[8:9] <= "Z" and digits(text[:8] + text[9:])):
        return False
    whole = f"{text[:8]}{ord(text[8]) - 64:02d}{text[9:11]}"
    return date_at(text, year=6, month=4, day=2) and _folded(whole, (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1)) % 10 == int(
        text[11]
    )


def hkid(text: str) -> bool:
    """Hong Kong: one or two letters, six digits, a check of 0 to 9 or A; weights 9 to 1, modulo 11."""
    values = [36] * (9 - len(text)) + [int(c, 36) for c in text]
    return sum(value * weight for value, weight in zip(values, range(9, 0, -1), strict=True)) % 11 == 0


def sg_nric(text: str) -> bool:
    """Singapore: a letter of the series, seven digits, a letter for the weighted sum modulo 11."""
    series = text[:1]
    if series not in "STFGM" or not digits(text[1:8]):
        return False
    total = weighted(text[1:8], (2, 7, 6, 5, 4, 3, 2)) + (4 if series in "TG" else 3 if series == "M" else 0)
    letters = "JZIHGFEDCBA" if series in "ST" else "XWUTRQPNMLK" if series in "FG" else "KLJNPQRTUWX"
    return text[8:] == letters[total % 11]


def sa_id(text: str) -> bool:
    """Saudi Arabia: 1 for citizens or 2 for residents, then nine digits, the last by Luhn."""
    return text[:1] in "12" and luhn(text)


def ae_id(text: str) -> bool:
    """United Arab Emirates: 784, year of birth, seven digits, check by Luhn."""
    return text[:3] == "784" and 1900 <= int(text[3:7]) <= 2100 and luhn(text)


def kz_iin(text: str) -> bool:
    """Kazakhstan: date of birth, century and sex, serial, check modulo 11 with a second row of weights."""
    check = weighted(text, tuple(range(1, 12))) % 11
    if check == 10:
        check = weighted(text, (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)) % 11
    return check == int(text[11]) and date_at(text, year=0, month=2, day=4) and text[6] in "0123456"


def hu_szemelyi(text: str) -> bool:
    """Hungary, personal number: sex and century, date of birth, serial, check modulo 11."""
    return (
        text[0] in "12345678"
        and date_at(text, year=1, month=3, day=5)
        and int(text[10]) in (weighted(text, tuple(range(1, 11))) % 11, weighted(text, tuple(range(10, 0, -1))) % 11)
    )


def hu_taj(text: str) -> bool:
    """Hungary, health insurance (TAJ): weights 3 and 7 by turns, modulo 10."""
    return weighted(text, (3, 7) * 4) % 10 == int(text[8])


def ir_national(text: str) -> bool:
    """Iran: nine digits and a check, modulo 11."""
    rest = weighted(text, tuple(range(10, 1, -1))) % 11
    return int(text[9]) == (rest if rest < 2 else 11 - rest)


def tw_id(text: str) -> bool:
    """Taiwan: a letter for the place of registration as two digits, sex (1, 2; 8, 9 for foreigners), modulo 10."""
    letters = "ABCDEFGHJKLMNPQRSTUVXYWZIO"
    if text[:1] not in letters or text[1:2] not in "1289":
        return False
    whole = f"{letters.index(text[0]) + 10}{text[1:]}"
    return weighted(whole, (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1)) % 10 == 0


def br_nis(text: str) -> bool:
    """Brazil, social programmes (PIS, PASEP, NIS, NIT): weights 3, 2, 9 to 2, modulo 11."""
    rest = 11 - weighted(text, (3, 2, 9, 8, 7, 6, 5, 4, 3, 2)) % 11
    return int(text[10]) == (0 if rest > 9 else rest)


def mx_elector(text: str) -> bool:
    """Mexico, key of the elector: six letters, date of birth, state, sex, three digits."""
    return text[:6].isalpha() and digits(text[6:14]) and text[14] in "HM" and digits(text[15:])


def kr_rrn(text: str) -> bool:
    """South Korea: date of birth, sex and century, six digits; those issued since October 2020 have no check digit."""
    return date_at(text, year=0, month=2, day=4) and text[6] in "012345678" and text[6] != "0"


def id_nik(text: str) -> bool:
    """Indonesia: place of registration, date of birth (40 added to the day for women), serial."""
    return 11 <= int(text[:2]) <= 96 and 1 <= int(text[6:8]) % 40 <= 31 and 1 <= int(text[8:10]) <= 12


def vn_cccd(text: str) -> bool:
    """Vietnam, twelve digits: province (001 to 096), sex and century, year of birth, serial."""
    return text[0] == "0" and 1 <= int(text[:3]) <= 96


def eg_national(text: str) -> bool:
    """Egypt: century, date of birth, governorate, serial."""
    return text[0] in "23" and date_at(text, year=1, month=3, day=5) and 1 <= int(text[7:9]) <= 88


def kw_civil(text: str) -> bool:
    """Kuwait: century, date of birth, serial, check modulo 11."""
    check = 11 - weighted(text, (2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)) % 11
    return text[0] in "123" and date_at(text, year=1, month=3, day=5) and check == int(text[11])


def my_nric(text: str) -> bool:
    """Malaysia: date of birth, place, serial; the last digit odd for men."""
    return date_at(text, year=0, month=2, day=4) and text[6:8] not in ("00", "17", "18", "19", "20")


def in_uan(text: str) -> bool:
    """India, provident fund: twelve digits that begin with 10."""
    return text[:2] in ("10", "11")


def pt_niss(text: str) -> bool:
    """Portugal, social security: ten digits weighted by primes; the check is 9 less their sum modulo 10."""
    return text[0] in "12" and (9 - weighted(text[:10], (29, 23, 19, 17, 13, 11, 7, 5, 3, 2)) % 10) == int(text[10])


def icao(text: str) -> bool:
    """ICAO 9303 part 3, 4.9: letters as 10 to 35, weights 7, 3 and 1 by turns, modulo 10; Belarus and Moldova.

    >>> icao("2702858733571"), icao("2702858733572")
    (True, False)
    """
    total = sum(int(c, 36) * (7, 3, 1)[at % 3] for at, c in enumerate(text[:-1]))
    return text[-1] == str(total % 10)


def al_nid(text: str) -> bool:
    """Albania: decade, year, month, day, serial, a letter modulo 23 (github.com/dedal-io/nidx).

    >>> al_nid("J00101999W"), al_nid("J00101999A")
    (True, False)
    """
    letters = "WABCDEFGHIJKLMNOPQRSTUV"
    values = [letters.index(c) if c.isalpha() else int(c) for c in text[:9]]
    total = sum(map(mul, values, (1, 1, 2, 3, 4, 5, 6, 7, 8)))
    month, day = int(text[2:4]), int(text[4:6])
    return letters[total % 23] == text[9] and month % 50 % 30 in range(1, 13) and 1 <= day <= 31


def gt_cui(text: str) -> bool:
    """Guatemala: eight digits, a check modulo 11, department and municipality (github.com/koblas/stdnum-js)."""
    places = 1 <= int(text[9:11]) <= 22 and 1 <= int(text[11:]) <= 33
    return places and weighted(text, tuple(range(2, 10))) % 11 == int(text[8])


def lu_matricule(text: str) -> bool:
    """Luxembourg: date of birth and serial with a check by Luhn and another by Verhoeff (OECD, Luxembourg TIN)."""
    dated = "1800" < text[:4] < "2100" and date_at(text, year=2, month=4, day=6)
    return dated and luhn(text[:12]) and stdnum("verhoeff")(text[:11] + text[12])


def sv_dui(text: str) -> bool:
    """El Salvador: eight digits, weights 9 to 2, modulo 10 (github.com/avalon-tech/idsv-js)."""
    return -weighted(text, tuple(range(9, 1, -1))) % 10 == int(text[8])


def ni_cedula(text: str) -> bool:
    """Nicaragua: municipality, date of birth, serial, the letter of it all modulo 23 (github.com/cswni/cedulanica)."""
    return (
        digits(text[:13])
        and date_at(text, year=7, month=5, day=3)
        and "ABCDEFGHJKLMNPQRSTUVWXY"[int(text[:13]) % 23] == text[13]
    )


def zw_id(text: str) -> bool:
    """Zimbabwe: district and serial, their letter modulo 23, district (github.com/brendmung/zim-id-validator)."""
    return digits(text[:-3]) and "ZABCDEFGHJKLMNPQRSTVWXY"[int(text[:-3]) % 23] == text[-3]


def uy_ci(text: str) -> bool:
    """Uruguay: seven digits, weights 2, 9, 8, 7, 6, 3 and 4, modulo 10."""
    return -weighted(text, (2, 9, 8, 7, 6, 3, 4)) % 10 == int(text[7])


def uz_pinfl(text: str) -> bool:
    """Uzbekistan: sex and century (3 and 4 for the twentieth), date of birth, district, serial, check digit (whose rule
    is not held here)."""
    return text[0] in "3456" and date_at(text, year=5, month=3, day=1)


def am_psn(text: str) -> bool:
    """Armenia: day of birth (men 10 more, women 50), month (20 more since 2000), year; the check is not published."""
    day, month = int(text[:2]), int(text[2:4])
    return (11 <= day <= 41 or 51 <= day <= 81) and 1 <= month % 20 <= 12 and month <= 32


def bh_cpr(text: str) -> bool:
    """Bahrain: year and month of birth, serial; the check is not published."""
    return 1 <= int(text[2:4]) <= 12


def rw_nid(text: str) -> bool:
    """Rwanda: status, year of birth, sex (8 or 7), serial; the check is not published."""
    return text[0] in "123" and 1900 <= int(text[1:5]) <= 2100 and text[5] in "78"


_VIN = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", map(int, "12345678123457923456789"), strict=True))
"""What letters count as in numbers of vehicles."""


def vin(text: str) -> bool:
    """Vehicles made for North America and China (49 CFR 565.15, GB 16735): the ninth of 17 characters is their sum by
    weights, modulo 11, X for ten.

    >>> vin("1M8GDM9AXKP042788"), vin("1M8GDM9AXKP042789")
    (True, False)
    """
    if len(text) != 17 or not text.isascii() or not all(c.isdecimal() or c in _VIN for c in text):
        return False
    values = [_VIN[c] if c in _VIN else int(c) for c in text]
    rest = sum(map(mul, values, (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2))) % 11
    return text[8] == "0123456789X"[rest]


def imei(text: str) -> bool:
    """Mobile devices (3GPP TS 23.003, 6.2.1): the code of a body that reports to the GSMA, then by Luhn.

    >>> imei("490154203237518"), imei("490154203237517"), imei("123456789012347")
    (True, False, False)
    """
    return len(text) == 15 and text[:2] in ("01", "35", "44", "45", "49", "86", "91", "98", "99") and luhn(text)
