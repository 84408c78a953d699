"""Logs of pairs, `level=info user="Anna Berg" ip=192.0.2.7`, as logfmt, CEF and many appliances write them.

The pairs of a line are its fields; what stands before and between them comes as `text`.
"""

from collections.abc import Iterator
from typing import Any, BinaryIO

from leftopen.privacy.encodings import binary, encoding_of
from leftopen.privacy.files.texts import TextFile
from leftopen.privacy.later import later

NAME = "log of pairs"
SUFFIXES = (".logfmt",)
ORDER = 47

_LEAST, _PAIRS = 3, 3
"""Lines, and pairs in each, from which on the form means something."""
_NEARLY, _MOSTLY = 0.9, 0.6
_MOST = 200
"""Pairs of one line that are read."""
_PAIR = later(r"""(?<![^\s|,;])([A-Za-z_][\w.@-]{0,63})=("(?:[^"\\]|\\.)*+"|'[^']*+'|[^\s"']\S*+|(?=\s|$))""")


def fits(head: bytes) -> bool:
    """True where nearly all of the first lines are mostly pairs, and the same names come again."""
    if binary(head) or b"=" not in head:
        return False
    lines = [line for line in head.decode(encoding_of(head), "replace").split("\n")[:60] if line.strip()]
    lines = lines[:-1] if len(lines) > _LEAST and not head.endswith(b"\n") else lines
    found = [_PAIR.findall(line) for line in lines]
    many = sum(
        len(pairs) >= _PAIRS and sum(len(name) + len(value) + 2 for name, value in pairs) >= _MOSTLY * len(line)
        for line, pairs in zip(lines, found, strict=True)
    )
    names = [name for pairs in found for name, _ in pairs]
    return len(lines) >= _LEAST and many >= _NEARLY * len(lines) and len(names) >= 2 * len(set(names))


def records(file: BinaryIO) -> Iterator[Any]:
    """`{name: value, …}` a line."""
    for line in TextFile(file).lines():
        if line.strip():
            yield _record(line)


def _record(line: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    rest, at = [], 0
    for count, match in enumerate(_PAIR.finditer(line)):
        if count >= _MOST:
            break
        rest.append(line[at : match.start()].strip())
        at = match.end()
        found.setdefault(match[1], _bare(match[2]))
    rest.append(line[at:].strip())
    if others := " ".join(part for part in rest if part):
        found["text" if "text" not in found else "rest"] = others
    return found


def _bare(value: str) -> str:
    """A value without its quotes and the marks within them."""
    if value[:1] in ('"', "'") and len(value) > 1:
        return value[1:-1].replace('\\"', '"').replace("\\\\", "\\")
    return value.rstrip(",;")
