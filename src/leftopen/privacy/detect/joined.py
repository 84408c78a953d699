"""Words of closed sets in one piece, as the names of fields are searched for them: folded, without what parts them.

Taken apart at each start they cost some hundredths of a second, so they are kept (see `privacy.kept`).
"""

from collections.abc import Mapping
from functools import cache

from leftopen.privacy.detect import lexicon
from leftopen.privacy.detect.units import folded, units
from leftopen.privacy.kept import kept

_SETS = ("about.item", "about.dwelling", "about.plant", "about.house", "about.home", "about.fault", "none.joint")
"""The sets that many starts need, for things that names tell of."""


def joined(concept: str) -> Mapping[str, bool]:
    """Each word of a closed set in one piece, with whether it is clipped, as its dot tells.

    >>> joined("none.joint")["of"], joined("about.nothing")
    (False, {})
    """
    return _every().get(concept) or _joined(concept)


@cache
def _every() -> dict[str, dict[str, bool]]:
    return kept("joined", dict[str, dict[str, bool]], lambda: {each: _joined(each) for each in _SETS})


def _joined(concept: str) -> dict[str, bool]:
    words = sorted(lexicon.closed(concept), key=lambda word: not word.endswith("."))
    found: dict[str, bool] = {}
    for word in words:
        found.setdefault("".join(units(folded(word))), word.endswith("."))
    return found
