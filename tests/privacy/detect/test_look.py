"""What the values of one record show by themselves."""

import base64

from leftopen.privacy.detect.kinds import by_value, detectors
from leftopen.privacy.detect.look import Text, _of_length, look


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


def test_numbers_are_asked_of_detectors_by_their_length_alone() -> None:
    """Those that are left out by the lengths of values would have taken none of them."""
    general = by_value()["id.national"]
    for text in ("36692368308", "560615-1538005", "x" * 40):
        taken = [bit for bit in general if detectors()[bit].valid(text)]
        kept = _of_length(general, len(text))
        assert set(taken) <= set(kept)
        assert len(kept) < len(general)
