"""Other ways in which a text may be read: what is spelt so that a list of names or a pattern passes over it.

`decoded` undoes escapes of formats, which lose nothing: percent codes, entities of HTML, escapes of JSON and C, of
distinguished names (RFC 4514), quoted-printable and words of mail headers (RFC 2045, 2047). `readings` gives what a
person would read in letters that stand apart, within markup, under marks, in small capitals, in letters that look
alike or in figures that stand for letters; such a text may look odd as itself, so that it is only looked at. `packed`
tells text in Base32, Base85 or pairs of hexadecimal digits.
"""

import base64
import binascii
import html
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import unquote

from leftopen.privacy.later import later

_ROUNDS = 3
"""How often what was decoded is decoded again."""
_ESCAPED = later(
    r"\\u\{?([0-9a-fA-F]{4,6})\}?|((?:\\x[0-9a-fA-F]{2})+)|((?:\\[0-3][0-7]{2})+)|((?:\\[0-9a-fA-F]{2})+)"
    r"|((?:=[0-9A-F]{2}){2,})|=\?[\w-]+\?([bBqQ])\?([^?\s]*)\?="
)
_HEX = later("[0-9a-fA-F]{2}")
_QUOTED = later("(?:=[0-9a-fA-F]{2})+")
_TAG = later(r"</?[A-Za-z][^<>]{0,60}>")
_APART = later(r"(?<![^\W_])[^\W_](?:([^\w<>]|_|[^\w<>] )[^\W_])(?:\1[^\W_]){3,}(?![^\W_])")
_FIGURES = str.maketrans("〇零一二三四五六七八九", "00123456789")
_FIGURE = later("[〇零一二三四五六七八九]{5,}")
_ALIKE = str.maketrans(
    "аеорсхуіїјѕԁһԛԝкмтнвАВЕЅЗІЈКМНОРСТХУҮαβεικνορτυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧıɑɡ",
    "aeopcxyiijsdhqwkmthbABESZIJKMHOPCTXYYabeiknoptuxABEZHIKMNOPTYXiag",
)
"""Letters of Cyrillic and Greek that look like Latin ones (Unicode Technical Standard 39, confusables)."""
_SMALL = str.maketrans("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnoprstuvwyz")
_ABROAD = later("[ıɑɡͰ-ӿԀ-ԯᴀ-ᴢꜰꜱɢʜɪʀʏʙʟɴ]")
_FIGURED = later(r"(?<![^\W_])(?=[A-Za-z]*[013457@$][A-Za-z])(?:[A-Za-z]|[013457@$](?![0-9@$])){4,24}(?![^\W_])")
_LIKE = tuple(str.maketrans("013457@$", f"o{one}easta"[:7] + "s") for one in "il")
"""Figures that are written for letters, of which `1` is two."""
_WIDE = later(r"(?<![^\s,;|])[!-~]{10,}(?![^\s,;|])")
_PAIRS = later(r"(?<![0-9A-Za-z])[0-9A-Fa-f]{2}(?:[: -]?[0-9A-Fa-f]{2}){4,}(?![0-9A-Za-z])")
_BASE32 = later(r"(?<![A-Za-z0-9])(?:[A-Z2-7]{10,}|[a-z2-7]{13,})={0,6}(?![A-Za-z0-9])")
_MARKS = later("[\u0300-\u036f\u20d0-\u20ff\ufe00-\ufe0f]")
_TOLD = 0.9
_WIDE_ORDERS = ((1, "utf-16-le"), (0, "utf-16-be"))
"""Where the upper byte of each pair stands; in one alphabet it is the same."""


def decoded(text: str) -> str:
    """The text without escapes.

    >>> decoded("anna%2Eberg"), decoded("&#97;nna"), decoded("\\\\u0061nna"), decoded("=?utf-8?q?=61nna?=")
    ('anna.berg', 'anna', 'anna', 'anna')
    """
    for _ in range(_ROUNDS):
        before = text
        if "%" in text:
            text = unquote(text)
        if "&" in text:
            text = html.unescape(text)
        if "\\" in text or "=" in text:
            text = _ESCAPED.sub(_one, text)
        if text == before:
            return text
    return text


def _one(match: re.Match[str]) -> str:
    point, bytes_, octal, pairs, quoted, way, word = match.groups()
    if point:
        return chr(int(point, 16)) if int(point, 16) < 0x110000 else match.group()
    if octal:
        return _text(bytes(int(each, 8) for each in octal.split("\\")[1:])) or match.group()
    if not way:
        return _text(_pairs(bytes_ or pairs or quoted)) or match.group()
    if way in "bB":
        return _text(_base64(word)) or match.group()
    return _QUOTED.sub(lambda each: _text(_pairs(each.group())) or each.group(), word).replace("_", " ")


def _pairs(text: str) -> bytes:
    return bytes(int(each, 16) for each in _HEX.findall(text.replace("\\x", "\\")))


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return ""


def _base64(word: str) -> bytes:
    try:
        return base64.b64decode(word.rstrip("=") + "=" * (-len(word.rstrip("=")) % 4))
    except (binascii.Error, ValueError):
        return b""


def readings(text: str) -> Iterator[str]:
    """What else a person would read there, without what is the text itself.

    >>> list(readings("j4n3")), list(readings("a.n.n.a.l"))
    (['jane'], ['annal'])
    >>> list(readings("a<b>nn</b>a")), list(readings("card 四一一一一一一一"))
    (['anna'], ['card 41111111'])
    """
    bare = _TAG.sub("", text) if "<" in text else text
    if not bare.isascii():
        bare = unicodedata.normalize("NFC", _MARKS.sub("", unicodedata.normalize("NFD", bare)))
        bare = _FIGURE.sub(lambda match: match.group().translate(_FIGURES), bare.translate(_SMALL))
    near = _APART.sub(lambda match: match.group().replace(match[1], ""), bare)
    alike = near.translate(_ALIKE) if _ABROAD.search(near) else near
    figured = [_spelt(alike, like) for like in _LIKE]
    yield from dict.fromkeys(each for each in (bare, near, alike, *figured) if each != text)


def _spelt(text: str, figures: Mapping[int, int]) -> str:
    """Letters for the figures that stand for them within words."""
    return _FIGURED.sub(lambda match: match.group().translate(figures), text)


def packed(text: str) -> Iterator[tuple[int, int]]:
    """Where readable text stands in hexadecimal digits with something between them, in Base32, or in Base85."""
    for match in _PAIRS.finditer(text):
        if readable(_pairs(match.group())):
            yield match.span()
    for match in _BASE32.finditer(text):
        bare = match.group().upper().rstrip("=")
        if _holds(base64.b32decode, bare + "=" * (-len(bare) % 8)):
            yield match.span()
    for match in _WIDE.finditer(text):
        if not match.group().isalnum() and _holds(base64.b85decode, match.group()):
            yield match.span()


def _holds(unpack: Callable[[str], bytes], text: str) -> bool:
    try:
        return readable(unpack(text))
    except ValueError:
        return False


def readable(data: bytes) -> bool:
    """True for bytes that are a person's text: UTF-8, or UTF-16 of one alphabet; mostly letters and digits.

    >>> readable("Müller".encode()), readable("王小明".encode()), readable("Müller".encode("utf-16-le"))
    (True, True, True)
    >>> readable(bytes(range(128, 140)))
    False
    """
    if _written(data, "utf-8"):
        return True
    if len(data) % 2 or len(data) < 10:
        return False
    return any(len(set(data[first::2])) == 1 and _written(data, name) for first, name in _WIDE_ORDERS)


def _written(data: bytes, encoding: str) -> bool:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return (
        len(text) >= (5 if text.isascii() else 3)
        and text.isprintable()
        and sum(c.isalnum() or c in " .-_@+" for c in text) >= _TOLD * len(text)
    )
