"""Pages of HTML (WHATWG HTML, section 4.9): each row of a table by the names above it, what stands beside as text.

Reports, exports called `.xls` and saved pages of registers are such. A table with names at the left and one value
beside each is one record. A page without a table is read as text. What no browser shows (scripts, comments, attributes)
is kept apart from it: pages carry their data there, too.
"""

import html
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from leftopen.privacy.detect import concepts
from leftopen.privacy.encodings import binary, encoding_of
from leftopen.privacy.files.readers import csv as tables
from leftopen.privacy.files.texts import TextFile

NAME = "HTML"
SUFFIXES = (".html", ".htm", ".xhtml")
ORDER = 44

_BEGINS = re.compile(
    r"\s*+(?:<\?xml[^>]{0,200}>\s*+)?+(?:<!--(?:[^-]|-(?!->))*+-->\s*+)*+"
    r"(?:<!doctype\s++html|<(?:html|head|meta|style|body|table|div|center|h1|p|b)[\s>])",
    re.IGNORECASE,
)
_TABLE = re.compile(r"<table[\s>]", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]{0,15})([^<>]{0,4096})>|<!--|<[!?][^<>]{0,4096}>")
_SPACE = re.compile(r"\s+")
_SPAN = re.compile(r"colspan\s?=\s?[\"']?(\d{1,2})", re.IGNORECASE)
_ROWS = re.compile(r"rowspan\s?=\s?[\"']?(\d{1,3})", re.IGNORECASE)
_REACHED = re.compile(r"href\s?=\s?[\"']?(?:mailto|tel):([^\"'?>\s]{1,128})", re.IGNORECASE)
_ENTERED = re.compile(r"\bvalue\s?=\s?(?:\"([^\"]{1,4000})|'([^']{1,4000})|([^\s\"'>]{1,4000}))", re.IGNORECASE)
_UNSEEN = re.compile(r"\btype\s?=\s?[\"']?(?:hidden|submit|button|reset|image|checkbox|radio)", re.IGNORECASE)
"""Sorts of what is entered of which the value is not shown, or is the name of a button."""
_CARRIES = re.compile(
    r"@|%40|[?&][\w.-]{1,40}=|(?:^|[\s\"'])(?:value|content|title|alt|label|placeholder|datetime|srcdoc|on[a-z]{1,20}|"
    r"(?:data|aria)-[\w-]{1,40})\s?=",
    re.IGNORECASE,
)
"""Attributes that say something beside how it looks."""
_LARGE_NUMBER = re.compile(r"&#\d{8,}")
"""Characters by numbers that none has, which Python refuses to read where they are long."""
_BLOCKS = frozenset(
    (
        *("p", "div", "br", "hr", "li", "ul", "ol", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6"),
        *("section", "article", "header", "footer", "title", "pre", "form", "tr", "table"),
        *("main", "aside", "nav", "address", "blockquote", "figcaption", "caption", "fieldset", "legend", "summary"),
    )
)
_APART = frozenset(("td", "th", "option", "select", "textarea", "button", "label", "template"))
"""What stands apart from what is before it, on the same line; cells, too, where no table was begun."""
_SILENT = {
    "": re.compile("-->"),
    "script": re.compile("(?=</script)", re.IGNORECASE),
    "style": re.compile("(?=</style)|(?=<(?:/head|body|table|div|p|h1)[\\s>])", re.IGNORECASE),
}
"""What ends that of which nothing is shown; a comment is called by nothing. A style that is not ended is by what stands
in none: what comes behind it would be lost."""
_STYLE = "style"
_LONGEST = 65_536
"""Characters of one cell, of one text, and of a tag that is waited for; what a cell has besides is text."""
_AHEAD, _DEEPEST, _COLUMNS, _ENDS = 60, 16, 1000, 8
_HELD = 1 << 20
"""Characters of rows that are kept until the names of a table are told, and of one row."""
_PIECE = re.compile(r".{1,2000}(?:[\s,;]|$)|.{1,2000}", re.DOTALL)
"""A part of a line that no browser shows; scripts are written without any line, too."""


def fits(head: bytes) -> bool:
    """True for a page with a table near its beginning."""
    return takes(head) and _TABLE.search(_decoded(head)) is not None


def takes(head: bytes) -> bool:
    """True for a page."""
    return not binary(head) and _BEGINS.match(_decoded(head)) is not None


def _decoded(head: bytes) -> str:
    return head.decode(encoding_of(head), "replace").lstrip("\ufeff")


def records(file: BinaryIO) -> Iterator[Any]:
    """`{name: cell}` for each row, `{"text": …}` for each text beside."""
    page = _Page()
    source = TextFile(file)
    left = ""
    while more := source.read():
        left = page.take(left + more)
        yield from page.done
        page.done.clear()
    page.take(left, ended=True)
    yield from page.done


def lines(file: BinaryIO) -> Iterator[str]:
    """Each line as it is written."""
    return TextFile(file).lines()


class _Beside:
    """What stands beside tables, or is not shown: each line is a record."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._parts: list[str] = []
        self._held = 0

    def say(self, text: str) -> Iterator[dict[str, str]]:
        """Takes a part of a line, or lines; gives those that are too long to be waited for."""
        if text:
            self._parts.append(text)
            self._held += len(text)
        if self._held > _LONGEST:
            yield from self.end()

    def end(self) -> Iterator[dict[str, str]]:
        """Ends a line; gives all."""
        lines = "".join(self._parts).split("\n")
        self._parts, self._held = [], 0
        for line in lines:
            for at in range(0, len(line), _LONGEST):
                if said := _said(line[at : at + _LONGEST]):
                    yield {self._name: said}


class _Table:
    """A table as it is read.

    `row`: the cells of its last row, and whether each is a name; None outside of rows. `over`: what was more than that
    row holds.
    """

    def __init__(self) -> None:
        self.row: list[tuple[str, bool]] | None = None
        self.over: list[str] = []
        self.heads = False
        self.span = self.rows = 1
        self._down: dict[int, tuple[int, str, bool]] = {}
        self._cell: list[str] | None = None
        self._room = self._kept = 0
        self._ahead: list[list[tuple[str, bool]]] = []
        self._names: list[str] | None = None

    @property
    def within(self) -> bool:
        """True in a cell."""
        return self._cell is not None

    def begin_cell(self) -> None:
        """Begins a cell, or the one that is read anew."""
        self._cell, self._room = [], _LONGEST

    def say(self, text: str) -> bool:
        """Takes a part of a cell; False for one that has no room there."""
        if self._cell is None or len(text) > self._room:
            return False
        if text:
            self._cell.append(text)
            self._room -= len(text)
        return True

    def cell(self) -> str:
        """What the cell says so far."""
        return "".join(self._cell or ())

    def end_cell(self) -> None:
        if self._cell is None:
            return
        said = _said(self.cell())
        self._cell = None
        if self.row is None:
            return
        self._reach_down()
        if len(self.row) >= _COLUMNS or self._kept + len(said) > _HELD:
            self.over.append(said)
            return
        self._kept += len(said)
        if self.rows > 1:
            self._down[len(self.row)] = (self.rows - 1, said, self.heads)
        self.row += [(said, self.heads)] + [("", self.heads)] * (self.span - 1)
        del self.row[_COLUMNS:]

    def _reach_down(self) -> None:
        """Puts the cells of rows above that reach into this one where they stand, so that all others stand below their
        own names."""
        while self.row is not None and len(self.row) < _COLUMNS and (above := self._down.pop(len(self.row), None)):
            left, said, head = above
            if self._kept + len(said) > _HELD:
                said = ""
            self._kept += len(said)
            if left > 1:
                self._down[len(self.row)] = (left - 1, said, head)
            self.row.append((said, head))

    def end_row(self) -> Iterator[dict[str, str]]:
        """Ends a row; gives those that can be told from the names by now."""
        self.end_cell()
        if self.row:
            self._reach_down()
        row, self.row = self.row, None
        if not row or not any(said for said, _ in row):
            return
        if self._names is not None:
            self._kept = 0
            yield self._record(row)
            return
        self._ahead.append(row)
        if len(self._ahead) >= _AHEAD or self._kept > _HELD // 2:
            yield from self._settle()

    def end(self) -> Iterator[dict[str, str]]:
        """Ends the table."""
        yield from self.end_row()
        if self._names is None and self._ahead:
            yield from self._settle()

    def _settle(self) -> Iterator[dict[str, str]]:
        rows, self._ahead, self._kept = self._ahead, [], 0
        if _beside(rows):
            names = tables.unique([name.rstrip(": ") for (name, _), *_ in rows])
            yield dict(zip(names, (row[1][0] for row in rows), strict=True))
            self._names = []
            return
        cells = [[said for said, _ in row] for row in rows]
        above = tables.titles(cells)
        for row in cells[:above]:
            yield {"preamble": " ".join(filter(None, row))}
        rows, cells = rows[above:], cells[above:]
        if not rows:
            self._names = []
            return
        heads = all(head for said, head in rows[0] if said)
        if heads or tables.named(cells) >= 0:
            self._names = tables.unique([said or f"column{number}" for number, said in enumerate(cells[0], 1)])
            rows = rows[1:]
        else:
            self._names = []
        yield from map(self._record, rows)

    def _record(self, row: list[tuple[str, bool]]) -> dict[str, str]:
        assert self._names is not None
        for number in range(len(self._names) + 1, len(row) + 1):
            self._names.append(f"column{number}")
        return dict(zip(self._names, (said for said, _ in row), strict=False))


def _beside(rows: list[list[tuple[str, bool]]]) -> bool:
    """True for a table with names at its left: they are said to be that, or most are words that name fields."""
    if len(rows) < 2 or any(len(row) != 2 for row in rows):
        return False
    if all(row[0][1] and not row[1][1] for row in rows):
        return True
    first = {row[0][0] for row in rows}
    said = sum(bool(concepts.read(name.rstrip(": "))) for name in first)
    return len(first) == len(rows) and not any(row[1][1] for row in rows) and said * 2 > len(rows)


class _Page:
    """Reads a page; `done`: the records that it gave so far."""

    def __init__(self) -> None:
        self.done: list[Any] = []
        self._tables: list[_Table] = []
        self._beside, self._hidden = _Beside("text"), _Beside("hidden")
        self._unseen = ""
        self._until: re.Pattern[str] | None = None

    def take(self, text: str, *, ended: bool = False) -> str:
        """Reads some more, and gives what cannot be told yet."""
        at = 0
        while at < len(text):
            if self._until is not None:
                found = self._until.search(text, at)
                stop = found.start() if found else max(at, len(text) - (0 if ended else _ENDS))
                self._hide(text[at:stop])
                at = stop
                if found is None:
                    break
                at, self._until = found.end(), None
                self.done += self._hidden.end()
            tag = _TAG.search(text, at)
            if tag is None:
                last = text.rfind("<", at)
                keep = last if last >= 0 and not ended and len(text) - last < _LONGEST else len(text)
                self._say(text[at:keep])
                at = keep
                break
            self._say(text[at : tag.start()])
            at = tag.end()
            if tag[0] == "<!--":
                self._until, self._unseen = _SILENT[""], ""
            elif tag[2]:
                self._tag(tag[2].lower(), bool(tag[1]), tag[3])
        if ended:
            while self._tables:
                self._ended(table := self._tables.pop(), table.end())
            self._line()
            self.done += self._hidden.end()
        return text[at:]

    def _say(self, text: str) -> None:
        if not self._tables or not self._tables[-1].say(text):
            self.done += self._beside.say(text)

    def _hide(self, text: str) -> None:
        """Keeps what is not shown, but for how it looks."""
        if self._unseen != _STYLE:
            for piece in _PIECE.findall(text):
                self.done += self._hidden.say(f"{piece}\n")

    def _line(self) -> None:
        """Ends a text that stands beside tables; its lines are records as those of a text are."""
        self.done += self._beside.end()

    def _ended(self, table: _Table, rows: Iterator[dict[str, str]]) -> None:
        """Gives rows of a table, and what was more than they hold."""
        self.done += rows
        for said in table.over:
            self.done += self._beside.say(f"{said} ")
        table.over.clear()

    def _tag(self, name: str, ends: bool, rest: str) -> None:
        table = self._tables[-1] if self._tables else None
        if rest and not ends:
            self._attributes(name, rest)
        if name in _SILENT and not ends and not rest.endswith("/"):
            self._until, self._unseen = _SILENT[name], name
        elif name == "table":
            self._line()
            if ends and table is not None:
                self._ended(table, self._tables.pop().end())
            elif not ends and len(self._tables) < _DEEPEST:
                self._begin()
        elif table is not None and name == "tr":
            self._ended(table, table.end_row())
            if not ends:
                self._line()
                table.row = []
        elif table is not None and name in ("td", "th"):
            table.end_cell()
            self._ended(table, iter(()))
            if not ends:
                table.row = table.row if table.row is not None else []
                table.begin_cell()
                table.heads = name == "th"
                span = _SPAN.search(rest)
                table.span = max(1, int(span[1])) if span else 1
                rows = _ROWS.search(rest)
                table.rows = max(1, int(rows[1])) if rows else 1
        elif name in _BLOCKS:
            if table is not None and table.within:
                self._say(" ")
            else:
                self._line()
        elif name in _APART:
            self._say(" ")

    def _attributes(self, name: str, rest: str) -> None:
        """What attributes say: whom a link reaches and what is entered in a form as text, all else unseen."""
        if name == "a" and (reached := _REACHED.search(rest)) is not None:
            self._say(f" {reached[1]} ")
            rest = (
                f"{rest[: reached.start()]} {rest[reached.end() :]}"  # whom it is copied to, and what is said of them
            )
        elif name == "input" and not _UNSEEN.search(rest) and (entered := _ENTERED.search(rest)) is not None:
            self._say(f" {entered[entered.lastindex or 0]} ")
            rest = f"{rest[: entered.start()]} {rest[entered.end() :]}"
        if _CARRIES.search(rest):
            self.done += self._hidden.say(f"{rest}\n")

    def _begin(self) -> None:
        """A table, within a cell perhaps: what that cell said so far is text."""
        if self._tables and self._tables[-1].within:
            self.done += self._beside.say(self._tables[-1].cell())
            self._tables[-1].begin_cell()
            self._line()
        self._tables.append(_Table())


def _said(text: str) -> str:
    return _SPACE.sub(" ", html.unescape(_LARGE_NUMBER.sub("&#0", text))).strip()
