"""Files of serialised objects, as OpenJDK 17 writes them with `ObjectOutputStream`."""

import base64
import io
from typing import Any

import pytest

from leftopen.privacy.files.readers import Unreadable, java, reader_for

TWO = base64.b64decode(
    "rO0ABXNyABFqYXZhLnV0aWwuVHJlZU1hcAzB9j4tJWrmAwABTAAKY29tcGFyYXRvcnQAFkxqYXZhL3V0aWwvQ29tcGFyYXRvcjt4"
    "cHB3BAAAAAN0AARib3Juc3IADWphdmEudGltZS5TZXKVXYS6GyJIsgwAAHhwdwcDAAAHwAIdeHQABHNlZW5zcQB+AAR3CQUAAAfo"
    "BQYH93h0AAR6b25lc3EAfgAEdwMEA/t4eHlzcgATamF2YS51dGlsLkFycmF5TGlzdHiB0h2Zx2GdAwABSQAEc2l6ZXhwAAAAAncE"
    "AAAAAnQAEXJvc2FAcG9zdC5leGFtcGxldAAQaWRhQHBvc3QuZXhhbXBsZXg="
)
"""A map with a day, a day with a time and a time; after a reset a list of two texts."""


def read(data: bytes) -> list[Any]:
    return list(java.records(io.BytesIO(data)))


def test_each_object_is_a_record_and_each_item_of_a_list() -> None:
    first = {"born": "1984-02-29", "seen": "2024-05-06", "zone": None}
    assert read(TWO) == [first, "rosa@post.example", "ida@post.example"]
    assert read(TWO + TWO) == read(TWO) * 2


def test_what_comes_before_a_fault_stands() -> None:
    found = java.records(io.BytesIO(TWO[:-5]))
    assert next(found)["born"] == "1984-02-29"
    with pytest.raises(Unreadable):
        next(found)


def test_it_is_known_by_its_first_bytes() -> None:
    assert reader_for("queue.dat", TWO).name == "Java serialised objects"
    assert reader_for("notes.ser", b"some words\n").name == "text"
