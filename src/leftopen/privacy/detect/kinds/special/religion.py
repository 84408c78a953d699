"""Religion.

What: the faith or denomination recorded of a person. Issuer: registries. Source: the words in the `.toml`; the
field's name has to agree.

>>> see(["Islam"]), see(["佛教"]), see(["Springfield"]), valid("catholic"), valid("x" * 60)
(True, True, False, True, False)
"""

from collections.abc import Sequence
from typing import Any

from leftopen.privacy import mask as masks
from leftopen.privacy.data import beside

LABEL = "special.religion"
CLAIM = "named"
CONCEPTS = ("special.religion",)

_FAITHS = frozenset(word.casefold() for word in beside(__name__)["faiths"])
_LONGEST = 48


def valid(text: str) -> bool:
    """True for a short word or code."""
    return 1 <= len(text) <= _LONGEST and "://" not in text and "@" not in text


def see(values: Sequence[Any]) -> bool:
    """True for a word of the list."""
    return any(isinstance(v, str) and len(v) <= _LONGEST and v.strip().casefold() in _FAITHS for v in values)


def mask(values: Sequence[Any]) -> str:
    """Nothing shows."""
    return masks.hidden(values)
