"""Counters of one field."""

import base64

from leftopen.privacy.detect.evidence import FULL, KEPT, SETTLED, SETTLED_STRIDE, STRIDE, Column, Text, _of_length, look
from leftopen.privacy.detect.kinds import by_value, detectors
from leftopen.privacy.detect.values import CELL
from leftopen.privacy.flatten import Node

BITS = {detector.label: bit for bit, detector in enumerate(detectors())}


def column(*parts: str) -> Column:
    return Column(Node(parts), frozenset())


def test_whole_inside_and_named() -> None:
    found = column("mail")
    found.take(["zhao@example.org"])
    found.take(["write to zhao@example.org or call tomorrow"])
    found.take(["nothing"])
    found.count()
    bit = BITS["contact.email"]
    assert (found.whole[bit], found.inside[bit], found.fits[bit]) == (1, 1, 1)
    assert (found.present, found.examined) == (3, 3)


def test_empty_values_are_present_but_not_examined() -> None:
    found = column("mail")
    for value in ("", None):
        found.take([value])
    found.count()
    assert (found.present, found.examined) == (2, 0)


def test_after_the_first_ones_a_share_is_examined_and_weighted() -> None:
    found = column("mail")
    for n in range(FULL + 100 * STRIDE):
        found.take([f"write to u{n}@example.org or to nobody"])
    found.count()
    assert found.present == FULL + 100 * STRIDE
    assert abs(found.examined - found.present) <= STRIDE
    assert found.inside[BITS["contact.email"]] == found.examined
    assert found.looks == FULL + 100


def test_a_settled_field_is_hardly_examined_and_counts_all_the_same() -> None:
    found = column("mail")
    for n in range(3 * SETTLED_STRIDE + 7):
        found.take([f"u{n}@example.org"])
    found.count()
    assert found.settled
    assert found.looks == SETTLED + 3
    assert found.whole[BITS["contact.email"]] == found.examined == found.present


def test_a_field_of_two_minds_is_not_settled() -> None:
    found = column("contact")
    for n in range(FULL):
        found.take([f"u{n}@example.org" if n % 3 else f"item {n}"])
    found.count()
    assert not found.settled
    assert found.looks == FULL


def test_texts_of_a_settled_field_are_examined() -> None:
    found = column("remark")
    for n in range(2 * SETTLED):
        found.take([f"K{n}"])
    found.take(["he asked us to write to zhao@example.org"])
    found.count()
    assert found.settled
    assert found.inside[BITS["contact.email"]] == 1


def test_values_of_a_settled_field_are_kept_as_far_as_asked() -> None:
    found = Column(Node(("mail",)), frozenset(), keep=FULL)
    values = [f"u{n}@example.org" for n in range(2 * FULL)]
    for value in values:
        found.take([value])
    found.count()
    assert found.settled
    assert set(found.kept) <= set(values)
    assert len(set(found.kept)) == len(found.kept)
    assert len(found.kept) == FULL


def test_memory_is_bounded() -> None:
    found = column("x")
    for n in range(3000):
        found.take([f"value {n}"] * 100)
        assert len(found.waiting) <= SETTLED
    for n in range(30):
        found.take([f"{n}" * 20_000])
        assert sum(len(value) for values in found.waiting for value in values) <= 100_000
    found.count()
    assert len(found.kept) <= KEPT
    assert len(found.memo) <= 1024
    assert max(len(values) for values in found.samples.values()) <= CELL if found.samples else True


def test_repeated_values_count_each_time() -> None:
    found = column("性别")
    for n in range(40):
        found.take(["男" if n % 2 else "女"])
    found.count()
    assert found.fits[BITS["person.gender"]] == 40


def test_absorb_adds() -> None:
    one, two = column("mail"), column("mail")
    one.take(["a1@example.org"])
    two.take(["a2@example.org"])
    one.absorb(two)
    assert (one.present, one.whole[BITS["contact.email"]], one.kept) == (2, 2, ["a1@example.org", "a2@example.org"])


def test_what_shows_by_itself_is_what_each_detector_sees() -> None:
    packed = base64.b64encode(b"\xff\xd8\xff\xe0" + bytes(60)).decode()
    texts = [
        "Islam",
        " 回族 ",
        "Springfield",
        "李娜",
        "Ada Lovelace",
        "E11.9",
        "12 Acacia Avenue, Springfield",
        packed,
        "",
    ]
    other = [b"\x89PNG\r\n\x1a\n", [1.0] + [0.0] * 127, 3, 0.5, True]
    seen: set[str] = set()
    for value in (*texts, *other):
        shown = look([value], [Text(value)] if isinstance(value, str) else [], ()).whole
        for bit, detector in enumerate(detectors()):
            if detector.see is not None:
                assert bool(detector.see([value])) == bool(shown >> bit & 1), (detector.name, value)
                seen.update({detector.label} if shown >> bit & 1 else ())
    assert {"special.religion", "special.ethnicity", "person.name", "special.health", "contact.address"} < seen
    assert {"biometric.face_image", "biometric.face_embedding"} < seen


def test_a_repeated_text_shows_what_it_showed() -> None:
    column = Column(Node(("mail",)), frozenset())
    for _ in range(3):
        column.take(["zhao@example.org"])
    column.count()
    assert (column.present, column.examined, column.types["text"]) == (3, 3, 3)
    assert sorted(column.whole.values()) == [3]
    assert column.kept == ["zhao@example.org"] * 3


def test_numbers_are_asked_of_detectors_by_their_length_alone() -> None:
    """Those that are left out by the lengths of values would have taken none of them."""
    general = by_value()["id.national"]
    for text in ("36692368308", "560615-1538005", "x" * 40):
        taken = [bit for bit in general if detectors()[bit].valid(text)]
        kept = _of_length(general, len(text))
        assert set(taken) <= set(kept)
        assert len(kept) < len(general)
