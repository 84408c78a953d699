"""XML documents (XML 1.0): the element that comes again most often in one place is the record, each under its path.

Registers, payments (ISO 20022), documents of clinics (CDA), traces (GPX) and backups of telephones are such. It is read
as it comes; what stands around the records comes as a record of its own. Entities are never resolved.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, BinaryIO
from xml.parsers import expat

from leftopen.privacy.encodings import binary, encoding_of
from leftopen.privacy.files.readers import Unreadable
from leftopen.privacy.files.texts import TextFile
from leftopen.privacy.unwrap.xml import Elements, OddError, bare, begun, named_field

NAME = "XML"
SUFFIXES = (".xml", ".gpx", ".kml", ".plist")
ORDER = 43

_HEAD = 262_144
"""Characters that tell which element is the record."""
_MOST = 20_000
"""Elements of one record."""
_DEEPEST = 8


def fits(head: bytes) -> bool:
    """True where an element begins it that is of no page, or a declaration and such an element."""
    return not binary(head) and begun(head.decode(encoding_of(head), "replace").lstrip("\ufeff"))


def records(file: BinaryIO) -> Iterator[Any]:
    """`{root: {…: {element: {…}}}}` for each. Raises `Unreadable` after those before a fault."""
    source = TextFile(file)
    text = source.read()
    while len(text) < _HEAD and (more := source.read()):
        text += more
    text = text.removeprefix("\ufeff").lstrip()
    elements = Elements(_MOST, _depth(text[:_HEAD]))
    try:
        while text:
            elements.take(text)
            yield from elements.done
            elements.done.clear()
            text = source.read()
        elements.take("", ended=True)
    except OddError as fault:
        yield from elements.done
        elements.done.clear()
        elements.flush()
        yield from elements.done
        raise Unreadable("XML that is cut short or broken, or has entities of its own") from fault
    elements.flush()
    yield from elements.done


def _depth(head: str) -> int:
    """How deep the element stands that most often has others of its name beside it; 1 where none has."""
    beside: list[Counter[str]] = [Counter()]
    best = (1, 1)
    roots: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal best
        plain = bare(name)
        if not roots:
            roots.append(plain)
        if not named_field(plain, attributes, roots[0]):  # these are of one record
            beside[-1][plain] += 1
        depth, count = len(beside) - 1, beside[-1][plain]
        if count > best[0] and 0 < depth <= _DEEPEST:
            best = count, depth
        beside.append(Counter())

    def end(_: str) -> None:
        beside.pop()

    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler, parser.EndElementHandler = start, end
    with suppress(expat.ExpatError, LookupError, ValueError):  # what is wrong there is told where it is read
        parser.Parse(head.encode("utf-8", "replace"), False)
    return best[1]
