"""What a report has room for."""

import pytest
from msgspec.structs import replace

from leftopen.face.running import exit_code
from leftopen.judge.bounds import LEAST, Room, left_out
from leftopen.model import Access, Catalog, Collection, Field, Label, Service, Stage, Status
from leftopen.report import csv, json
from leftopen.report.plain.summary import summary
from tests.report.example import report


def service(*sizes: int) -> Service:
    label = (Label("contact.email", 0.9, 1.0, 3, "█"),)
    collections = tuple(
        Collection(
            f"c{number}", fields=tuple(Field(f"f{n}", "text", label if n % 50 == 49 else ()) for n in range(size))
        )
        for number, size in enumerate(sizes)
    )
    return Service(
        id="x", address="10.0.0.1", port=9200, protocol="x", access=Access.OPEN, proof="p", catalog=Catalog(collections)
    )


def test_what_fits_is_told_whole() -> None:
    given = service(40, 2)
    assert Room(10_000).take(given) == (given, ())


def test_what_does_not_fit_is_cut_with_what_holds_something_first() -> None:
    told, problems = Room(1600).take(service(500, 10))
    kept = [len(collection.fields) for collection in told.catalog.collections]
    assert kept == [190, 10]
    paths = {field.path for field in told.catalog.collections[0].fields}
    assert {f"f{n}" for n in range(49, 500, 50)} <= paths
    assert [(problem.status, problem.stage) for problem in problems] == [(Status.CUT, Stage.DESCRIBE)]
    assert problems[0].says.startswith("310 more fields")


@pytest.mark.unmeasured
def test_those_that_come_later_are_told_too_and_all_are_bounded() -> None:
    room = Room(20_000)
    hostile = service(*[1000] * 20)
    told = [room.take(hostile)[0] for _ in range(100)]
    sizes = [sum(len(collection.fields) for collection in each.catalog.collections) for each in told]
    assert sizes[0] == 2500
    assert min(sizes) == LEAST
    assert sum(sizes) <= 20_000 + 100 * LEAST
    honest = service(30)
    assert room.take(honest) == (honest, ())


def test_what_is_left_out_is_a_problem_of_its_service() -> None:
    problem = left_out("10.0.0.1", 9200, 7, "collections")
    assert (problem.address, problem.port, "7 more collections" in problem.says) == ("10.0.0.1", 9200, True)


def test_labels_and_long_names_take_room_too() -> None:
    """A table has a line for each label, which says the names of its store and field again."""
    label = tuple(Label(f"id.{n}", 0.9, 1.0, 3, "█" * 80) for n in range(8))
    fields = tuple(Field("字" * 500 + str(n), "text", label) for n in range(1000))
    collections = (Collection("字" * 120, fields=fields), Collection("short", fields=(Field("a", "text"),)))
    hostile = replace(service(1), catalog=Catalog(collections))
    room = Room()
    told = [room.take(replace(hostile, id=f"10.0.0.{n}:1/tcp"))[0] for n in range(40)]
    assert told[0].catalog.collections[1] == collections[1]
    assert told[0].catalog.collections[0].fields[0] == fields[0]
    full = replace(report(), services=tuple(told))
    for document in (csv.render(full), json.render(full)):
        assert len(document) < 64_000_000


def test_what_is_cut_leaves_a_run_complete() -> None:
    cut = (left_out("10.0.0.1", 9200, 7, "fields"),)
    assert exit_code(replace(report(), errors=cut)) == exit_code(report())
    shown = summary(replace(report(), errors=cut), colour=False, width=100)
    assert "1 catalogue cut" in shown
    assert "not every address" not in shown
