"""A vector among what tells of a face, under a name that tells nothing: `descr`, `дескриптор`.

Makers call what a face is recognised by as they like, and many do not scale it to unit length (dlib's have a norm of
about 1.4), so that neither its name nor its form tells it. Fractions of either sign, as many as face models give, stand
beside a beard, glasses or the picture of a face for nothing else; a histogram of the picture has no negative ones.
"""

from collections.abc import Sequence
from typing import Any

from leftopen.privacy.detect.evidence import Column
from leftopen.privacy.detect.kinds import bit_of
from leftopen.privacy.detect.kinds.biometric.face_embedding import LENGTHS
from leftopen.privacy.detect.records.found import found
from leftopen.privacy.detect.records.worded import OF_NOTHING
from leftopen.privacy.detect.weigh import Decision
from leftopen.privacy.detect.weights import number, way

_EMBEDDING, _FACE = "biometric.face_embedding", "biometric.face"
_WHOSE = (_FACE, "about.person", "about.patient", *OF_NOTHING)
"""What the name may tell besides nothing: whose face it is."""


def told(column: Column, record: frozenset[str]) -> Decision | None:
    """That a field holds embeddings of faces, where the record tells of faces and the name of nothing else."""
    if not any(each.startswith(_FACE) for each in record) or not column.hints.keys() <= {*_WHOSE}:
        return None
    if len(column.kept) < number("two_words") or not all(map(_vector, column.kept)):
        return None
    return found(column, bit_of(_EMBEDDING), way("beside", 1.0))


def _vector(value: Any) -> bool:
    """True for fractions of either sign, as many as a model of faces gives."""
    if not isinstance(value, Sequence) or isinstance(value, str | bytes) or len(value) not in LENGTHS:
        return False
    return all(isinstance(each, float) for each in value) and min(value) < 0 < max(value)
