"""Statements of Cypher that only read: a closed list, in which only names of labels and kinds and a number are open.

Source: Neo4j documentation ("Cypher manual", "HTTP API: Begin and commit a transaction in one request"). `reads` says
of the body of a request whether each statement in it is one of the list; what stands in quotes holds no single quote
and no backslash, which older releases read as the begin of any character.
"""

import re
from collections.abc import Iterable

import msgspec

from leftopen.wire.talk import Broken

_NAME = r"`(?:[^`\\\x00-\x1f]|``){1,200}`"
DATABASES, LABELS, KINDS = "SHOW DATABASES", "CALL db.labels()", "CALL db.relationshipTypes()"
NODES = "MATCH (n) RETURN n LIMIT {limit}"
NODES_OF = "MATCH (n:{name}) RETURN n LIMIT {limit}"
LINKS_OF = "MATCH ()-[r:{name}]->() RETURN r LIMIT {limit}"
COUNT = "MATCH (n) RETURN count(n)"
COUNT_OF = "MATCH (n:{name}) RETURN count(n)"
COUNT_LINKS_OF = "MATCH ()-[r:{name}]->() RETURN count(r)"
_ALL = (DATABASES, LABELS, KINDS, NODES, NODES_OF, LINKS_OF, COUNT, COUNT_OF, COUNT_LINKS_OF)
_KNOWN = re.compile(
    "|".join(
        re.escape(each).replace(re.escape("{name}"), _NAME).replace(re.escape("{limit}"), r"\d{1,4}") for each in _ALL
    )
)
_MOST = 500
"""Statements in one request."""


class _Statement(msgspec.Struct, forbid_unknown_fields=True):
    statement: str


class _Body(msgspec.Struct, forbid_unknown_fields=True):
    statements: list[_Statement]


def statement(template: str, name: str = "", limit: int = 1) -> str:
    """A statement of the list. Raises `Broken` where the name is one that cannot be quoted."""
    said = template.format(name="`" + name.replace("`", "``") + "`", limit=limit)
    if not _KNOWN.fullmatch(said):
        raise Broken("a name that cannot be quoted")
    return said


def known(said: str) -> bool:
    """Whether it is a statement of the list."""
    return _KNOWN.fullmatch(said) is not None


def body(statements: Iterable[str]) -> bytes:
    """The body of a request with these statements."""
    return msgspec.json.encode(_Body([_Statement(each) for each in statements]))


def reads(data: bytes) -> bool:
    """Whether this is a body as it is written here, of which each statement is of the list."""
    try:
        found = msgspec.json.decode(data, type=_Body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    said = [each.statement for each in found.statements]
    return 0 < len(said) <= _MOST and all(map(known, said)) and data == body(said)
