import contextlib
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import cypher, http
from leftopen.wire.talk import Broken, Fault, Foreign, Response
from tests.talk import Peer, Step, feed, play

SAYS = ("GET /", "GET /{index}/_mapping", "POST /{index}/_search", "GET /cgi-bin/magicBox.cgi?action=getDeviceType")


def test_get_names_method_and_template() -> None:
    request = http.get("/{index}/_mapping", most=10, query={"h": "a,b", "n": 1}, index="people")
    assert request.message.verb == "GET /{index}/_mapping"
    assert request.message.data.startswith(b"GET /people/_mapping?h=a,b&n=1 HTTP/1.1\r\n")
    assert request.message.data.endswith(b"\r\n\r\n")
    assert (request.most, request.shared) == (10, True)


@pytest.mark.parametrize("template", ["/a b", "/a\r\nX: y", "a", "{index}/a", "/\u00e9"])
def test_a_template_that_is_no_path_is_a_bug_of_ours(template: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - several kinds, none of them a fault of the peer
        http.get(template, most=1, index="b")


def test_post_sends_json_with_its_length() -> None:
    data = http.post("/{index}/_search", {"size": 1}, most=10, index="people").message.data
    assert data.endswith(b'\r\n\r\n{"size":1}')
    assert b"\r\nContent-Length: 10\r\n" in data
    assert b"\r\nContent-Type: application/json\r\n" in data


def test_what_is_shown_holds_no_name_of_the_peer_and_no_header() -> None:
    request = http.get(
        "/{index}/_mapping", most=1, headers={"Authorization": "Basic c2VjcmV0"}, index="zoe@example.org"
    )
    assert request.message.shown == "GET /{index}/_mapping +login"


def test_dress_adds_host_and_agent_and_nothing_else() -> None:
    data = http.get("/", most=1).message.data
    dressed = http.dress(data, "192.0.2.1:9200", "leftopen/1 (+mailto:a@example.org)")
    assert dressed.startswith(
        b"GET / HTTP/1.1\r\nHost: 192.0.2.1:9200\r\nUser-Agent: leftopen/1 (+mailto:a@example.org)\r\n"
    )
    assert len(dressed) == len(data) + len("Host: 192.0.2.1:9200\r\nUser-Agent: leftopen/1 (+mailto:a@example.org)\r\n")
    assert http.allowed(dressed, SAYS)


@pytest.mark.parametrize("host", ["a\r\nX: y", "a\nb", "é"])
def test_dress_refuses_a_host_that_would_add_a_header(host: str) -> None:
    with pytest.raises(ValueError, match="header"):
        http.dress(http.get("/", most=1).message.data, host, "a")


@pytest.mark.parametrize("part", ["", "..", "_bulk", "a/_bulk", "a%2f.", "_bulk?", "a\0"])
def test_a_part_that_might_not_stay_in_its_place_makes_no_request(part: str) -> None:
    with pytest.raises(Broken, match="cannot stand in a path"):
        http.get("/{index}/_mapping", most=1, index=part)
    assert not http.allowed(f"GET /{quote(part, safe='')}/_mapping HTTP/1.1\r\n\r\n".encode(), SAYS)


def test_what_is_there_is_asked_without_its_bytes() -> None:
    request = http.head("/{folder}/{file}", folder="crm", file="a b.csv")
    assert request.message.data.startswith(b"HEAD /crm/a%20b.csv HTTP/1.1\r\n")
    assert (request.message.verb, request.most) == ("HEAD /{folder}/{file}", 0)
    assert http.allowed(request.message.data, {"HEAD /{folder}/{file}"})
    assert not http.allowed(request.message.data, {"GET /{folder}/{file}"})


def test_no_part_is_remembered() -> None:
    """What is kept for the next request was made of our words."""

    def kept_after(index: str) -> list[int]:
        http.post("/{index}/_search", {}, most=1, index=index)
        http.get("/{index}/_mapping", most=1, index=index)
        http.get("/{index}/_mapping", most=1, headers={"Authorization": index}, index=index)
        return [cache.cache_info().currsize for cache in (http._plan, http._usual, http._dressing)]

    assert kept_after("zoe") == kept_after("mara") == kept_after("mara@example.org")


@given(st.text(min_size=1))
def test_no_part_can_leave_its_segment(part: str) -> None:
    with contextlib.suppress(Broken):
        request = http.post("/{index}/_search", {"size": 1}, most=1, index=part)
        data = request.message.data
        first = data.split(b"\r\n")[0]
        assert first.count(b"/") == 3
        assert first.count(b" ") == 2
        assert b"?" not in first
        assert http.allowed(data, SAYS)
        assert not http.allowed(data, ("GET /{index}/_search", "POST /{index}/_count"))


@pytest.mark.parametrize(
    "first",
    [
        "DELETE /people",  # a method that writes
        "PUT /people/_mapping",
        "POST /people/_mapping",  # a declared path, another method
        "GET /people/_search",
        "GET /people/x/_mapping",  # one more segment
        "GET /people/_mapping/",
        "GET //_mapping",
        "GET /../_mapping",
        "GET /%2e%2e/_mapping",
        "GET /_refresh/_mapping",  # writes, even by GET
        "POST /_delete%5fby_query/_search",
        "POST /a%2F_bulk/_search",  # one segment, or two
        "POST /a%2Fb/_search",
        "POST /a%252Fb/_search",
        "POST /_bulk%3F/_search",  # or a path that ends here
        "POST /_bulk;a/_search",
        "POST /a\\_bulk/_search",
        "GET /?auth=YWRtaW46MTEK",  # a known bypass
        "GET /?Auth=YWRtaW46MTEK",
        "GET /cgi-bin/magicBox.cgi?action=reboot",
        "GET /cgi-bin/magicBox.cgi",
        "GET /cgi-bin/magicBox.cgi?action=getDeviceType&x=1",
        "GET http://198.51.100.1/",  # another host
        "OPTIONS /",
        "get /",
    ],
)
def test_what_no_probe_declared_is_not_allowed(first: str) -> None:
    assert not http.allowed(f"{first} HTTP/1.1\r\n\r\n".encode(), SAYS)


@pytest.mark.parametrize(
    "data",
    [
        b"GET / HTTP/1.1\r\n\r\nGET /people HTTP/1.1\r\n\r\n",  # a second request
        b"GET / HTTP/1.1\r\nContent-Length: 5\r\n\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: 0\r\nContent-Length: 0\r\n\r\n",
        b"GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"GET / HTTP/1.1\r\nX: a\nDELETE / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nAccept: */*\r\nAccept-Encoding: identity\r\nContent-Length: 1\r\n\r\n",
        b"GET / HTTP/1.1\r\nAccept: */*\r\nAccept-Encoding: identity\r\nContent-Length: 00\r\n\r\n",
        b"GET / HTTP/1.1\r\nAccept: */*\r\nAccept-Encoding: identity\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"GET / HTTP/1.1\r\nAccept: */*\r\nAccept-Encoding: identity\r\naccept: */*\r\n\r\n",
        b"GET / HTTP/1.1\r\nAccept: */*\r\nAccept-Encoding: identity\r\nCookie: a\r\n\r\n",
        b"GET / HTTP/1.1\r\nAccept: */*\r\nAccept-Encoding: identity\r\nContent-Type: text/xml\r\n\r\n",
        b"GET / HTTP/1.0\r\n\r\n",
        b"GET  / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\n",
        b"",
    ],
)
def test_what_could_be_read_as_another_request_is_not_allowed(data: bytes) -> None:
    assert not http.allowed(data, SAYS)


@given(st.binary())
def test_allowed_takes_any_bytes(data: bytes) -> None:
    assert not http.allowed(b"DELETE " + data, SAYS)
    assert http.allowed(data, ()) is False


def test_a_soap_action_and_a_login_have_to_be_declared() -> None:
    body = b"<s:Envelope><s:Body><GetServices/></s:Body></s:Envelope>"
    message = http.post("/onvif/device_service", body, most=1, content_type="application/soap+xml").message
    assert message.verb == "POST /onvif/device_service GetServices"
    assert http.allowed(message.data, [message.verb])
    assert not http.allowed(message.data, ["POST /onvif/device_service", "POST /onvif/device_service SystemReboot"])
    login = http.get("/", most=1, headers={"Authorization": "Digest x"}).message
    assert login.verb == "GET / +login"
    assert not http.allowed(login.data, ["GET /"])
    assert http.allowed(login.data, ["GET / +login"])


def test_verb_of_is_the_method() -> None:
    assert http.verb_of(b"DELETE /people HTTP/1.1\r\n\r\n") in http.DENIED
    assert http.verb_of(http.get("/", most=1).message.data) == "GET"


# --- answers ----------------------------------------------------------------------------------------------------------


def read(data: bytes, most: int = 100, method: str = "GET") -> Response:
    return feed(http.read_response(most, verb=method), data)


def test_a_body_with_its_length() -> None:
    response = read(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nX-A: 1\r\nx-a: 2\r\n\r\nabcdef")
    assert (response.status, response.reason, response.body, response.cut) == (200, "OK", b"abc", False)
    assert response.headers["x-a"] == "1\n2"
    assert http.reusable(response)


@pytest.mark.parametrize("status", [203, 206, 207, 226])
def test_what_something_in_between_gives_is_given(status: int) -> None:
    said = read(b"HTTP/1.1 %d X\r\nContent-Length: 2\r\n\r\n{}" % status)
    assert (said.status, said.body) == (200, b"{}")
    assert read(b"HTTP/1.1 204 X\r\n\r\n").status == 204


def test_chunks_with_extension_and_trailer() -> None:
    response = read(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"3;a=b\r\nabc\r\n10\r\n0123456789abcdef\r\n0\r\nT: x\r\n\r\n"
    )
    assert (response.body, response.cut) == (b"abc0123456789abcdef", False)
    assert http.reusable(response)


def test_a_body_until_close_ends_the_connection() -> None:
    response = read(b"HTTP/1.1 200 OK\r\n\r\nabc")
    assert (response.body, response.cut) == (b"abc", False)
    assert not http.reusable(response)


@pytest.mark.parametrize("kind", ["image/jpeg", "Multipart/X-Mixed-Replace; boundary=x", "video/mp4"])
@pytest.mark.parametrize("framing", [b"Content-Length: 9\r\n", b"Transfer-Encoding: chunked\r\n", b""])
def test_of_a_picture_no_byte_is_taken(kind: str, framing: bytes) -> None:
    response = read(
        b"HTTP/1.1 200 OK\r\nContent-Type: %b\r\n%b\r\n" % (kind.encode(), framing) + b"9\r\n\xff\xd8\xff\xe0"
    )
    assert (response.status, response.body, response.cut) == (200, b"", True)
    assert not http.reusable(response)


@pytest.mark.parametrize(
    "tail",
    [
        b"Content-Length: 7\r\n\r\nabcdefg",
        b"Content-Length: 99999999999\r\n\r\nabcdefg",
        b"Transfer-Encoding: chunked\r\n\r\n7\r\nabcdefg\r\n0\r\n\r\n",
        b"Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n5\r\ncdefg\r\n",
        b"\r\nabcdefg",
    ],
)
def test_a_longer_body_is_cut_and_ends_the_connection(tail: bytes) -> None:
    response = read(b"HTTP/1.1 200 OK\r\n" + tail, most=4)
    assert (response.body, response.cut) == (b"abcd", True)
    assert not http.reusable(response)


@pytest.mark.parametrize(("status", "method"), [(204, "GET"), (304, "GET"), (200, "HEAD")])
def test_an_answer_without_body(status: int, method: str) -> None:
    assert read(f"HTTP/1.1 {status} x\r\nContent-Length: 9\r\n\r\n".encode(), method=method).body == b""


def test_interim_answers_are_passed_over() -> None:
    interim = b"HTTP/1.1 100 Continue\r\n\r\n"
    assert read(interim * 2 + b"HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n").status == 401
    with pytest.raises(Broken):
        read(interim * 20)


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_small_devices_end_lines_with_a_line_feed_alone(version: str) -> None:
    response = read(f"HTTP/{version} 200\nServer: x\n folded\nContent-Length: 1\n\na".encode())
    assert (response.status, response.reason, response.body) == (200, "", b"a")
    assert http.reusable(response) == (version == "1.1")


@pytest.mark.parametrize(
    "data", [b"-ERR unknown command\r\n", b"RTSP/1.0 400 Bad\r\n\r\n", b"HTTP/9.9 200 OK\r\n\r\n", b"HTTP/1.1 OK\n\n"]
)
def test_what_is_not_http_is_foreign(data: bytes) -> None:
    with pytest.raises(Foreign):
        read(data)


@pytest.mark.parametrize(
    "tail",
    [
        b"Content-Length: -1\r\n\r\n",
        b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        b"Content-Length: \xb2\r\n\r\n",
        b"Content-Length: 99999999999999999999\r\n\r\n",
        b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"Transfer-Encoding: chunked\r\n\r\n-1\r\n",
        b"Transfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n",
        b"Transfer-Encoding: chunked\r\n\r\n1\r\nab\nc\r\n",
        b"Transfer-Encoding: chunked\r\n\r\n0\r\n" + b"a: b\r\n" * 200,
        b"a: b\r\n" * 101 + b"\r\n",
        b"a: " + b"b" * 20_000 + b"\r\n\r\n",
        (b"a: " + b"b" * 10_000 + b"\r\n") * 10 + b"\r\n",
    ],
)
def test_a_lying_answer_is_broken(tail: bytes) -> None:
    with pytest.raises(Broken):
        read(b"HTTP/1.1 200 OK\r\n" + tail)


def test_tiny_chunks_are_bounded() -> None:
    with pytest.raises(Broken):
        read(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + (b"1;" + b"x" * 200 + b"\r\na\r\n") * 5000,
            most=100_000,
        )


@given(st.binary(max_size=300), st.integers(0, 50))
def test_any_bytes_end_in_an_answer_or_a_fault(data: bytes, most: int) -> None:
    for start in (b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"):
        with contextlib.suppress(Fault):
            assert len(read(start + data, most).body) <= most


HEADS = (b"HTTP/1.1 200 OK\r\n", b"HTTP/1.0 100 \n", b"Transfer-Encoding: chunked\r\n", b"Content-Length: 2\r\n")
PIECES = (b"\r\n", b"\n", b"\r", b"2\r\nab\r\n", b"0\r\n\r\n", b"x: y\r\n", b"ab", b"\xff")


@given(
    st.lists(st.sampled_from(HEADS + PIECES)),
    st.sampled_from([b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 100 \r\n\r\nHTTP/1.1 404 No\r\n", b""]),
    st.integers(0, 5),
)
def test_it_is_the_same_in_one_piece_and_byte_by_byte(parts: list[bytes], begin: bytes, most: int) -> None:
    def ends(*, trickle: bool) -> Response | type[Fault]:
        steps = [Step("<", data)] if (data := begin + b"".join(parts)) else []
        try:
            return play(http.read_response(most), Peer(steps, strict=False, trickle=trickle))
        except Fault as fault:
            return type(fault)

    assert ends(trickle=True) == ends(trickle=False)


def test_a_body_of_statements_says_whether_they_only_read() -> None:
    read = http.post("/db/{db}/tx/commit", cypher.body([cypher.COUNT]), most=10, db="neo4j").message
    assert read.verb == "POST /db/{db}/tx/commit reading"
    assert http.allowed(read.data, [read.verb])
    assert not http.allowed(read.data, ["POST /db/{db}/tx/commit"])
    for statement in ("CREATE (n)", "MATCH (n) DETACH DELETE n"):
        more = http.post("/db/{db}/tx/commit", cypher.body([statement]), most=10, db="neo4j").message
        assert more.verb == "POST /db/{db}/tx/commit ?"
        assert not http.allowed(more.data, [read.verb, "POST /db/{db}/tx/commit"])
    blank = http.post("/db/{db}/tx/commit", b" " + cypher.body([cypher.COUNT]), most=10, db="neo4j").message
    assert not http.allowed(blank.data, [read.verb])


@pytest.mark.parametrize(
    ("first", "is_so"),
    [
        (b"\0\0\x18\x04\0\0\0\0\0" + bytes(24), True),
        (b"\0\0\0\x04\0\0\0\0\0", True),
        (b"\0\0\x19\x04\0\0\0\0\0", False),
        (b"\0\0\x18\x04\0\0\0\0\1", False),
        (b"\0\0\x18\x04", False),
        (b"\0\0\x08\x07\0\0\0\0\0" + bytes(8), True),
        (b"\0\0\x04\x07\0\0\0\0\0" + bytes(4), False),
        (b"\x01\0\0\x07\0\0\0\0\0", False),
        (b"HTTP/1.1 200 OK\r\n", False),
    ],
)
def test_a_server_of_http2_begins_with_its_settings_or_goes_away(first: bytes, is_so: bool) -> None:
    assert http.is_http2(first) is is_so
