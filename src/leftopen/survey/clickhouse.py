"""What both transports of ClickHouse share: the words of a proof and what its errors say.

Sources: ClickHouse, src/Common/ErrorCodes.cpp; documentation ("SHOW GRANTS", "GRANT", "allow_databases"). Who has no
right to a table does not see it, so that to see none says little: where rights are told, one to all tables has to be
among them, and where a release tells none, a database of a random name has to be refused as not there.
"""

import re
from collections.abc import Collection, Iterable

from leftopen.survey.survey import Words

WORDS = Words("table", "row", "SELECT from system.tables", "SELECT from {}",
              "a table of a random name was refused as one that does not exist")  # fmt: skip
NO_SESSION = frozenset({192, 193, 194, 195, 516})
"""UNKNOWN_USER, WRONG_PASSWORD, REQUIRED_PASSWORD, IP_ADDRESS_NOT_ALLOWED, AUTHENTICATION_FAILED."""

DENIED = NO_SESSION | {291, 497}
"""And DATABASE_ACCESS_DENIED, ACCESS_DENIED."""

GRANTS = "SHOW GRANTS"

MISSING = frozenset({60, 81})
"""UNKNOWN_TABLE, UNKNOWN_DATABASE."""

_TOLD_SINCE = (20, 4)

_SEES = frozenset({"ALL", "SELECT", "SHOW", "SHOW TABLES"})
_EVERYWHERE = " ON *.* TO "

_QUEUES = frozenset({"Kafka", "RabbitMQ", "NATS", "FileLog", "S3Queue", "AzureQueue", "RedisStreams"})
"""Engines of tables of which a SELECT takes away what it gives (documentation of ClickHouse, "Settings":
`stream_like_engine_allow_direct_select`; releases before it ask for no leave)."""

_OTHERS = frozenset({"View", "LiveView", "WindowView", "Merge", "Distributed", "Buffer", "Dictionary"})
"""Engines of tables that are read from others."""

TAKES = "not tried where it takes messages away"


def takes(engines: Collection[str], engine: str) -> bool:
    """Whether a SELECT from a table of this engine may take something away, on a server with tables of all of these.

    >>> [takes({"Kafka", "View"}, "View"), takes({"MergeTree", "View"}, "View"), takes({"Kafka"}, "MergeTree")]
    [True, False, False]
    """
    return engine in _QUEUES or (engine in _OTHERS and not _QUEUES.isdisjoint(engines))


OWNED = """
SELECT database, name, engine FROM system.tables WHERE database = 'system' AND engine NOT LIKE 'System%'
AND name NOT LIKE '%_log%' LIMIT 5000
"""
"""Tables of somebody in the product's own database: its own have engines of their own, but for what it logs."""

HIDDEN = "The user default sees no row without a password: what is for others is not shown to it"


def tells_rights(version: str | None) -> bool:
    """Whether this release tells rights (access control by SQL came with 20.4); an unknown one is taken to.

    >>> [tells_rights(version) for version in ("18.16.1", "20.3.4.10", "20.4.2.9", "24.8.1.2", None)]
    [False, False, True, True, True]
    """
    numbers = re.match(r"(\d{1,3})\.(\d{1,3})", version or "")
    return numbers is None or (int(numbers[1]), int(numbers[2])) >= _TOLD_SINCE


def everything(grants: Iterable[str]) -> bool:
    """Whether these rights are to all tables that there are.

    >>> everything(["GRANT SHOW, SELECT, INSERT ON *.* TO default"]), everything(["GRANT ALL ON crm.* TO default"])
    (True, False)
    >>> everything(["GRANT ALL ON *.* TO default WITH GRANT OPTION", "REVOKE SELECT ON hr.* FROM default"])
    False
    """
    told = [line.strip() for line in grants]
    if any(line.startswith("REVOKE ") for line in told):
        return False
    to_all = (line.removeprefix("GRANT ").split(_EVERYWHERE)[0] for line in told if _EVERYWHERE in line)
    return any(not _SEES.isdisjoint(what.split(", ")) for what in to_all)
