"""Which names are not asked, and how that is said."""

from pathlib import Path

from leftopen.audit.pipeline import Audit
from leftopen.audit.plan import Plan
from leftopen.model import Stage, Status, Target
from leftopen.scope.file import parse
from tests.audit.runs import HOST, run, scope
from tests.permits import permitted


def test_names_that_are_no_permission_are_said_and_the_rest_is_asked(tmp_path: Path) -> None:
    given = scope([HOST, "db.partner.example", "gone.example"], [1])
    report = run(given, tmp_path, names={"db.partner.example": ["169.254.169.254"]})
    assert not report.run.complete
    assert (report.run.asked, report.run.targets) == (1, 1)
    assert [(error.address, error.port, error.stage, error.status) for error in report.errors] == [
        ("gone.example", None, Stage.RESOLVE, Status.UNRESOLVED),
        ("db.partner.example", None, Stage.SCOPE, Status.BARRED),
    ]
    assert "points to 169.254.169.254" in report.errors[1].says
    assert report.scope.names == {}


def test_of_a_list_only_its_own_names_count(tmp_path: Path) -> None:
    permit = permitted(scope([HOST, "gone.example"], [1]))
    listed = (Target(HOST, 1), Target("10.0.0.1", 1))
    assert Audit(permit, Plan(tmp_path / "one", listed)).run().run.complete
    report = Audit(permit, Plan(tmp_path / "two", listed, frozenset({"gone.example"}))).run()
    assert not report.run.complete
    assert {(error.address, error.stage) for error in report.errors} == {
        ("gone.example", Stage.RESOLVE),
        (HOST, Stage.CONNECT),
        ("10.0.0.1", Stage.SCOPE),
    }


def test_what_is_excluded_is_not_counted_as_covered(tmp_path: Path) -> None:
    given = scope(["127.82.16.0/28"], [1])
    excluding = scope(["127.82.16.0/28"], [1, 2], more="")
    assert run(given, tmp_path / "all").run.targets == 16
    text = excluding.text.replace("ports", 'exclude = ["::ffff:127.82.16.0/126"]\nports', 1)
    report = run(parse(text, {}), tmp_path / "some")
    assert (report.run.targets, report.run.asked, report.run.complete) == (24, 24, True)
