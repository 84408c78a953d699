"""Lists of a login and its password or hash, one a line: `mail:password`, `user;password;address`, `mail;hash:salt`,
`user:$2y$…` (htpasswd), accounts of Windows (`user:500:LM:NT:::`), and passwords of PostgreSQL (`.pgpass`) and of
machines (`.netrc`).

They have no names of columns; their form is what tells: nearly every line is a login, one mark, and one word behind
it that is a hash, or that no number or name would be.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from leftopen.privacy.detect import lexicon
from leftopen.privacy.detect.name_lists import listed
from leftopen.privacy.encodings import binary, encoding_of
from leftopen.privacy.files.texts import TextFile
from leftopen.privacy.later import later

NAME = "list of logins"
SUFFIXES = (".htpasswd", ".pgpass", ".netrc")
ORDER = 48

_LEAST = 3
"""Lines from which on a form means something."""
_BETWEEN = r"(?:[:;|,\t]|[ ]{1,2}[:;|][ ]{1,2})"
_LINE = later(
    r"""\s*(?:https?://[^\s|;,]{4,300}?[:|;,\t])?["']?([^\s:;|,"'/]{2,100})["']?"""
    rf"""{_BETWEEN}["']?([^\s"']{{3,200}})["']?\s*"""
)
"""Also with the address of the site before them, as programs that steal from browsers write them."""
_SITE = later(r"\s*https?://")
_MAIL = later(r"[^@\s]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = later(r"\+\d{8,15}")
_HASH = later(
    r"""\$(?:1|2[abxy]|5|6|7|y|apr1|argon2\w*|P|H|pbkdf2[\w-]*|scrypt)\$\S{8,} | \{S?SHA\d*\}\S+ | \*?[0-9a-fA-F]{32}
      | \*?[0-9a-fA-F]{40} | [0-9a-fA-F]{56} | [0-9a-fA-F]{64} | [0-9a-fA-F]{96} | [0-9a-fA-F]{128}""",
    re.VERBOSE,
)
_FROM = later(r"(.{3,200}?)[:;|,]((?:\d{1,3}\.){3}\d{1,3})(?::\d{1,5})?")
"""A secret, and where somebody used it from."""
_SALTED = later(r"([^:;|]{16,200})[:;|]([^:;|]{1,64})")
_WINDOWS = later(r"([^\s:]{1,104}):(\d{1,10}):([0-9a-fA-FX*]{32}|[^:\s]{0,32}\*[^:\s]{0,32})?:([0-9a-fA-F]{32}):.*")
_SERVER = later(r"((?!\d+:)[\w.*/-]{1,253}):(\d{1,5}|\*):([^:\s]{1,64}):([^:\s]{1,64}):((?:[^:\s\\]|\\.){1,200})")
"""PostgreSQL manual, "The Password File": host, port, database, user, password."""
_MACHINE = later(r"(?:machine\s+(\S+)|default)\s+login\s+(\S+)\s+(?:account\s+\S+\s+)?password\s+(\S+)\s*")
_SOME = 5
_LOGIN = later(r"[^\W\d_][\w.-]{1,30}")
_PART = later(r"[^\W\d_]+")
_SYSTEM = frozenset({"admin", "root", "user", "guest", "test", "administrator", "demo", "operator", "support"})
"""Logins that are nobody's name."""
_OTHER = later(r"v?\d+(?:\.\w+)+(?:-\w+)?|\d+[a-zA-Z%]{1,3}|.*/.*")
"""Versions, sizes and paths, which are mixed too."""
_MIXED = later(r"(?=.*[^\W\d_])(?=.*(?:\d|[!@#$%^&*?+=~])).{4,64}")


def fits(head: bytes) -> bool:
    """True where nine in ten of the first lines are a login with a hash, or a mail address with what passwords are."""
    if binary(head):
        return False
    text = head.decode(encoding_of(head), "replace")
    lines = [line.rstrip("\r") for line in text.split("\n")[:200] if line.strip()]
    lines = lines[:-1] if not text.endswith("\n") and len(lines) > _LEAST else lines
    told = [line for line in lines if not line.startswith("#")]
    if told and all(_MACHINE.fullmatch(line) for line in told):
        return True
    if len(told) >= _LEAST and any(sum(map(_full(form), told)) >= 0.9 * len(told) for form in (_WINDOWS, _SERVER)):
        return True
    pairs = [_ordered(*match.groups()) for line in lines if (match := _LINE.fullmatch(line))]
    pairs = [(login, _apart(secret)[0]) for login, secret in pairs]
    pairs = [(login, _hash(secret) or secret) for login, secret in pairs]
    if len(lines) < _LEAST or len(pairs) < 0.9 * len(lines) or len({login for login, _ in pairs}) * 2 < len(pairs):
        return False
    mails = sum(_MAIL.fullmatch(login) is not None for login, _ in pairs)
    hashes = sum(_HASH.fullmatch(secret) is not None for _, secret in pairs)
    phones = sum(_PHONE.fullmatch(login) is not None for login, _ in pairs)
    sites = sum(_SITE.match(line) is not None for line in lines)
    several = mails + phones
    if several >= 0.9 * len(pairs) or (sites >= 0.9 * len(lines) and several * 3 >= len(pairs)):
        mixed = sum(_MIXED.fullmatch(secret) is not None for _, secret in pairs)
        return hashes >= 0.9 * len(pairs) or (mixed >= 0.4 * len(pairs) and not _dates(pairs))
    if len(pairs) >= _SOME and _people(pairs):
        return True
    return sum(secret.startswith(("$", "{S")) for _, secret in pairs) >= 0.9 * len(pairs) and hashes >= 0.9 * len(pairs)


def _full(form: Any) -> Callable[[str], bool]:
    return lambda line: form.fullmatch(line.strip()) is not None


def _ordered(first: str, second: str) -> tuple[str, str]:
    """Login and secret; a list may have its hashes before its addresses."""
    turned = _MAIL.fullmatch(second) is not None and _HASH.fullmatch(first) is not None
    return (second, first) if turned else (first, second)


def _apart(secret: str) -> tuple[str, str]:
    """A secret, and the address behind it where there is one.

    >>> _apart("Rosa!48;203.0.113.7"), _apart("Rosa!48")
    (('Rosa!48', '203.0.113.7'), ('Rosa!48', ''))
    """
    match = _FROM.fullmatch(secret)
    return (match[1], match[2]) if match else (secret, "")


def _hash(secret: str) -> str | None:
    """A hash, also before or behind its salt; None where it is none."""
    if _HASH.fullmatch(secret):
        return secret
    salted = _SALTED.fullmatch(secret)
    return next((part for part in salted.groups() if _HASH.fullmatch(part)), None) if salted else None


def _people(pairs: list[Any]) -> bool:
    """True where lines are what people are called on a system, and a word each that half of the time is a mix as
    passwords are: not numbered machines (`web-01:…`), settings, versions, sizes or times."""
    logins = [login.casefold() for login, _ in pairs]
    known = (lexicon.people("given"), lexicon.people("surnames"), listed("given"), _SYSTEM)
    parts = (_PART.findall(login) for login in logins if _LOGIN.fullmatch(login) is not None)
    called = sum(any(part in each for part in login for each in known) for login in parts)
    stems = [{found[0] for text in texts if (found := _PART.search(text))} for texts in zip(*pairs, strict=True)]
    mixed = sum(_MIXED.fullmatch(secret) is not None and not _OTHER.fullmatch(secret) for _, secret in pairs)
    many = len(pairs)
    differ = all(len(each) >= max(3, min(_SOME, 0.1 * many)) for each in stems)
    return differ and called >= 0.3 * many and mixed >= 0.5 * many and not _dates(pairs)


def _dates(pairs: list[Any]) -> bool:
    """True where many seconds are addresses, times or sites, which are mixed as well."""
    other = re.compile(r"(?:\d{1,4}[-/.:]){2,}.*|https?:.*|\S+@\S+\.\w+")
    return sum(other.fullmatch(secret) is not None for _, secret in pairs) > 0.2 * len(pairs)


def takes(head: bytes) -> bool:
    """Any text."""
    return not binary(head)


def records(file: BinaryIO) -> Iterator[Any]:
    """`{email or login, password_hash or password}` a line; other lines as text."""
    for line in TextFile(file).lines():
        if found := _told(line.strip()):
            yield found
        elif line.strip():
            yield {"text": line}


def _told(line: str) -> dict[str, str]:
    if match := _WINDOWS.fullmatch(line):
        return {"login": match[1], "password_hash": match[4]}
    if match := _MACHINE.fullmatch(line):
        return {"host": match[1] or "", _called(match[2]): match[2], "password": match[3]}
    if match := _SERVER.fullmatch(line):
        return {"host": match[1], "database": match[3], _called(match[4]): match[4], "password": match[5]}
    match = _LINE.fullmatch(line)
    if match is None:
        return {}
    login, secret = _ordered(*match.groups())
    secret, client = _apart(secret)
    found = _hash(secret)
    salt = {"salt": secret.replace(found, "", 1).strip(":;|")} if found and found != secret else {}
    told = {_called(login): login, "password_hash" if found else "password": found or secret, **salt}
    return {**told, "client_ip": client} if client else told


def _called(login: str) -> str:
    if _PHONE.fullmatch(login):
        return "phone"
    return "email" if _MAIL.fullmatch(login) else "login"
