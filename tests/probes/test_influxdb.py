"""Cases that no server of the lab shows by itself; the others are in `tests/talks/influxdb/*.talk`."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import unquote

import pytest

from leftopen.lab.web import Answer, Ask, as_json
from leftopen.model import Access, DoorState
from leftopen.probes.influxdb import probe, reread
from leftopen.wire.talk import Fault, Foreign, SampleLimits
from tests.probes import pure
from tests.probes.pure import Server
from tests.talk import said

Databases = Mapping[str, Mapping[str, Sequence[Mapping[str, Any]]]]
POINTS = [{"time": 1_700_000_000 + i, "email": f"zoe{i}@example.org"} for i in range(40)]
VERSION = {"X-Influxdb-Version": "1.8.10"}


def series(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> Answer:
    found = [{"columns": columns, "values": rows}] if rows else []
    return as_json({"results": [{"statement_id": 0, **({"series": found} if found else {})}]})


def server(databases: Databases) -> Server:
    """A server that answers statements as release 1 does."""

    def answer(ask: Ask) -> Answer:
        if ask.path == "/ping":
            return Answer(204, b"", VERSION)
        statement, database = unquote(ask.query["q"]), databases.get(ask.query.get("db", ""), {})
        if statement == "SHOW DATABASES":
            return series(["name"], [[name] for name in dict.fromkeys(("_internal", *databases))])
        if statement == "SHOW MEASUREMENTS":
            own = ("httpd", "runtime", "write") if ask.query["db"] == "_internal" else ()
            return series(["name"], [[name] for name in (*own, *database)])
        if not statement.startswith("SELECT"):
            return as_json({"error": "error parsing query: found LEFTOPEN, expected DATABASES"}, 400)
        points = [*database[statement.split('"')[1]]]
        chosen = points[-1:] if "DESC" in statement else points[: int(statement.rpartition(" ")[2])]
        return series([*points[0]], [[*point.values()] for point in chosen])

    return answer


def test_points_are_read_with_their_times() -> None:
    finding, _ = pure.run(probe, server({"crm": {"people": POINTS, 'odd "name': POINTS}}))
    assert finding.access is Access.OPEN
    stores = {store.name: store for store in finding.stores}
    assert len(stores["crm.people"].raws) == 25
    assert [(times.first, times.last) for times in stores["crm.people"].times] == [(1_700_000_000, 1_700_000_039)]
    assert not stores['crm.odd "name'].raws, "a name that would end the quotes is not asked about"


def test_families_of_databases_leave_room_for_others() -> None:
    restored = {f"dump{i}": {"cpu": [{"time": 1, "load": 1}]} for i in range(60)} | {"zoo": {"guests": POINTS}}
    finding, asked = pure.run(probe, server(restored))
    assert "zoo.guests" in {store.name for store in finding.stores if store.raws}
    assert len({ask.query["db"] for ask in asked if "SHOW%20MEASUREMENTS" in ask.query.get("q", "")}) == 20
    assert "named 20 measurements in 20 of 61 databases without a login" in said(finding.proof)
    assert "databases" not in said(pure.run(probe, server({"crm": {"people": POINTS}}))[0].proof)


def test_nothing_but_its_own_figures_is_empty() -> None:
    assert pure.run(probe, server({}))[0].access is Access.EMPTY


def test_what_somebody_wrote_beside_its_own_figures_is_read() -> None:
    finding, _ = pure.run(probe, server({"_internal": {"clients": POINTS}}))
    assert (finding.access, [store.name for store in finding.stores]) == (Access.OPEN, ["_internal.clients"])
    finding, asked = pure.run(probe, server({"crm": {"people": POINTS}}))
    assert not [ask for ask in asked if ask.query.get("db") == "_internal"], "where others hold points it is not asked"


def test_points_too_large_for_a_page_are_asked_one_by_one() -> None:
    large = [{"time": i, "note": "x" * 9_000} for i in range(40)]
    finding, asked = pure.run(probe, server({"crm": {"notes": large}}), SampleLimits(sample_bytes=16_384))
    assert finding.access is Access.OPEN
    assert [ask.query["q"].rpartition("%20")[2] for ask in asked if "SELECT" in ask.query.get("q", "")] == [
        "25",
        "1",
        "1",
    ]


def test_a_statement_that_is_none_and_succeeds_is_a_decoy() -> None:
    always = pure.pages({"/ping": Answer(204, b"", VERSION)}, series(["name"], [["crm"]]))
    assert pure.run(probe, always)[0].access is Access.DECOY


@pytest.mark.parametrize(("allowed", "remedy"), [(True, "unclaimed"), (False, None)])
def test_a_release_2_that_nobody_has_set_up_is_told_and_not_called_locked(allowed: bool, remedy: str | None) -> None:
    known = {
        "/ping": Answer(204, b"", {"X-Influxdb-Version": "v2.7.11"}),
        "/api/v2/setup": as_json({"allowed": allowed}),
    }
    refused = as_json({"code": "unauthorized", "message": "Unauthorized"}, 401)
    finding, _ = pure.run(probe, pure.pages(known, refused))
    access = Access.UNKNOWN if allowed else Access.LOCKED
    assert (finding.access, finding.version, finding.remedy) == (access, "2.7.11", remedy)
    assert ("whoever does first owns it" in said(finding.proof)) is allowed


def test_a_release_1_without_an_administrator_is_anybodys() -> None:
    """The words of release 1.6 with `auth-enabled = true` and no user."""
    first = as_json({"error": "error authorizing query: create admin user first or disable authentication"}, 403)
    finding, _ = pure.run(probe, pure.altered(server({"crm": {"people": POINTS}}), {"/query": first}))
    assert (finding.access, finding.remedy) == (Access.UNKNOWN, "unclaimed")
    assert "whoever makes the first" in said(finding.proof)


def test_queries_that_something_before_it_refuses_are_no_lock() -> None:
    page = Answer(403, b"<hr><center>nginx/1.22.1</center>")
    finding, _ = pure.run(probe, pure.altered(server({"crm": {"people": POINTS}}), {"/query": page}))
    assert finding.access is Access.UNKNOWN


def test_a_refusal_within_an_answer_is_one() -> None:
    refused = as_json({"results": [{"error": "not authorized to execute statement"}]})

    def answer(ask: Ask) -> Answer:
        hides = unquote(ask.query.get("q", "")).startswith("SELECT")
        given = refused if hides else server({"crm": {"people": POINTS}})(ask)
        assert isinstance(given, Answer)
        return given

    assert pure.run(probe, answer)[0].access is Access.METADATA


def test_another_product_is_foreign() -> None:
    with pytest.raises(Foreign):
        pure.run(probe, lambda ask: Answer(204, b""))


NOT = as_json({"results": [{"error": "not authorized to execute statement"}]})


@pytest.mark.parametrize(
    ("peer", "door", "state"),
    [
        (server({"crm": {"people": POINTS}}), "crm.people", DoorState.OPEN),
        (server({"crm": {"a.people": POINTS}, "crm.a": {"people": []}}), "crm.a.people", DoorState.OPEN),
        (server({"crm": {"people": [{"time": 1, "note": "x" * 90_000}]}}), "crm.people", DoorState.OPEN),
        (pure.altered(server({}), {"/query": Answer(401)}), "crm.people", DoorState.SHUT),
        (pure.altered(server({}), {"/query": NOT}), "crm.people", DoorState.SHUT),
        (lambda ask: series(["time"], []), "crm.people", DoorState.UNDECIDED),
        (pure.altered(server({}), {"/query": Answer(404)}), "crm.people", DoorState.UNDECIDED),
        (server({"crm": {"people": POINTS}}), "people", DoorState.UNDECIDED),
        (server({"crm": {"people": POINTS}}), 'crm.peo"ple', DoorState.UNDECIDED),
    ],
)
def test_a_measurement_is_asked_for_again_by_its_name(peer: Server, door: str, state: DoorState) -> None:
    assert pure.play_on(reread(SampleLimits(), door), peer) is state


def kept_elsewhere(points: Answer, policies: Answer | None = None) -> Server:
    """The usual policy of retention keeps no point of the one measurement that is listed."""
    usual = server({"crm": {"people": POINTS}})

    def answer(ask: Ask) -> Answer | Fault:
        statement = unquote(ask.query.get("q", ""))
        if statement == "SHOW RETENTION POLICIES":
            return policies or series(["name", "replicaN", "default"], [["autogen", 1, True], ["long", 1, False]])
        if statement.startswith('SELECT * FROM "long"."people"'):
            return points
        return series([], []) if statement.startswith("SELECT") else usual(ask)

    return answer


def test_points_of_another_retention_policy_are_found() -> None:
    told = series(["time", "email"], [[1_700_000_000, "a@mail.example"]])
    finding, _ = pure.run(probe, kept_elsewhere(told))
    assert (finding.access, len(finding.stores[0].raws)) == (Access.OPEN, 1)


def test_policies_that_were_not_all_asked_leave_it_open_whether_there_are_points() -> None:
    nothing, one = series([], []), series(["name", "default"], [["autogen", True]])
    odd = series(["name", "default"], [["autogen", True], ['odd"', False]])
    assert pure.run(probe, kept_elsewhere(nothing, odd))[0].access is Access.UNKNOWN
    untold = series(["name"], [["autogen"]])
    assert pure.run(probe, kept_elsewhere(nothing, untold))[0].access is Access.UNKNOWN
    assert pure.run(probe, kept_elsewhere(nothing))[0].access is Access.EMPTY
    assert pure.run(probe, kept_elsewhere(nothing, one))[0].access is Access.EMPTY
    assert pure.run(probe, kept_elsewhere(as_json({}, 500)))[0].access is Access.UNKNOWN
    refused = as_json({"results": [{"error": "not authorized"}]})
    assert pure.run(probe, kept_elsewhere(nothing, refused))[0].access is Access.UNKNOWN
    many = series(["name", "default"], [[f"p{i}", False] for i in range(9)])
    assert pure.run(probe, kept_elsewhere(nothing, many))[0].access is Access.UNKNOWN


def test_a_measurement_without_a_point_hides_nothing_beside_the_figures_of_the_product() -> None:
    def over(databases: Databases) -> Server:
        def answer(ask: Ask) -> Answer | Fault:
            statement = unquote(ask.query.get("q", ""))
            if statement == "SHOW RETENTION POLICIES":
                return series(["name", "default"], [["autogen", True]])
            return series(["time"], []) if '"old"' in statement else server({"crm": {"old": []}, **databases})(ask)

        return answer

    finding, _ = pure.run(probe, over({"_internal": {"clients": POINTS}}))
    assert (finding.access, finding.stores[-1].name) == (Access.OPEN, "_internal.clients")
    assert pure.run(probe, over({}))[0].access is Access.EMPTY


@pytest.mark.parametrize(
    "results",
    [
        [{"series": [{"columns": ["name"], "values": []}, {"columns": ["name"], "values": [["people"]]}]}],
        [{}, {"series": [{"columns": ["name"], "values": [["people"]]}]}],
    ],
)
def test_what_stands_after_the_first_part_of_an_answer_may_be_data(results: list[Any]) -> None:
    peer = server({"crm": {}})

    def answer(ask: Ask) -> Answer | Fault:
        own = ask.query.get("db") == "crm"
        return as_json({"results": results}) if own else peer(ask)

    assert pure.run(probe, answer)[0].access is Access.UNKNOWN
