"""Regular expressions that are compiled late."""

import re

from leftopen.privacy.later import later


def test_it_is_compiled_once_and_then_as_any_other() -> None:
    late = later(r"(?P<word>a+)", re.IGNORECASE)
    assert vars(late) == {"_told": (r"(?P<word>a+)", re.IGNORECASE)}
    found = late.search("xAAx")
    assert found is not None
    assert found["word"] == "AA"
    assert late.search == late.search
    assert late.pattern == r"(?P<word>a+)"
    assert [match.span() for match in late.finditer("a-a")] == [(0, 1), (2, 3)]
