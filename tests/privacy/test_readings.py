"""Spellings that pass over a list of names or a pattern."""

import base64
import codecs
from collections.abc import Callable
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.privacy.readings import decoded, packed, readable, readings
from leftopen.privacy.redact import family, plain, redacted

Way = Callable[[str], str]


def each(form: str) -> Way:
    """Writes every byte in this form."""
    return lambda text: "".join(form.format(byte) for byte in text.encode())


def shifted(begin: int) -> Way:
    """Letters of the mathematical alphabets, which begin at this code point."""
    return lambda text: "".join(chr(begin + ord(c) - 97) if "a" <= c <= "z" else c for c in text.lower())


ESCAPES: dict[str, Way] = {
    "percent": each("%{:02x}"),
    "percent, twice": lambda text: quote(each("%{:02X}")(text)),
    "JSON": lambda text: "".join(f"\\u{ord(c):04x}" for c in text),
    "C": each("\\x{:02x}"),
    "octal": each("\\{:03o}"),
    "distinguished name": each("\\{:02x}"),
    "entities": lambda text: "".join(f"&#{ord(c)};" for c in text),
    "entities, hexadecimal": lambda text: "".join(f"&#x{ord(c):x};" for c in text),
    "quoted-printable": each("={:02X}"),
    "word of a header, B": lambda text: f"=?UTF-8?B?{base64.b64encode(text.encode()).decode()}?=",
    "word of a header, Q": lambda text: f"=?utf-8?q?{each('={:02X}')(text)}?=",
}
LOOKS: dict[str, Way] = {
    "markup": lambda text: f"{text[:3]}<b>{text[3:5]}</b>{text[5:]}",
    "points between": ".".join,
    "spaces between": " ".join,
    "lines between": "_".join,
    "struck through": "\u0336".join,
    "joined by no grapheme": "\u034f".join,
    "soft hyphens": "\u00ad".join,
    "no width": "\u200b".join,
    "as wide as ideographs": lambda text: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text),
    "bold": shifted(0x1D41A),
    "circled": shifted(0x24D0),
    "small capitals": lambda text: text.lower().translate(
        str.maketrans("abdegijklmnoprstuvwyz", "ᴀʙᴅᴇɢɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ")
    ),
    "letters alike": lambda text: text.translate(str.maketrans("aeopcxy", "аеорсху")),
}
PACKS: dict[str, Way] = {
    "hexadecimal": lambda text: text.encode().hex(),
    "hexadecimal with colons": lambda text: text.encode().hex(":"),
    "hexadecimal with spaces": lambda text: text.encode().hex(" "),
    "Base32": lambda text: base64.b32encode(text.encode()).decode(),
    "Base32, small": lambda text: base64.b32encode(text.encode()).decode().lower().rstrip("="),
    "Base64": lambda text: base64.b64encode(text.encode()).decode(),
    "Base64 of UTF-16": lambda text: base64.b64encode(text.encode("utf-16-le")).decode(),
    "Base85": lambda text: base64.b85encode(text.encode()).decode(),
}

ALL = {**ESCAPES, **LOOKS, **PACKS}


@pytest.mark.parametrize("way", ESCAPES)
@pytest.mark.parametrize("text", ["anna.lindberg", "王小明", "4111-1111-1111-1111"])
def test_escapes_are_undone(way: str, text: str) -> None:
    assert decoded(ESCAPES[way](text)) == text
    assert text not in redacted(ESCAPES[way](text), 300)
    assert not plain(ESCAPES[way](text))


@pytest.mark.parametrize("way", ALL)
def test_no_spelling_of_a_name_is_shown(way: str) -> None:
    for text in ("anna.lindberg", "johnsmith1984"):
        spelt = ALL[way](text)
        for show in (redacted, family):
            for whole in (spelt, f"logs {spelt}"):
                shown = show(whole, 300)
                assert "█" in shown
                assert spelt not in shown
                assert text not in shown


@pytest.mark.parametrize("way", ["points between", "spaces between", "lines between", "struck through"])
def test_no_spelling_of_a_number_is_shown(way: str) -> None:
    spelt = LOOKS[way]("4111111111111111")
    for show in (redacted, family):
        assert spelt not in show(spelt, 300)
    assert not plain(spelt)


PLAIN = """
v1.2.3.4 a_b 10.0.0.5 [2001:db8::1]:9200 x=1 page=10 R&D C:\\data \\\\server\\share deadbeefcafe AT&T&amp
00:1b:63:84:45:e6 T-O-M q&a сервер ελλάδα e-mail naïve_bayes 100%_off AAAABBBBCCCC abcdefghijklm 2026.1.2
café_orders i_o
"""


@pytest.mark.parametrize("text", PLAIN.split())
def test_what_is_spelt_plainly_is_shown_as_it_is(text: str) -> None:
    assert redacted(text, 120) == text.replace("&amp", "&")


def test_figures_of_chinese_are_read() -> None:
    assert "四一一一" not in redacted("四一一一一一一一一一一一一一一一", 80)
    assert redacted("三里屯_一号门", 80) == "三里屯_一号门"


def test_bytes_that_are_no_text_are_not_readable() -> None:
    assert not readable(b"\x00\x01\x02\x03\x04\x05")
    assert not readable("ab".encode("utf-16-le"))
    assert not list(packed("dc=example,dc=org"))


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    assert isinstance(decoded(text), str)
    assert text not in list(readings(text))
    assert all(0 <= start < end <= len(text) for start, end in packed(text))


def test_rot13_is_nobody_s_spelling() -> None:
    """What stays: text that is written in a cipher tells nobody anything."""
    assert redacted(codecs.encode("anna", "rot13"), 80) == "naan"
