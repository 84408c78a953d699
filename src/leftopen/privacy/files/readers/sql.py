"""SQL dumps: rows of `INSERT` and `REPLACE`, with `VALUES` or `SET`, and of PostgreSQL's `COPY … FROM stdin`, each
under its table's name.

As mysqldump (dev.mysql.com/doc/refman/8.4/en/mysqldump.html), pg_dump (postgresql.org/docs/current/app-pgdump.html),
sqlite3's `.dump` and SQL Server's script generator write them. Names of columns come from the statement, else from
`CREATE TABLE`, else they are `column1`, `column2`, …; what is no such statement and no definition is read as text.
"""

import re
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, BinaryIO

from leftopen.privacy.encodings import binary, encoding_of
from leftopen.privacy.files import definitions
from leftopen.privacy.files.definitions import COLUMN, bare, path
from leftopen.privacy.files.definitions import NAME as _NAME
from leftopen.privacy.files.definitions import TABLE as _TABLE
from leftopen.privacy.files.texts import TextFile
from leftopen.privacy.later import later
from leftopen.privacy.sayings import Sayings, sayings_of

NAME = "SQL"
SUFFIXES = (".sql", ".mysql", ".pgsql", ".dump")
ORDER = 45

_ROW = 4 * 1024 * 1024
"""Characters of a row of several lines."""
_LINES = 200
"""Lines that a row may have."""
_ANEW = 50
"""Statements of a dump after whose faults the lines that were taken for theirs are read for themselves."""
_COLUMNS = rf"\(\s*((?:{_NAME}\s*,\s*)*+{_NAME})\s*\)"
_START = later(r"\s*(?:INSERT|REPLACE)\s", re.IGNORECASE)
_AGAIN = later(r"^[ \t]*+(?:INSERT|REPLACE|COPY|CREATE)\s", re.IGNORECASE | re.MULTILINE)
_INSERT = later(
    rf"\s*(?:INSERT|REPLACE)\s+(?:(?:LOW_PRIORITY|DELAYED|HIGH_PRIORITY|IGNORE|OR\s+\w+)\s+)*(?:INTO\s+)?{_TABLE}\s*"
    rf"(?:{_COLUMNS}\s*)?(?:OVERRIDING\s+\w+\s+VALUE\s*)?VALUES?\s*",
    re.IGNORECASE,
)
_SET = later(
    rf"\s*(?:INSERT|REPLACE)\s+(?:(?:LOW_PRIORITY|DELAYED|HIGH_PRIORITY|IGNORE)\s+)*(?:INTO\s+)?{_TABLE}\s*SET\s+"
    rf"(?={_NAME}\s*=)",
    re.IGNORECASE,
)
_SELECTED = later(
    rf"\s*(?:INSERT|REPLACE)\s+(?:INTO\s+)?{_TABLE}\s*(?:{_COLUMNS}\s*)?(?=SELECT\s)",
    re.IGNORECASE,
)
_SELECT = later(r"\s*+SELECT\s++(?:ALL\s++)?", re.IGNORECASE)
_UNION = later(r"\s*+UNION\b(?:\s++ALL\b)?", re.IGNORECASE)
_FROM = later(r"\s*+(?:FROM|WHERE|INTO)\b", re.IGNORECASE)
_SEVERAL = later(r"\s*INSERT\s+(?:ALL|FIRST)\b\s*(?=INTO\s|$)", re.IGNORECASE | re.MULTILINE)
"""Oracle's statement for rows of several tables: `INSERT ALL INTO a … INTO b … SELECT * FROM dual`."""
_INTO = later(r"\s*INTO\s", re.IGNORECASE)
_QUERY = later(r"\s*SELECT\s", re.IGNORECASE)
_PAIR = later(rf"\s*+({_NAME})\s*+=")
_COPY = later(rf"\s*COPY\s+{_TABLE}\s*(?:{_COLUMNS}\s*)?FROM\s+stdin\b", re.IGNORECASE)
_TO_CREATE = rf"CREATE\s+(?:(?:TEMPORARY|TEMP|UNLOGGED|FOREIGN)\s+)?TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?{_TABLE}\s*\("
_CREATE = later(rf"\s*{_TO_CREATE}", re.IGNORECASE)
_MADE = later(rf"{_TO_CREATE}\s*+{_NAME}\s++[\w\[\"]", re.IGNORECASE)
_SAID = later(r"\s*(?:COMMENT\s+ON\s|ALTER\s+TABLE\s|EXEC(?:UTE)?\s+(?:sys\.)?sp_addextendedproperty\b)", re.IGNORECASE)
_GOES_ON = later(r"\s*+(?:ADD|FOREIGN|REFERENCES|CONSTRAINT)\b|\s*+[,@]", re.IGNORECASE)
_FEW = 20
"""Lines of a statement that says something of a table."""
_REMARK = later(r"""((?:[^'"`\-#]|'[^']*+'|"[^"]*+"|`[^`]*+`|-(?!-)|\#(?!\s))*+)(?:--|\#\s)[ \t]*+(.*)""", re.DOTALL)
_LINE = later(r"^[ \t]*+(?=INSERT\s|REPLACE\s|COPY\s|CREATE\s)", re.IGNORECASE | re.MULTILINE)
_KEYS = frozenset({"primary", "key", "unique", "constraint", "foreign", "index", "check", "fulltext", "spatial"})
_PASSED = later(
    r"""\s*(?:--|/\*|\#(?!\S)|\)|$|SET\b|USE\b|GO\b|BEGIN\b|COMMIT\b|START\b|LOCK\b|UNLOCK\b|DROP\b|ALTER\b|CREATE\b
      |GRANT\b|REVOKE\b|PRAGMA\b|SELECT\s+pg_catalog|DELIMITER\b|\\)""",
    re.IGNORECASE | re.VERBOSE,
)
_SLASH = later(r"\\(.)", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "b": "\b", "Z": "\x1a", "f": "\f", "v": "\v"}
_BETWEEN = later(r"[\s,]*+")


_GAP = later(r"\s*+")
_NESTED = 4
"""Brackets within those of a call: `CAST(ROUND(9.5, 2) AS decimal(8, 2))` has one."""
_Q = "|".join(
    rf"[Nn]?[Qq]'{opened}(?:(?!{closed}').)*+{closed}'"
    for opened, closed in ((r"\[", r"\]"), (r"\{", r"\}"), (r"\(", r"\)"), ("<", ">"), ("!", "!"), (r"\|", r"\|"))
)
"""Oracle's texts with quotes of one's own, `q'[it's]'` (SQL Language Reference, Text Literals)."""


def _after_space(text: str, at: int) -> int:
    found = _GAP.match(text, at)
    return found.end() if found else at


def _cell(inner: str, *, selected: bool = False) -> re.Pattern[str]:
    """A value in a row up to the mark behind it; `selected`: in one of `SELECT`, with the name that it may be given."""
    text = rf"'((?:{inner}|'')*+)'"
    passed = text.replace("((?:", "(?:(?:", 1)
    double = r'"(?:[^"\\]|""|\\.)*+"'
    nested = rf"\((?:[^()']|{passed})*+\)"
    for _ in range(_NESTED):
        nested = rf"\((?:[^()']|{passed}|{nested})*+\)"
    listed = rf"\[(?:[^\[\]']|{passed})*+\]"
    other = rf"(?:[^,()'\"\[]|{passed}|{double}|{nested}|{listed})++"
    ends = r"\s*+([,)])"
    if selected:
        other, ends = (
            rf"\w++\s*+{nested}",
            rf"(?i:(?:\s++AS)?\s++(?!UNION\b|FROM\b){_NAME})?+\s*+(,|;|$|(?=(?i:UNION|FROM|WHERE|GO)\b))",
        )
    return later(
        rf"""(?:(?:[Ee]'((?:[^'\\]|\\.|'')*+)'|(?:_\w++\s*+|[NnBbXx]|(?i:DATE|TIMESTAMP|TIMESTAMPTZ|TIME|INTERVAL|UUID)\s++)?{text})
              (?:\s*+::\s*+[\w\s.()\[\]"]{{1,80}}?)?
           |"((?:[^"\\]|""|\\.)*+)"
           |(\w++\s*+\((?:[^()']|{passed})*+\))(?:\s*+::\s*+\w++)?
           |([^\s,()'"]+)(?:\s*+::\s*+[\w\s]{{1,80}}?)?
           |({_Q}|{other})
           ){ends}""",
        re.VERBOSE | re.DOTALL,
    )


_SLASHED, _PLAIN = _cell(r"[^'\\]|\\."), _cell("[^']")
_SLASHED_SELECTED, _PLAIN_SELECTED = _cell(r"[^'\\]|\\.", selected=True), _cell("[^']", selected=True)
_QUOTED = later(r"'((?:[^']|'')*+)'")
_JOINED = later(r"\|\||'\s++\+\s++N?'")
"""What puts texts together: `'Anna' || CHR(10) || 'Berg'`, in SQL Server with a plus."""
_FIGURE = later(r"(?<![\w.])[-+]?\d++(?:\.\d++)?(?![\w.])")


def fits(head: bytes) -> bool:
    """True where a line begins a statement that makes or fills a table."""
    if binary(head):
        return False
    text = head.decode(encoding_of(head), "replace")
    starts = (line.end() for line in islice(_LINE.finditer(text), 100))
    forms = (_INSERT, _SET, _COPY, _MADE, _SEVERAL, _SELECTED)
    return any(form.match(text, at) is not None for at in starts for form in forms)


def records(file: BinaryIO) -> Iterator[Any]:
    """`{table: {column: value}}` for each row; `{"text": line}` for what is not known."""
    return _Dump(TextFile(file).lines(), sayings_of(file)).records()


def define(statements: Iterable[str], sayings: Sayings) -> None:
    """What statements that make tables say of their columns."""
    for statement in statements:
        deque(_Dump(iter(statement.split("\n")), sayings).records(), maxlen=0)


class _Lines:
    """The lines of a dump, of which some may be given back; `INTO` in one of several tables begins as `INSERT` does."""

    def __init__(self, lines: Iterator[str]) -> None:
        self.lines = lines
        self.given: deque[str] = deque()
        self.several = False

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        if self.given:
            return self.given.popleft()
        line = next(self.lines)
        if several := _SEVERAL.match(line):
            self.several = True
            line = line[several.end() :]
        if not self.several:
            return line
        self.several = _QUERY.match(line) is None
        return f"INSERT {line.lstrip()}" if _INTO.match(line) else line


class _Dump:
    def __init__(self, lines: Iterator[str], sayings: Sayings) -> None:
        self.lines = _Lines(lines)
        self.sayings = sayings
        self.columns: dict[str, list[str]] = {}
        self.declared: tuple[str, list[str]] = ("", [])
        self.slashed = False
        self.anew = _ANEW

    def records(self) -> Iterator[Any]:
        for line in self.lines:
            if "`" in line or line.startswith(("-- MySQL", "-- MariaDB")):
                self.slashed = True
            if _START.match(line):
                yield from self._insert(line)
            elif copy := _COPY.match(line):
                yield from self._copy(_last(copy[1]), _names(copy[2]))
            elif create := _CREATE.match(line):
                self._create(_last(create[1]), line[create.end() :])
            elif _SAID.match(line):
                yield from self._says(line)
            elif not _PASSED.match(line):
                yield {"text": line}

    def _says(self, line: str) -> Iterator[Any]:
        """Takes what a statement says of a table or its columns, which may have several lines."""
        altered = line.lstrip()[:1] in "aA"
        held = [line]
        while not definitions.comment(self.sayings, text := "\n".join(held)) and len(held) < _FEW:
            if (altered and text.rstrip().endswith(";")) or (more := next(self.lines, None)) is None:
                break
            if (altered and not _GOES_ON.match(more)) or _START.match(more):
                self.lines.given.appendleft(more)
                break
            held.append(more)
        else:
            if len(held) < _FEW:
                return
        if altered:
            definitions.altered(self.sayings, text)
        else:
            yield {"text": line}
            self.lines.given.extendleft(reversed(held[1:]))

    def _create(self, table: str, rest: str) -> None:
        """Keeps the names of the columns of a table, and what is said of them."""
        rest, remark = _unremarked(rest)
        parts, depth, found = [rest], 1, []
        remarks: dict[int, str] = {}
        while True:
            plain = re.sub(r"'[^']*'|\"[^\"]*\"|`[^`]*`", lambda text: "x" * len(text[0]), parts[-1])
            start = at = 0
            for at, mark in enumerate(plain):
                depth += (mark == "(") - (mark == ")")
                if (mark == "," and depth == 1) or depth == 0:
                    found.append(parts[-1][start:at])
                    start = at + 1
                if depth == 0:
                    break
            if remark and (start or parts[-1].strip()):
                remarks[len(found) - (not parts[-1][start:].strip())] = remark
            if depth == 0 or len(parts) > _LINES or (more := next(self.lines, None)) is None:
                break
            more, remark = _unremarked(more)
            parts.append(parts[-1][start:] + " " + more)
            depth = 1
        for place, column in enumerate(found):
            definitions.column(self.sayings, table, column, remarks.get(place, ""))
        definitions.tail(self.sayings, table, parts[-1][at:])
        names = [bare(match[1]) for column in found if (match := COLUMN.match(column))]
        self.columns[table] = [name for name in names if name.lower() not in _KEYS]

    def _names(self, table: str, names: list[str]) -> list[str]:
        """The names of a table's columns by a statement, else by its definition."""
        names = names or self.columns.get(table, [])
        if (table, names) != self.declared:
            self.declared = table, names
            self.sayings.declare((table,), names)
        return names

    def _copy(self, table: str, names: list[str]) -> Iterator[Any]:
        names = self._names(table, names)
        for line in self.lines:
            if line == "\\.":
                return
            yield {table: _row(names, [None if cell == "\\N" else _unslashed(cell) for cell in line.split("\t")])}

    def _insert(self, text: str) -> Iterator[Any]:
        """The rows of a statement that begins with this line."""
        for _ in range(20):  # its head may have several lines
            head = _INSERT.match(text)
            if head is None and (sets := _SET.match(text)) is not None:
                yield self._sets(_last(sets[1]), text[sets.end() :])
                return
            if head is None and (selected := _SELECTED.match(text)) is not None:
                yield from self._selects(_last(selected[1]), _names(selected[2]), text, selected.end())
                return
            if head is not None or (more := next(self.lines, None)) is None:
                break
            text += "\n" + more
        if head is None:
            yield {"text": text}
            return
        table = _last(head[1])
        names = self._names(table, _names(head[2]))
        at = head.end()
        while True:
            between = _BETWEEN.match(text, at)
            at = between.end() if between else at
            if at >= len(text) and (more := next(self.lines, None)) is not None:
                if _START.match(more) or _PASSED.match(more):  # statements that end with their line
                    yield from self._again(more)
                    return
                text, at = more, 0
                continue
            if text[at : at + 1] != "(":
                return
            text, row, at = self._values(text, at + 1)
            if row is None:
                yield {table: {"text": self._unread(text[at:])}}
                return
            yield {table: _row(names, row)}

    def _selects(self, table: str, names: list[str], text: str, at: int) -> Iterator[Any]:
        """The rows of constants that `UNION` puts together, as scripts for old SQL Servers have them."""
        names = self._names(table, names)
        while (select := _SELECT.match(text, at)) is not None:
            text, row, at = self._selected(text, select.end())
            if row is None:  # a query, as those of procedures are
                yield {"text": self._unread(text[at:])}
                return
            if _FROM.match(text, at):
                break
            yield {table: _row(names, row)}
            if _after_space(text, at) == len(text):
                text, at = next(self.lines, ""), 0
            if (union := _UNION.match(text, at)) is None:
                break
            at = union.end()
            if _after_space(text, at) == len(text):
                text, at = next(self.lines, ""), 0
        if at == 0:
            self.lines.given.appendleft(text)
        elif rest := text[at:].strip("; "):
            yield {"text": rest}

    def _selected(self, text: str, at: int) -> tuple[str, list[Any] | None, int]:
        """The values of a row of constants from its place in the text, which may need more lines."""
        cell = _SLASHED_SELECTED.match if self.slashed else _PLAIN_SELECTED.match
        row: list[Any] = []
        lines = 0
        while True:
            match = cell(text, _after_space(text, at))
            if match is None:
                more = next(self.lines, None) if lines < _LINES and len(text) - at < _ROW else None
                if more is None:
                    return text, None, at
                text, at, lines = f"{text[at:]}\n{more}", 0, lines + 1
                continue
            row.append(self._value(match))
            at, lines = match.end(), 0
            if match[7] == ",":
                continue
            if _after_space(text, at) < len(text) or (more := next(self.lines, None)) is None:
                return text, row, at
            if more.lstrip().startswith(","):
                text, at = more, more.index(",") + 1
                continue
            self.lines.given.appendleft(more)
            return text, row, at

    def _unread(self, rest: str) -> str:
        """What cannot be read as values, up to the next statement, which is given back to be read for itself."""
        again = _AGAIN.search(rest) if self.anew else None
        if again is None:
            return rest
        self.anew -= 1
        self.lines.given.extendleft(reversed(rest[again.start() :].split("\n")))
        return rest[: again.start()]

    def _sets(self, table: str, text: str) -> dict[str, Any]:
        """The one row of a statement that sets each column by its name, to the semicolon that ends a line."""
        for _ in range(_LINES):
            if text.rstrip().endswith(";") or (more := next(self.lines, None)) is None:
                break
            text += "\n" + more
        text = text.rstrip().removesuffix(";") + ")"  # what ends a list of values, too
        cell = _SLASHED.match if self.slashed else _PLAIN.match
        found: dict[str, Any] = {}
        at = 0
        while (name := _PAIR.match(text, at)) is not None:
            match = cell(text, _after_space(text, name.end()))
            if match is None:
                break
            found[bare(name[1])] = self._value(match)
            at = match.end()
        return {table: found or {"text": text}}

    def _again(self, line: str) -> Iterator[Any]:
        if _START.match(line):
            yield from self._insert(line)

    def _values(self, text: str, at: int) -> tuple[str, list[Any] | None, int]:
        """The values of a row from its place in the text, which may need more lines."""
        cell = _SLASHED.match if self.slashed else _PLAIN.match
        values: list[Any] = []
        lines = 0
        while True:
            match = cell(text, _after_space(text, at))
            if match is None:
                more = next(self.lines, None) if lines < _LINES and len(text) - at < _ROW else None
                if more is None:
                    return text, None, at
                held = [text[at:], more]
                while "'" not in held[-1] and ")" not in held[-1] and lines < _LINES:  # no end of a cell in it
                    if (more := next(self.lines, None)) is None:
                        break
                    held.append(more)
                    lines += 1
                text, at = "\n".join(held), 0
                lines += 1
                continue
            values.append(self._value(match))
            at = match.end()
            if match[7] == ")":
                return text, values, at

    def _value(self, match: re.Match[str]) -> Any:
        escaped, quoted, double, call, plain, other, _ = match.groups()
        if escaped is not None:
            return _unslashed(escaped.replace("''", "'"))
        if quoted is not None or double is not None:
            text = (quoted or "").replace("''", "'") if quoted is not None else double.replace('""', '"')
            return _unslashed(text) if self.slashed else text
        if plain is not None:
            return _plain(plain)
        return self._reckoned(call if call is not None else other.strip())

    def _reckoned(self, said: str) -> Any:
        """What an expression is of: its text, or texts that it puts together, or its first number."""
        if said[:1] in "qQ" or said[:2] in ("Nq", "NQ", "nq", "nQ"):
            opened = said.find("'")
            if opened in (1, 2) and said.endswith("'"):
                return said[opened + 2 : -2]
        texts = [each.replace("''", "'") for each in _QUOTED.findall(said)]
        if texts:
            return "".join(texts) if _JOINED.search(said) else texts[0]
        figure = _FIGURE.search(said)
        return _plain(figure[0]) if figure else said


def _unremarked(line: str) -> tuple[str, str]:
    """A line of a definition without the remark at its end, and that."""
    found = _REMARK.match(line) if "--" in line or "#" in line else None
    return (found[1], found[2].strip()) if found else (line, "")


def _plain(text: str) -> Any:
    if text.upper() == "NULL":
        return None
    if text[:2] in ("0x", "0X", "x'", "X'"):
        try:
            return bytes.fromhex(text[2:]).decode()
        except ValueError:
            return text
    try:
        return int(text) if len(text) < 40 else text
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        return text


def _unslashed(text: str) -> str:
    return (
        re.sub(r"\\(.)", lambda each: _ESCAPES.get(each[1], each[1]), text, flags=re.DOTALL) if "\\" in text else text
    )


def _row(names: list[str], values: list[Any]) -> dict[str, Any]:
    more = [f"column{number}" for number in range(len(names) + 1, len(values) + 1)]
    return dict(zip([*names, *more], values, strict=False))


def _names(text: str | None) -> list[str]:
    return path(text or "")


def _last(table: str) -> str:
    """A table's name without its database and schema."""
    return path(table)[-1]
