"""What the values of one record show by themselves."""

import base64

from leftopen.privacy.data import tomls
from leftopen.privacy.detect.kinds import by_value, detectors
from leftopen.privacy.detect.look import Text, _form, _of_form, look, silent
from leftopen.privacy.detect.patterns import glances
from leftopen.privacy.detect.wordbook import DETECTORS


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


def test_numbers_are_asked_of_detectors_by_their_form_alone() -> None:
    """Those that are left out by the forms of values would have taken none of them."""
    general = by_value()["id.national"]
    texts = [row["good"][0] for _, table in tomls(DETECTORS) for row in table.get("number", [])]
    for text in (*texts, "36692368308", "560615-1538005", "x" * 40, "9" * 60, "ZÉ 48213", "王小明", ""):
        taken = [bit for bit in general if detectors()[bit].valid(text)]
        kept = _of_form(general, _form(text))
        assert set(taken) <= set(kept), text
        assert len(kept) < len(general)
    assert _form("Müller") == _form("9" * 60) == "9" * 41


def test_what_is_silent_shows_and_holds_nothing() -> None:
    quiet = 0
    texts = [str(each) for _, table in tomls(DETECTORS) for each in table.get("examples", {}).get("good", [])]
    for text in (*texts, "SKU-471606", "cam-7381", "/api/v1/pay/62594", "52c79e5a01d668", "yes", "a b", "ä", "x" * 400):
        if silent(text, glances([text] * 3)[0]):
            quiet += 1
            shown = look([text], [Text(text)], ())
            assert (shown.whole, shown.inside, Text(text).hits()) == (0, 0, []), text
    assert quiet >= 4
