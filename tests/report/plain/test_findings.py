import pytest
from msgspec.structs import replace

from leftopen.model import Access, Catalog, Collection, Estate, Party, People, Report, Service, Severity, Window
from leftopen.report.plain import findings
from leftopen.report.plain.findings import Section
from leftopen.report.plain.tongue import tongue
from tests.report.example import CAMERA, ESTATES, FACES, LOCKED, PEOPLE, SESSIONS, report

EN = tongue()
assert FACES.severity
assert SESSIONS.severity


def of(*services: Service, estate: Estate | None = None) -> Section:
    return Section(1, estate, services, 0)


def made(*groups: tuple[Service, Severity]) -> Report:
    services = tuple(replace(s, id=f"{n}", severity=severity, estate=None) for n, (s, severity) in enumerate(groups))
    estates = tuple(Estate(f"e{s.id}", (s.id,), severity=s.severity) for s in services)
    return replace(report(), services=services, estates=estates)


def test_one_finding_an_estate_and_services_without_one_stand_alone() -> None:
    found = findings.findings(replace(report(), estates=(replace(ESTATES[0], services=(FACES.id, LOCKED.id)),)))
    assert [finding.number for finding in found] == [1, 2, 3, 4]
    assert (found[0].services, found[0].shut) == ((FACES,), 1)
    assert [finding.estate for finding in found[1:]] == [None] * 3


def test_an_estate_without_exposures_is_no_finding() -> None:
    assert findings.findings(replace(report(), services=(LOCKED,))) == []


def test_what_matters_comes_first() -> None:
    low = replace(SESSIONS.severity, level="low", scale="few") if SESSIONS.severity else None
    high = replace(FACES.severity, scale="few") if FACES.severity else None
    assert low
    assert high
    rated = [low, replace(low, scale="mass"), replace(low, opens=("opens",)), high, replace(high, scale="mass")]
    found = findings.findings(made(*[(FACES, severity) for severity in rated]))
    assert [finding.services[0].id for finding in found] == ["4", "3", "2", "1", "0"]


def test_a_sentence_says_what_of_whom_where_since_when_and_whose() -> None:
    found = findings.findings(report())[0]
    assert findings.what(found, EN) == (
        "Ethnicity or race, face embedding, resident identity number (China) and 4 more kinds of data of at least "
        "81,000 people can be read by anybody at 10.20.0.15 and 10.20.0.16: open since 2 April 2021, with data from "
        "11 December 2018; who runs it is not known."
    )


def test_what_its_stores_are_stands_before_the_kinds() -> None:
    faces = collected(FACES, "faces_by_ethnicity", "movements")
    told = of(faces, collected(SESSIONS, "sessions"))
    assert findings.what(told, EN).startswith(
        "Face-recognition records with an ethnicity label and session tokens (they open other doors): ethnicity or race"
    )
    assert findings.what(told, tongue("zh")).startswith("带有民族标签的人脸识别记录")


def collected(service: Service, *holds: str) -> Service:
    first, *rest = service.catalog.collections
    return replace(service, catalog=replace(service.catalog, collections=(replace(first, holds=holds), *rest)))


@pytest.mark.parametrize(
    ("services", "says"),
    [
        ((CAMERA,), "Whoever passes can be seen with the login that the maker publishes through"),
        ((replace(CAMERA, access=Access.OPEN),), "Whoever passes can be seen by anybody through"),
        ((SESSIONS,), "Names and counts of what is stored, not the records,"),
        ((replace(SESSIONS, access=Access.OPEN),), "no personal data was recognised in what was sampled"),
        ((replace(FACES, access=Access.FACTORY),), "of people whose number is not known can be read with the login"),
    ],
)
def test_each_way_in_has_its_sentence(services: tuple[Service, ...], says: str) -> None:
    assert says in findings.what(of(*services), EN)


def test_since_says_no_more_than_is_known() -> None:
    for window, says in (
        (Window(), "since when it is open is not known"),
        (Window("2018-12-01T00:00:00Z"), "the data goes back to December 2018, and since when it is open is not known"),
        (Window(None, None, "2020-05-02T00:00:00Z"), "open since 2 May 2020"),
    ):
        assert findings.since(of(replace(FACES, window=window)), EN) == says


@pytest.mark.parametrize(
    ("parties", "says"),
    [
        ((), "who runs it is not known"),
        ((Party("A", "operator", "unknown", 0.4), Party("B", "operator", "confirmed", 0.3)), "run by B"),
        ((Party("A", "operator", "likely", 0.6), Party("B", "operator", "likely", 0.5)), "probably run by A"),
        (
            (Party("A", "operator", "unknown", 0.4), Party("H", "hoster", "confirmed", 0.9)),
            "perhaps run by A, hosted by H",
        ),
        ((Party("A", "operator", "likely", 0.4), Party("H", "hoster", "unknown", 0.2)), "probably run by A"),
        ((Party("A", "operator", "likely", 0.4), Party("A", "hoster", "likely", 0.2)), "probably run by A"),
        (
            (Party("A", "operator", "confirmed", 0.9), Party("Q", "origin", "likely", 0.6)),
            "run by A, with data that comes from Q",
        ),
        (
            (Party(None, "operator", "unknown", 0), Party("H", "hoster", "likely", 0.9)),
            "who runs it is not known, the address is H’s, who hosts it",
        ),
        ((Party("V", "vendor", "confirmed", 0.9),), "who runs it is not known"),
    ],
)
def test_the_owner_is_the_best_operator_else_the_hoster(parties: tuple[Party, ...], says: str) -> None:
    assert findings.owner(of(FACES, estate=Estate("e", (FACES.id,), parties=parties)), EN) == says


def test_the_cell_of_a_table_tells_the_same_shorter() -> None:
    parties = (
        Party("A", "operator", "likely", 0.6), Party("H", "hoster", "likely", 0.7), Party("Q", "origin", "likely", 0.6)
    )  # fmt: skip
    finding = of(FACES, estate=Estate("e", (FACES.id,), parties=parties))
    assert findings.owner(finding, EN, "whose") == "probably A; hosted by H; data from Q"


def test_the_first_step_names_every_door() -> None:
    assert findings.do_first(of(FACES), EN) == "close port 9200 at 10.20.0.15 to all but those who need it."
    assert findings.do_first(of(CAMERA), EN) == "give port 554 at 10.20.0.16 a password of its own."
    both = findings.do_first(of(FACES, PEOPLE, CAMERA), EN)
    assert both.startswith("close ports 9200 and 27017 at 10.20.0.15 to all but those who need it, and give port 554")
    many = [replace(FACES, address=f"10.0.0.{n}") for n in range(5)]
    assert "and 2 more places" in findings.do_first(of(*many), EN)
    assert findings.where(of(*many), EN) == "10.0.0.0, 10.0.0.1 and 10.0.0.2 and 2 more places"


def test_at_least_says_why() -> None:
    counted = People(66, 900, "", "finance.card", "wallet", 25)
    said = {
        None: None,
        People(1, 2, "a guess"): "Estimated: a guess.",
        counted: "Why at least 66: 25 records of wallet were read. By how many different values",
        replace(counted, low=900): "Why 900: so many different values (payment card number) stand in wallet.",
    }
    for people, says in said.items():
        why = findings.why_at_least(of(FACES, estate=Estate("e", (), people=people)), EN)
        assert why == says or (why and says and why.startswith(says))


def test_numbers_of_a_finding() -> None:
    bare = replace(FACES, catalog=Catalog((Collection("x"),)), severity=None)
    assert of(bare).records is None
    assert of(bare).severity is None
    assert of(FACES).severity == FACES.severity
    assert of(FACES, PEOPLE).records == 2563112 + 412 + 91877
    opens = replace(FACES.severity, opens=("a", "b")) if FACES.severity else None
    assert of(replace(FACES, severity=opens), replace(PEOPLE, severity=opens)).opens == ("a", "b")


def test_a_duty_is_told_once_with_its_findings() -> None:
    found = findings.findings(report())
    assert list(findings.legal([*found, *found[:1]])) == [("PIPL 57", (1, 1)), ("GDPR 33", (1, 1))]
