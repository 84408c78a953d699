"""NTLM as far as a session without a name goes, inside SPNEGO: what is sent is two constants, what is heard is who the
server is.

Source: MS-NLMP (NEGOTIATE_MESSAGE, CHALLENGE_MESSAGE, AUTHENTICATE_MESSAGE of an anonymous user, AV_PAIR), RFC 4178.
No name and no password has a place in these messages. Pure, linear, bounded.
"""

import struct
from dataclasses import dataclass, field

_SIGN = b"NTLMSSP\0"
_FLAGS = 0x00088205
"""Unicode, ask for the target, NTLM, always sign, extended session security."""

_ANONYMOUS = 0x800
_OID = bytes.fromhex("060a2b06010401823702020a")
_SPNEGO = bytes.fromhex("06062b0601050502")
_NAMES = {1: "computer", 2: "domain", 3: "dns_computer", 4: "dns_domain", 5: "dns_forest"}
_PAIRS = 32


def _der(tag: int, body: bytes) -> bytes:
    """Of fewer than 128 bytes."""
    return bytes([tag, len(body)]) + body


def _field(size: int, at: int) -> bytes:
    return struct.pack("<HHI", size, size, at)


_FIRST = _SIGN + struct.pack("<II", 1, _FLAGS) + _field(0, 0) * 2
_LAST = (
    _SIGN
    + struct.pack("<I", 3)
    + _field(1, 64)  # the answer of an anonymous user to LM is one zero
    + _field(0, 65)
    + _field(0, 64) * 3
    + _field(0, 65)
    + struct.pack("<I", _FLAGS | _ANONYMOUS)
    + b"\0"
)
HELLO = _der(0x60, _SPNEGO + _der(0xA0, _der(0x30, _der(0xA0, _der(0x30, _OID)) + _der(0xA2, _der(0x04, _FIRST)))))
"""The begin of a login."""

NOBODY = _der(0xA1, _der(0x30, _der(0xA2, _der(0x04, _LAST))))
"""The end of one in which nobody is named."""


@dataclass(frozen=True, slots=True)
class Challenge:
    """Who the server says it is. `version`: of its system, `10.0.20348`; None where it tells none."""

    version: str | None = None
    names: dict[str, str] = field(default_factory=dict)


def challenge(blob: bytes) -> Challenge | None:
    """The challenge in an answer to `HELLO`; None where there is none. What is cut or lies is left out."""
    begin = blob.find(_SIGN + b"\x02\0\0\0")
    told = blob[begin:]
    if begin < 0 or len(told) < 48:
        return None
    size, _, at = struct.unpack_from("<HHI", told, 40)
    version = None
    if len(told) >= 56 and told[48] and told[20:24][3] & 0x02:
        version = "{}.{}.{}".format(*struct.unpack_from("<BBH", told, 48))
    return Challenge(version, _pairs(told[at : at + size]))


def _pairs(data: bytes) -> dict[str, str]:
    found: dict[str, str] = {}
    at = 0
    for _ in range(_PAIRS):
        if at + 4 > len(data):
            break
        kind, size = struct.unpack_from("<HH", data, at)
        text = data[at + 4 : at + 4 + size].decode("utf-16-le", "replace")
        if kind in _NAMES and text.isprintable() and 0 < len(text) <= 255:
            found[_NAMES[kind]] = text
        if kind == 0:
            break
        at += 4 + size
    return found
