import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import cypher
from leftopen.wire.talk import Broken

NAMED = (cypher.NODES_OF, cypher.LINKS_OF, cypher.COUNT_OF, cypher.COUNT_LINKS_OF)
PLAIN = (cypher.DATABASES, cypher.LABELS, cypher.KINDS, cypher.NODES, cypher.COUNT)


@pytest.mark.parametrize("template", [*NAMED, *PLAIN])
def test_statements_of_the_list_read(template: str) -> None:
    said = cypher.statement(template, "Customer", 25)
    assert cypher.reads(cypher.body([said, said]))


def test_a_name_is_quoted() -> None:
    assert cypher.statement(cypher.NODES_OF, "a`b ü", 5) == "MATCH (n:`a``b ü`) RETURN n LIMIT 5"


@pytest.mark.parametrize("name", ["", "a\\u0060b", "a\nb", "x" * 300])
def test_a_name_that_cannot_be_quoted_is_broken(name: str) -> None:
    with pytest.raises(Broken):
        cypher.statement(cypher.NODES_OF, name)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE (n)",
        "MATCH (n) DETACH DELETE n",
        "MATCH (n:`a`) SET n.x = 1 RETURN n LIMIT 5",
        "MATCH (n:`a`) DELETE n //`) RETURN n LIMIT 5",
        "MATCH (n) RETURN n LIMIT 5; CREATE (n)",
        "CALL dbms.listConfig()",
        "CALL apoc.load.json('http://example.org')",
        "LOAD CSV FROM 'file:///etc/passwd' AS line RETURN line",
        "SHOW DATABASES YIELD *",
        "MATCH (n) RETURN n LIMIT 99999",
        "",
    ],
)
def test_what_is_not_of_the_list_does_not(statement: str) -> None:
    assert not cypher.reads(cypher.body([statement]))
    assert not cypher.reads(cypher.body([cypher.COUNT, statement]))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        cypher.body([]),
        cypher.body([cypher.COUNT] * 501),
        cypher.body([cypher.COUNT]) + b" ",
        b'{"statements":[],"statements":[{"statement":"SHOW DATABASES"}]}',
        b'{"statements":[{"statement":"SHOW DATABASES","parameters":{}}]}',
        b'{"statements":["SHOW DATABASES"]}',
        b"[" * 10_000,
        b'"\xff"',
    ],
)
def test_a_body_that_is_not_as_it_is_written_here_does_not(data: bytes) -> None:
    assert not cypher.reads(data)


@given(st.binary(max_size=200), st.text(max_size=40))
def test_any_bytes_are_answered_and_any_name_is_quoted_or_broken(data: bytes, name: str) -> None:
    assert cypher.reads(data) in (True, False)
    try:
        said = cypher.statement(cypher.NODES_OF, name)
    except Broken:
        return
    assert cypher.reads(cypher.body([said]))


def test_statements_of_the_list_are_known() -> None:
    assert cypher.known(cypher.COUNT)
    assert not cypher.known("CREATE (n)")
