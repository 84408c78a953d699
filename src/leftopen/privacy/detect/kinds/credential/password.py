"""Password.

What: a secret word that lets somebody in, as it is typed. Issuer: its owner. Source: the field's name; a value that
has the form of a hash is a `credential.password_hash`.

>>> valid("correct horse"), valid("5f4dcc3b5aa765d61d8327deb882cf99"), valid("********"), valid("true")
(True, False, False, False)
>>> [*find("the password is Tulpe_99, change it")], [*find("密码是Winter_86")], [*find("пароль Rosa!48 не подходит")]
([(16, 24)], [(3, 12)], [(7, 14)])
>>> [*find("the password is SHA256 hashed")], [*find("password reset 2024-05-01")], [*find("password: did not work")]
([], [], [])
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from leftopen.privacy import mask as masks
from leftopen.privacy.detect import commands, lexicon
from leftopen.privacy.later import later

LABEL = "credential.password"
CLAIM = "named"
LOOSE = True
CONCEPTS = ("credential.password",)
PATTERN = (
    r"[a-z0-9]://[^\s:/@?#]*:([^\s@/?#]{3,})@[A-Za-z0-9.\[-]"
    r"|:(?:thin|oci8?):[^\s:/@]+/([^\s@/]{3,})@"
    r"|(?i:password|passwd|pwd)['\"]\]? {0,3}(?:,|=>|=|:) {0,3}['\"]([^'\"\s<>{}$%]{4,})['\"]"
    r"|[?&;] ?(?i:password|passwd|pwd)=([^\s;&'\"<>{}$%]{4,})(?:[\s;&'\"]|$)"
    r"|\b(?:[A-Z][A-Z0-9]*_){0,4}(?:PASSWORD|PASSWD|PASS|PWD)=([^\s'\"<>{}$%&;]{4,})(?:[\s'\"]|$)"
    r"|curl\s[^|\n]*?-u ['\"]?[^\s:'\"]+:([^\s'\"<>{}$]{4,})(?:[\s'\"]|$)"
    r"|[A-Za-z0-9]@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+[:;|]([^\s:;|,@/\\.]{6,})(?:[\s:;|]|$)"
)
"""The password of a connection string, of a call, of a constant in code or of a setting of an environment, and what
follows an address in a list of logins."""

WORD = True
_CALLED = "|".join(lexicon.cues("password"))
CUE = f"(?i:{_CALLED})|{commands.CUE}"
FOLDED = True
_MIXED = r"(?P<secret>[!#$%&*+./0-9:=?@A-Z\[\\\]^_a-z{}~-]{4,40})"
"""Signs of ASCII without those that end a word or close what it stands in."""
_ENDS = ".:?]})/"
_SIGNS = frozenset("!#%&*+=@^_~")
_NUMBERED = later(r"\d{1,40}[A-Za-z]{1,40}")
"""`30days`."""
_FEW, _MORE = 4, 5
"""Characters of a word that is called one, and of one that nothing says to be."""
_NO_MIXED = later(
    r"\w+://.*|[^@]+@[\w-]+(?:\.[\w-]+)+|v?\d+(?:\.\w+)+|[$%{\[\\].*|/.*|.*\(\)"
    r"|(?:sha|md|aes|utf|base|rsa|tls|oauth|http|pbkdf|argon|scrypt|bcrypt|rfc|cve|iso)[-_]?\d.*",
    re.IGNORECASE,
)
"""Addresses, releases, placeholders, paths and names of algorithms."""

_SHORTEST, _LONGEST = 4, 12
"""Digits of a secret number: what has more identifies somebody (`ПИН` of Kyrgyzstan)."""
_HASH = later(
    r"\$[0-9a-zA-Z]+\$.*|\{[A-Z0-9-]+\}.*|[0-9a-fA-F]{32}|[0-9a-fA-F]{40}|[0-9a-fA-F]{56,128}|pbkdf2.*|\*[0-9A-F]{40}"
)
_NONE = later(
    r"[*•.x█]*|true|false|null|none|yes|no|undefined|pass(?:ed)?|fail(?:ed)?|ok"
    r"|\$\{[\w.:-]+\}|\{\{.*\}\}|<[\w -]+>|\[?(?:redacted|hidden|removed|masked|filtered)\]?",
    re.IGNORECASE,
)


_PATH = later(r"/[a-z]{2,12}(?:/[\w.-]{1,40}){0,8}/?|[A-Z]:\\[\w\\. -]{2,100}")
"""A working directory (`pwd`)."""


_PARAMETER = later(r"\w@[\w.-]+;[a-z]+=[a-z]+[\s;]?")
"""What an address of telephony says of the way to it: `;transport=tcp`."""
_SETTING = later(r"[A-Z0-9_]*(?:PASSWORD|PASSWD|PASS|PWD)=([^\s]*?)[\s'\"]?")
_CONSTANT = later(r"""(?i:password|passwd|pwd)['"]\]? {0,3}(?:,|=>|=|:) {0,3}['"](?P<word>[^'"]*)['"]""")
_FOLLOWED = later(r".*[:;|](?P<word>[^:;|]+?)[\s:;|]?")


def _written(text: str) -> bool:
    """True for a login with its password, as the pattern finds it."""
    if "@" not in text:
        return False
    if "://" in text:
        return "*" not in text
    match = _FOLLOWED.fullmatch(text)
    word = match["word"] if match else ""
    return not word.isdigit() and _HASH.fullmatch(word) is None and _NONE.fullmatch(word) is None


def _last(text: str) -> str:
    """What stands behind the last mark of a setting or a call."""
    return re.split("[=:]", text)[-1].strip("\"'; &")


def valid(text: str) -> bool:
    """True for a text that is neither a hash nor a stand-in."""
    if (constant := _CONSTANT.fullmatch(text)) is not None:
        return _marked(constant["word"]) and valid(constant["word"])
    if ":" in text and _written(text):
        return True
    if ";" in text and _PARAMETER.fullmatch(text):
        return False
    if text[:1] in ("?", "&", ";") or text.startswith("curl"):
        text = _last(text)
    elif "=" in text and (setting := _SETTING.fullmatch(text)):
        text = setting[1]
    other = _HASH.fullmatch(text) or _NONE.fullmatch(text) or _PATH.fullmatch(text)
    return 1 <= len(text) <= 128 and other is None


def placed(text: str, start: int, end: int) -> bool:
    """False for a plain word behind an address in a sentence (`write to anna@x.example;please`), not in a list."""
    before = text[max(0, start - 100) : start].rpartition(" ")[2]
    login = before[-1:] in (":", ";", "|") and "@" in before and "://" not in before
    word = text[start:end]
    return not login or " " not in text.strip() or (_marked(word) and "=" not in word)


def plausible(values: Sequence[Any]) -> bool:
    """True for such a text, and for a number of four digits to twelve: fewer are pins of a chip, counts, ports."""
    return any(_could(value) for value in values)


def _could(value: Any) -> bool:
    if isinstance(value, str):
        text = value.strip()
        return valid(text) and not (text.isdigit() and not _SHORTEST <= len(text) <= _LONGEST)
    number = isinstance(value, int) and not isinstance(value, bool)
    return number and 10 ** (_SHORTEST - 1) <= value < 10**_LONGEST


def find(text: str) -> Iterator[tuple[int, int]]:
    """The one word after what calls it (`password is …`, `Passwort: …`), where it is mixed as passwords are, and what
    stands in calls of programs."""
    for match in _told().finditer(text):
        secret = match["secret"].rstrip(_ENDS)
        alike = _marked(secret.rstrip("!*")) if match["linked"] else _apart(secret)
        if alike and not _NO_MIXED.fullmatch(secret) and valid(secret):
            yield match.start("secret"), match.start("secret") + len(secret)
    yield from ((start, end) for start, end in commands.secrets(text) if valid(text[start:end]))


def _marked(word: str) -> bool:
    """True for what few words have: a letter beside a figure or a sign."""
    return (
        len(word) >= _FEW
        and any(map(str.isalpha, word))
        and (any(map(str.isdigit, word)) or not _SIGNS.isdisjoint(word))
        and not _NUMBERED.fullmatch(word)
    )


def _apart(word: str) -> bool:
    """True for what stands right behind what calls it, where nothing between them says that it is one."""
    return (
        len(word) >= _MORE
        and any(map(str.isalpha, word))
        and any(map(str.isdigit, word))
        and (not (_SIGNS | {"$"}).isdisjoint(word) or (word.lower() != word and word.upper() != word))
    )


@cache
def _told() -> re.Pattern[str]:
    """Made when a text first has a cue."""
    return re.compile(
        rf"(?<![^\W_])(?i:{_CALLED})(?P<linked>[ \t]?[:：=]|[ \t]{{0,2}}{lexicon.linked()}[ \t]?:?|)"
        rf"[ \t]{{0,2}}[\"'`«„“]?{_MIXED}"
    )


def mask(values: Sequence[Any]) -> str:
    """Nothing shows, not even the length."""
    return masks.hidden(values)
