"""What a report has room for."""

from leftopen.judge.bounds import LEAST, Room, left_out
from leftopen.model import Access, Catalog, Collection, Field, Label, Service, Stage, Status


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
