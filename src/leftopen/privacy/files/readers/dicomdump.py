"""Headers of DICOM files as text, `(0010,0010) PN [BERG^ANNA] # 10, 1 PatientName`, as `dcmdump` of DCMTK and the
libraries of others write them: one record a data set, its elements by their keywords.
"""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from leftopen.privacy.encodings import binary, encoding_of
from leftopen.privacy.files.texts import TextFile
from leftopen.privacy.later import later
from leftopen.privacy.unwrap import dicom

NAME = "DICOM header"
SUFFIXES = ()
ORDER = 44

_ELEMENT = later(
    r"""(?P<indent>\s*+)\((?P<group>[0-9A-Fa-f]{4}),\s?(?P<element>[0-9A-Fa-f]{4})\)\s++(?:(?P<vr>[A-Z]{2})\s++(?P<value>.*)
      |(?P<named>[^:\n]{0,80}?)\s++(?P<after>[A-Z]{2}):\s*+(?P<said>.*))""",
    re.VERBOSE,
)
_SAID = later(r"\[(.*)\]\s*+(?:\#.*)?|([^\#\[]*+)(?:\#.*)?")
_LEAST, _NEARLY = 3, 0.6
_MOST = 2000
"""Elements of one data set; more than that begin another."""


def fits(head: bytes) -> bool:
    """True where most of the first lines are elements."""
    if binary(head):
        return False
    lines = [line for line in head.decode(encoding_of(head), "replace").split("\n")[:100] if line.strip()]
    said = [line for line in lines if not line.lstrip().startswith(("#", "-", "=", "Dataset"))]
    found = sum(_ELEMENT.match(line) is not None for line in said)
    return found >= _LEAST and found >= _NEARLY * len(said)


def records(file: BinaryIO) -> Iterator[Any]:
    """`{keyword: value}` for each data set; a tag that is not above the one before begins the next."""
    held: dict[str, Any] = {}
    before = ""
    for line in TextFile(file).lines():
        match = _ELEMENT.match(line.removeprefix("\ufeff").rstrip())
        if match is None:
            continue
        tag = (match["group"] + match["element"]).upper()
        if held and ((tag <= before and not match["indent"]) or len(held) >= _MOST):
            yield held
            held = {}
        before = before if match["indent"] else tag
        if said := _said(match["value"] or match["said"] or ""):
            held.setdefault(dicom.keyword(tag), said.replace("^", " ").strip())
    if held:
        yield held


def _said(value: str) -> str:
    match = _SAID.fullmatch(value.strip())
    said = (match[1] if match[1] is not None else match[2]) if match else ""
    return said.strip().strip("'\"")
