"""JSON documents (RFC 8259): a list of records, an object that holds one list of them, a single record, or several.

A document of up to `WINDOW` characters is decoded at once. Of a larger one, each value that fits into the window is
decoded by itself and comes under its path, as `{"users": [{"name": …}]}` once for each user, so that memory does not
grow with the file; so does each item of a long list. Rows become maps (see `rows`). Hits of Elasticsearch's answers
(`hits.hits`, also within `responses`) are the records `_source`.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

import msgspec

from leftopen.privacy.encodings import encoding_of
from leftopen.privacy.files import documents, legends
from leftopen.privacy.files.readers import Unreadable, gathered, ndjson
from leftopen.privacy.files.texts import TextFile
from leftopen.privacy.sayings import Sayings, sayings_of

NAME = "JSON"
SUFFIXES = (".json", ".geojson")
ORDER = 40

WINDOW = 8 * 1024 * 1024
"""Characters of one value that are decoded at once."""
_DEPTH = 32
_PART = 1 << 16
_SPACE = re.compile(r"[ \t\r\n\ufeff]*+")
_BETWEEN = re.compile(r"[ \t\r\n,\ufeff\x1e]*+")
_KEY = re.compile(r'"((?:[^"\\]|\\.)*+)"\s*+:\s*+')
_INNER = re.compile(r'(?:[^"\\]|\\.)*+', re.DOTALL)
_SHELL = re.compile(
    r":\s*(?:new\s+)?(?:ObjectId|ISODate|Number(?:Long|Int|Decimal)|UUID|BinData|HexData|Timestamp|Date|DBRef)\s*\("
)
"""What the shell of MongoDB writes in place of a value."""
_LAX = re.compile(r"\s*(?:\[\s*)?(?:/[/*]|\{\s*(?:[A-Za-z_$][\w$]*\s*:|'|/[/*]))")
"""What JSON5 begins like and JSON does not: see `json5`."""
_Path = tuple[str, ...]


def fits(head: bytes) -> bool:
    """True where the first characters open an object or a list, and it is not the first of several lines of JSON."""
    text = head.decode(encoding_of(head), "replace").lstrip("\ufeff \t\r\n")
    if shell(text):
        return False
    opens = re.match(r'\{\s*(?:"|\}|$)|\[\s*(?:[{\["\d\]-]|true|false|null|$)', text)
    if opens is None or ("\n" in text.strip() and ndjson.fits(head)):
        return False
    return text.startswith("{") or _list(text)


def shell(text: str) -> bool:
    """True for what the shell of MongoDB prints."""
    return _SHELL.search(text, 0, _PART // 16) is not None


def _list(text: str) -> bool:
    """True where a list begins as one of JSON does: `[4711] started` is a line of a log."""
    try:
        _, end = json.JSONDecoder().raw_decode(text, len(text) - len(text[1:].lstrip()))
    except (ValueError, RecursionError):
        return len(text) >= _PART // 4 or not text.endswith("\n") or text.lstrip("[ \t\r\n")[:1] in ("", "{")
    rest = text[end:].lstrip()
    return rest[:1] in ("", ",") or (rest[0] == "]" and rest[1:].lstrip()[:1] in ("", "{", "["))


def takes(head: bytes) -> bool:
    """Any text is told what is wrong with it, but for lines of JSON and what is no text."""
    text = head.decode(encoding_of(head), "replace").lstrip("\ufeff \t\r\n")
    if text[:1] in "{[/" and not fits(head) and (_LAX.match(text) or shell(text)):
        return False
    return text[:1] in "{[" and (fits(head) or not ("\n" in text.strip() and ndjson.fits(head)))


def records(file: BinaryIO) -> Iterator[Any]:
    """The records of each document in it. Raises `Unreadable` after those before a fault."""
    return _Reader(TextFile(file), sayings_of(file)).records()


def batches(file: BinaryIO) -> Iterator[list[Any]]:
    """The same, several at once."""
    reader = _Reader(TextFile(file), sayings_of(file))
    return gathered(reader.records(), reader.passed)


def of(source: TextFile) -> Iterator[Any]:
    """The same of text that is read elsewhere."""
    return _Reader(source, Sayings()).records()


class _Reader:
    """A window over the text, that moves on."""

    def __init__(self, source: TextFile, sayings: Sayings) -> None:
        self.source, self.sayings = source, sayings
        self.text = ""
        self.at = 0
        self.ended = False
        self.before = 0
        self.documents = 0
        self.decoder = json.JSONDecoder(parse_constant=lambda _: None)

    def more(self, size: int = 0) -> bool:
        """Takes more text, letting go of what was read; False at the end."""
        if self.ended:
            return False
        parts, wanted = [self.text[self.at :]], size or _PART
        while wanted > 0:
            part = self.source.read()
            if not part:
                self.ended = True
                break
            parts.append(part)
            wanted -= len(part)
        self.before += self.at
        self.text, self.at = "".join(parts), 0
        return True

    def passed(self) -> int:
        """How many characters were read as values so far."""
        return self.before + self.at

    def skip(self, pattern: re.Pattern[str] = _SPACE) -> str:
        """The next character that is not space, "" at the end."""
        while True:
            match = pattern.match(self.text, self.at)
            self.at = match.end() if match else self.at
            if self.at < len(self.text):
                return self.text[self.at]
            if not self.more():
                return ""

    def records(self) -> Iterator[Any]:
        if not self.skip():
            raise Unreadable("an empty file")
        while self.skip(_BETWEEN):
            try:
                for path, value in self.values((), 0):
                    legends.told(path, value, self.sayings)
                    yield from _records(path, value)
            except Unreadable:
                if not self.documents:
                    raise
                yield {"text": self._line()}
            self.documents += 1

    def _line(self) -> str:
        """What is left of a line that is no JSON, among documents that are."""
        while (end := self.text.find("\n", self.at)) < 0 and len(self.text) - self.at < WINDOW and self.more():
            pass
        start, self.at = self.at, end if end >= 0 else len(self.text)
        return self.text[start : self.at]

    def values(self, path: _Path, depth: int) -> Iterator[tuple[_Path, Any]]:
        """The value that begins here with its path, whole or in parts where it is larger than the window."""
        first = self.skip()
        if depth == 0 and self._large() and first == "[":
            yield from self._items(path, depth)
            return
        parts = not self.documents and first in ("[", "{") and depth < _DEPTH and "[]" not in path
        whole, value = self._sound() if parts else self._whole()
        if whole:
            yield path, value
        elif first == "{" and depth < _DEPTH:
            yield from self._members(path, depth)
        elif first == "[" and depth < _DEPTH:
            yield from self._items(path, depth)
        elif first == '"':
            yield path, self._long_text()
        else:
            raise Unreadable(f"JSON that is nested deeper than {_DEPTH} in a value of more than {WINDOW >> 20} MiB")

    def _large(self) -> bool:
        """True where more is to come than the window holds."""
        while len(self.text) - self.at < WINDOW and self.more(WINDOW // 8):
            pass
        return not self.ended

    def _whole(self) -> tuple[bool, Any]:
        """The value, if it ends within the window."""
        want = _PART
        if self.ended:
            try:
                value = msgspec.json.decode(self.text[self.at :])
            except (msgspec.DecodeError, UnicodeError, RecursionError):
                pass
            else:
                self.at = len(self.text)
                return True, value
        while True:
            fault: Exception | None = None
            try:
                value, end = self.decoder.raw_decode(self.text, self.at)
            except RecursionError as deep:
                raise Unreadable("JSON that is nested too deep") from deep
            except ValueError as odd:
                fault = odd
            else:
                if end < len(self.text) or self.ended:
                    if "\\u" in self.text[self.at : end]:
                        value = ndjson.document(self.text[self.at : end])
                    self.at = end
                    return True, value
            if len(self.text) - self.at >= WINDOW:
                return False, None
            if not self.more(want):
                raise Unreadable(self._why(fault)) from fault
            want = len(self.text) - self.at

    def _sound(self) -> tuple[bool, Any]:
        """As `_whole`; of a list or an object that is cut short or ends in a comma too many, its parts are read."""
        try:
            return self._whole()
        except Unreadable as fault:
            if isinstance(fault.__cause__, RecursionError):
                raise
            return False, None

    def _why(self, fault: Exception | None) -> str:
        """What is wrong with it, without a word of what it holds."""
        place = getattr(fault, "pos", len(self.text))
        rest = len(self.text.rstrip()) - 1
        says = getattr(fault, "msg", "")
        return "JSON that is cut short" if place > rest or "Unterminated" in says else "not a JSON document"

    def _members(self, path: _Path, depth: int) -> Iterator[tuple[_Path, Any]]:
        self.at += 1
        while (mark := self.skip(_BETWEEN)) != "}":
            if not mark:
                raise Unreadable("JSON that is cut short")
            while (key := _KEY.match(self.text, self.at)) is None:
                if len(self.text) - self.at > WINDOW or not self.more():
                    raise Unreadable("not a JSON document")
            self.at = key.end()
            yield from self.values((*path, str(ndjson.document(f'"{key.group(1)}"'))), depth + 1)
        self.at += 1

    def _items(self, path: _Path, depth: int) -> Iterator[tuple[_Path, Any]]:
        self.at += 1
        while (mark := self.skip(_BETWEEN)) != "]":
            if not mark:
                raise Unreadable("JSON that is cut short")
            yield from self.values((*path, "[]"), depth + 1)
        self.at += 1

    def _long_text(self) -> str:
        """The first characters of a text that is longer than the window; the rest is passed over."""
        raw = self.text[self.at + 1 : self.at + _PART]
        try:
            start = str(ndjson.document(f'"{raw}"'))
        except ValueError:  # cut within an escape, at the worst
            start = raw.partition("\\")[0]
        self.at += 1
        while True:
            match = _INNER.match(self.text, self.at)
            self.at = match.end() if match else self.at
            if self.text[self.at : self.at + 1] == '"':
                self.at += 1
                return start
            if not self.more():
                raise Unreadable("JSON that is cut short")


def _records(path: _Path, value: Any) -> Iterator[Any]:
    """What a value is records of: a list its items, an answer its hits, anything else itself under its path."""
    if path[-3:] == ("hits", "hits", "[]"):
        yield documents.source(value)
    elif path == ("[]",):
        yield value
    elif path:
        yield _under(path, value)
    else:
        yield from documents.records_of(value)


def _under(path: _Path, value: Any) -> Any:
    for part in reversed(path[1:] if path[0] == "[]" else path):
        value = [value] if part == "[]" else {part: value}
    return value
