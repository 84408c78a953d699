"""A vector or a template among what tells of a body, under a name that tells nothing: `descr`, `template4`, `content`.

Makers call what a face is recognised by as they like, and many do not scale it to unit length (dlib's have a norm of
about 1.4), so that neither its name nor its form tells it. Fractions of either sign, as many as face models give, stand
beside a beard, glasses or the picture of a face for nothing else; a histogram of the picture has no negative ones.
Templates of fingers, palms and faces are bytes that their maker alone can read; terminals hand them on as `Tmp` or
`Content` beside what only readers of bodies have, such as the finger that tells of duress.
"""

from collections.abc import Sequence
from typing import Any

from leftopen.privacy import mask as masks
from leftopen.privacy.detect import shapes
from leftopen.privacy.detect.decision import Decision
from leftopen.privacy.detect.evidence import Column
from leftopen.privacy.detect.kinds import bit_of
from leftopen.privacy.detect.kinds.biometric.face_embedding import LENGTHS
from leftopen.privacy.detect.records.found import found
from leftopen.privacy.detect.records.worded import OF_NOTHING
from leftopen.privacy.detect.weights import number, way
from leftopen.privacy.later import later

_EMBEDDING, _FACE, _PICTURE = "biometric.face_embedding", "biometric.face", "biometric.face_image"
_WHOSE = (_FACE, "about.person", "about.patient", "about.capture", *OF_NOTHING)
"""What the name may tell besides nothing: whose face it is, or that it was captured."""
_TEMPLATE, _ENROLLED = "other.template", "about.biometrics"
_SAYS_NO_MORE = frozenset((_TEMPLATE, "other.qualifier", *OF_NOTHING))
_FINGER = "biometric.fingerprint"
_BODY = (_FINGER, "biometric.iris", "biometric.voice", _EMBEDDING)
_OF_BODY = frozenset((*_BODY, _FACE, _PICTURE))
_PACKED = later(
    "(?=[^a-z]*[a-z])(?=[^A-Z]*[A-Z])(?=[^0-9]*[0-9])[A-Za-z0-9+/]{120,}={0,2}|[0-9a-f]{192,}|[0-9A-F]{192,}"
)
"""90 bytes and more; words have no figures among capitals and small letters."""
_LONG = 160
"""Characters of a template where the name does not say that it is one."""
_MINUTIAE = later(r"[0-9]{1,4}(?: [0-9]{1,4}){2,3}(?:\r?\n[0-9]{1,4}(?: [0-9]{1,4}){2,3}){7,}")
"""Place, direction and mostly quality of each point of a finger, a line each, as NIST's `mindtct` writes them."""
_READABLE = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"7z\xbc\xaf", b"0\x82", b"-----", b'{"', b"<?")
"""How documents, archives, certificates and texts begin that are packed as well."""
_FACED = (
    *("adaface", "antelopev2", "arcface", "blazeface", "cosface", "deepface", "elasticface", "facenet", "insightface"),
    *("magface", "openface", "retinaface", "sphereface", "vggface"),
)
"""Models of faces, by which a record says what its vectors are of: `calculator: facenet.Facenet2018`, `VGG-Face`."""
_FEW, _SHORT = 3, 60


def told(column: Column, record: frozenset[str]) -> Decision | None:
    """That a field holds embeddings of faces, where the record or its name tells of faces and of nothing else; or what
    another trait of a body is recognised by, where the name says no more than that it is a template."""
    if len(column.kept) < number("two_words"):
        return None
    if label := _label(column, record):
        return found(column, bit_of(label), way("beside", 1.0))
    if not any(each.startswith(_FACE) for each in (*record, *column.hints)) or not column.hints.keys() <= {*_WHOSE}:
        return None
    return found(column, bit_of(_EMBEDDING), way("beside", 1.0)) if all(map(_vector, column.kept)) else None


def of_a_model(column: Column) -> bool:
    """True where all values name a model that recognises faces."""
    if not column.kept or not _names_a_model(column.kept[0]):
        return False
    different = {value if isinstance(value, str) else None for value in column.kept}
    return len(different) <= _FEW and all(map(_names_a_model, different))


def _names_a_model(value: Any) -> bool:
    if not isinstance(value, str) or len(value) > _SHORT:
        return False
    name = "".join(filter(str.isalnum, value)).casefold()
    return any(model in name for model in _FACED)


def _label(column: Column, record: frozenset[str]) -> str:
    """The label of templates of a body, "" where it is none: as their own name says of which, or as one beside them
    does: `template` beside `finger_id`. Letters and pages are made from templates as well, of which none is packed, and
    none has another content for each record."""
    own = column.hints.keys() - _SAYS_NO_MORE
    if not own <= _OF_BODY or not (own or _of_bodies(record)):
        return ""
    if len({str(value) for value in column.kept}) < len(column.kept):
        return ""
    if not own and all(shapes.picture([value]) for value in column.kept):
        return _PICTURE if {_FACE, _PICTURE, _EMBEDDING, _ENROLLED} & record else _FINGER
    least = 0 if own or _TEMPLATE in column.hints else _LONG
    if not all(_opaque(value, least) for value in column.kept):
        return ""
    if not own:
        return _beside(record)
    stored = _TEMPLATE in column.hints or not own & column.weak or _of_bodies(record)
    return next((each for each in _BODY if each in own), _EMBEDDING) if stored else ""


def _of_bodies(record: frozenset[str]) -> bool:
    """True where a record tells what a body is recognised by."""
    return _ENROLLED in record or not _OF_BODY.isdisjoint(record)


def _beside(record: frozenset[str]) -> str:
    label = next((label for label in _BODY if label in record), "")
    return label or (_EMBEDDING if _FACE in record else _FINGER)


def _opaque(value: Any, least: int) -> bool:
    """True for base64 or hexadecimal text of the length of a template which begins as nothing that can be read, and for
    the points of a finger."""
    if not isinstance(value, str) or len(value) < least:
        return False
    if _PACKED.fullmatch(value) is None:
        return _MINUTIAE.fullmatch(value) is not None
    content = masks.unpack(value, _SHORT) or b""
    return not content.startswith(_READABLE)


def _vector(value: Any) -> bool:
    """True for fractions of either sign, as many as a model of faces gives."""
    if not isinstance(value, Sequence) or isinstance(value, str | bytes) or len(value) not in LENGTHS:
        return False
    return all(isinstance(each, float) for each in value) and min(value) < 0 < max(value)
