"""Whose values are by themselves: names of firms and institutions, mailboxes of a function.

What tells a firm is its legal form (`GmbH`, `S.L.`, `ООО`, `有限公司`): `[values]` `about.firm`, by the forms of ISO
20275 without those of traders who are one person (`e.K.`, `ИП`). What tells an institution is the word for it (`Hotel
Sol`, `Liceum im. Batorego`): `about.venue`. A mailbox of a function is one such as RFC 2142 names (`info@`, `sales@`):
`about.role`. How to reach a firm is no personal data where it is nobody's own (GDPR, recital 14).
"""

import re
from collections.abc import Callable, Collection, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

from leftopen.model import CLAIM
from leftopen.privacy.detect import lexicon
from leftopen.privacy.detect.kinds.contact.phone import mobile
from leftopen.privacy.detect.person_names import full, part
from leftopen.privacy.detect.values import distinct_texts
from leftopen.privacy.detect.weights import number

_LONGEST = 80
_SHORT = 3
"""Letters of a legal form up to which it counts first or last alone (`AO`, `SA`): inside it may be anything."""
_HOURS = re.compile(
    r"\b[^\W\d_]{1,5}\.?\s?[-–]\s?[^\W\d_]{1,5}\.?:?\s\d{1,2}(?:[:.h]\d{0,2})?\s?[-–]\s?\d{1,2}|\b24/7\b"
)
"""Days and hours as OpenStreetMap's key `opening_hours` and doors have them."""
_WORD = re.compile(r"(?:[^\W\d_\u0900-\u0dff]|[\u0900-\u0dff])+")
"""Letters, with the vowel signs of the scripts of India, which are marks."""
_DOTTED = re.compile(r"(?<=[^\W\d_])[.\"\u05f4](?=[^\W\d_])|/")
_UNSPACED = "\u0e00"
_ENDING = 6
"""Letters of a word that ends a longer one in languages that write both together; `bank` and `amt` end surnames."""
_SAINT = re.compile(r"[^\W\d_]{2,12}")
_NAME = 0.75
"""How much a text reads like a whole name (see `full`) from which on it is taken for one."""


@cache
def _forms(concept: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """The words of names in scripts with spaces, without dots, and the ends and beginnings of those without."""
    told = lexicon.closed(concept)
    return (
        frozenset(word for word in told if word[0] < _UNSPACED),
        tuple(word for word in told if word[0] >= _UNSPACED),
    )


def firm(text: str) -> bool:
    """True for a name with a legal form.

    >>> [firm(each) for each in ("Müller Bau GmbH", "Talleres Navarro S.A.", "ООО «Ромашка»", "北京华信科技有限公司")]
    [True, True, True, True]
    >>> firm("Ada Lovelace"), firm("Sa Đéc"), firm("Müller e.K."), firm("")
    (False, False, False, False)
    >>> [firm(each) for each in ("Rozman d.o.o.", "Công ty Cổ phần Mai", "Dupont et Fils", 'שלום בע"מ', "Ana et Filip")]
    [True, True, True, True, False]
    """
    spaced, joined = _forms("about.firm")
    text = text[:_LONGEST].strip()
    if text.startswith(joined) or text.rstrip(" 0123456789").endswith(joined):
        return True
    words = _WORD.findall(_DOTTED.sub("", text))
    ends = {word.casefold() for word in (*(words[:1] if words[0].isupper() else ()), words[-1])} if words[1:] else set()
    folded = [word.casefold() for word in words]
    if not spaced.isdisjoint(ends) or any(len(word) >= _SHORT and word in spaced for word in folded):
        return True
    return any(" ".join(pair) in spaced for pair in pairwise(folded))


def venue(text: str) -> bool:
    """True for a name with a word for an institution, or one that ends with it (`Stadtbücherei`, `清水寺`).

    >>> [venue(each) for each in ("Hotel Sol", "佐藤薬局 本店", "Stadtbibliothek Ulm", "清水寺", "Anna Hotelier")]
    [True, True, True, True, False]
    >>> venue("रेडियो मिर्ची"), venue("राजेश शर्मा")
    (True, False)
    """
    spaced, joined = _forms("about.venue")
    text = text[:_LONGEST].strip()
    if any(word in text if word[1:] else text.endswith(word) for word in joined):
        return True
    return any(_ends(word.casefold(), spaced) for word in _WORD.findall(text))


def _ends(word: str, known: frozenset[str]) -> bool:
    """True for a known word, and for one that ends with a long one: `Stadtbibliothek`."""
    return word in known or any(word[at:] in known for at in range(1, len(word) - _ENDING + 1))


def role(address: str) -> bool:
    """True for a mailbox of a function, or one called as the institution that has it.

    >>> role("info@garage.example"), role("ana.lopez@garage.example"), role("sales.eu@garage.example")
    (True, False, True)
    >>> role("director.lopez@school.example"), role("director@school.example")
    (False, True)
    >>> role("biblioteca@comune.example"), role("stadtbibliothek@ulm.example"), role("bank.anna@mail.example")
    (True, True, False)
    """
    local, at, _ = address[:_LONGEST].strip().casefold().partition("@")
    spaced, _ = _forms("about.role")
    words = _WORD.findall(local)
    if not (at and words) or (words[0] not in spaced and (words != [local] or not venue(local))):
        return False
    return not any(map(part, words[1:]))


def hours(kept: Sequence[Any]) -> bool:
    """True where most texts tell on which days and from when to when a place is open.

    >>> hours(["Mo-Fr 08:00-18:00", "24/7", "L-V 9-14"]), hours(["08:00-16:00"] * 3), hours(["A-B 12"] * 3)
    (True, False, False)
    """
    texts = _texts(kept)
    return sum(_HOURS.search(text) is not None for text in texts) > CLAIM * len(texts)


def of_firms(kept: Sequence[Any]) -> bool:
    """True where most different texts are names of firms, and hardly a one of a person."""
    return _of(kept, firm)


def some(texts: Collection[str]) -> bool:
    """True where more of several names are of firms than ever seem so of people: `Dupont`, `Petit et Fils`."""
    return sum(map(firm, texts)) > (1 - number("nearly")) * len(texts)


def of_venues(kept: Sequence[Any]) -> bool:
    """True where most different texts are names of firms or institutions, and hardly a one of a person."""
    return _of(kept, lambda text: firm(text) or venue(text))


def of_roles(kept: Sequence[Any]) -> bool:
    """True where most different mailboxes are of functions, and no other one is called as a person is."""
    texts = _texts(kept)
    others = [text for text in texts if not role(text)]
    if not texts or len(kept) < number("few") or len(texts) - len(others) < number("most_firms") * len(texts):
        return False
    return not any(part(word) for text in others for word in _WORD.findall(text.partition("@")[0]))


def of_mobiles(kept: Sequence[Any]) -> bool:
    """True where most different numbers are of mobile telephones: who runs a place alone gives their own."""
    texts = {str(value) for value in kept if isinstance(value, (str, int))}
    return not _few(kept, texts) and sum(map(mobile, texts)) >= number("most_firms") * len(texts)


def _of(kept: Sequence[Any], told: Callable[[str], bool]) -> bool:
    texts = _texts(kept)
    if _few(kept, texts):
        return False
    others: list[str] = []
    for text in texts:
        if not told(text):
            others.append(text)
            if len(texts) - len(others) < number("most_firms") * len(texts):
                return False
    people = sum(full(text) >= _NAME for text in others)
    return people <= (1 - number("nearly")) * len(texts)


def _few(kept: Sequence[Any], texts: set[str]) -> bool:
    return len(kept) < number("few") or len(texts) <= number("two_words")


def _texts(kept: Sequence[Any]) -> set[str]:
    return distinct_texts(kept, _LONGEST) - {""}


def of_saints(kept: Sequence[Any]) -> bool:
    """True where most of several texts are names of saints, as villages, churches and their patrons have.

    >>> of_saints(["św. Anna", "św. Jan Chrzciciel", "brak"]), of_saints(["San Juan", "Santa Elena", "Las Mercedes"])
    (True, True)
    >>> of_saints(["Santa Ozola", "Anna Berzina", "Juris Kalns"]), of_saints(["San Juan"])
    (False, False)
    """
    texts = distinct_texts(kept, _LONGEST)
    words = lexicon.closed("about.saint")
    told = sum((first := _SAINT.match(text)) is not None and first.group().casefold() in words for text in texts)
    return len(texts) >= number("two_words") and told > CLAIM * len(texts)
