"""What definitions of a SQL dump say of columns: comments, foreign keys, lists that codes are places in.

mz varchar(2) COMMENT '民族',                                 MySQL, MariaDB, ClickHouse, Snowflake, Hive
rel_id integer REFERENCES religions (id),                     standard SQL, as a constraint of the table, too
st text, -- HIV status                                        what people write into their schemas
COMMENT ON COLUMN patients.c7 IS 'HIV status';                PostgreSQL, Oracle, Db2
EXEC sp_addextendedproperty N'MS_Description', …              SQL Server
"""

import re

from leftopen.privacy.later import later
from leftopen.privacy.sayings import Sayings

NAME = r'(?:`[^`]{1,200}`|"[^"]{1,200}"|\[[^\]]{1,200}\]|[\w$]{1,200})'
TABLE = rf"((?:{NAME}\s*\.\s*){{0,3}}{NAME})"
_READ = 4096
"""Characters of one definition that are read."""
_TEXT = r"'((?:[^'\\]|''|\\.)*+)'"
_COMMENT = later(rf"\bCOMMENT\s*+=?\s*+(?:{_TEXT}|\"((?:[^\"\\]|\\.)*+)\")", re.IGNORECASE)
_REFERENCES = later(rf"\bREFERENCES\s++{TABLE}\s*(?:\(\s*({NAME})\s*\))?", re.IGNORECASE)
_FOREIGN = later(rf"\bFOREIGN\s++KEY\s*+(?:{NAME}\s*+)?\(\s*+({NAME})\s*+\)\s*+(?=REFERENCES\b)", re.IGNORECASE)
COLUMN = later(rf"\s*+({NAME})\s++[\w\[\"]")
_ENUM = later(rf"\s*+{NAME}\s++ENUM\s*+\(((?:{_TEXT.replace('((?:', '(?:(?:', 1)}[\s,]*+)++)\)", re.IGNORECASE)
_QUOTED = later(r"'((?:[^']|'')*+)'")
_ON = later(
    rf"\s*COMMENT\s+ON\s+(COLUMN|TABLE)\s+{TABLE}\s+IS\s+[EN]?'((?:[^']|'')*+)'",
    re.IGNORECASE,
)
_ALTER = later(rf"\s*ALTER\s+TABLE\s+(?:ONLY\s+|IF\s+EXISTS\s+){{0,2}}{TABLE}", re.IGNORECASE)
_PROPERTY = later(r"\bsp_addextendedproperty\b", re.IGNORECASE)
_NAMED = later(r"@(value|level1name|level2name)\s*+=\s*+(?:N?'((?:[^']|'')*+)'|\[([^\]]{1,200})\])", re.IGNORECASE)
_POSITIONS = {"value": 1, "level1name": 5, "level2name": 7}
_DESCRIPTION = "ms_description"
_ONE = later(NAME)


def bare(name: str) -> str:
    """A name without its marks."""
    return name.strip('`"[]')


def path(name: str) -> list[str]:
    """The parts of a name with its schema and table."""
    return list(map(bare, _ONE.findall(name)))


def column(sayings: Sayings, table: str, definition: str, remark: str = "") -> None:
    """What the definition of a column, or a constraint, says; `remark`: what stands behind it."""
    read = definition[:_READ]
    if foreign := _FOREIGN.search(read):
        _refer(sayings, table, foreign[1], read[foreign.end() :])
        return
    named = COLUMN.match(read)
    if named is None:
        return
    place = (table, bare(named[1]))
    if "'" in read or '"' in read:
        _commented(sayings, place, read)
        if listed := _ENUM.match(read):
            sayings.mean(place, ((str(at), unquoted(text)) for at, text in enumerate(_QUOTED.findall(listed[1]), 1)))
    if remark:
        sayings.say(place, remark)
    _refer(sayings, table, named[1], read[named.end() :])


def tail(sayings: Sayings, table: str, text: str) -> None:
    """What stands behind the columns of a table."""
    _commented(sayings, (table,), text[:_READ])


def _commented(sayings: Sayings, place: tuple[str, ...], read: str) -> None:
    if told := _COMMENT.search(read):
        sayings.say(place, unquoted(told[1] or told[2] or ""))


def comment(sayings: Sayings, text: str) -> bool:
    """Takes a statement that says something of a table or a column; False where it is none, or not whole."""
    if (told := _ON.match(text)) is not None:
        parts = path(told[2])
        sayings.say(parts[-2:] if told[1].upper() == "COLUMN" else parts[-1:], unquoted(told[3]))
        return True
    if _PROPERTY.search(text) is None:
        return False
    said = {name.lower(): quoted or marked for name, quoted, marked in _NAMED.findall(text[:_READ])}
    if not said:
        listed = _QUOTED.findall(text[:_READ])
        if not listed or listed[0].casefold() != _DESCRIPTION:
            return True
        said = {name: listed[at] for name, at in _POSITIONS.items() if at < len(listed)}
    place = [bare(said[name]) for name in ("level1name", "level2name") if said.get(name)]
    if place:
        sayings.say(place, unquoted(said.get("value", "")))
    return True


def altered(sayings: Sayings, text: str) -> None:
    """What a change of a table says: its constraints."""
    if (named := _ALTER.match(text)) is None:
        return
    table = path(named[1])[-1]
    rest = text[named.end() : named.end() + _READ]
    for foreign in _FOREIGN.finditer(rest):
        _refer(sayings, table, foreign[1], rest[foreign.end() :])


def _refer(sayings: Sayings, table: str, name: str, rest: str) -> None:
    if (told := _REFERENCES.search(rest)) is not None:
        sayings.refer((table, bare(name)), path(told[1])[-1:], bare(told[2] or ""))


def unquoted(text: str) -> str:
    """A text without the marks that quote a quote."""
    return text.replace("''", "'").replace("\\'", "'")
