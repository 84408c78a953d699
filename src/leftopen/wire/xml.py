"""XML of bounded size, depth and number of elements, without document types or entities of its own.

Source: XML 1.0; names are taken without their prefix, since devices choose prefixes freely.
"""

from collections.abc import Iterator
from xml.parsers import expat

import msgspec

from leftopen.wire.talk import Broken

DEPTH = 64
ELEMENTS = 20_000


class Element(msgspec.Struct):
    """`text` is what stands directly inside, with the blanks around it taken away by `words`."""

    name: str
    text: str = ""
    children: list["Element"] = msgspec.field(default_factory=list)

    @property
    def words(self) -> str:
        """The text without the blanks around it."""
        return self.text.strip()

    def walk(self) -> Iterator["Element"]:
        """This element and all below it, in the order of the document."""
        waiting = [self]
        while waiting:
            element = waiting.pop()
            yield element
            waiting.extend(reversed(element.children))

    def find(self, name: str) -> "Element | None":
        """The first element of that name, below this one or itself."""
        return next((element for element in self.walk() if element.name == name), None)

    def said(self, name: str) -> str | None:
        """The text of the first element of that name; None where there is none or it is empty."""
        found = self.find(name)
        return found.words or None if found else None


def parse(data: bytes, *, most: int = 262_144) -> Element:
    """The root element. Raises `Broken` where it is no XML, too long, too deep, or declares a document type."""
    if len(data) > most:
        raise Broken("more XML than was asked for")
    open_elements = [Element("")]
    left = ELEMENTS
    parser = expat.ParserCreate()

    def start(name: str, _: dict[str, str]) -> None:
        nonlocal left
        left -= 1
        if left < 0 or len(open_elements) > DEPTH:
            raise Broken("XML that is too deep or has too many elements")
        element = Element(name.rpartition(":")[2])
        open_elements[-1].children.append(element)
        open_elements.append(element)

    def end(_: str) -> None:
        open_elements.pop()

    def text(more: str) -> None:
        open_elements[-1].text += more

    def refuse(*_: object) -> None:
        raise Broken("XML with a document type")

    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = text, refuse
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, UnicodeError, LookupError, ValueError):
        raise Broken("not XML") from None
    return open_elements[0].children[0]
