"""Which verb a statement of SQL says, and none where it may do more than read: told once for all that speak SQL.

A statement is of words from a short list and of quoted names and texts; what is quoted is not looked into. One that
holds another statement, a comment, a forbidden word or an unknown function has no verb.
"""

import re
from dataclasses import dataclass

_WORD = re.compile(r"[a-z_]+")
_CALL = re.compile(r"(?<![A-Za-z0-9_])([A-Za-z0-9_]++)\s*+\(")


def words(statement: str) -> frozenset[str]:
    """The words that stand in it, in lower case; digits part them."""
    return frozenset(_WORD.findall(statement.lower()))


def called(statement: str) -> frozenset[str]:
    """What stands before a parenthesis, in lower case."""
    return frozenset(name.lower() for name in _CALL.findall(statement))


@dataclass(frozen=True, slots=True)
class Dialect:
    """One product's SQL, as far as we speak it.

    `quoted`: names and texts in quotes; `plain`: all signs that stand outside of these; `forbidden`: words that may
    stand nowhere, in lower case; `callable`: all that may stand before a parenthesis: functions, and words that are
    none.
    """

    quoted: re.Pattern[str]
    plain: re.Pattern[str]
    forbidden: frozenset[str]
    callable: frozenset[str]

    def verb(self, statement: str) -> str:
        """The first keyword in upper case; "" where the statement may do more than read."""
        bare = self.quoted.sub(" quoted ", statement)
        if not self.plain.fullmatch(bare) or words(bare) & self.forbidden or not called(bare) <= self.callable:
            return ""
        return bare.split(maxsplit=1)[0].upper() if bare.strip() else ""
