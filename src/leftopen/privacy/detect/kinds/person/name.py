"""Name of a person.

What: full, given or family name, in any script. Issuer: none. Source: Chinese names by the common surnames of public
name statistics; other scripts by shape, so a field's name has to agree.

>>> valid("王小明"), valid("Ada Lovelace"), valid("Müller"), valid("order 12"), valid("true"), valid("")
(True, True, True, False, False, False)
>>> see(["诸葛小花"]), see(["Maria Gomez"]), see(["Red Chair"])
(True, True, False)
"""

from collections.abc import Iterator, Sequence
from typing import Any

from leftopen.privacy import mask as masks
from leftopen.privacy.data import beside
from leftopen.privacy.detect import lexicon, person_names, running_names

LABEL = "person.name"
CLAIM = "named"
CONCEPTS = ("person.name",)
CUE = person_names.CUE

_NEVER = frozenset(beside(__name__)["never"])


def valid(text: str) -> bool:
    """True for the shape of a name, or of a part of one, and no answer: `penerima_bantuan: ya` is nobody."""
    text = text.replace("^", " ").strip() if "^" in text else text  # as DICOM (PS3.5, 6.2.1.2) and HL7 join its parts
    word = text.casefold()
    return (
        word not in _NEVER
        and word not in lexicon.closed("none.flag")
        and person_names.shaped(text)
        and not _company(text)
    )


def _company(text: str) -> bool:
    """True where the last word says that it is an organisation."""
    words = text.casefold().replace(".", "").split()
    return len(words) > 1 and words[-1] in lexicon.closed("about.company")


def see(values: Sequence[Any]) -> bool:
    """True where the words themselves are known as names."""
    return any(
        isinstance(value, str) and len(value) <= 60 and person_names.known(value.strip()) and not _company(value)
        for value in values
    )


def find(text: str) -> Iterator[tuple[int, int]]:
    """Names in running text: by what stands around them, by titles and common given names, and by the long lists."""
    yield from person_names.in_prose(text)
    yield from running_names.find(text)


def mask(values: Sequence[Any]) -> str:
    """All blocks, a group per word."""
    return masks.words(next((value for value in values if isinstance(value, str)), ""))
