"""What both transports of ClickHouse share: the words of a proof and what its errors say.

Source: ClickHouse, src/Common/ErrorCodes.cpp.
"""

from leftopen.survey.survey import Words

WORDS = Words("table", "row", "SELECT from system.tables", "SELECT from {}",
              "a table of a random name was refused as one that does not exist")  # fmt: skip
NO_SESSION = frozenset({192, 193, 194, 195, 516})
"""UNKNOWN_USER, WRONG_PASSWORD, REQUIRED_PASSWORD, IP_ADDRESS_NOT_ALLOWED, AUTHENTICATION_FAILED."""

DENIED = NO_SESSION | {291, 497}
"""And DATABASE_ACCESS_DENIED, ACCESS_DENIED."""

MISSING = frozenset({60, 81})
"""UNKNOWN_TABLE, UNKNOWN_DATABASE."""
