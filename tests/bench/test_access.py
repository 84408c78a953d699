"""How claims are counted, and how those of a peer are read."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Self

import pytest

from bench import access
from bench.access import Part, Result, Score, measured, scored, shown, summed, table, truth
from tests.live import frame
from tests.live.frame import Server

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


def test_the_figures_of_parts_are_summed_where_each_of_them_has_some() -> None:
    told = replace(claims(1), requests=3, octets=1024, processor=0.5, said={("127.0.0.1", 1): "open"})
    more = replace(claims(3), requests=4, octets=1024, said={("127.0.0.1", 3): "locked"}, seconds=2.0)
    (both,) = summed([[told, Result("another", frozenset(), 1.0)], [more]])
    assert both.tool == "a tool"
    assert both.opened == told.opened | more.opened
    assert (both.seconds, both.requests, both.octets, both.processor) == (3.5, 7, 2048, None)
    assert both.said == {**told.said, **more.said}
    assert summed([]) == []


@dataclass
class Started:
    """A lab in which the servers of one name do not start."""

    servers: Sequence[Server]
    lenient: bool = False
    failed: dict[str, str] = field(default_factory=dict)

    def __enter__(self) -> Self:
        self.failed = {server.name: "it ended" for server in self.servers if server.name == "broken"}
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing was started."""


def test_servers_are_asked_in_parts_that_there_is_memory_for_and_the_others_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (model,) = frame.servers(["redis-open"])
    sizes = {"small": 300, "huge": 5000, "large": 700, "broken": 100, "last": 60}
    servers = [replace(model, name=name, memory=size) for name, size in sizes.items()]
    monkeypatch.setattr(access, "Lab", Started)
    monkeypatch.setattr(access, "_asked", lambda there: [Result("a tool", frozenset(), float(len(there)))])
    rooms = iter([1000, 1000, 1000, 1000, 200])
    parts = list(measured(servers, lambda: next(rooms)))
    assert [[server.name for server in part.servers] for part in parts] == [["small"], [], ["large"], ["last"]]
    assert {name: why for part in parts for name, why in part.failed.items()} == {
        "huge": "needs 5000 MiB of memory, 1000 are free",
        "broken": "it ended",
    }
    assert summed([part.results for part in parts if part.results])[0].seconds == 3.0


def test_a_part_of_which_nothing_started_has_no_results(monkeypatch: pytest.MonkeyPatch) -> None:
    (model,) = frame.servers(["redis-open"])
    monkeypatch.setattr(access, "Lab", Started)
    (part,) = measured([replace(model, name="broken")], lambda: 4000)
    assert part == Part([], {"broken": "it ended"}, ())
