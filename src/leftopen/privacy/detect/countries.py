"""Of which country a record is, where its numbers alone do not tell: by the languages of its names of fields, by other
national numbers, account numbers and telephone numbers in it, and by a field that states it.

Birth numbers of Czechia and Slovakia have one form and one check, and `dni` is eight digits in Argentina and in Peru.
"""

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module
from typing import Any

from leftopen.privacy.data import toml
from leftopen.privacy.detect import lexicon, nations, wordbook
from leftopen.privacy.detect.numbers import country_of
from leftopen.privacy.detect.units import units
from leftopen.privacy.kept import kept
from leftopen.privacy.later import later
from leftopen.privacy.memo import Memo

_ASKED = 3
"""Telephone numbers of a field that are asked for their country."""
_LONGEST = 40
_MOST_WORDS = 3
"""Words of the longest name of a country that a name of a field is looked through for."""
_WORDS = frozenset(("id", "is", "in", "my"))
"""Codes that names of fields have as words at an end."""
_LOCALE = later("[a-z]{2,3}[-_](?:[A-Z][a-z]{3}[-_])?[A-Z]{2}")
_CURRENCY = later("[A-WYZ][A-Z]{2}")
_ABROAD = frozenset(("USD", "EUR"))
"""Currencies that are paid in anywhere, or in several countries; those whose codes begin with an `X` are, too."""
_SCRIPTS = {
    "ARMENIAN": "am",
    "GEORGIAN": "ge",
    "HANGUL": "kr",
    "HEBREW": "il",
    "HIRAGANA": "jp",
    "KATAKANA": "jp",
    "MYANMAR": "mm",
    "SINHALA": "lk",
    "THAI": "th",
}
"""Scripts that one country writes nearly all of, by how names of Unicode's characters begin."""


def votes(names: Iterable[str], labels: Iterable[tuple[str, Sequence[Any]]]) -> Counter[str]:
    """How often each country (ISO 3166-1, small letters) is told: by words that one language of it alone has, and by
    the labels that are claimed, with values of the field of each."""
    found: Counter[str] = Counter()
    for name in names:
        found.update(_words().get("".join(units(name)), "").split())
    for label, values in labels:
        if label.startswith("id.") and (country := country_of(label)) != "xx":
            found[country] += 1
        else:
            found.update(of_values(label, values))
    return found


def of_values(label: str, values: Sequence[Any]) -> set[str]:
    """The countries that the values of a field tell of which a label is claimed."""
    if label not in ("finance.iban", "contact.phone"):
        return set()
    texts = [value.strip()[:_LONGEST] for value in values[:_ASKED] if isinstance(value, str)]
    told = (_of_iban(text) if label == "finance.iban" else _of_phone(text) for text in texts)
    return {each for each in told if each}


def _of_iban(text: str) -> str:
    """The country of an account number: its first two letters (ISO 13616)."""
    return text[:2].casefold() if text[:2].isalpha() and text[:2].isascii() else ""


def _of_phone(text: str) -> str:
    """The country of a telephone number that is written with its country code."""
    if not text.startswith("+"):
        return ""
    phonenumbers = import_module("phonenumbers")
    try:
        return str(phonenumbers.region_code_for_number(phonenumbers.parse(text)) or "").casefold()
    except phonenumbers.NumberParseException:
        return ""


@cache
def _words() -> dict[str, str]:
    """Words of names of fields that one language has, with the country of that language."""
    return kept("countries", dict[str, str], _made)


def _made() -> dict[str, str]:
    found: dict[str, set[str]] = {}
    for language in lexicon.languages().values():
        for words in language.words.values():
            for word in words:
                found.setdefault("".join(units(word)), set()).add(language.country)
    return {word: country for word, told in found.items() if len(told) == 1 and (country := next(iter(told)))}


def stated(fields: Iterable[tuple[str, Sequence[Any]]]) -> str:
    """The country that a field states, by the names of fields and their values: one that all of them are; "" where none
    does, or two state different ones. Codes, and names that are words besides, count in a field called so alone. Where
    no field states one, that of which somebody is a citizen, then that at the end of an address does. Where none does,
    a name tells it for a part or an office of one country (`ubigeo`, `[own]`), then a script that one country
    alone writes (`_SCRIPTS`) where all names in another script than Latin have it.

    >>> stated([("dni", ["40112233"]), ("UBIGEO", ["150101"])]), stated([("ubigeo", ["1"]), ("comuna", ["2"])])
    ('pe', '')
    >>> stated([("country", ["PL", "PL"]), ("nr", ["1"])]), stated([("ref", ["PL"])]), stated([("citizenship", ["PL"])])
    ('pl', '', 'pl')
    >>> stated([("adres", ["ul. Polna 3, Gdynia, Poland"])]), stated([("country", ["DE"]), ("nationality", ["PL"])])
    ('pl', 'de')
    """
    fields = tuple(fields)
    held = [(name, texts) for name, values in fields if (texts := _texts(values))]
    for said in (_stated, _citizens, _addressed):
        if told := {country for name, texts in held if (country := said(name, texts))}:
            return told.pop() if len(told) == 1 else ""
    if told := {own for name, _ in fields if (own := _own_words().get(_joined(name), ""))}:
        return told.pop() if len(told) == 1 else ""
    told = {_SCRIPTS.get(script, "") for name, _ in fields for script in _scripts(name)}
    return told.pop() if len(told) == 1 else ""


def _texts(values: Sequence[Any]) -> list[str]:
    """The texts among values; none where the first can neither be a country nor an address that ends with one."""
    texts = [value for value in values if isinstance(value, str) and value and not value.isspace()]
    return texts if texts and (len(texts[0]) <= _LONGEST or "," in texts[0][-_LONGEST:]) else []


def local(fields: Iterable[Sequence[Any]]) -> Iterator[str]:
    """The country of each field that holds one locale with a region (RFC 5646: `he-IL`, `pt_BR`) or one currency of a
    single country (ISO 4217 begins its codes with the country's); that of the dollar is used anywhere.

    >>> list(local([["CAD", "CAD"], ["he-IL"], ["USD"], ["EUR"], ["en_GB", "fr_FR"], ["XAF"]]))
    ['ca', 'il']
    """
    for values in fields:
        texts = {value for value in values if isinstance(value, str) and value}
        text = texts.pop() if len(texts) == 1 else ""
        paid = _CURRENCY.fullmatch(text) and text not in _ABROAD
        code = text[:2] if paid else text[-2:] if _LOCALE.fullmatch(text) else ""
        if country := nations.codes().get(code.casefold(), ""):
            yield country


def of_name(name: str) -> str:
    """The country that the name of a field states, "" for none or two: `cedula_costarricense`, `NIN_algerien`,
    `الرقم المدني العماني`; by its code (ISO 3166-1) at an end, where that is no word of a name besides: `RC_SK`.

    >>> [of_name(name) for name in ("cedula_panama", "NIN_algerien", "national_id_ke", "id_no", "OM_CIVIL_ID")]
    ['pa', 'dz', 'ke', '', 'om']
    """
    its, words = units(name), nations.words()
    spans = ("".join(its[at : at + size]) for size in range(1, _MOST_WORDS + 1) for at in range(len(its) - size + 1))
    told = {words[span] for span in spans if span in words}
    if not told and len(its) > 1:
        ends = (end for end in (its[0], its[-1]) if end not in _WORDS)
        told = {nations.codes()[end] for end in ends if end in nations.codes() and _only_code(end)}
    return told.pop() if len(told) == 1 else ""


def _only_code(code: str) -> bool:
    """False for one that is a word of longer names (`no`, `by`), or a number of people itself (`pan`)."""
    told = wordbook.index().get(code, "").split()
    return all(each[0] in "=?" and not each.lstrip("=?").startswith(("id.", "contact.")) for each in told)


@Memo
def _scripts(name: str) -> frozenset[str]:
    """The scripts of the letters of a name, but for Latin."""
    letters = (unicodedata.name(c, "").partition(" ")[0] for c in name[:_LONGEST] if not c.isascii() and c.isalpha())
    return frozenset(script for script in letters if script != "LATIN")


def _stated(name: str, texts: Sequence[str]) -> str:
    names, every, called, _ = _stating()
    return _of_all(texts, every if _joined(name) in called else names)


def _citizens(name: str, texts: Sequence[str]) -> str:
    """The country whose citizens a field says that somebody is one of."""
    by = _stating()[3].get(_joined(name))
    return _of_all(texts, by) if by else ""


def _addressed(_name: str, texts: Sequence[str]) -> str:
    """The country at the end of addresses."""
    if "," not in texts[0][-_LONGEST:]:
        return ""
    ends = [text[-_LONGEST:].rpartition(",") for text in texts]
    return _of_all([end for _, _, end in ends], _stating()[0]) if all(comma for _, comma, _ in ends) else ""


@Memo
def _joined(name: str) -> str:
    return "".join(units(name))


def _of_all(texts: Sequence[str], by: Mapping[str, str]) -> str:
    """The country that every one of some texts is called or coded by."""
    first = texts[0]
    if not 1 < len(first) <= _LONGEST or not (country := by.get(_plain(first), "")):
        return ""
    return country if all(by.get(_plain(text)) == country for text in texts) else ""


def _plain(text: str) -> str:
    return text[: _LONGEST + 1].strip().casefold()


@cache
def _stating() -> tuple[dict[str, str], dict[str, str], frozenset[str], dict[str, dict[str, str]]]:
    """Names of countries, these with codes and ambiguous names, names of fields for a country, and those for that of a
    citizen with what may be said there."""
    told = toml("leftopen.privacy.detect", "countries.toml")
    names = {each: country for country, every in told["names"].items() for each in every[1:]}
    codes = dict(nations.codes())
    codes |= {each: country for country, every in told["only_called"].items() for each in every}
    adjectives = {each: country for country, every in told["adjectives"].items() for each in every}
    called = frozenset(map(_joined, told["called"]))
    every = codes | names
    return names, every, called, dict.fromkeys(map(_joined, told["belongs"]), adjectives | every)


@cache
def _own_words() -> dict[str, str]:
    """Names of fields for parts and offices that one country alone has, joined, with that country."""
    told = toml("leftopen.privacy.detect", "countries.toml")["own"]
    return {_joined(word): country for country, words in told.items() for word in words}


def keep(own: Callable[[str], bool]) -> None:
    """Keeps what is remembered of names of fields that are made of the product's `own` words."""
    for cached in (_scripts, _joined):
        cached.keep(own)
