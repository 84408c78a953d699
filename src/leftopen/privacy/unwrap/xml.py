"""XML within a text (XML 1.0): messages of payment, of registers and of old interfaces that a store keeps whole.

Elements are maps by their names without prefix, attributes among them. Where an element says how a field is called, it
is called so: `<field name="email">` of a dump of MySQL, `<key>Email</key><string>` of a property list. What declares
entities of its own is left alone, and so are pages and fragments of HTML, whose elements say nothing of what they hold.
"""

import re
from typing import Any
from xml.parsers import expat

OPENS = ("<",)
BESIDE = True
_DEPTH, _ELEMENTS = 32, 2000
_BEGINS = re.compile(
    r"\s*+(?:<\?xml[^>]{0,200}\?>\s*+)?+(?:<!--(?:[^-]|-(?!->))*+-->\s*+|<\?[^>]{0,400}\?>\s*+)*+"
    r"(?:<!DOCTYPE\s[^\[>]{1,400}>\s*+)?+<(?:[\w.-]+:)?([^\W\d][\w.-]*)(?=[\s/>])"
)
_PAGES = frozenset(
    (
        *("html", "head", "body", "div", "p", "span", "a", "b", "i", "u", "em", "strong", "br", "hr", "img", "table"),
        *("tr", "td", "th", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6", "script", "style", "link", "meta"),
        *("svg", "font", "center", "section", "article", "header", "footer", "form", "input", "button", "iframe"),
        *("blockquote", "pre", "code"),
    )
)
_FIELDS = frozenset(
    (
        *("field", "column", "col", "str", "string", "int", "long", "float", "double", "bool", "boolean", "date"),
        *("attribute", "attr", "property", "param", "parameter", "variable"),
    )
)
"""Elements that hold one field and say in an attribute how it is called: of dumps (mysqldump, phpMyAdmin), of Solr, of
settings of Android and Spring."""
_IDENTIFIER = re.compile(r"[A-Za-z_][\w.-]{0,63}", re.ASCII)
_LIST, _PAIRS, _KEY = "plist", "dict", "key"
"""A property list (Apple's DTD, PropertyList-1.0): keys of its maps stand before their values."""
_WORDS = "resources"
"""The root of what an application for Android says to its users, in whose texts `password` is a word."""


def field_of(name: str, attributes: dict[str, str], root: str) -> str | None:
    """How the field is called that an element holds, where that is all that its attributes say.

    >>> field_of("field", {"name": "email"}, "mysqldump"), field_of("contact", {"name": "Anna"}, "list")
    ('email', None)
    """
    if name not in _FIELDS or len(attributes) != 1 or root == _WORDS:
        return None
    called = attributes.get("name") or attributes.get("key") or ""
    return called if _IDENTIFIER.fullmatch(called) else None


def named_field(name: str, attributes: dict[str, str], root: str) -> bool:
    """True for an element that is one field, and says in an attribute or before it how that is called."""
    return name != _PAIRS if root == _LIST else field_of(name, attributes, root) is not None


def begun(text: str) -> bool:
    """True for what begins as a document does, and no page.

    >>> begun('<?xml version="1.0"?><gpx>'), begun("<Файл>"), begun("<html>"), begun("<134>Feb 1")
    (True, True, False, False)
    """
    begins = _BEGINS.match(text)
    return begins is not None and begins[1].lower() not in _PAGES


def value(text: str) -> Any:
    """The map that a document holds, by the name of its root.

    >>> value("<c id='7'><name>Anna</name><tel>1</tel><tel>2</tel></c>"), value("<p>Hello</p>"), value("<3 it")
    ({'c': {'id': '7', 'name': 'Anna', 'tel': ['1', '2']}}, None, None)
    """
    begins = _BEGINS.match(text)
    if begins is None or not begun(text) or not text.rstrip().endswith(">"):
        return None
    elements = Elements(_ELEMENTS)
    try:
        elements.take(text, ended=True)
    except OddError:
        return None
    root = elements.root
    return root if isinstance(root.get(begins[1]), dict) and not elements.full else None


class OddError(ValueError):
    """It is no XML, is too deep, or declares entities of its own."""


class Elements:
    """Makes maps of elements as they come, of at most so many at once.

    `root`: the map by the name of the root. Elements `at` a depth, and what there is of all when they are too many, go
    to `done` instead, each under its path.
    """

    def __init__(self, most: int, at: int = 0) -> None:
        self.root: dict[str, Any] = {}
        self.done: list[dict[str, Any]] = []
        self.full = False
        self._most, self._at = most, at
        self._count = 0
        self._open: list[dict[str, Any]] = [self.root]
        self._names: list[str] = []
        self._texts: list[list[str]] = [[]]
        self._tags: list[str] = []
        self._key = ""
        self._parser = expat.ParserCreate("utf-8")
        self._parser.buffer_text = True
        self._parser.StartElementHandler, self._parser.EndElementHandler = self._start, self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.EntityDeclHandler = self._refuse

    def take(self, text: str, *, ended: bool = False) -> None:
        """Reads some more. Raises `OddError`."""
        try:
            self._parser.Parse(text.encode("utf-8", "replace"), ended)
        except (expat.ExpatError, LookupError, ValueError) as fault:
            raise OddError from fault

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._open) > _DEPTH:
            raise OddError
        self._count += 1
        if self._count > self._most:
            self.flush()
        self._open.append({bare(key): said for key, said in attributes.items() if ":" not in key and key != "xmlns"})
        name = bare(name)
        keyed = self._tags[:1] == [_LIST] and self._tags[-1] == _PAIRS and name != _KEY
        self._names.append((keyed and self._key) or name)
        self._key = "" if keyed else self._key
        self._tags.append(name)
        self._texts.append([])

    def _end(self, _name: str) -> None:
        element: Any = self._open.pop()
        text = "".join(self._texts.pop()).strip()
        if text:
            element = {**element, "text": text} if element else text
        name = self._names.pop()
        tag = self._tags.pop()
        if tag == _KEY and self._tags[:1] == [_LIST]:
            self._key = text
            return
        if self._tags[:1] != [_LIST] and text and isinstance(element, dict):
            attributes = {key: said for key, said in element.items() if key != "text"}
            called = field_of(name, attributes, self._names[0] if self._names else name)
            name, element = (called, text) if called else (name, element)
        if self._at and len(self._names) == self._at:
            if element:
                self.done.append(self._under({name: element}))
            self._count = 0
        elif element or not self._at:
            _put(self._open[-1], name, element)

    def _under(self, element: dict[str, Any]) -> dict[str, Any]:
        for name in reversed(self._names):
            element = {name: element}
        return element

    def flush(self) -> None:
        """What there is, as one of those that are done."""
        inner: dict[str, Any] = {}
        for name, element, texts in zip(self._names[::-1], self._open[:0:-1], self._texts[:0:-1], strict=True):
            text = "".join(texts).strip()
            inner = {name: {**element, **inner, **({"text": text} if text else {})}}
            element.clear()
            texts.clear()
        whole = {**self.root, **inner}
        self.root.clear()
        self._count = 0
        self.full = True
        if whole:
            self.done.append(whole)

    def _text(self, more: str) -> None:
        self._texts[-1].append(more)

    def _refuse(self, *_: object) -> None:
        raise OddError


def _put(into: dict[str, Any], name: str, element: Any) -> None:
    if name not in into:
        into[name] = element
    elif isinstance(into[name], list):
        into[name].append(element)
    else:
        into[name] = [into[name], element]


def bare(name: str) -> str:
    """A name without its prefix."""
    return name.rpartition(":")[2]
