"""How claims are counted, and how those of a peer are read."""

from bench.access import Result, Score, scored, shown, table, truth
from tests.live import frame

WORDS = {
    ("127.0.0.1", 1): frozenset({"open"}),
    ("127.0.0.1", 2): frozenset({"open"}),
    ("127.0.0.1", 3): frozenset({"locked"}),
    ("127.0.0.1", 4): frozenset({"open", "metadata"}),
}


def claims(*ports: int) -> Result:
    return Result("a tool", frozenset(("127.0.0.1", port) for port in ports), 1.5)


def test_what_is_called_open_is_right_or_wrong_and_what_is_not_is_missed() -> None:
    score = scored(claims(1, 3, 4, 99), WORDS)
    assert [sorted(port for _, port in ports) for ports in (score.right, score.wrong, score.missed)] == [[1], [3], [2]]
    assert (score.precision, score.recall) == (0.5, 0.5)
    none = Score(frozenset(), frozenset(), frozenset())
    assert (none.precision, none.recall) == (1.0, 1.0)


def test_the_lab_says_what_is_true() -> None:
    words = truth(frame.servers(["redis-open", "redis-locked"]))
    assert sorted(map(sorted, words.values())) == [["locked"], ["open"]]


def test_figures_that_a_tool_does_not_tell_are_not_made_up() -> None:
    told = table([(claims(1), scored(claims(1), WORDS))])
    assert told.splitlines()[-1] == "| a tool | 1 | 0 | 1 | 1.000 | 0.500 | not told | not told | 1.5 | not told |"


def test_a_script_claims_what_it_has_shown() -> None:
    ports = "".join(
        f'<port portid="{port}"><script id="{name}" output="{output}"/></port>'
        for port, name, output in (
            (1, "redis-info", "&#xa;  Version: 7.0.15"),
            (2, "redis-info", "ERROR: Authentication required"),
            (3, "banner", "Version: 7"),
            (4, "couchdb-databases", "1 = crm"),
            (5, "couchdb-databases", " "),
        )
    )
    xml = f'<nmaprun><host><address addr="127.0.0.1"/>{ports}</host><host/></nmaprun>'
    assert shown(xml.encode()) == {("127.0.0.1", 1), ("127.0.0.1", 4)}
