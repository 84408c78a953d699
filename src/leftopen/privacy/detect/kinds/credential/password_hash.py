"""Password hash.

What: what a system keeps to check a password. Issuer: the system. Source: the crypt(5) formats `$id$…`, RFC 2307
`{SSHA}`, the PHC string format (argon2, scrypt, pbkdf2) and MySQL's `*` and 40 digits, which show by themselves; bare
hexadecimal of a hash's length only in a field for passwords.

>>> valid("$2b$12$" + "e" * 53), valid("$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$" + "x" * 43)
(True, True)
>>> valid("{SSHA}" + "A" * 32)
True
>>> plausible(["5f4dcc3b5aa765d61d8327deb882cf99"]), valid("5f4dcc3b5aa765d61d8327deb882cf99"), valid("$100")
(True, False, False)
"""

import re
from collections.abc import Sequence
from typing import Any

LABEL = "credential.password_hash"
CLAIM = "checked"
CONCEPTS = ("credential.password_hash", "credential.password")
PATTERN = (
    r"\$2[abxy]?\$\d{2}\$[./A-Za-z0-9]{53}|\$argon2(?:id|i|d)\$[A-Za-z0-9$=,+/.-]{20,}|\$(?:1|5|6|y|7|apr1)\$[./A-Za-z0-9$=]{20,}"
    r"|pbkdf2[_:-]sha\d+[$:][A-Za-z0-9$:=+/.]{20,}|\{(?:S?SHA|PBKDF2)[-A-Z\d]*\}[A-Za-z0-9+/=$.]{20,}|\{(?:S?MD5|CRYPT)\}[A-Za-z0-9+/=$.]{13,}|\$scrypt\$[A-Za-z0-9$=,+/.-]{20,}|\$[PH]\$[./A-Za-z0-9]{31}"
    r"|scrypt:\d{2,8}:\d{1,4}:\d{1,4}\$[A-Za-z0-9+/=.]{4,}\$[0-9a-f]{64,}|\$S\$[./A-Za-z0-9]{52}|(?:sha1|md5)\$[A-Za-z0-9]{4,}\$[0-9a-f]{32,}\b"
    r"|SCRAM-SHA-(?:1|256|512)\$\d{1,8}:[A-Za-z0-9+/=]{8,}\$[A-Za-z0-9+/=]{20,}:[A-Za-z0-9+/=]{20,}|\*[0-9A-F]{40}\b|\bmd5[0-9a-f]{32}\b"
    r"|@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+[:;|]([0-9a-fA-F]{32}|[0-9a-fA-F]{40}|[0-9a-fA-F]{64}|[0-9a-fA-F]{128})\b"
)

_WHOLE = re.compile(PATTERN)
_BARE = re.compile(
    r"(?:[0-9a-fA-F]{32}|[0-9a-fA-F]{40}|[0-9a-fA-F]{56}|[0-9a-fA-F]{64}|[0-9a-fA-F]{96}|[0-9a-fA-F]{128})(?::.{1,64})?|\*[0-9A-F]{40}|[A-Za-z0-9+/]{27}=|[A-Za-z0-9+/]{43}=|[A-Za-z0-9+/]{86}==|AQAAAA[A-Za-z0-9+/]{50,160}={0,2}|0x[0-9A-Fa-f]{40,140}"
)


def valid(text: str) -> bool:
    """True for a format that names its own algorithm."""
    return _WHOLE.fullmatch(text) is not None


def plausible(values: Sequence[Any]) -> bool:
    """True for the length of a hash too, given a field for passwords."""
    return any(isinstance(v, str) and len(v) < 300 and (valid(v) or _BARE.fullmatch(v.strip())) for v in values)


def mask(values: Sequence[Any]) -> str:
    """The algorithm or the length."""
    text = next((v.strip() for v in values if isinstance(v, str) and plausible([v])), "")
    kind = re.match(r"\$(2|argon2|scrypt|1|5|6|y|P)|(pbkdf2)|\{(S?SHA)", text)
    return f"hash of {len(text)} characters" if kind is None else "salted hash in crypt form"
