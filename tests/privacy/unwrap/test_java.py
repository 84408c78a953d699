"""Objects that OpenJDK 17 wrote with `ObjectOutputStream`, of invented people."""

import base64
from typing import Any

import pytest

from leftopen.privacy import unwrap
from leftopen.privacy.unwrap.java import of_bytes, value

WRITTEN = {
    "text": ("rO0ABXQAEGFubmFAZXhhbXBsZS5vcmc="),
    "linked": (
        "rO0ABXNyABdqYXZhLnV0aWwuTGlua2VkSGFzaE1hcDTATlwQbMD7AgABWgALYWNjZXNzT3JkZXJ4cgARamF2YS51dGlsLkhh"
        "c2hNYXAFB9rBwxZg0QMAAkYACmxvYWRGYWN0b3JJAAl0aHJlc2hvbGR4cD9AAAAAAAAMdwgAAAAQAAAAA3QABG5hbWV0AARa"
        "b8OrdAAFZW1haWx0AA96b2VAZXhhbXBsZS5vcmd0AANhZ2VzcgARamF2YS5sYW5nLkludGVnZXIS4qCk94GHOAIAAUkABXZh"
        "bHVleHIAEGphdmEubGFuZy5OdW1iZXKGrJUdC5TgiwIAAHhwAAAAIngA"
    ),
    "hash": (
        "rO0ABXNyABFqYXZhLnV0aWwuSGFzaE1hcAUH2sHDFmDRAwACRgAKbG9hZEZhY3RvckkACXRocmVzaG9sZHhwP0AAAAAAAAF3"
        "CAAAAAIAAAABdAAFcGhvbmV0AAwrNDkzMDEyMzQ1Njd4"
    ),
    "list": (
        "rO0ABXNyABNqYXZhLnV0aWwuQXJyYXlMaXN0eIHSHZnHYZ0DAAFJAARzaXpleHAAAAACdwQAAAACdAAQYW5uYUBleGFtcGxl"
        "Lm9yZ3QAD3RvbUBleGFtcGxlLm9yZ3g="
    ),
    "set": ("rO0ABXNyABFqYXZhLnV0aWwuSGFzaFNldLpEhZWWuLc0AwAAeHB3DAAAABA/QAAAAAAAAXQAEGFubmFAZXhhbXBsZS5vcmd4"),
    "object": (
        "rO0ABXNyAApXJEVtcGxveWVlAAAAAAAAAAICAAFMAAViYWRnZXQAEkxqYXZhL2xhbmcvU3RyaW5nO3hyAAhXJFBlcnNvbgAA"
        "AAAAAAABAgASWgAGYWN0aXZlSQADYWdlQgABYkYAAWZEAAZoZWlnaHRTAAFzQwADc2V4SgAFc2luY2VbAARibG9idAACW0JM"
        "AARib3JudAAQTGphdmEvdXRpbC9EYXRlO0wABWJveGVkdAATTGphdmEvbGFuZy9JbnRlZ2VyO0wABWVtYWlscQB+AAFMAAZm"
        "cmllbmR0AApMVyRQZXJzb247TAAEbW9yZXQAD0xqYXZhL3V0aWwvTWFwO0wABG5hbWVxAH4AAVsABnBob25lc3QAE1tMamF2"
        "YS9sYW5nL1N0cmluZztMAARyb2xldAAITFckUm9sZTtMAAR0YWdzdAAQTGphdmEvdXRpbC9MaXN0O3hwAQAAACIEPwAAAD/7"
        "MzMzMzMzAAMARgAAAYvP5WgAdXIAAltCrPMX+AYIVOACAAB4cAAAAAIBAnNyAA5qYXZhLnV0aWwuRGF0ZWhqgQFLWXQZAwAA"
        "eHB3CAAAAFktPxwAeHNyABFqYXZhLmxhbmcuSW50ZWdlchLioKT3gYc4AgABSQAFdmFsdWV4cgAQamF2YS5sYW5nLk51bWJl"
        "coaslR0LlOCLAgAAeHAAAAAHdAAQYW5uYUBleGFtcGxlLm9yZ3NxAH4AAgEAAAAoBD8AAAA/+zMzMzMzMwADAEYAAAGLz+Vo"
        "AHVxAH4ADAAAAAIBAnBxAH4AEnQAD3RvbUBleGFtcGxlLm9yZ3EAfgALcHQAA1RvbXB+cgAGVyRSb2xlAAAAAAAAAAASAAB4"
        "cgAOamF2YS5sYW5nLkVudW0AAAAAAAAAABIAAHhwdAAEVVNFUnBzcgAXamF2YS51dGlsLkxpbmtlZEhhc2hNYXA0wE5cEGzA"
        "+wIAAVoAC2FjY2Vzc09yZGVyeHIAEWphdmEudXRpbC5IYXNoTWFwBQfawcMWYNEDAAJGAApsb2FkRmFjdG9ySQAJdGhyZXNo"
        "b2xkeHA/QAAAAAAADHcIAAAAEAAAAAN0AARuYW1ldAAEWm/Dq3QABWVtYWlsdAAPem9lQGV4YW1wbGUub3JndAADYWdlc3EA"
        "fgAQAAAAIngAdAAJQW5uYSBCZXJndXIAE1tMamF2YS5sYW5nLlN0cmluZzut0lbn6R17RwIAAHhwAAAAAnQACCs0OTMwMTIz"
        "dAAIKzQ5MzAxMjRxAH4AGnNyABNqYXZhLnV0aWwuQXJyYXlMaXN0eIHSHZnHYZ0DAAFJAARzaXpleHAAAAABdwQAAAABdAAD"
        "dmlweHQABEItMTc="
    ),
    "linkedlist": (
        "rO0ABXNyABRqYXZhLnV0aWwuTGlua2VkTGlzdAwpU11KYIgiAwAAeHB3BAAAAAFzcgAIVyRQZXJzb24AAAAAAAAAAQIAEloA"
        "BmFjdGl2ZUkAA2FnZUIAAWJGAAFmRAAGaGVpZ2h0UwABc0MAA3NleEoABXNpbmNlWwAEYmxvYnQAAltCTAAEYm9ybnQAEExq"
        "YXZhL3V0aWwvRGF0ZTtMAAVib3hlZHQAE0xqYXZhL2xhbmcvSW50ZWdlcjtMAAVlbWFpbHQAEkxqYXZhL2xhbmcvU3RyaW5n"
        "O0wABmZyaWVuZHQACkxXJFBlcnNvbjtMAARtb3JldAAPTGphdmEvdXRpbC9NYXA7TAAEbmFtZXEAfgAGWwAGcGhvbmVzdAAT"
        "W0xqYXZhL2xhbmcvU3RyaW5nO0wABHJvbGV0AAhMVyRSb2xlO0wABHRhZ3N0ABBMamF2YS91dGlsL0xpc3Q7eHABAAAABQQ/"
        "AAAAP/szMzMzMzMAAwBGAAABi8/laAB1cgACW0Ks8xf4BghU4AIAAHhwAAAAAgECcHNyABFqYXZhLmxhbmcuSW50ZWdlchLi"
        "oKT3gYc4AgABSQAFdmFsdWV4cgAQamF2YS5sYW5nLk51bWJlcoaslR0LlOCLAgAAeHAAAAAHdAAPaWRhQGV4YW1wbGUub3Jn"
        "cHB0AANJZGFwfnIABlckUm9sZQAAAAAAAAAAEgAAeHIADmphdmEubGFuZy5FbnVtAAAAAAAAAAASAAB4cHQABFVTRVJweA=="
    ),
    "date": ("rO0ABXNyAA5qYXZhLnV0aWwuRGF0ZWhqgQFLWXQZAwAAeHB3CAAAAFktPxwAeA=="),
    "none": ("rO0ABXA="),
    "uuid": (
        "rO0ABXNyAA5qYXZhLnV0aWwuVVVJRLyZA/eYbYUvAgACSgAMbGVhc3RTaWdCaXRzSgALbW9zdFNpZ0JpdHN4cBI0EjRWeJASEjRWeBI0EjQ="
    ),
    "tree": (
        "rO0ABXNyABFqYXZhLnV0aWwuVHJlZU1hcAzB9j4tJWrmAwABTAAKY29tcGFyYXRvcnQAFkxqYXZhL3V0aWwvQ29tcGFyYXRv"
        "cjt4cHB3BAAAAAF0AAFrdAABdng="
    ),
    "class": ("rO0ABXZyABBqYXZhLmxhbmcuU3RyaW5noPCkOHo7s0ICAAB4cA=="),
    "proxy": (
        "rO0ABXN9AAAAAQAUamF2YS5sYW5nLkNvbXBhcmFibGV4cgAXamF2YS5sYW5nLnJlZmxlY3QuUHJveHnhJ9ogzBBDywIAAUwA"
        "AWh0ACVMamF2YS9sYW5nL3JlZmxlY3QvSW52b2NhdGlvbkhhbmRsZXI7eHBzcgADViRIAAAAAAAAAAECAAFMAAVvd25lcnQA"
        "EkxqYXZhL2xhbmcvU3RyaW5nO3hwdAAEQW5uYQ=="
    ),
    "local": ("rO0ABXNyAA1qYXZhLnRpbWUuU2VylV2EuhsiSLIMAAB4cHcHAwAAB74DBHg="),
    "pair": ("rO0ABXVyABNbTGphdmEubGFuZy5PYmplY3Q7kM5YnxBzKWwCAAB4cAAAAAN0AAF4cQB+AAJw"),
    "strings": ("rO0ABXVyAAJbSU26YCZ26rKlAgAAeHAAAAACAAAAAQAAAAI="),
}
ZOE = {"name": "Zoë", "email": "zoe@example.org", "age": 34}


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("text", {"value": "anna@example.org"}),
        ("linked", ZOE),
        ("hash", {"phone": "+49301234567"}),
        ("list", ["anna@example.org", "tom@example.org"]),
        ("set", ["anna@example.org"]),
        ("date", {"value": 383011200000}),
        ("none", None),
        ("uuid", {"leastSigBits": 1311693407469998098, "mostSigBits": 1311768465173123636}),
        ("tree", {"k": "v"}),
        ("class", None),
        ("proxy", {"h": {"owner": "Anna"}}),
        ("local", {"value": "1982-03-04"}),
        ("pair", ["x", "x", None]),
        ("strings", [1, 2]),
    ],
)
def test_what_the_library_has_comes_as_what_it_stands_for(name: str, found: Any) -> None:
    assert value(WRITTEN[name]) == found
    assert unwrap.data(base64.b64decode(WRITTEN[name])) == found
    assert value(base64.b64decode(WRITTEN[name]).decode("latin-1")) == found


def test_an_object_comes_by_its_fields_those_of_its_superclass_too() -> None:
    found = value(WRITTEN["object"])
    assert (found["name"], found["badge"], found["phones"], found["tags"]) == (
        *("Anna Berg", "B-17", ["+4930123", "+4930124"], ["vip"]),
    )
    assert (found["born"], found["boxed"], found["sex"], found["blob"]) == (383011200000, 7, "F", b"\x01\x02")
    assert found["more"] == ZOE
    assert (found["friend"]["email"], found["friend"]["role"]) == ("tom@example.org", "USER")
    assert "t" not in found
    assert [each["name"] for each in value(WRITTEN["linkedlist"])] == ["Ida"]


@pytest.mark.parametrize("name", ["linked", "object", "tree"])
def test_a_stream_that_is_cut_or_altered_ends(name: str) -> None:
    data = base64.b64decode(WRITTEN[name])
    for at in range(4, len(data)):
        assert of_bytes(data[:at]) is None
        of_bytes(data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :])


@pytest.mark.parametrize(
    "text",
    [
        "rO0AB",
        "rO0ABX!",
        "rO0ABXNx",
        "rOsy cheeks",
        "\xac\xed\u4e2d",
        base64.b64encode(b"\xac\xed\x00\x05" + b"ur" * 400).decode(),
    ],
)
def test_what_is_none_is_nothing(text: str) -> None:
    assert value(text) is None
