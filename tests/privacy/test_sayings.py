"""Sayings are held in memory, bounded, and found however a program writes a name."""

import io

from leftopen.privacy.sayings import ANYWHERE, LONGEST, Sayings, sayings_of


def test_a_saying_is_found_whatever_the_case_of_its_field() -> None:
    sayings = Sayings()
    sayings.say(("Ward", "COL4"), "Blood group")
    assert sayings.texts(("ward", "[]", "col4")) == ["Blood group"]
    assert sayings.texts(("ward", "col5")) == []


def test_one_of_a_field_wherever_it_stands() -> None:
    sayings = Sayings()
    sayings.mean((ANYWHERE, "q3"), {"1": "Sikh"})
    assert sayings.meanings(("answers", "[]", "Q3")) == {"1": "Sikh"}


def test_empty_ones_are_none() -> None:
    sayings = Sayings()
    sayings.say(("a",), "   ")
    sayings.say(("b",), None)
    sayings.say(("c",), 4)
    assert not sayings


def test_all_of_them_are_bounded() -> None:
    sayings = Sayings()
    sayings.say(("a",), "x" * 100_000)
    assert len(sayings.texts(("a",))[0]) == LONGEST
    for number in range(20_000):
        sayings.say((f"field{number}",), f"comment {number} " + "y" * 200)
        sayings.mean(("codes",), [(str(number), "word " * 40)])
    held = sum(len(text) for number in range(20_000) for text in sayings.texts((f"field{number}",)))
    assert held < 1 << 20
    assert len(sayings.meanings(("codes",))) <= 256


def test_a_reference_of_a_path_is_kept_once() -> None:
    sayings = Sayings()
    sayings.refer(("a", "b"), ("Faiths",), "ID")
    sayings.refer(("a", "b"), ("other",))
    told = sayings.reference(("A", "B"))
    assert told is not None
    assert told == (("faiths",), "id")


def test_they_are_let_go_of() -> None:
    sayings = Sayings()
    sayings.say(("a",), "Anna Berg")
    assert "Anna" not in repr(sayings)
    sayings.drop()
    assert not sayings


def test_bytes_that_are_no_input_keep_none() -> None:
    assert not sayings_of(io.BytesIO(b""))
