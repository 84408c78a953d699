"""LDIF (RFC 2849): entries of a directory, a blank line between them. Values in base64 come decoded."""

import re
from base64 import b64decode
from collections.abc import Iterator
from typing import Any, BinaryIO

from leftopen.privacy.encodings import binary, encoding_of
from leftopen.privacy.files.texts import TextFile

NAME = "LDIF"
SUFFIXES = (".ldif", ".ldf")
ORDER = 47

_LINES = 20_000
"""Lines of one entry; the rest of a longer one is the next record."""
_BEGIN = re.compile(r"dn::?[ \t]*\S", re.IGNORECASE)
_VERSION = re.compile(r"version:[ \t]*\d{1,9}", re.IGNORECASE)
_PAIR = re.compile(r"([\w.;-]{1,200}):([:<]?)[ \t]*(.*)", re.DOTALL)


def fits(head: bytes) -> bool:
    """True where the first entry begins with its name, `dn:`."""
    if binary(head):
        return False
    for line in head.decode(encoding_of(head), "replace").removeprefix("\ufeff").split("\n"):
        said = line.strip()
        if said and not (said.startswith("#") or line[:1].isspace() or _VERSION.fullmatch(said)):
            return _BEGIN.match(line) is not None
    return False


def takes(head: bytes) -> bool:
    """Any text."""
    return not binary(head)


def records(file: BinaryIO) -> Iterator[Any]:
    """`{attribute: value or values}` for each entry."""
    entry: dict[str, Any] = {}
    for count, line in enumerate(_unfolded(TextFile(file).lines())):
        if not line or not count % _LINES:
            if entry:
                yield entry
            entry = {}
        if match := _PAIR.match(line):
            _add(entry, match[1].split(";")[0], _value(match[2], match[3]))
        elif line.strip() and line.strip() != "-" and not line.startswith("#"):
            _add(entry, "text", line)
    if entry:
        yield entry


def _unfolded(lines: Iterator[str]) -> Iterator[str]:
    """Lines with those that go on from them, which begin with a space."""
    held: list[str] = []
    for line in lines:
        if line.startswith(" ") and held:
            held.append(line[1:])
            continue
        if held:
            yield "".join(held)
        held = [line]
    if held:
        yield "".join(held)


def _value(mark: str, text: str) -> Any:
    if mark != ":":
        return text
    try:
        data = b64decode(text, validate=True)
    except ValueError:
        return text
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data


def _add(entry: dict[str, Any], name: str, value: Any) -> None:
    before = entry.get(name)
    if before is None:
        entry[name] = value
    elif isinstance(before, list):
        before.append(value)
    else:
        entry[name] = [before, value]
