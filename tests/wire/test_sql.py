import re

import pytest

from leftopen.wire.sql import Dialect, called, words

DIALECT = Dialect(
    quoted=re.compile(r'"(?:[^"]|"")+"|\'[^\'\\]*\''),
    plain=re.compile(r"[A-Za-z0-9_ ,.()<>=*]*"),
    forbidden=frozenset({"into"}),
    callable=frozenset({"count", "in"}),
)


@pytest.mark.parametrize(
    ("statement", "verb"),
    [
        ('select * FROM "a; DROP TABLE b" LIMIT 5', "SELECT"),
        ("SHOW TABLES", "SHOW"),
        ("SELECT count(*) FROM t WHERE a IN ('x', 'into')", "SELECT"),
        ("SELECT 1; DROP TABLE t", ""),
        ("SELECT * INTO t", ""),
        ("SELECT pg_sleep (5)", ""),
        ("SELECT 1 -- x", ""),
        ("SELECT /* x */ 1", ""),
        ("SELECT 'open", ""),
        ("  ", ""),
    ],
)
def test_only_what_reads_has_a_verb(statement: str, verb: str) -> None:
    assert DIALECT.verb(statement) == verb


def test_words_and_calls_are_told_in_lower_case() -> None:
    assert words("SELECT a1b, Count(*)") == {"select", "a", "b", "count"}
    assert called("SELECT Count (*), (1), a_2(x)") == {"count", "a_2"}
