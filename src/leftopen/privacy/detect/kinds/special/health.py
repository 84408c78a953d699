"""Health data.

What: diagnoses, treatments, findings, disability: what is recorded of a person's health. Issuer: health services.
Source: the field's name; codes by the form of ICD-10 (WHO), words of common diagnoses in the languages.

>>> see(["E11.9"]), see(["type 2 diabetes"]), see(["Springfield"]), valid("asthma"), valid("")
(True, True, False, True, False)
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

import re2

from leftopen.privacy import mask as masks
from leftopen.privacy.detect import clinical, lexicon, phrases
from leftopen.privacy.detect.answers import numbered

LABEL = "special.health"
CLAIM = "named"
LOOSE = True
CONCEPTS = ("special.health",)

_CODED = 40
_SIGN = 3
"""Letters of a cue that is no sign of anything yet: `pt`, `mg`."""
_EDGE = 5
"""Letters of a short word that may begin or end another; one with fewer stands alone."""
_LETTERS = re.compile(r"[^\W\d_]+")
_SHORT = 200
"""Characters of the longest text that is a value for `see`."""

_CODE = re.compile(r"[A-TV-Z]\d[0-9A-B]\.[0-9A-K]{1,4}")
_NAMED = [re.escape(word) for word in sorted(lexicon.closed("special.health"))]
_CUES = [re.escape(word) for word in lexicon.cues("health") if len(word) > _SIGN or not word.isascii()]
_SIGNS = [*_NAMED, *_CUES]
CUE = "|".join((r"[a-tv-z]\d[0-9ab]\.[0-9a-k]", *(word for word in _SIGNS if word.isascii())))
BEYOND = "|".join(word for word in _SIGNS if not word.isascii())
FOLDED = True
find = clinical.find


@cache
def _words() -> Any:
    """The words that count within others, too; a set of one, as RE2 has twice the room for its automaton, which a
    pattern alone outgrows."""
    words = re2.Set.SearchSet()
    words.Add("|".join(map(re.escape, sorted(lexicon.closed("special.health") - _short_words()))))
    words.Compile()
    return words


@cache
def _short_words() -> frozenset[str]:
    """Words that stand in others of everything else: `kols` in a street of Helsinki, `asma` in a surname."""
    words = lexicon.closed("special.health")
    return frozenset(word for word in words if len(word) <= _EDGE and word.isalpha() and not phrases.unspaced(word))


def valid(text: str) -> bool:
    """True for any text or figure: what a field for health holds is health data; numbers of records are none."""
    return bool(text.strip()) and "://" not in text[:16] and not numbered(text[:_CODED].strip())


def plausible(values: Sequence[Any]) -> bool:
    """True for text, figures and yes or no."""
    return any(isinstance(v, (bool, int, float)) or (isinstance(v, str) and valid(v)) for v in values)


def see(values: Sequence[Any]) -> bool:
    """True for an ICD-10 code with its decimal, or a word of the list."""
    return any(isinstance(v, str) and len(v) <= _SHORT and _known(v.strip()) for v in values)


def _known(text: str) -> bool:
    if _CODE.fullmatch(text):
        return True
    if len(text) > 80:
        return False
    folded, short = text.casefold(), _short_words()
    alone = any(
        word in short or (len(word) > _EDGE and not short.isdisjoint((word[:_EDGE], word[-_EDGE:])))
        for word in _LETTERS.findall(folded)
    )
    return alone or _words().Match(folded) is not None


def mask(values: Sequence[Any]) -> str:
    """Nothing shows."""
    return masks.hidden(values)
