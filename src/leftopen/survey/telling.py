"""Names of files that tell of dumps, backups, exports and documents: told once for all that list files.

Pure: a name in, yes or no out.
"""

import re

_SURE_ENDS = """
csv tsv xls xlsx ods doc docx odt mdb accdb dbf sqlite sqlite3 sql dump dmp bak bson rdb parquet ldif vcf ics pst ost
eml mbox kdbx pfx p12 env bacpac ldf mdf
"""
_SURE = frozenset(_SURE_ENDS.split())
"""Ends of names of files that hold data or documents."""

_MAYBE_ENDS = "gz tgz tar zip 7z rar bz2 xz zst json jsonl ndjson xml txt log pdf db dat old"
_MAYBE = frozenset(_MAYBE_ENDS.split())
"""Ends of names that say nothing without a word of `_WORD`: sources and manuals have them too."""

_WORD = re.compile(
    r"backup|back[-_]up|bak(?![a-z])|dump|export|database|(?<![a-z])(?:sql|db|data|mysql|users?|clients?|hr)(?![a-z])"
    r"|customer|member|patient|personal|employee|payroll|invoice|passport|password|contact|kunden|mitarbeiter|paciente"
    r"|cliente|备份|客户|用户",
    re.IGNORECASE,
)


def tells(name: str) -> bool:
    """Whether the name is that of a dump, a backup, an export or a document.

    >>> [tells(name) for name in ("people.csv", "db.sql.gz", "logo.png", "app-1.2.tar.gz", "users.json")]
    [True, True, False, False, True]
    """
    ends = name.lower().split(".")[1:]
    if not ends:
        return False
    return any(end in _SURE for end in ends[-2:]) or (ends[-1] in _MAYBE and _WORD.search(name) is not None)
