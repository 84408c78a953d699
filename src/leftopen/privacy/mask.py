"""Masked shapes: what may be shown of a value. At most a fifth of its characters, and of a word from a small
vocabulary (gender, faith, illness) nothing at all, not even its length.
"""

import base64
import binascii
import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

BLOCK = "█"
HIDDEN = BLOCK * 3
_SHOWN = 5
_MOST = 3
_LONGEST = 40
_ZONES = frozenset({"com", "org", "net", "edu", "gov", "example", "cn", "de", "es", "fr", "br", "ru", "uk", "eu"})
_DATE = re.compile(r"(1[89]|20)\d\d[-/.年]?\d\d?[-/.月]?\d\d?日?")
_IMAGES = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"RIFF", "WebP"),
)


def masked(value: str) -> str:
    """A number, name or code: up to three characters of the ends, a fifth at most, four or fewer none.

    >>> masked("11010519491231002X"), masked("Wu")
    ('1███████████████2X', '██')
    """
    length = len(value)
    show = min(_MOST, length // _SHOWN)
    if not show or length > 4 * _LONGEST:
        return BLOCK * min(length, _LONGEST) or BLOCK
    tail = show - 1
    body = BLOCK * min(length - show, _LONGEST)
    return value[0] + body + (value[length - tail :] if tail else "")


def words(value: str) -> str:
    """A name or address: each word all blocks, so that only their number and length show."""
    return " ".join(BLOCK * min(len(word), 12) for word in value.split()[:8]) or BLOCK


def hidden(_value: Any) -> str:
    """A word of a small vocabulary, a password: nothing shows."""
    return HIDDEN


def email(value: str) -> str:
    """`z███@e██████.org`: the first characters and a common last part of the domain.

    >>> email("zhao@example.org"), email("a@b.c")
    ('z███@e██████.org', '█@█.█')
    """
    local, _, domain = value.rpartition("@")
    host, _, zone = domain.rpartition(".")
    shown = zone if zone.lower() in _ZONES else BLOCK * min(len(zone), 12)
    return f"{_first(local)}@{_first(host)}.{shown}"


def _first(part: str) -> str:
    blocks = min(len(part), 24)
    return part[0] + BLOCK * (blocks - 1) if blocks > 3 else BLOCK * blocks


def day(value: Any) -> str:
    """A date: the century only, `19██-██-██`; other forms show nothing but their punctuation.

    >>> day("1984-03-07"), day("7.3.84")
    ('19██-██-██', '█.█.██')
    """
    if isinstance(value, (date, datetime)):
        value = value.isoformat()[:10]
    value = str(value)[:24]
    head = value[:2] if _DATE.match(value) else ""
    return head + re.sub(r"\w", BLOCK, value[len(head) :])


def coordinates(*values: Any) -> str:
    """`3█.██, 12█.██`: the first digit of each, where there are more before the point."""
    return ", ".join(_degrees(value) for value in values[:2])


def _degrees(value: Any) -> str:
    whole = str(value).partition(".")[0].lstrip("+-")
    return f"{(whole[:1] if len(whole) > 1 else BLOCK) + BLOCK * min(max(len(whole) - 1, 0), 2)}.{BLOCK * 2}"


def vector(values: Sequence[float]) -> str:
    """`vector of 512, unit norm`."""
    return f"vector of {len(values)}{', unit norm' if unit(values) else ''}"


def unit(values: Sequence[float]) -> bool:
    """True where the Euclidean norm is 1, within the rounding of stored floats."""
    total = 0.0
    for value in values:
        if abs(value) > 1.01:
            return False
        total += value * value
    return 0.96 <= total <= 1.04


def picture(data: bytes | str) -> str:
    """`JPEG image, 23 kB` for image bytes (also in base64); an address or path of one is `image file name`."""
    content = unpack(data) if isinstance(data, str) else data
    kind = image(content) if content else None
    if kind is None:
        return "image file name"
    size = len(data) * 3 // 4 if isinstance(data, str) else len(data)
    return f"{kind} image, {max(1, round(size / 1000))} kB"


_CHUNKS, _WEBP = b"RIFF", b"WEBP"


def image(content: bytes) -> str | None:
    """The kind of image that these first bytes begin, by its magic number, or None."""
    if content.startswith(_CHUNKS) and content[8:12] != _WEBP:
        return None  # sounds and films are such chunks as well
    return next((kind for magic, kind in _IMAGES if content.startswith(magic)), None)


def unpack(value: str, most: int = 4096) -> bytes | None:
    """The first `most` characters of base64 text (also a data URL) as bytes, or None where it is none.

    >>> unpack("aGVsbG8gd29ybGQ="), unpack("not base64!")
    (b'hello world', None)
    """
    if value.startswith("data:"):
        value = value[:100].partition("base64,")[2] + value[100:]
    head = value[: most - most % 4].strip()
    if len(head) < 8 or " " in head or not head.isascii():
        return None
    padded = head + "=" * (-len(head) % 4)
    try:
        return base64.b64decode(padded.translate({45: "+", 95: "/"}), validate=True)
    except (binascii.Error, ValueError):
        return None
