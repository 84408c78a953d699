import pytest

from leftopen.net.session.reading import Place, greets, sent_on, settles, to_tls
from leftopen.wire.talk import Response

HERE = Place(9200, False, "/_search?size=1")
ROOT = Place(9200, False, "/")


def answer(status: int, body: bytes = b"", location: str | None = None, *, cut: bool = False) -> Response:
    return Response(status, "", {"location": location} if location is not None else {}, body, cut)


@pytest.mark.parametrize("status", [200, 204, 400, 401, 403, 404, 405, 410, 426, 451, 501, 505])
def test_what_is_given_refused_or_not_there_is_settled(status: int) -> None:
    assert settles(HERE, answer(status, b'{"a": 1}'))


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504, 520])
def test_what_failed_or_was_put_off_is_not(status: int) -> None:
    assert not settles(HERE, answer(status, b"{}"))


@pytest.mark.parametrize(
    ("body", "settled"),
    [
        (b"", True),
        (b"<html>", True),
        (b"OK", True),
        (b"[1]", True),
        (b'\xef\xbb\xbf{"a": 1}', True),
        (b'{"a": 1}\n{"a": 2}\n', True),
        (b'{"a": ', False),
        (b"[{", False),
    ],
)
def test_half_an_object_settles_nothing(body: bytes, settled: bool) -> None:
    assert settles(HERE, answer(200, body)) is settled
    assert settles(HERE, answer(200, body, cut=True))
    assert settles(HERE, answer(403, body))


@pytest.mark.parametrize(
    ("location", "settled"),
    [
        ("/_search/", False),
        ("/elasticsearch/_search?size=1", False),
        ("http://db.example:9200/_search/", False),
        ("https://db.example:9200/_search", True),
        ("https://db.example/_search", True),
        ("http://db.example/_search", True),
        ("/login?next=/_search", True),
        ("/", True),
        ("", True),
        ("http://[", True),
    ],
)
def test_what_was_asked_for_under_another_path_of_the_same_service_is_not_refused(location: str, settled: bool) -> None:
    assert settles(HERE, answer(301, location=location)) is settled


@pytest.mark.parametrize(
    ("location", "settled"),
    [
        ("/elasticsearch/", False),
        ("/_plugin/kibana", False),
        ("/_db/_system/", False),
        ("/api/v1", False),
        ("/login", True),
        ("/shop/index.html", True),
        ("https://db.example/elasticsearch/", True),
    ],
)
def test_a_first_page_below_the_name_of_a_store_is_not_another_service(location: str, settled: bool) -> None:
    assert settles(ROOT, answer(302, location=location)) is settled


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (answer(200, b"<html>shop</html>"), True),
        (answer(200, b'{"name": "shop"}'), True),
        (answer(200, b"OK"), True),
        (answer(200, b" \n"), False),
        (answer(200, b"{}"), False),
        (answer(200, b'{"name": '), False),
        (answer(204), False),
        (answer(404, b"<html>shop</html>"), False),
        (answer(302, location="/shop"), False),
    ],
)
def test_a_first_page_shows_something_of_its_own(said: Response, shown: bool) -> None:
    assert greets(said) is shown


@pytest.mark.parametrize(
    ("said", "port", "inside"),
    [
        (answer(301, location="https://db.example:9200/"), 9200, True),
        (answer(301, location="https://db.example/"), 443, True),
        (answer(301, location="https://db.example/"), 9200, False),
        (answer(301, location="http://db.example:9200/"), 9200, False),
        (answer(301, location="/login"), 9200, False),
        (answer(301, location="https://["), 9200, False),
        (answer(200, location="https://db.example:9200/"), 9200, False),
        (answer(426), 9200, True),
    ],
)
def test_a_web_server_that_sends_on_into_tls_on_its_own_port(said: Response, port: int, inside: bool) -> None:
    assert to_tls(said, port) is inside


@pytest.mark.parametrize(
    ("said", "there"),
    [
        (answer(301, location="https://db.example/_search?size=1"), "https://db.example"),
        (answer(302, location="/login?next=/_search"), "/login"),
        (answer(302, location="/_search/"), None),
        (answer(404, location="/login"), None),
    ],
)
def test_those_that_are_all_sent_on_to_one_place(said: Response, there: str | None) -> None:
    assert sent_on(HERE, said) == there
