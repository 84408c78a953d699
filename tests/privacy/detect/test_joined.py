"""Words of closed sets in one piece are those of the sets, kept or not."""

import pytest

from leftopen.privacy.detect import joined, lexicon
from leftopen.privacy.detect.units import folded, units


@pytest.mark.parametrize("concept", ["about.item", "about.fault", "none.joint", "about.animal"])
def test_each_word_is_there_in_one_piece(concept: str) -> None:
    found = joined.joined(concept)
    words = lexicon.closed(concept)
    assert set(found) == {"".join(units(folded(word))) for word in words}
    assert {word for word, clipped in found.items() if clipped} == {
        "".join(units(folded(word))) for word in words if word.endswith(".")
    }


def test_a_set_that_is_none_has_none() -> None:
    assert joined.joined("about.nothing") == {}
