"""Comma-separated values (RFC 4180), also with semicolons, tabs, bars, carets or tildes, as spreadsheets and databases
write them, and tables drawn in text, as clients of databases and Markdown have them.

Title lines, `sep=` and comments above the line of names are passed by (what they say comes as `preamble`); where the
first line is data already the columns are `column1`, `column2`, …; an open quote costs its own row alone.
"""

import csv
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, BinaryIO

from leftopen.privacy.detect import concepts
from leftopen.privacy.detect.person_names import known
from leftopen.privacy.encodings import binary, encoding_of
from leftopen.privacy.files.readers import gathered
from leftopen.privacy.files.texts import TextFile
from leftopen.privacy.flatten import value_like
from leftopen.privacy.later import later
from leftopen.privacy.sayings import Sayings, sayings_of

NAME = "CSV"
SUFFIXES = (".csv", ".tsv", ".tab", ".psv")
ORDER = 50

_MARKS = "\t;|,\x01\x1f^~"
_QUOTES = "'`"
_NONE = "\x1c"
"""The mark of a table of one column: a character that text does not have."""
_ROWS = 60
"""Rows that tell the mark and the line of names."""
_TITLES = 30
"""Lines above the line of names, at most."""
_EVEN = 0.8
"""The share of rows with as many cells as most, where they are rows."""
_SPAN = 200
"""Lines that a quoted cell may have; one that has more was not closed."""
_CELL = 1 << 30
_SEP = re.compile(r"sep=(.)\s*", re.IGNORECASE)
_DATA = later(
    r"""[^@\s]+@[^@\s]+\.\w+ | .*\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}.* | [-+]?\d+[.,]\d+ | \+?[\d\s().-]{7,} | .*\d{5,}.*
      | https?://.*""",
    re.VERBOSE,
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_RULE = re.compile(r"\s*(?=[^-=:─═]{0,4}[-=:─═]{2})[-=:+|─═│┃┼├┤┌┐└┘┬┴╪╞╡╔╗╚╝╠╣╬╦╩║ ]{3,}+\s*")
"""A line that draws the frame of a table, or parts its line of names from its rows."""
_SPACED = re.compile(r'"[^"]*"(?: (?:"[^"]*"|[^\s"]+))+')
"""A row of cells in quotes with spaces between them."""
_BARS = str.maketrans("│┃║", "|||")
_FORMULA = re.compile(r'="([^"]*)"')
_QUOTED = re.compile(r"'[^']*'")
_NUMBER = re.compile(r"[-+]?[.,:/ -]*\d[\d.,:/ %-]*")


def fits(head: bytes) -> bool:
    """True where the first lines are surely a table: as many of the same mark in each, more than prose would have."""
    if binary(head):
        return False
    lines = _sample(head)
    if _drawn(lines):
        lines = list(_undrawn(lines))
    quote = _quote(lines)
    mark = _mark(lines, quote)
    if mark is None or len(lines) < 2 or lines[0].startswith(("{", "[", "<", "-[ RECORD")):
        return False
    rows = [row for row in (_split(line, mark, quote) for line in lines) if any(row)]
    width = _width(rows)
    even = sum(len(row) == width for row in rows)
    spaced = sum(cell.startswith(" ") for row in rows for cell in row[1:])
    words = sum(cell.count(" ") > 7 for row in rows for cell in row)
    tables = even >= 0.9 * len(rows) and width > 1 and spaced * 2 <= sum(len(row) - 1 for row in rows)
    if mark != ",":
        return tables and words <= len(rows) / 2
    quoted = sum(line.startswith(quote) for line in lines)
    return tables and words <= len(rows) / 4 and (width > 2 or quoted * 2 > len(rows) or named(rows) == 1)


def takes(head: bytes) -> bool:
    """Any text, but for JSON."""
    return not binary(head) and head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] != b"{"


def _sample(head: bytes) -> list[str]:
    text = head.decode(encoding_of(head), "replace").removeprefix("\ufeff")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    whole = lines[:-1] if len(lines) > 1 else lines
    return _joined([line for line in whole if line.strip()][:_ROWS])


def _joined(lines: list[str]) -> list[str]:
    """The lines, those that a quoted cell goes on over as one; as they are where an open quote explains it.

    >>> _joined(['a,b', '"x', 'y",1', '"z', 'w",2', 'v,3'])
    ['a,b', '"x\\ny",1', '"z\\nw",2', 'v,3']
    """
    odd = [line.count('"') % 2 for line in lines]
    if not any(odd) or _even(lines) >= _EVEN:
        return lines
    found: list[str] = []
    start: int | None = None
    for at, line in enumerate(lines):
        if start is None and not odd[at]:
            found.append(line)
        elif start is None:
            start = at
        elif odd[at]:
            found.append("\n".join(lines[start : at + 1]))
            start = None
    cut = 0 if start is None else len(lines) - start
    return found if len(found) > 2 and cut * 2 <= len(lines) and _even(found) >= _EVEN else lines


def _even(lines: list[str]) -> float:
    """The share of lines that have as many cells as most, by the mark that parts most of them evenly."""
    mark = _mark(lines)
    if mark is None:
        return 0.0
    rows = [_split(line, mark) for line in lines]
    width = _width(rows)
    return sum(len(row) == width for row in rows) / len(rows)


def _drawn(lines: Sequence[str]) -> bool:
    """True for a table drawn with bars: a rule among its first lines, and a bar in nearly all others."""
    if not any(_RULE.fullmatch(line) and ("|" in line or "+" in line or not line.isascii()) for line in lines[:6]):
        return False
    rows = [line.translate(_BARS) for line in lines if line.strip() and not _RULE.fullmatch(line)]
    return len(rows) > 1 and sum("|" in row for row in rows) >= 0.8 * len(rows)


def _undrawn(lines: Iterable[str]) -> Iterator[str]:
    """The rows of a drawn table as rows with bars, without its frame and what it is filled up with."""
    for line in lines:
        if not _RULE.fullmatch(line):
            row = line.translate(_BARS).strip()
            inner = row[1:].removesuffix("|") if row.startswith("|") else row
            yield "|".join(cell.strip() for cell in inner.split("|"))


def _quote(lines: list[str]) -> str:
    """What stands around cells: straight quotes, or those in their place where most lines begin and end with them."""
    for quote in _QUOTES:
        around = sum(len(line) > 2 and line[0] == quote == line.rstrip("\r;,")[-1:] for line in lines)
        if around * 5 >= len(lines) * 4 > 0:
            return quote
    return '"'


def _mark(lines: list[str], quote: str = '"') -> str | None:
    """The mark by which most lines fall into the same number of cells, more than one; the more cells the better."""
    if len(lines) > 1 and all(map(_SPACED.fullmatch, lines)):
        return " "
    best: tuple[float, int, str] | None = None
    for mark in _MARKS:
        rows = [_split(line, mark, quote) for line in lines]
        if _cuts_quotes(rows, quote):
            continue
        widths = Counter(map(len, rows))
        width, count = max(((w, n) for w, n in widths.items() if w > 1), key=lambda each: each[1], default=(1, 0))
        share = count / max(1, len(lines))
        if width > 1 and (best is None or (round(share, 1), width) > best[:2]) and count * 2 >= min(len(lines), 4):
            best = (round(share, 1), width, mark)
    return best[2] if best else None


def _cuts_quotes(rows: Sequence[list[str]], quote: str) -> bool:
    """True where most rows have a quote that opens in one cell and closes in another: the mark stands within cells.

    >>> _cuts_quotes([['0,"a:2:{s:4:""name""', 's:1:""x""}"']], '"'), _cuts_quotes([['3.5" disk', "4"]], '"')
    (True, False)
    """
    cut = sum(sum(cell.count(quote) % 2 for cell in row) > 1 for row in rows)
    return 2 * cut > len(rows)


def _split(line: str, mark: str, quote: str = '"') -> list[str]:
    """The cells of a line that is a row by itself."""
    if quote not in line:
        return line.split(mark)
    try:
        return next(csv.reader([line], delimiter=mark, quotechar=quote, skipinitialspace=quote in _QUOTES), [])
    except csv.Error:
        return line.split(mark)


def _width(rows: list[list[str]]) -> int:
    return Counter(len(row) for row in rows).most_common(1)[0][0] if rows else 0


def _whole(sample: list[str], mark: str, quote: str) -> int:
    """The cells of nearly all rows where quoted ones go on over several lines; 0 where none do."""
    if not any(line.count(quote) % 2 for line in sample):
        return 0
    rows = list(_Rows(deque(sample), iter(()), mark, quote))[:-1]
    width = _width(rows)
    even = sum(len(row) == width for row in rows)
    return width if width > 1 and even > 1 and even >= 0.9 * len(rows) and len(rows) * 3 >= len(sample) - 2 else 0


def _filled(row: list[str]) -> int:
    return sum(bool(cell.strip()) for cell in row)


def titles(rows: list[list[str]]) -> int:
    """How many rows stand above the table: with far fewer cells in use than those below."""
    usual = Counter(_filled(row) for row in rows[-max(1, len(rows) * 2 // 3) :]).most_common(1)[0][0]
    if usual < 2:
        return 0
    for count, row in enumerate(rows[:_TITLES]):
        filled = _filled(row)
        if filled * 3 > usual * 2 or (filled * 2 >= usual and filled > 1):
            return count
    return 0


def named(rows: list[list[str]]) -> int:
    """1 where the first row surely is of names, -1 where it surely is data, 0 where nothing tells."""
    first, below = [cell.strip() for cell in rows[0]], rows[1:]
    cells = [cell for cell in first if cell]
    if not cells or any(_DATA.fullmatch(cell) for cell in cells):
        return -1
    said = sum(bool(concepts.read(cell)) for cell in cells)
    if not below:
        return 1 if said else -1
    repeated = len(set(cells)) < len(cells) and not said
    values = sum(value_like(cell) and not _YEAR.fullmatch(cell) for cell in cells)
    if repeated or values * 2 > len(cells) or (not said and all(map(_value, cells))):
        return -1
    other = again = 0
    for place, cell in enumerate(first):
        column = [row[place].strip() for row in below if place < len(row) and row[place].strip()]
        other += bool(column) and not _value(cell) and sum(map(_value, column)) * 5 >= len(column) * 4
        again += cell in column
    if said or (other and not again):
        return 1
    people = sum(known(cell) for cell in cells)
    return -1 if again or people else 0


def data(cell: str) -> bool:
    """True for a cell that is no name of a column: an address, a number, a date."""
    return _DATA.fullmatch(cell) is not None


def _value(cell: str) -> bool:
    return _NUMBER.fullmatch(cell) is not None or _DATA.fullmatch(cell) is not None


class _Counted:
    """Rows on their way, and how many characters there are in those so far."""

    def __init__(self, rows: Iterator[Any]) -> None:
        self._rows = rows
        self.size = 0

    def each(self) -> Iterator[Any]:
        for row in self._rows:
            self.size += sum(map(len, row.values()))
            yield row


def batches(file: BinaryIO) -> Iterator[list[Any]]:
    """The rows, several at once."""
    rows = _Counted(records(file))
    return gathered(rows.each(), lambda: rows.size)


def records(file: BinaryIO) -> Iterator[Any]:
    """Each row as a mapping from names to text; cells beyond the names are called by the number of their column."""
    lines = TextFile(file).lines()
    ahead = deque(_ahead(lines))
    if not ahead:
        return
    if _drawn(list(ahead)):
        lines, ahead = _undrawn(lines), deque(_undrawn(ahead))
    mark = None
    ahead[0] = ahead[0].removeprefix("\ufeff")
    if said := _SEP.fullmatch(ahead[0].strip('" ')) or _SEP.fullmatch(ahead[0].strip(" ").rstrip(",;")):
        mark = said[1]
        ahead.popleft()
    sample = _joined([line for line in ahead if line.strip()])
    quote = _quote(sample)
    mark = mark or _mark(sample, quote) or next((m for m in _MARKS if sample and m in sample[0]), _NONE)
    table = _Rows(ahead, lines, mark, quote)
    sampled = [row for row in (_split(line, mark, quote) for line in sample) if any(cell.strip() for cell in row)]
    if not sampled:
        return
    above = titles(sampled) if mark != _NONE else 0
    table.width = _whole(sample[above:], mark, quote) or _width(sampled[above:])
    rows = iter(table)
    for row in rows:
        if above and any(cell.strip() for cell in row):
            above -= 1
            yield {"preamble": " ".join(cell.strip() for cell in row if cell.strip())}
            continue
        if any(cell.strip() for cell in row):
            break
    else:
        return
    body = sampled[len(sampled) - len(sampled[titles(sampled) if mark != _NONE else 0 :]) :]
    if named([row, *body[1:]]) < 0:
        names = [f"column{number}" for number in range(1, len(row) + 1)]
        yield dict(zip(names, row, strict=True))
    else:
        names = unique([cell.strip() or f"column{number}" for number, cell in enumerate(row, 1)])
        rows = _said(rows, names, body[1:], sayings_of(file))
    yield from _below(rows, names, _wrapped(body[1:] or body))


def _below(rows: Iterator[list[str]], names: list[str], wrapped: bool) -> Iterator[Any]:
    """The rows below a line of names; and of further tables, each below a blank line, its title and its names."""
    blank = False
    title: list[str] = []
    for row in rows:
        if blank:
            if _heads(row, names):
                if title:
                    yield {"preamble": title[0]}
                names, blank, title = unique([cell.strip() or f"column{n}" for n, cell in enumerate(row, 1)]), False, []
                continue
            if title:
                yield dict(zip(names, title, strict=False))
            blank, title = _filled(row) < 2, row if _filled(row) == 1 and row[0].strip() else []
            if title:
                continue
        if wrapped:
            row = [_unwrapped(cell) for cell in row]
        if len(row) > len(names):
            if not any(cell.strip() for cell in row[len(names) :]):
                yield dict(zip(names, row, strict=False))
                continue
            names += [f"column{number}" for number in range(len(names) + 1, min(len(row), 1000) + 1)]
        if any(row):
            yield dict(zip(names, row, strict=False))
        else:
            blank = True
    if title:
        yield dict(zip(names, title, strict=False))


def _said(rows: Iterator[list[str]], names: list[str], below: list[list[str]], sayings: Sayings) -> Iterator[list[str]]:
    """The rows without one right below the names that says in words what each column is, and one of what a survey
    imported it as (Qualtrics): `Q1` and below it `What is your name?`."""
    if not below or not _labels(below[0], names, below[1:]):
        return rows
    said = next(rows, [])
    for name, text in zip(names, said, strict=False):
        sayings.say((name,), text)
    return (row for row in rows if not _imported(row))


def _labels(row: list[str], names: list[str], below: list[list[str]]) -> bool:
    """True for a row of words, half of which are those of fields or questions, where a column below is of values; no
    word of it comes again, and it is not the names once more."""
    if below and _imported(below[0]):
        return True
    cells = [cell.strip() for cell in row]
    told = [cell for cell in cells if cell]
    if len(told) < max(2, len(names) - 1) or len(below) < 2 or any(map(_value, told)) or any(map(known, told)):
        return False
    if sum(cell.endswith("?") or bool(concepts.read(cell)) for cell in told) * 2 < len(told):
        return False
    valued = False
    for place, cell in enumerate(cells):
        column = [each[place].strip() for each in below if place < len(each) and each[place].strip()]
        if cell and (cell in column or cell.casefold() == names[place].casefold()):
            return False
        valued |= bool(column) and sum(map(_value, column)) * 5 >= len(column) * 4
    return valued


def _imported(row: list[str]) -> bool:
    return bool(row) and all(cell.startswith('{"ImportId":') for cell in row if cell)


def _heads(row: list[str], names: list[str]) -> bool:
    """True for names of columns below a blank line: no value, different ones, half of them known, and not the same."""
    cells = [cell.strip() for cell in row if cell.strip()]
    if len(cells) < 2 or cells == names or len(set(cells)) < len(cells) or any(map(_value, cells)):
        return False
    return sum(bool(concepts.read(cell)) for cell in cells) * 2 >= len(cells) and not any(map(known, cells))


def _wrapped(rows: list[list[str]]) -> bool:
    """True where cells stand in single quotes or in formulas (`="007"`), so that a spreadsheet takes them for text."""
    cells = [cell for row in rows for cell in row if cell]
    found = sum(_unwrapped(cell) != cell for cell in cells)
    return found > 1 and found >= 0.1 * len(cells)


def _unwrapped(cell: str) -> str:
    if cell[:1] == "'" and (len(cell) < 3 or cell[1] in "+-=@0123456789" or _QUOTED.fullmatch(cell)):
        return cell[1:].removesuffix("'")
    found = _FORMULA.fullmatch(cell) if cell[:1] == "=" else None
    return found[1] if found else cell


def _ahead(lines: Iterator[str]) -> Iterator[str]:
    """The first lines, some of them and not too much."""
    size = 0
    for count, line in enumerate(lines, 1):
        yield line
        size += len(line)
        if count >= _ROWS or size > 1 << 20:
            return


def unique(names: list[str]) -> list[str]:
    """Names of which each occurs once: a second one gets its number."""
    seen: Counter[str] = Counter()
    found = []
    for name in names:
        seen[name] += 1
        found.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return found


class _Rows:
    """The rows of lines; `width`: the cells that most have."""

    def __init__(self, ahead: deque[str], lines: Iterator[str], mark: str, quote: str) -> None:
        self.ahead, self.lines, self.mark, self.quote = ahead, lines, mark, quote
        self.width = 0
        slashed, doubled = (sum(line.count(each) for line in ahead) for each in (f"\\{quote}", quote * 2))
        self.slashed = slashed > 2 * doubled
        csv.field_size_limit(_CELL)

    def _next(self) -> str | None:
        return self.ahead.popleft() if self.ahead else next(self.lines, None)

    def __iter__(self) -> Iterator[list[str]]:
        while (line := self._next()) is not None:
            if self.quote not in line:
                yield line.split(self.mark)
            elif self._quotes(line) % 2 == 0:
                yield from self._read([line])
            else:
                yield from self._long(line)

    def _quotes(self, line: str) -> int:
        return line.count(self.quote) - (line.count(f"\\{self.quote}") if self.slashed else 0)

    def _read(self, lines: list[str]) -> list[list[str]]:
        source = (f"{line}\n" for line in lines)
        rows = csv.reader(
            source,
            delimiter=self.mark,
            quotechar=self.quote,
            escapechar="\\" if self.slashed else None,
            skipinitialspace=self.quote in _QUOTES,
        )
        try:
            return [row for row in rows if row]
        except csv.Error:
            return [line.split(self.mark) for line in lines]

    def _long(self, line: str) -> list[list[str]]:
        """A line whose quotes do not pair: a cell of several lines, or a quote that is not closed."""
        held, odd = [line], True
        while odd and len(held) < _SPAN and (more := self._next()) is not None:
            held.append(more)
            odd = self._quotes(more) % 2 == 0
        if not odd and not self._swallowed(held):
            rows = self._read(held)
            if any(abs(len(row) - self.width) <= 1 for row in rows) or self.width < 2:
                return rows
        self.ahead.extendleft(reversed(held[1:]))
        return [[cell.strip(self.quote) for cell in line.split(self.mark)]]

    def _swallowed(self, lines: list[str]) -> bool:
        """True where the lines that a cell goes on over are rows themselves."""
        inner = lines[1:-1]
        if self.width < 2 or not inner:
            return False
        even = (line for line in inner if self._quotes(line) % 2 == 0)
        rows = sum(len(_split(line, self.mark, self.quote)) == self.width for line in even)
        return rows * 3 >= len(inner) * 2
