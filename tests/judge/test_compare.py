import pytest
from msgspec.structs import replace

from leftopen.judge.compare import compare
from leftopen.model import Access, Report, Service
from tests.report.example import CAMERA, FACES, LOCKED, SESSIONS, report


def of(*services: Service, complete: bool = True) -> Report:
    whole = report()
    return replace(whole, services=services, run=replace(whole.run, complete=complete))


def test_the_same_is_no_difference() -> None:
    assert compare(report(), report()) == []
    assert compare(of(LOCKED), of()) == []
    (one,) = compare(of(replace(FACES, severity=None)), of())
    assert one.level_before is None


def test_what_is_new_comes_first_and_says_what_it_was() -> None:
    shut = replace(FACES, access=Access.LOCKED, proof="It asked for a login.")
    found = compare(of(shut, SESSIONS), of(FACES, CAMERA))
    assert [(each.change, each.port) for each in found] == [("new", 9200), ("new", 554), ("gone", 6379)]
    assert "it was locked before" in found[0].says
    assert (found[0].before, found[0].after, found[0].level_after) == ("locked", "open", "very high")
    assert "not in the earlier report" in found[1].says


@pytest.mark.parametrize(
    ("later", "says"),
    [
        (of(replace(FACES, access=Access.LOCKED, proof="It asked for a login.")), "It is locked now: It asked"),
        (of(replace(FACES, access=Access.UNKNOWN)), "no proof"),
        (of(), "no proof that it is shut: ask again"),
        (of(complete=False), "did not ask all"),
    ],
)
def test_what_is_gone_says_whether_there_is_proof(later: Report, says: str) -> None:
    (one,) = compare(of(FACES), later)
    assert one.change == "gone"
    assert says in one.says


def test_worse_and_better_by_access_severity_and_kinds() -> None:
    assert FACES.severity
    first, *rest = FACES.catalog.collections
    fewer = replace(FACES, catalog=replace(FACES.catalog, collections=tuple(rest)))
    milder = replace(FACES, severity=replace(FACES.severity, score=2.0, level="medium"))
    listed = replace(FACES, access=Access.METADATA)
    for less, says in ((fewer, "kinds of data"), (milder, "severity 4.5"), (listed, "access open")):
        (better,) = compare(of(FACES), of(less))
        (worse,) = compare(of(less), of(FACES))
        assert (better.change, worse.change) == ("better", "worse")
        assert says in better.says
    assert first.name == "face_capture"


def test_what_is_worse_in_one_way_is_worse() -> None:
    assert FACES.severity
    mixed = replace(FACES, severity=replace(FACES.severity, score=5.5), catalog=replace(FACES.catalog, collections=()))
    (one,) = compare(of(FACES), of(mixed))
    assert one.change == "worse"
    (other,) = compare(of(replace(FACES, severity=None)), of(FACES))
    assert "severity 0 became 4.5" in other.says
