"""Face embedding.

What: the numbers by which a face is recognised, a vector of usually unit norm. Issuer: none. Source: the lengths of
published face models (128: FaceNet and dlib; 512: ArcFace; 256, 1024 and 2048: others) and ISO/IEC 39794-5 on face
records. Text embeddings look the same: without a name or company that speaks of faces it stays a hint. Vectors are
also found packed as 32-bit floats in base64. Only the stored field is told; no face is looked at.

>>> see([[1 / 512 ** 0.5] * 512]), see([[3.0] * 512]), see([[0.6, 0.8]])
(True, False, False)
>>> plausible([[0.1] * 128]), plausible(["AAAA" * 171]), plausible(["smile"]), plausible(["/9j/" + "A" * 400])
(True, True, False, False)
"""

import struct
from collections.abc import Sequence
from math import isfinite
from typing import Any

from leftopen.privacy import mask as masks

LABEL = "biometric.face_embedding"
CLAIM = "named"
CONCEPTS = ("biometric.face_embedding",)
TOGETHER = True

LENGTHS = frozenset({64, 96, 128, 192, 256, 320, 384, 512, 768, 1024, 2048, 4096})
LEAST = 4 * 64 * 4 // 3
_BYTES = 128
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM", b"RIFF")
"""How files of pictures begin."""


def valid(text: str) -> bool:
    """True for packed floats, hexadecimal or number lists of an embedding's length."""
    return _unpack(text) is not None


def see(values: Sequence[Any]) -> bool:
    """True for a vector of embedding length and unit norm, as a list or packed."""
    vector = _vector(values)
    return vector is not None and len(vector) in LENGTHS and masks.unit(vector)


def plausible(values: Sequence[Any]) -> bool:
    """True for any such vector, or the bytes of one, given a field for it."""
    vector = _vector(values)
    if vector is not None:
        return (len(vector) >= 64 and len(set(vector[:64])) > 1) or (len(vector) in LENGTHS and any(vector[:8]))
    return any(_opaque(value) for value in values)


def _opaque(value: Any) -> bool:
    """True for bytes of a form that its maker alone knows, in base64 too, and no picture."""
    data = masks.unpack(value) if isinstance(value, str) and len(value) >= LEAST // 2 else value
    return isinstance(data, (bytes, bytearray)) and len(data) >= _BYTES and not data.startswith(_PICTURES)


def _vector(values: Sequence[Any]) -> Sequence[float] | None:
    for value in values:
        if isinstance(value, (list, tuple)) and len(value) >= 64 and not isinstance(value[0], (str, bool)):
            return value if all(isinstance(x, (int, float)) and abs(x) < 1e9 for x in value[:4096]) else None
        if isinstance(value, (str, bytes, bytearray)) and len(value) >= LEAST:
            return _unpack(value)
    return None


def _unpack(value: str | bytes | bytearray) -> tuple[float, ...] | None:
    """The 32-bit floats that base64 text (or bytes) hold, or None where they are not an embedding's."""
    data = masks.unpack(value, 24_000) if isinstance(value, str) else bytes(value[:18_000])
    if data is None and isinstance(value, str):
        return _listed(value)
    if data is None or len(data) % 4 or len(data) // 4 not in LENGTHS:
        return None
    vector = struct.unpack(f"<{len(data) // 4}f", data)
    sane = all(isfinite(x) and (abs(x) < 64 and (abs(x) > 1e-9 or x == 0)) for x in vector)
    return vector if sane and any(vector) else None


def _listed(value: str) -> tuple[float, ...] | None:
    """Numbers written one after another: `0.1,0.2,…`."""
    parts = value[:100_000].replace(";", ",").replace(" ", ",").strip("[],").split(",")
    if len(parts) not in LENGTHS:
        return None
    try:
        vector = tuple(float(part) for part in parts)
    except ValueError:
        return None
    return vector if all(isfinite(x) and abs(x) < 1e6 for x in vector) else None


def mask(values: Sequence[Any]) -> str:
    """`vector of 512, unit norm`."""
    vector = _vector(values)
    return masks.vector(vector) if vector is not None else "packed vector"
