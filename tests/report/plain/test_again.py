"""What an audit of ours wrote stays as it is; what somebody else put into the database is masked."""

import pytest
from msgspec.structs import replace

from leftopen.model import Door, Problem, Report, Service, Stage
from leftopen.report.plain.again import masked
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
