"""The words of a name: what names of fields are compared by."""

import re
import unicodedata
from collections.abc import Sequence

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_UNIT = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
    r"|[\u0900-\u0dff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]+|[\uac00-\ud7a3]+"
    r"|[^\W\d_\u0900-\u0dff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff]+"
    r"|\d+"
)
"""Ideographs and Kana, each alone; scripts whose vowels are marks; Hangul; letters of an alphabet; figures."""
_NUMERO = re.compile(r"№(?=\s*[\u0400-\u04ff])")
"""The sign for `number` before a word in Cyrillic, which stands for the word in a form of its own: `№ паспорта`."""
_INNER = re.compile(
    r"(?<=[^\W\d_])[\u0027\u00b4\u02b9\u02bb\u02bc\u2018\u2019\u2032\u200c\u200d\u064b-\u0652](?=[^\W\d_])"
)
"""Apostrophes and joiners within a word, and vowel marks of Arabic: they part nothing."""
_MARKED = re.compile(r"[\u0900-\u0dff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
"""Scripts whose vowels are marks: they stay."""
_ALPHABETS = "\u0900"
"""What comes before it is written in letters, a space between words."""
_IDEOGRAPHS = re.compile("[\u3400-\u9fff]+").fullmatch
"""Text that has no marks to fold."""
_TYPED = re.compile(
    r"^(?:[tf]|fld|field|col|column|txt|str|lbl|inp|attr|val)[_.](?=...)"
    r"|__(?:c|pc|r|x)$"
    r"|(?<=...)[_.](?:[st]|ss|i|dt|txt|str|raw|keyword|fld|field|col|val)$",
    re.IGNORECASE,
)
_SHORT = 5
_LETTERS = {
    ord(one): other
    for one, other in zip(
        "łøđıæœþðґکیىة", ("l", "o", "d", "i", "ae", "oe", "th", "d", "г", "ك", "ي", "ي", "ه"), strict=True
    )
}


_LETTERS |= {
    several + form: chr(one + form)
    for several, one in (
        *((0x1210, 0x1200), (0x1280, 0x1200), (0x1220, 0x1230)),
        *((0x12D0, 0x12A0), (0x1340, 0x1338)),
    )
    for form in range(7)
}
"""Letters of Ethiopic that Amharic speaks alike and people write one for the other: `ዕቃ` and `እቃ`."""


_MARKS_TELL = frozenset(
    (
        *("børn", "høst", "løn", "lön", "dieťa", "diéta", "diēta", "raža", "cél", "kırık", "đất", "bér", "idő"),
        *("réu", "súd", "eşin", "dependențe", "oraș", "nașteri"),
    )
)
"""Words that keep their marks: without them they are spelt as a word of another language for something else (harvest as
`host`, a wage as `lon`, a child as `born` or as a diet). Where they are written without marks all the same, the
languages list them so, too."""


def folded(text: str) -> str:
    """A word in small letters without the marks that people leave out: `telefono` for `Teléfono`."""
    if text.isascii():
        return text.lower()
    if _IDEOGRAPHS(text):
        return text
    text = text.casefold().translate(_LETTERS)
    if _MARKED.search(text):
        return text
    flat = unicodedata.normalize("NFKD", text)
    return unicodedata.normalize("NFC", "".join(c for c in flat if not unicodedata.combining(c))).translate(_LETTERS)


def units(name: str) -> list[str]:
    """The words of a name, folded: camelCase, snake_case and digits are cut, ideographs stand alone.

    >>> units("homePhone2"), units("身份证ID"), units("Número_de_teléfono"), units("氏ﾞ")
    (['home', 'phone', '2'], ['身', '份', '证', 'id'], ['numero', 'de', 'telefono'], ['氏'])
    >>> units("ім\u02bcя"), units("ім\u2019я"), units("toʻlov")
    (['імя'], ['імя'], ['tolov'])
    """
    if name.isascii():
        if name.islower() and name.replace(" ", "").isalpha():
            return name[:200].split()[:40]
        return _UNIT.findall(_CAMEL.sub(" ", _INNER.sub("", name[:200])).lower())[:40]
    if _plain(name):
        return [_unit(unit) for unit in name[:200].split()[:40]]
    name = _NUMERO.sub(" номер ", name) if "№" in name else name
    flat = _INNER.sub("", unicodedata.normalize("NFKC", name[:200]))
    found = (_unit(unit) for unit in _UNIT.findall(_CAMEL.sub(" ", flat))[:40])
    return [unit for unit in found if unit]  # a mark that stands alone (`ﾞ`) is no word


def own_words(parts: Sequence[str]) -> list[str]:
    """The words of the last name of a path, none of an empty one.

    >>> own_words(("customer", "homePhone")), own_words(())
    (['home', 'phone'], [])
    """
    return units(parts[-1]) if parts else []


def _unit(text: str) -> str:
    """A word without its marks, but for those that tell what it is.

    >>> _unit("Født"), _unit("Børn")
    ('fodt', 'børn')
    """
    return small if (small := text.casefold()) in _MARKS_TELL else folded(text)


def in_es(word: str) -> bool:
    """True for a word that may be a plural by `es`: a short one only where it needs the vowel.

    >>> in_es("animales"), in_es("foxes"), in_es("notes")
    (True, True, False)
    """
    return word.endswith("es") and (len(word) > _SHORT or word[-3] in "hosxz")


def _plain(name: str) -> bool:
    """True for small letters and spaces alone, of an alphabet without marks."""
    letters = name.replace(" ", "")
    small = letters.isalpha() and max(letters) < _ALPHABETS and name == name.lower() and not _INNER.search(name)
    return small and unicodedata.is_normalized("NFKC", name)


def untyped(name: str) -> str:
    """A name without what programs put before or behind it, which says that it is a field, or of which type: Hungarian
    notation, dynamic fields of Solr (https://solr.apache.org/guide/solr/latest/indexing-guide/dynamic-fields.html),
    fields that users of Salesforce add
    (https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/).

    >>> untyped("t_ism"), untyped("fld_dob"), untyped("surname_s"), untyped("e_mail"), untyped("t_no"), untyped("Ad__c")
    ('ism', 'dob', 'surname', 'e_mail', 't_no', 'Ad')
    """
    return _TYPED.sub("", name) if "_" in name or "." in name else name


def lettered(name: str) -> list[str]:
    """The words of a name without its numbers (`phone2`, `icd10`), unless it has nothing else."""
    return numberless(units(name))


def numberless(found: list[str]) -> list[str]:
    """Units without numbers, unless there is nothing else; single letters in a row are one, between numbers they are
    no word.

    >>> numberless(["d", "o", "b", "2"]), numberless(["123456", "x", "12", "x", "41"]), numberless(["7"])
    (['dob'], ['x'], ['7'])
    """
    words = [unit for unit in found if not unit.isdecimal()]
    if len(words) in (0, len(found)):
        return _initials(found)
    single = all(len(word) == 1 and word.isascii() for word in words)
    if single and len(words) > 1 and found[0].isdecimal() and found[-1].isdecimal():
        return words[:1]
    return _initials(words)


def _initials(parts: list[str]) -> list[str]:
    """Single letters in a row as one word: `d_o_b`."""
    if len(parts) < 2:
        return parts
    joined: list[str] = []
    for place, part in enumerate(parts):
        single = len(part) == 1 and part.isascii()
        if single and place and len(parts[place - 1]) == 1 and parts[place - 1].isascii():
            joined[-1] += part
        else:
            joined.append(part)
    return joined
