"""Different values inside texts."""

from leftopen.privacy.detect.apart import MOST, Apart
from leftopen.privacy.detect.kinds import detectors
from leftopen.privacy.detect.look import Text

EMAIL = next(bit for bit, detector in enumerate(detectors()) if detector.label == "contact.email")
PASSWORD = next(bit for bit, detector in enumerate(detectors()) if detector.label == "credential.password")


def heard(*texts: str) -> Apart:
    apart = Apart()
    for text in texts:
        apart.hear(Text(text))
    return apart


def test_the_same_value_in_other_texts_is_one() -> None:
    apart = heard("call or write to ada@example.org", "write to ada@example.org today", "ask eve@example.org about it")
    assert (apart.many(EMAIL, 3), apart.many(EMAIL, 1), apart.many(PASSWORD, 3)) == (2, 1, 0)


def test_what_is_all_of_a_text_stands_in_none() -> None:
    assert heard("ada@example.org", "nothing in it at all").many(EMAIL, 2) == 0


def test_what_its_pattern_alone_shows_counts() -> None:
    assert heard("redis://default:Xq9vLm2p@cache.example.org:6379/0").many(PASSWORD, 1) == 1


def test_many_are_all_different_and_two_fields_are_one() -> None:
    one, other = (heard(*(f"write to u{n}@example.org now" for n in range(some, some + 40))) for some in (0, 20))
    assert one.many(EMAIL, 90) == 40
    one.absorb(other)
    assert one.many(EMAIL, 59) == 59
    more = heard(*(f"write to u{n}@example.org now" for n in range(MOST + 9)))
    assert more.many(EMAIL, 500) == 500
