"""A vector or a template among what tells of a body, under a name that tells nothing: `descr`, `template4`.

Makers call what a face is recognised by as they like, and many do not scale it to unit length (dlib's have a norm of
about 1.4), so that neither its name nor its form tells it. Fractions of either sign, as many as face models give, stand
beside a beard, glasses or the picture of a face for nothing else; a histogram of the picture has no negative ones.
"""

from collections.abc import Sequence
from typing import Any

from leftopen.privacy.detect.decision import Decision
from leftopen.privacy.detect.evidence import Column
from leftopen.privacy.detect.kinds import bit_of
from leftopen.privacy.detect.kinds.biometric.face_embedding import LENGTHS
from leftopen.privacy.detect.records.found import found
from leftopen.privacy.detect.records.worded import OF_NOTHING
from leftopen.privacy.detect.weights import number, way
from leftopen.privacy.later import later

_EMBEDDING, _FACE = "biometric.face_embedding", "biometric.face"
_WHOSE = (_FACE, "about.person", "about.patient", "about.capture", *OF_NOTHING)
"""What the name may tell besides nothing: whose face it is, or that it was captured."""
_TEMPLATE = "other.template"
_BODY = ("biometric.fingerprint", "biometric.iris", "biometric.voice", _EMBEDDING)
_PACKED = later(
    "(?=[^a-z]*[a-z])(?=[^A-Z]*[A-Z])(?=[^0-9]*[0-9])[A-Za-z0-9+/]{120,}={0,2}|[0-9a-f]{192,}|[0-9A-F]{192,}"
)
"""90 bytes and more; words have no figures among capitals and small letters."""


def told(column: Column, record: frozenset[str]) -> Decision | None:
    """That a field holds embeddings of faces, where the record or its name tells of faces and of nothing else; or what
    another trait of a body is recognised by, where the name says no more than that it is a template."""
    if len(column.kept) < number("two_words"):
        return None
    if _TEMPLATE in column.hints:
        return _template(column, record)
    if not any(each.startswith(_FACE) for each in (*record, *column.hints)) or not column.hints.keys() <= {*_WHOSE}:
        return None
    return found(column, bit_of(_EMBEDDING), way("beside", 1.0)) if all(map(_vector, column.kept)) else None


def _template(column: Column, record: frozenset[str]) -> Decision | None:
    """That templates are of a body, as a name beside them says of which: `template` beside `finger_id`. Letters and
    pages are made from templates as well, of which none is packed, and none has another content for each record."""
    if not column.hints.keys() <= {_TEMPLATE, "other.qualifier", *OF_NOTHING}:
        return None
    label = next((label for label in _BODY if label in record or (label == _EMBEDDING and _FACE in record)), "")
    packed = len({str(value) for value in column.kept}) == len(column.kept) and all(map(_opaque, column.kept))
    return found(column, bit_of(label), way("beside", 1.0)) if label and packed else None


def _opaque(value: Any) -> bool:
    """True for base64 or hexadecimal text of the length of a template."""
    return isinstance(value, str) and _PACKED.fullmatch(value) is not None


def _vector(value: Any) -> bool:
    """True for fractions of either sign, as many as a model of faces gives."""
    if not isinstance(value, Sequence) or isinstance(value, str | bytes) or len(value) not in LENGTHS:
        return False
    return all(isinstance(each, float) for each in value) and min(value) < 0 < max(value)
