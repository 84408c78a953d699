"""Hits of lines of text, and of values that a claim of their field is about."""

from leftopen.privacy.detect.kinds import detectors
from leftopen.privacy.files import classify, hits
from leftopen.privacy.files.hits import Told, covers, told, whole

MAIL, CARD, NAME, ADDRESS = (
    next(bit for bit, each in enumerate(detectors()) if each.label == label)
    for label in ("contact.email", "finance.card", "person.name", "contact.address")
)


def test_lines_of_text_that_are_read_together_give_what_each_gives_alone() -> None:
    some = [
        "",
        "ada@example.org",
        "nothing",
        "a\rb from 203.0.113.9",
        "é" * 5000 + " ada@example.org",
        "\ud800 ada@example.org",
    ]
    assert hits.of_texts(some) == [hits.of_text(line) for line in some]
    assert [len(found) for found in hits.of_texts(some)] == [0, 1, 0, 1, 1, 1]


def test_how_hits_are_written() -> None:
    found = whole(((NAME, 0.981), (MAIL, 0.5)), 1 << NAME | 1 << MAIL, 9, "wer")
    assert [(each["label"], each["start"], each["end"], each["confidence"]) for each in found] == [
        ("contact.email", 0, 9, 0.5),
        ("person.name", 0, 9, 0.98),
    ]
    assert told(found[:1]).written == b'{"label":"contact.email","start":0,"end":9,"field":"wer","confidence":0.5}'
    assert told([]) == Told([], b"")
    assert whole(((NAME, 0.9),), 1 << MAIL, 9, "wer") == []


def test_what_a_claim_is_about() -> None:
    assert covers(NAME, "Ada Lovelace")
    assert not covers(NAME, "")
    assert not covers(NAME, None)
    assert covers(CARD, 4111111111111111)
    assert covers(MAIL, "ada.lovelace.of.london@example.org")
    assert not covers(MAIL, "write to ada.lovelace@example.org")


def test_a_text_with_an_address_in_it_is_none_from_end_to_end_unless_its_name_says_so() -> None:
    letter = "Ada Okafor\nplease write to 12 Acacia Avenue, Springfield\nMobile: +44 7700 900123, after nine at night"
    assert covers(ADDRESS, letter)
    assert not covers(ADDRESS, letter, called=False)
    assert covers(ADDRESS, "12 Acacia Avenue, Springfield", called=False)


def test_all_that_stands_in_a_text_beside_an_address_is_told() -> None:
    line = '{"text": "Please send it to 12 Acacia Avenue, Springfield and charge the card 4111 1111 1111 1111"}'
    (found,) = classify.per_record([line])
    assert sorted(hit["label"] for hit in found["hits"]) == ["contact.address", "finance.card"]
