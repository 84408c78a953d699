"""Cases beside the transcripts of real servers in `tests/talks/phpmyadmin`."""

import pytest

from leftopen.lab.web import Answer, Ask
from leftopen.model import Access, DoorState
from leftopen.probes.phpmyadmin import SPEC, probe, reread
from leftopen.wire.talk import Foreign, SampleLimits
from tests.probes import pure
from tests.probes.pure import Server


def page(*databases: str, said: str = "logged_in:true", more: str = "") -> Answer:
    links = "".join(f'<a href="index.php?route=/database/structure&db={name}">x</a>' for name in databases)
    return Answer(200, f"<title>a | phpMyAdmin 5.2.1</title><x?v=5.2.1deb1>{said}{links}{more}".encode(), {})


FORM = page(said="logged_in:false", more='<input name="pma_username">')
ASKS = Answer(401, b"", {"WWW-Authenticate": 'Basic realm="phpMyAdmin localhost"'})
INSIDE = page("crm", "a%20b+c", "mysql", "crm", "sys")


def server(first: Answer, base: str = "/", elsewhere: Answer | None = None) -> Server:
    return pure.pages({base: first}, elsewhere or Answer(404))


@pytest.mark.parametrize("base", ["/", "/phpmyadmin/"])
def test_one_that_is_logged_in_names_databases(base: str) -> None:
    finding, asked = pure.run(probe, server(INSIDE, base))
    assert (finding.access, finding.version) == (Access.OPEN, "5.2.1")
    assert [raw.value for raw in finding.stores[0].raws] == [{"database": "crm"}, {"database": "a b c"}]
    assert {ask.method for ask in asked} == {"GET"}


def test_releases_before_5_have_files_and_no_routes() -> None:
    old = Answer(200, b'phpMyAdmin logged_in:"1" <a href="db_structure.php?server=1&amp;db=crm&amp;lang=en">', {})

    def answer(ask: Ask) -> Answer:
        return Answer(404) if "leftopen" in ask.path else old

    finding, _ = pure.run(probe, answer)
    assert (finding.access, finding.version, finding.stores[0].records) == (Access.OPEN, None, 1)


@pytest.mark.parametrize("first", [FORM, ASKS])
def test_one_that_asks_for_a_login_is_locked(first: Answer) -> None:
    assert pure.run(probe, server(first))[0].access is Access.LOCKED


def test_one_without_a_database_of_its_own_is_not_called_empty() -> None:
    assert pure.run(probe, server(page("mysql")))[0].access is Access.METADATA


def test_one_that_is_not_logged_in_and_asks_nothing_is_undecided() -> None:
    assert pure.run(probe, server(page("crm", said="logged_in:false")))[0].access is Access.UNKNOWN


def test_one_that_has_every_page_is_not_believed() -> None:
    assert pure.run(probe, server(INSIDE, elsewhere=INSIDE))[0].access is Access.UNKNOWN


@pytest.mark.parametrize("first", [Answer(404), Answer(200, b"we like phpMyAdmin", {}), Answer(401)])
def test_another_server_is_foreign(first: Answer) -> None:
    with pytest.raises(Foreign):
        pure.run(probe, server(first))


@pytest.mark.parametrize("mark", [b"<title>phpMyAdmin</title>", b"Set-Cookie: phpMyAdmin=a", b'realm="phpMyAdmin x"'])
def test_it_is_recognised_by_its_name(mark: bytes) -> None:
    assert SPEC.recognises(b"HTTP/1.1 200 OK\r\n" + mark)
    assert not SPEC.recognises(mark)


@pytest.mark.parametrize(
    ("first", "door", "state"),
    [
        (INSIDE, "/", DoorState.OPEN),
        (page(said="logged_in:false"), "/", DoorState.UNDECIDED),
        (FORM, "/", DoorState.SHUT),
        (ASKS, "/", DoorState.SHUT),
        (INSIDE, "/else/", DoorState.UNDECIDED),
    ],
)
def test_the_page_is_asked_for_again(first: Answer, door: str, state: DoorState) -> None:
    assert pure.play_on(reread(SampleLimits(), door), server(first)) is state


@pytest.mark.parametrize(
    ("other", "access"),
    [
        (INSIDE, Access.OPEN),
        (FORM, Access.LOCKED),
        (Answer(404), Access.LOCKED),
        (page("crm", said="logged_in:false"), Access.UNKNOWN),
    ],
)
def test_one_that_asks_for_a_login_says_nothing_of_another_beside_it(other: Answer, access: Access) -> None:
    peer = pure.pages({"/": FORM, "/phpmyadmin/": other}, Answer(404))
    assert pure.run(probe, peer)[0].access is access
