"""Health data.

What: diagnoses, treatments, findings, disability: what is recorded of a person's health. Issuer: health services.
Source: the field's name; codes by the form of ICD-10 (WHO), words of common diagnoses in the languages.

>>> see(["E11.9"]), see(["type 2 diabetes"]), see(["Springfield"]), valid("asthma"), valid("")
(True, True, False, True, False)
"""

import re
from collections.abc import Sequence
from typing import Any

import re2

from leftopen.privacy import mask as masks
from leftopen.privacy.detect import lexicon
from leftopen.privacy.detect.answers import numbered

LABEL = "special.health"
CLAIM = "named"
LOOSE = True
CONCEPTS = ("special.health",)

_CODED = 40

_CODE = re.compile(r"[A-TV-Z]\d[0-9A-B]\.[0-9A-K]{1,4}")
_NAMED = "|".join(re.escape(word) for word in sorted(lexicon.closed("special.health")))
_WORDS = re2.compile(_NAMED)
CUE = rf"[A-TV-Z]\d[0-9A-B]\.[0-9A-K]|(?i){_NAMED}"


def valid(text: str) -> bool:
    """True for any text or figure: what a field for health holds is health data; numbers of records are none."""
    return bool(text.strip()) and "://" not in text[:16] and not numbered(text[:_CODED].strip())


def plausible(values: Sequence[Any]) -> bool:
    """True for text, figures and yes or no."""
    return any(isinstance(v, (bool, int, float)) or (isinstance(v, str) and valid(v)) for v in values)


def see(values: Sequence[Any]) -> bool:
    """True for an ICD-10 code with its decimal, or a word of the list."""
    return any(isinstance(v, str) and len(v) <= 200 and _known(v.strip()) for v in values)


def _known(text: str) -> bool:
    if _CODE.fullmatch(text):
        return True
    return len(text) <= 80 and _WORDS.search(text.casefold()) is not None


def company(concepts: frozenset[str]) -> float:
    """Beside other health fields, or where patients are what the records are about."""
    if "special.health" in concepts:
        return 0.8
    return 0.7 if "about.patient" in concepts else 0.0


def mask(values: Sequence[Any]) -> str:
    """Nothing shows."""
    return masks.hidden(values)
