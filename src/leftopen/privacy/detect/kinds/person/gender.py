"""Gender.

What: the sex or gender recorded of a person. Issuer: none. Source: the codes of ISO/IEC 5218 and the words in the
`.toml`; the field's name has to agree, since `M` and `1` mean anything.

>>> valid("F"), valid("男"), valid("weiblich"), valid("XL")
(True, True, True, False)
"""

from collections.abc import Sequence
from typing import Any

from leftopen.privacy import mask as masks
from leftopen.privacy.data import beside

LABEL = "person.gender"
CLAIM = "named"
CONCEPTS = ("person.gender",)

_WORDS = frozenset(beside(__name__)["words"])


def valid(text: str) -> bool:
    """True for a word or code of gender."""
    return len(text) <= 24 and text.strip().casefold() in _WORDS


def plausible(values: Sequence[Any]) -> bool:
    """True for a word, code or boolean (`sex: true`)."""
    return any(isinstance(value, bool) or valid(str(value)) for value in values if isinstance(value, (str, int)))


def mask(values: Sequence[Any]) -> str:
    """Nothing shows."""
    return masks.hidden(values)
