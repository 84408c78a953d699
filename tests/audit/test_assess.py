import re
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest

import leftopen
from leftopen import survey
from leftopen.audit import assess
from leftopen.audit.assess import Assessor
from leftopen.model import Access, Certificate, Footprint, Problem, Stage, Status, Target
from leftopen.net.session.budget import MOST_CPU
from leftopen.net.session.driver import Outcome
from leftopen.privacy.capture import Captured, capture
from leftopen.privacy.sketch import Sketcher
from leftopen.probes import Probe, probes
from leftopen.raw import Finding, Quoted, Raw, RawCollection
from leftopen.scope.file import parse

SCOPE = parse('name = "t"\ntargets = ["10.0.0.1", "192.0.2.1"]\nports = [6379]', {})
LATE = Problem("10.0.0.1", 6379, Stage.CONNECT, "did not answer in time")
TALKS = Path(__file__).parents[1] / "talks"
SECRET = "thora.quillfeather@example.org"


def outcome(finding: Finding | None, *problems: Problem, address: str = "10.0.0.1") -> Outcome:
    return Outcome(Target(address, 6379), finding, False, None, Footprint(1, 2, 3, 4, 0.5), problems, "stays silent")


def finding(access: Access = Access.OPEN) -> Finding:
    raws = [Raw({"email": f"{number}{SECRET}"}) for number in range(5)]
    return Finding("redis", access, "SCAN named keys", stores=[RawCollection("user:*", records=5, raws=raws)])


def test_records_become_labels_and_are_dropped() -> None:
    read = finding()
    with closing(Sketcher()) as sketcher:
        known = Assessor(SCOPE, (), sketcher).describe(outcome(read))
    service, sketches, problems = known.service, known.sketches, known.problems
    assert service
    assert not problems
    assert [label.label for field in service.catalog.collections[0].fields for label in field.labels] == [
        "contact.email"
    ]
    assert service.severity
    assert service.remedy
    assert service.footprint == Footprint(1, 2, 3, 4, 0.5)
    assert known.connections == 1
    assert [sketch.label for sketch in sketches] == ["contact.email"]
    assert not any(store.raws for store in read.stores)


def test_a_public_address_is_worse() -> None:
    with closing(Sketcher()) as sketcher:
        describer = Assessor(SCOPE, (), sketcher)
        private, public = (
            describer.describe(outcome(finding(), address=address)).service for address in ("10.0.0.1", "192.0.2.1")
        )
    assert private
    assert public
    assert private.severity
    assert public.severity
    assert public.severity.score > private.severity.score


def _tables() -> list[Any]:
    return [
        pytest.param(probe, table, id=f"{probe.name}-{number}")
        for probe in probes()
        for number, table in enumerate(probe.words["remedy"])
    ]


def _versions(probe: Probe) -> list[str]:
    """Versions around all that the probe's tables name."""
    named = re.findall(r"[0-9]+(?:\.[0-9]+)*", " ".join(t.get("versions", "") for t in probe.words["remedy"]))
    return [version for number in ["0.1", *named] for version in (number, f"{number}.1")]


@pytest.mark.parametrize(("probe", "table"), _tables())
def test_each_remedy_of_each_probe_reaches_a_report(probe: Probe, table: Mapping[str, Any]) -> None:
    keyed = "key" in table
    accesses = list(Access) if keyed else [Access.OPEN]
    shown: set[tuple[str, ...]] = set()
    with closing(Sketcher()) as sketcher:
        assessor = Assessor(SCOPE, (), sketcher)
        for access, version in product(accesses, [None, *_versions(probe)]):
            read = Finding(
                probe.spec.protocols[0], access, "p", product=table.get("product"), version=version,
                remedy=table.get("key"),
            )  # fmt: skip
            service = assessor.describe(outcome(read)).service
            assert service
            shown.add(service.remedy)
    filled = tuple(
        step.replace(" since {data_from}", "").replace("{address}", "10.0.0.1").replace("{port}", "6379")
        for step in table["steps"]
    )
    assert filled in shown


@pytest.mark.parametrize(("probe", "table"), _tables())
def test_each_word_of_a_remedy_is_one_that_its_probe_says(probe: Probe, table: Mapping[str, Any]) -> None:
    """Or, of a product, one by which a real server calls itself."""
    family = [other.name for other in probes() if probe.name in (other.name, other.spec.words)]
    sources = [Path(leftopen.__file__).parent / "probes" / f"{name}.py" for name in family]
    shared = Path(survey.__file__).parent
    sources += (file for pattern in ("*.py", "*.toml") for file in shared.glob(pattern))
    text = " ".join(source.read_text("utf-8") for source in sources)
    heard = " ".join(talk.read_text("utf-8") for name in family for talk in (TALKS / name).glob("*.talk"))
    if "key" in table:
        assert f'"{table["key"]}"' in text
    if "product" in table:
        assert f'"{table["product"]}"' in text or table["product"] in heard


def test_a_locked_service_has_no_remedy() -> None:
    with closing(Sketcher()) as sketcher:
        known = Assessor(SCOPE, (), sketcher).describe(outcome(Finding("redis", Access.LOCKED, "refused")))
    service = known.service
    assert service
    assert service.access is Access.LOCKED
    assert not service.remedy


@pytest.mark.parametrize(("problems", "known"), [((), True), ((LATE,), False)])
def test_what_is_not_identified_is_unknown_or_a_problem(problems: tuple[Problem, ...], known: bool) -> None:
    with closing(Sketcher()) as sketcher:
        told = Assessor(SCOPE, (), sketcher).describe(outcome(None, *problems))
    service = told.service
    assert (service is not None) == known
    assert service is None or (service.protocol, service.access, service.proof) == (
        "unknown",
        "unknown",
        "stays silent",
    )
    assert (told.sketches, told.problems) == ((), problems)


def test_an_opinion_that_fails_costs_only_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise KeyError(SECRET)

    monkeypatch.setattr(assess, "severity", broken)
    with closing(Sketcher()) as sketcher:
        known = Assessor(SCOPE, (), sketcher).describe(outcome(finding(), LATE))
    service, sketches, problems = known.service, known.sketches, known.problems
    assert service
    assert service.access is Access.OPEN
    assert service.protocol == "redis"
    assert service.severity is None
    assert service.remedy
    assert service.catalog.collections
    assert sketches
    says = "what was read could not be weighed (KeyError)"
    assert problems == (LATE, Problem("10.0.0.1", 6379, Stage.DESCRIBE, says, Status.BUG))
    assert SECRET not in repr((service, problems))


def test_a_certificate_names_hosts_and_no_people() -> None:
    name = f"CN=Thora <{SECRET}>,O=Harbour Watch"
    given = Certificate(
        name, name, ("db.example.org", SECRET), "ab" * 32, "2020-01-01T00:00:00Z", "2050-01-01T00:00:00Z"
    )
    asked = replace(outcome(finding(Access.LOCKED)), certificate=given)
    with closing(Sketcher()) as sketcher:
        service = Assessor(SCOPE, (), sketcher).describe(asked).service
    assert service
    shown = service.certificate
    assert shown
    assert shown.names[0] == "db.example.org"
    assert shown.subject.endswith("O=Harbour Watch")
    assert "thora.quill" not in repr(shown)
    assert (shown.spki_sha256, shown.not_before) == (given.spki_sha256, given.not_before)


def test_the_realm_of_an_unknown_login_is_told_without_the_person_in_it() -> None:
    asks = replace(outcome(None), says="asks for a login (401)", realm=Quoted(f"Ward 7, {SECRET}"))
    with closing(Sketcher()) as sketcher:
        service = Assessor(SCOPE, (), sketcher).describe(asks).service
    assert service
    assert service.proof.startswith("asks for a login (401); the login is for “Ward ")
    assert service.facts["realm"] in service.proof
    assert not any(part in service.proof for part in re.split(r"[@.]", SECRET)[:3])


@pytest.mark.parametrize("cpu", [0.0, MOST_CPU])
def test_describing_takes_of_the_processor_time_that_asking_left(cpu: float, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[float] = []

    def noted(found: Finding, sketcher: Sketcher, seconds: float) -> Captured:
        given.append(seconds)
        return capture(found, sketcher, 0.0 if cpu else seconds)

    monkeypatch.setattr(assess, "capture", noted)
    with closing(Sketcher()) as sketcher:
        known = Assessor(SCOPE, (), sketcher).describe(replace(outcome(finding()), cpu=cpu))
    assert known.service
    assert known.service.access is Access.OPEN
    assert 0 < given[0] <= MOST_CPU
    assert (given[0] == MOST_CPU) == (cpu == 0)
    told = [(problem.stage, problem.status, problem.says) for problem in known.problems]
    says = "4 records were not looked at: 3 seconds of processor time used up"
    assert told == ([(Stage.DESCRIBE, Status.BUDGET, says)] if cpu else [])
