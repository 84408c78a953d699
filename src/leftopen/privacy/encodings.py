"""The encoding of bytes that are text.

A byte order mark (Unicode, chapter 23.8) settles it; then UTF-16 that shows by its zero bytes; then UTF-8, also where a
few bytes of it are broken; else `charset-normalizer` judges the first lines that are not ASCII, unless in another
encoding more names of the columns are words that fields are named by.
"""

import codecs
import re
from itertools import islice

from leftopen.privacy.detect import concepts

CHUNK = 65_536
"""Bytes that decide whether they are wide characters."""

_SAMPLE = 16_384
"""Bytes of lines beyond ASCII that decide; more of them never changed a verdict on the test's texts."""
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
SHOWN = {
    "ascii": "ASCII",
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-32": "UTF-32",
    "utf-32-le": "UTF-32",
    "utf-32-be": "UTF-32",
    "iso2022_jp": "ISO-2022-JP",
    "hz": "HZ-GB-2312",
    "iso8859_2": "ISO-8859-2",
    "iso8859_5": "ISO-8859-5",
    "iso8859_6": "ISO-8859-6",
    "cp850": "IBM850",
    "cp852": "IBM852",
    "big5": "Big5",
    "cp866": "IBM866",
    "cp932": "Shift_JIS",
    "cp949": "EUC-KR",
    "euc_jp": "EUC-JP",
    "gb18030": "GB 18030",
    "koi8_r": "KOI8-R",
    "koi8_u": "KOI8-U",
    "mac_cyrillic": "x-mac-cyrillic",
    "mac_roman": "macintosh",
    **{f"cp{number}": f"Windows-{number}" for number in (874, *range(1250, 1258))},
}
"""How encodings are called (IANA's character sets) by the names that Python gives them."""
_BY_RULE = ("cp850", "cp852", "koi8_u")
"""Encodings that are told by rules of ours alone: a judge of languages takes them for others."""
_LEGACY = tuple(name for name in SHOWN if name.startswith(("cp", "big5", "euc", "gb", "koi8")) and name not in _BY_RULE)
_LATIN = ("cp1252", "cp1250", "cp1254", "cp1257")
_UNWESTERN = re.compile(r"[^\W\d_][³¹¿¼¾£¥¯Ÿ]|[ðþýÐÞÝšŠžŽ]")
"""What common letters of Polish, Czech and Turkish become in Windows-1252, where they are rare between letters."""
_DOS = re.compile(r"[A-Za-z][„“”‚ˆ…‡‰˜†¥©Æ\x81\x8d\x8f\x90\x9d\xa0¡¢£\ufffd](?=[a-z])")
_LETTERED = re.compile(r"[A-Za-z][àâ-öø-ÿ](?=[a-z])")
"""What small letters of IBM850 and IBM852 become in Windows-1252, and letters that it has itself, within words."""
_POLISH = re.compile(rb"(?<=[A-Za-z\xb3\xc0-\xff])[\xb1\xb6\xbc](?=[a-z\xb3\xc0-\xff])|[\xa6\xac](?=[a-z])")
"""Ą, ś, ź as ISO 8859-2 writes them, within words."""
_CZECH = re.compile(rb"(?<=[A-Za-z\xc0-\xff])[\xb9\xbe\xbb]|[\xa9\xae](?=[a-z\xc0-\xff])")
_ONLY_CZECH = (b"\xf8", b"\xec", b"\xf9")
"""Š, ž, ť as ISO 8859-2 writes them, and ř, ě, ů, which Polish has not."""
_GERMAN = re.compile(r"[A-Za-zŠšŸ]§(?=[a-z])")
"""What ß of the Macintosh and ž of IBM852 become in Windows-1252, within words, where ä, ö and ü are others, too."""
_COMMON = frozenset("éèêëàâäçîïíôöóûüúùñáãõßåæøÉÈÀÇÖÜÄÅÆØÁÍÓÚÑ")
_CENTRAL = frozenset("áéíóúýčďěňřšťůžąćęłńśźżőűöüäôľđÁÉÍÓÚÝČĎŘŠŤŮŽĆŁŚŻŐÖÜĐ")
_LETTERS = {"cp850": _COMMON, "mac_roman": _COMMON, "cp852": _CENTRAL}
"""Encodings that put letters where Windows-1252 has signs, with the letters that are common in what they are for."""
_PLACED = re.compile(r"([A-Za-z]?)([^\W\d_A-Za-z])")
_FOREIGN = frozenset("ãçàèêëîïâñÃÇÀÈÊ")
_CELLS = re.compile(rb"[,;\t|]")
_PARTS = re.compile(r"[,;\t|]")
_FRAMES = re.compile("[\u2500-\u259f\x80-\x9f\xa4\xac\xa6]")
"""What no name of a field has: lines of frames, controls and signs that letters of other encodings become."""
_HEADS, _CELL_COUNT = 3, 24
"""Lines of which one may be of names, and cells of it that are read."""
_RARER = ("iso8859_2", "mac_roman", "cp850", "cp852", "iso8859_5", "iso8859_6", "mac_cyrillic")
_BALTIC = frozenset("đţű")
"""What š, ž and ū become in Windows-1250, where no language has two of these letters."""
_ACCENTED = re.compile(rb"[\xc1-\xff][\xdc-\xdf][\xe0-\xff]")
"""Greek vowels with an accent within words; capitals before small letters there in Windows-1251."""
_TURKISH = frozenset(b"\xfd\xfe\xf0\xdd\xde\xd0\xe7\xf6\xfc\xc7\xd6\xdc\xe2\xee\xfb")
_ONLY_TURKISH = frozenset(b"\xfd\xfe\xf0\xdd\xde\xd0")
_ARABIC = frozenset((*range(0xC1, 0xDB), *range(0xE0, 0xF3), 0xAC, 0xBB, 0xBF))
_ALEF, _LAM = 0xC7, 0xE4
_ESCAPED = re.compile(rb"\x1b\$[@B]|\x1b\(J")
_TILDES = re.compile(rb"~\{(?:[!-w][!-~])+~\}")
_MANY = 3
"""Shifted runs from which on they are no accident."""
_RUN = re.compile(rb"[\x80-\xff]+")
_AMONG = re.compile(rb"[A-Za-z]{2}[\x80-\xff]{1,2}(?=[A-Za-z]|\b|[^\x80-\xff])|[\x80-\xff]{1,2}[A-Za-z]{2}")
"""Such letters at the beginning, within or at the end of words that have two letters of ASCII beside them."""
_KANA, _HANGUL = b"\xa4\xa5", 0xC8
"""First bytes of kana in EUC-JP, and the last one of Hangul in EUC-KR."""
_UKRAINIAN = re.compile(rb"[\xa4\xa6\xa7\xad](?=[\xc0-\xff])|(?<=[\xc0-\xff])[\xa4\xa6\xa7\xad]")
"""Є, і, ї, ґ as KOI8-U writes them (RFC 2319), beside letters; KOI8-R has lines of frames there."""
_KOI_CAPITALS = frozenset((0xB3, 0xB4, 0xB6, 0xB7, 0xBD, *range(0xE0, 0x100)))
_KOI = _KOI_CAPITALS | {0xA3, 0xA4, 0xA6, 0xA7, 0xAD, *range(0xC0, 0xE0)}
"""The letters of KOI8-U (RFC 2319)."""
_HEBREW = frozenset(range(0xE0, 0xFB))


def encoding_of(sample: bytes) -> str:
    """The encoding of text that begins so, by Python's name; Windows-1252, where all bytes mean something, at the last.

    >>> encoding_of("имя".encode()), encoding_of("имя".encode("utf-16")), encoding_of(b"name")
    ('utf-8', 'utf-16', 'ascii')
    """
    for mark, name in _MARKS:
        if sample.startswith(mark):
            return name
    if b"\x00" in sample:
        return _wide(sample)
    if sample.isascii():
        return _shifted(sample)
    if _utf8(sample):
        return "utf-8"
    return _legacy(sample)


def _shifted(sample: bytes) -> str:
    """Encodings of seven bits that say where they leave ASCII (RFC 1468, RFC 1843), or ASCII itself."""
    if _ESCAPED.search(sample):
        return "iso2022_jp"
    return "hz" if len(_TILDES.findall(sample)) >= _MANY else "ascii"


def _wide(sample: bytes) -> str:
    """UTF-32 or UTF-16 without a mark, by where its zero bytes stand; Latin letters, marks and digits have many."""
    quarter = min(len(sample), CHUNK) // 4
    zero = [sample[place : 4 * quarter : 4].count(0) for place in range(4)]
    if min(zero[2:]) >= 0.9 * quarter > 0 and zero[0] < 0.1 * quarter:
        return "utf-32-le"
    if min(zero[:2]) >= 0.9 * quarter > 0 and zero[3] < 0.1 * quarter:
        return "utf-32-be"
    even, odd = sample[0:CHUNK:2].count(0), sample[1:CHUNK:2].count(0)
    half = max(1, min(len(sample), CHUNK) // 2)
    if odd > 0.1 * half and even < 0.1 * odd:
        return "utf-16-le"
    if even > 0.1 * half and odd < 0.1 * even:
        return "utf-16-be"
    rest = sample.replace(b"\x00", b"")
    return "ascii" if rest.isascii() else encoding_of(rest)


def _utf8(sample: bytes) -> bool:
    """True where nearly all that is not ASCII is UTF-8; the last character may be cut."""
    text = codecs.getincrementaldecoder("utf-8")("replace").decode(sample)
    bad = text.count("\ufffd")
    good = sum(not character.isascii() for character in text) - bad if bad else 1
    return bad == 0 or 20 * bad <= good


def _legacy(sample: bytes) -> str:
    lines = b"\n".join(islice((line for line in sample.splitlines() if not line.isascii()), 400))[:_SAMPLE]
    found = _by_names(sample, _by_letters(lines))
    return "koi8_u" if found == "koi8_r" and len(_UKRAINIAN.findall(lines)) >= _MANY else found


def _by_names(sample: bytes, judged: str) -> str:
    """The encoding in which most names of columns in the first line are known, where these are more than in `judged`.

    A few names and streets are too little for a judge of languages, and what fields are called tells them well.
    """
    line = next((line for line in sample[:CHUNK].splitlines()[:_HEADS] if not line.isascii()), b"")[:2048]
    if len(_CELLS.split(line)) < _MANY:
        return judged
    known = {name: _known(line, name) for name in (judged, *_LEGACY, *_RARER)}
    best = max(known, key=lambda name: known[name])
    return best if known[best] > max(1, known[judged]) else judged


def _known(line: bytes, encoding: str) -> int:
    """How many cells of a line that are not ASCII are names of fields."""
    try:  # read first and parted then: a bar is the second half of characters of Big5 and Shift_JIS, too
        text = codecs.getincrementaldecoder(encoding)().decode(line)
    except (UnicodeError, LookupError):
        return 0
    cells = [cell for cell in _PARTS.split(text) if not cell.isascii() and _FRAMES.search(cell) is None]
    return sum(bool(concepts.read(cell.strip(' \t"')[:80])) for cell in cells[:_CELL_COUNT])


def _by_letters(lines: bytes) -> str:
    from charset_normalizer import from_bytes

    high = [byte for byte in lines if byte >= 0x80]
    if _ukrainian(lines, high):
        return "koi8_u"
    among = _LATIN if (latin := _within_latin(lines)) else _LEGACY
    found = [match.encoding for match in from_bytes(lines, cp_isolation=list(among))]
    best = found[0] if found else "cp1252"
    if _japanese(lines):
        return "euc_jp"
    if _chinese(lines):
        return "gb18030"
    if not latin and (iso := _iso(lines, high)) is not None:
        return iso
    if best in _LATIN:
        western = lines.decode("cp1252", "replace")
        if _central(lines):
            return "iso8859_2"
        if len(_DOS.findall(western)) > len(_LETTERED.findall(western)):
            return max(_LETTERS, key=lambda name: _common(lines, name))
        if _GERMAN.search(western) is not None:
            return max(("mac_roman", "cp852"), key=lambda name: _common(lines, name))
        if _TURKISH.issuperset(high) and not _ONLY_TURKISH.isdisjoint(high):
            return "cp1254"
        if _hungarian(western):
            return "cp1250"
        if _UNWESTERN.search(western) is None:
            return "cp1252"
        if len(_BALTIC.intersection(lines.decode("cp1250", "replace").casefold())) >= 2:
            return "cp1257"
        return next((name for name in found if name in _LATIN[1:]), best)
    if best == "cp1251" and len(_ACCENTED.findall(lines)) >= 0.2 * len(_RUN.findall(lines)):
        return "cp1253"
    if best in ("cp1251", "cp1253", "cp1255", "cp874", "koi8_r") and len(high) > 8 and _HEBREW.issuperset(high):
        return "cp1255"  # Russian without ы, ь, э, ю, я and without a capital is rarer than Hebrew
    return best


def _ukrainian(lines: bytes, high: list[int]) -> bool:
    """True for KOI8-U in which nothing but its letters stands, small ones within words: a judge that knows no Ukrainian
    takes it for anything."""
    if len(_UKRAINIAN.findall(lines)) < _MANY or sum(byte in _KOI for byte in high) < 0.99 * len(high):
        return False
    inner = [byte for run in _RUN.findall(lines) for byte in run[1:]]
    return bool(10 * sum(byte < 0xE0 and byte not in _KOI_CAPITALS for byte in inner) >= 9 * len(inner))


def _central(lines: bytes) -> bool:
    """True for Polish and Czech in ISO 8859-2, which has letters where Windows-1250 has signs, and none below A0."""
    if any(0x80 <= byte < 0xA0 for byte in lines):
        return False
    polish, czech = len(_POLISH.findall(lines)), len(_CZECH.findall(lines))
    return polish >= _MANY or (czech >= _MANY and sum(map(lines.count, _ONLY_CZECH)) >= _MANY)


def _common(lines: bytes, encoding: str) -> int:
    """How many common letters there are in an encoding, of the part of Europe that it is for: small ones within words,
    and capitals that begin them."""
    found = _PLACED.findall(lines.decode(encoding, "replace"))
    return sum(character in _LETTERS[encoding] and character.islower() == bool(before) for before, character in found)


def _hungarian(western: str) -> bool:
    """True where ő and ű of Windows-1250 became õ and û, beside vowels that are long in Hungarian and no letter of
    French, Portuguese or Estonian that Hungarian has not.

    >>> [_hungarian(text) for text in ("Szûcs Piroska, idõ, Kovács Béla, Tóth", "opções, limões, João, é, ó", "août")]
    [True, False, False]
    """
    longer = sum(map(western.count, "áéíóúÁÉÍÓÚ"))
    return any(map(western.__contains__, "õûÕÛ")) and longer >= _MANY and _FOREIGN.isdisjoint(western)


def _within_latin(lines: bytes) -> bool:
    """True where letters beyond ASCII stand alone or in twos among letters of ASCII, as in no other script.

    Second bytes of Japanese and Chinese may be such letters too, but then other bytes beyond ASCII stand beside them.
    """
    runs = _RUN.findall(lines)
    single = sum(len(run) <= 2 for run in runs)
    return len(runs) >= _MANY and single >= 0.9 * len(runs) and len(_AMONG.findall(lines)) >= 0.6 * len(runs)


def _iso(lines: bytes, high: list[int]) -> str | None:
    """Cyrillic and Arabic of ISO 8859, which few programs write and a judge of languages takes for other letters.

    Small Cyrillic letters are D0 to EF there; in Windows-1251 half of them are above, in KOI8-R below.
    """
    if len(high) < _MANY * 2:
        return None
    inner = [byte for run in _RUN.findall(lines) for byte in run[1:]]
    first = [run[0] for run in _RUN.findall(lines)]
    if _macintosh(first, inner):
        return "mac_cyrillic"
    small = sum(0xD0 <= byte <= 0xF1 for byte in inner)
    capital = sum(0xB0 <= byte <= 0xF1 for byte in first)
    spread = sum(0xD0 <= byte <= 0xDF for byte in inner)
    if inner and small >= 0.97 * len(inner) and capital >= 0.97 * len(first) and 0.3 <= spread / len(inner) <= 0.85:
        return "iso8859_5"
    arabic = sum(byte in _ARABIC for byte in high) >= 0.99 * len(high)
    often = min(high.count(_ALEF), high.count(_LAM))
    return "iso8859_6" if arabic and often >= 0.06 * len(high) else None


def _macintosh(first: list[int], inner: list[int]) -> bool:
    """True for Cyrillic of the Macintosh: capitals at 80 to 9F, small letters at E0 to FE, and я alone at DF.

    Windows-1251 has its capitals and KOI8-R half of its small letters between these, IBM866 has small ones at A0 to AF.
    """
    capitals = sum(0x80 <= byte <= 0x9F for byte in first)
    small = sum(0xDF <= byte <= 0xFE for byte in inner)
    among = (*first, *inner)
    others = sum(0xA0 <= byte <= 0xAF or 0xC0 <= byte <= 0xDE or byte == 0xFF for byte in among)
    return 5 * capitals >= len(first) and small >= 0.8 * len(inner) > 0 and others <= 0.03 * len(among)


def _japanese(lines: bytes) -> bool:
    """True for pairs of bytes of which three in ten are kana, which EUC-JP has where EUC-KR has parts of Hangul, and of
    which no Chinese text has so many: a judge of languages knows Japanese by its Chinese characters."""
    runs = _RUN.findall(lines)
    if not runs or any(len(run) % 2 or min(run) < 0xA1 for run in runs):
        return False
    pairs = [(run[at], run[at + 1]) for run in runs for at in range(0, len(run), 2)]
    kana = sum(lead in _KANA and trail <= 0xF6 for lead, trail in pairs)
    return bool(kana >= _MANY and kana >= 0.3 * len(pairs))


def _chinese(lines: bytes) -> bool:
    """True where all that is not ASCII are pairs of bytes, nearly all of them common characters of GB 2312 (level 1).

    A handful of characters is enough for that, where a judge of languages needs sentences.
    """
    runs = _RUN.findall(lines)
    if not runs or any(len(run) % 2 for run in runs):
        return False
    pairs = [(run[at], run[at + 1]) for run in runs for at in range(0, len(run), 2)]
    common = sum(0xB0 <= lead <= 0xD7 and trail >= 0xA1 for lead, trail in pairs)
    kana = sum(lead in _KANA for lead, _ in pairs)
    beyond = sum(lead > _HANGUL for lead, _ in pairs)
    return common >= 0.9 * len(pairs) and beyond >= 0.1 * len(pairs) and kana <= 0.05 * len(pairs)


def binary(sample: bytes) -> bool:
    """True where bytes that begin so are no text: one in fifty is a control character, or zeroes stand in no order."""
    wide = encoding_of(sample) if b"\x00" in sample or sample.startswith((b"\xff\xfe", b"\xfe\xff")) else ""
    if wide.startswith(("utf-16", "utf-32")):
        text = codecs.getincrementaldecoder(wide)("replace").decode(sample)
        odd = sum(character == "\ufffd" or (character < " " and character not in "\t\r\n\f\x1b") for character in text)
        return odd * 50 > len(text)
    zeroes = sample.count(0)
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    controls -= next((sample.count(mark) for mark in _PARTING if _parted(sample, mark)), 0)
    return zeroes * 3 > len(sample) or controls * 50 > len(sample) - zeroes


_PARTING = (b"\x01", b"\x1f")
"""What parts the cells of a row in text that Apache Hive writes, and the unit separator of ASCII."""


def _parted(sample: bytes, mark: bytes) -> bool:
    """True where each of the first lines has as many of a mark, and some."""
    counts = {line.count(mark) for line in sample.split(b"\n")[:-1][:20]}
    return len(counts) == 1 and counts != {0}


_CONTROLS = bytes({*range(1, 32), 127} - set(b"\t\r\n\f\x1b\x08"))
