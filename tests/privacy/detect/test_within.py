"""What stands inside texts is told by how many texts there are, and of long ones by how many records."""

from leftopen.model import CLAIM
from leftopen.privacy.detect.evidence import Column
from leftopen.privacy.detect.kinds import bit_of, detectors
from leftopen.privacy.detect.within import proved, stray, within
from leftopen.privacy.flatten import Node

MAIL, CARD = bit_of("contact.email"), bit_of("finance.card")
PROSE = [f"The water ran over stones while letter {n} lay unread on the table." for n in range(24)]


def column(values: list[str]) -> Column:
    found = Column(Node(("body",)), frozenset())
    for value in values:
        found.take([value])
    found.count()
    return found


def test_a_form_that_proves_needs_no_check_by_chance() -> None:
    assert proved(detectors()[MAIL])
    assert not proved(detectors()[CARD])
    assert 0 < stray(MAIL, PROSE) < 0.01


def test_it_is_a_claim_where_there_are_more_than_by_chance() -> None:
    found = within(column([f"{text} Write to u{n}@post.example" for n, text in enumerate(PROSE)]), MAIL, 24, 24, ())
    assert (found.way, found.strength) == ("in_text", 1.0)
    assert within(column(PROSE), MAIL, 0, 24, ()).way == "hint_text"


def test_what_form_proves_is_told_of_texts_of_any_length() -> None:
    letters = column([f"{text} Write to u{n}@post.example" for n, text in enumerate(PROSE)])
    for pieces in (1, 10, 1_000, 10_000):
        found = within(letters, MAIL, 24, 24 * pieces, ())
        assert (found.way, found.strength) == ("in_text", 1.0)
        assert found.confidence >= CLAIM


def test_what_may_be_chance_is_held_to_every_piece() -> None:
    cards = column([f"{text} Paid with 4111 1111 1111 1111" for text in PROSE])
    assert within(cards, CARD, 24, 24 * 100_000, ()).way == "hint_text"
