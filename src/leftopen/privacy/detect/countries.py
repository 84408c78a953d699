"""Of which country a record is, where its numbers alone do not tell: by the languages of its names of fields, by other
national numbers, account numbers and telephone numbers in it.

Birth numbers of Czechia and Slovakia have one form and one check, and `dni` is eight digits in Argentina and in Peru.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import import_module
from typing import Any

from leftopen.privacy.detect import lexicon
from leftopen.privacy.detect.numbers import country_of
from leftopen.privacy.detect.units import units
from leftopen.privacy.kept import kept

_ASKED = 3
"""Telephone numbers of a field that are asked for their country."""
_LONGEST = 40


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
