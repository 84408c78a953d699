"""What an audit of ours wrote stays as it is; what somebody else put into the database is masked."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from msgspec.structs import replace

from leftopen.model import Door, Problem, Report, Service, Stage, Window
from leftopen.report import json as report_json
from leftopen.report.plain.again import masked, wrong
from tests.report.example import FACES, PEOPLE, report

MAIL, NUMBER = "thora.quillfeather@example.org", "4111111111111111"


def test_what_is_masked_already_stays_as_it_is() -> None:
    whole = report()
    assert masked(whole) == whole


def forged() -> Report:
    collection = FACES.catalog.collections[0]
    field = collection.fields[2]
    label = replace(field.labels[0], example=MAIL)
    named = replace(collection, name=MAIL, fields=(replace(field, path=f"people.{MAIL}", labels=(label,)),))
    service: Service = replace(
        FACES,
        product=MAIL,
        version=None,
        proof=f"It was read: {MAIL}, {NUMBER}.",
        catalog=replace(FACES.catalog, collections=(named,)),
        window=replace(FACES.window, basis=(f"of {MAIL}",)),
        facts={"cluster_name": MAIL, "node_id": MAIL, "title": NUMBER, MAIL: "x"},
        doors=(Door(MAIL),),
    )
    whole = report()
    certified = replace(
        PEOPLE,
        certificate=replace(PEOPLE.certificate, subject=f"CN={MAIL}", issuer=f"CN={MAIL}", names=(MAIL,)),  # type: ignore[type-var]  # it has one
    )
    estate = whole.estates[0]
    return replace(
        whole,
        services=(service, certified),
        estates=(
            replace(
                estate,
                links=tuple(replace(link, says=MAIL) for link in estate.links),
                parties=tuple(replace(party, clues=(MAIL,), contacts=()) for party in estate.parties),
            ),
        ),
        errors=(Problem("10.0.0.1", 1, Stage.PROVE, f"told {MAIL} and {NUMBER}"),),
    )


@pytest.mark.parametrize("secret", ["quillfeather", NUMBER])
def test_what_somebody_put_there_is_masked(secret: str) -> None:
    assert secret in repr(forged())
    assert secret not in repr(masked(forged()))


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Where texts stand in a report."""
    if isinstance(value, str):
        yield path
    elif isinstance(value, dict):
        for name, each in value.items():
            yield from places(each, (*path, name))
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from places(each, (*path, number))


def with_text(path: tuple[str | int, ...], text: str) -> Report | None:
    """The report with this text there; None where no report can have one."""
    tree = json.loads(report_json.render(report()))
    inner = tree
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = text
    try:
        return report_json.load(json.dumps(tree).encode())
    except report_json.NotAReport:
        return None


def test_no_text_anywhere_is_more_than_a_strangers() -> None:
    digests = {"digest", "journal", "spki_sha256"}
    for path in places(json.loads(report_json.render(report()))):
        if "contacts" in path:
            continue
        for text in (MAIL, NUMBER, "a\x1b[31m\u202eb"):
            made = with_text(path, text)
            if made is not None and wrong(made) is None and not (text == NUMBER and path[-1] in digests):
                shown = report_json.render(masked(made)).decode()
                assert text not in shown, path
                assert "\u202e" not in shown, path
                assert "\\u001b" not in shown, path


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"port": 0}, "services[0]: an address or port"),
        ({"port": 70_000}, "services[0]: an address or port"),
        ({"address": "../../etc"}, "services[0]: an address or port"),
        ({"address": "::ffff:10.0.0.1"}, "services[0]: an address or port"),
        ({"id": "10.9.9.9:1/tcp"}, "services[0]: its id"),
        ({"protocol": "<b>"}, "services[0]: a protocol"),
        ({"protocol": NUMBER}, "services[0]: a protocol"),
        ({"window": Window(open_since="yesterday")}, "services[0]: a time"),
        ({"certificate": replace(PEOPLE.certificate, spki_sha256="a b")}, "services[0]: a digest"),  # type: ignore[type-var]  # it has one
        ({"certificate": replace(PEOPLE.certificate, not_after="never")}, "services[0]: a time"),  # type: ignore[type-var]  # it has one
    ],
)
def test_what_no_audit_writes_of_a_service_is_told(change: dict[str, Any], says: str) -> None:
    whole = report()
    assert wrong(whole) is None
    assert (wrong(replace(whole, services=(replace(FACES, **change),))) or "").startswith(says)


def test_what_no_audit_writes_of_a_run_is_told() -> None:
    whole = report()
    assert wrong(replace(whole, services=(FACES, FACES))) == "services[1]: stands there twice"
    assert wrong(replace(whole, run=replace(whole.run, finished="soon"))) == "run: a time or a digest that is none"
    assert wrong(replace(whole, scope=replace(whole.scope, digest="a b"))) == "run: a time or a digest that is none"
    estate = replace(whole.estates[0], labels=(MAIL,))
    assert wrong(replace(whole, estates=(estate,))) == "estates[0]: a label that is none"
    for address, port in (("a b", 1), ("10.0.0.1", 70_000)):
        problem = Problem(address, port, Stage.PROVE, "It broke.")
        assert wrong(replace(whole, errors=(problem,))) == "errors[0]: an address or port that is none"
