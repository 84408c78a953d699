"""Words by how they begin are the words."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.privacy.detect import index as by_letters
from leftopen.privacy.detect.index import BEGIN, LEAD, Index, Packed, packed

WORDS = st.dictionaries(st.text("ab身份", min_size=1, max_size=7), st.sampled_from(["x", "=x ?y", "id.us.ssn z"]))


@given(WORDS, st.text("ab身份", max_size=7))
def test_it_is_the_dictionary_that_it_was_made_of(words: dict[str, str], asked: str) -> None:
    found = Index(msgspec.msgpack.decode(msgspec.msgpack.encode(packed(words)), type=Packed))
    assert dict(found) == words
    assert len(found) == len(words)
    assert (asked in found) == (asked in words)
    assert found.get(asked, "none") == words.get(asked, "none")
    assert found.concepts == {each.lstrip("=?") for told in words.values() for each in told.split(" ")}
    alike = {word for word in words if word[:2] == asked[:2]}
    part = found.part(asked)
    assert (set(part.words), part.longest) == (alike, max(map(len, alike), default=0))
    assert part.leads == {word[:LEAD] for word in alike if len(word) >= LEAD}
    assert len(asked) < BEGIN or found.beginning(asked) == sorted(word for word in words if word.startswith(asked))


def test_a_word_that_is_not_there_is_none() -> None:
    found = Index(packed({"ab": "x"}))
    assert found["ab"] == "x"
    with pytest.raises(KeyError):
        found["abc"]
    assert not found.__contains__(7)


def test_no_more_parts_are_remembered_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(by_letters, "_MOST", 3)
    found = Index(packed({"ab": "x", "ba": "y"}))
    for asked in ("ab", "cd", "ef", "gh", "ba", "ab"):
        assert found.get(asked) == {"ab": "x", "ba": "y"}.get(asked)
        assert len(found._parts) <= 3
