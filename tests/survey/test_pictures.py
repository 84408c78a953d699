"""What is told of pictures over HTTP; real servers are in `tests/talks/camera/{motion,ustreamer}*.talk`."""

import pytest

from leftopen.lab.web import Answer, Ask
from leftopen.survey.pictures import NAMED, SOFTWARE, Seen, look, named, shown, software_of, verbs
from leftopen.wire import http
from leftopen.wire.talk import Response, Talk, fetch
from tests.probes import pure
from tests.probes.pure import Server

STREAM = Answer(200, b"", {"Content-Type": "multipart/x-mixed-replace;boundary=x"})
PICTURE = Answer(200, b"", {"Content-Type": "image/jpeg"})
LOGIN = Answer(401, b"", {"WWW-Authenticate": 'Basic realm="Restricted area"'})
NOTHING = Answer(404, b"no")


def page(body: str, **headers: str) -> Answer:
    return Answer(200, body.encode(), {"Content-Type": "text/html", **headers})


USTREAMER = page("<title>uStreamer</title><h3>&micro;Streamer v4.9</h3><a href='stream'>/stream</a>")


def site(paths: dict[str, Answer], other: Answer = NOTHING) -> Server:
    def answer(ask: Ask) -> Answer:
        query = "&".join(f"{key}={value}" for key, value in ask.query.items())
        return paths.get(f"{ask.path}?{query}" if query else ask.path, other)

    return answer


def looked(server: Server, own: tuple[str, ...] = ()) -> Seen:
    def talk() -> Talk[Seen]:
        root = yield from fetch(http.get("/", most=65_536))
        return (yield from look(root, own))

    return pure.play_on(talk(), server)


def test_a_stream_that_a_page_names_is_shown_to_anybody() -> None:
    seen = looked(site({"/": page('<img src="/video_feed">'), "/video_feed": STREAM}))
    assert (seen.shown, seen.kind, seen.tell) == ("/video_feed", "multipart/x-mixed-replace", "")


def test_a_program_that_is_known_is_asked_where_its_pictures_are() -> None:
    seen = looked(site({"/": USTREAMER, "/stream": NOTHING, "/snapshot": PICTURE}))
    assert (seen.shown, seen.kind, seen.version) == ("/snapshot", "image/jpeg", "4.9")
    assert seen.software is not None
    assert seen.software.name == "uStreamer"


def test_mjpg_streamer_is_told_by_its_server_and_its_streams_by_their_query() -> None:
    seen = looked(site({"/": page("<html>", Server="MJPG-Streamer/0.2"), "/?action=stream": STREAM}))
    assert (seen.shown, seen.version) == ("/?action=stream", "0.2")
    locked = Answer(401, b"", {"Server": "MJPG-Streamer/0.2", "WWW-Authenticate": 'Basic realm="MJPG-Streamer"'})
    assert looked(site({}, locked)).refused == ["/"]


def test_what_streams_whatever_is_asked_for_is_a_stream() -> None:
    seen = looked(site({}, STREAM))
    assert (seen.shown, seen.everywhere, seen.tell) == ("/", True, "")


@pytest.mark.parametrize("other", [STREAM, PICTURE])
def test_a_picture_at_a_path_of_a_random_name_is_a_decoy(other: Answer) -> None:
    assert looked(site({"/": USTREAMER}, other)).tell


def test_streams_that_ask_for_a_login_are_refused() -> None:
    assert looked(site({"/": USTREAMER}, LOGIN)).refused == ["/stream", "/snapshot"]


def test_no_more_paths_are_asked_than_a_few_that_were_refused() -> None:
    links = "".join(f'<img src="{path}">' for path in ("/stream", "/video", "/mjpg", "/mjpeg", "/video_feed"))
    assert len(looked(site({"/": page(links)}, LOGIN)).refused) == 3


@pytest.mark.parametrize(
    "body",
    [
        '<img src="/webcam.jpg">',
        '<img src="/stream">',
        '<img src="http://198.51.100.7/stream">',
        '<a href="/streaming-offers">',
        "the /stream of news",
    ],
)
def test_a_picture_on_an_ordinary_site_is_no_camera(body: str) -> None:
    assert looked(site({"/": page(body)}, PICTURE)) == Seen()


def test_pictures_of_a_maker_that_is_known_count_alone() -> None:
    path = "/axis-cgi/jpg/image.cgi"
    seen = looked(site({"/": page("<html>"), path: PICTURE}), (path,))
    assert (seen.shown, seen.kind) == (path, "image/jpeg")


def test_nothing_but_its_first_page_is_asked_of_motion() -> None:
    motion = next(each for each in SOFTWARE if each.name == "Motion")
    assert motion.paths == ()
    seen = looked(site({"/": page("<title>Motion</title><p>Motion 4.5.1</p>")}))
    assert (seen.software, seen.version, seen.shown) == (motion, "4.5.1", "")


def test_a_program_is_told_by_what_no_other_says() -> None:
    assert software_of(Response(200, "", {}, b"<title>Motion design studio</title>")) is None
    assert software_of(Response(401, "", {"www-authenticate": 'Digest realm="Motion", nonce="1"'}, b"")) is not None


def test_a_page_names_streams_of_its_own_host_alone() -> None:
    assert named(Response(200, "", {}, b"<img src=stream.mjpg><a href = '/video.cgi'>")) == [
        "/stream.mjpg",
        "/video.cgi",
    ]
    assert named(Response(200, "", {}, b'<img src="//other.example/stream">')) == []


@pytest.mark.parametrize("path", NAMED)
def test_each_usual_place_of_a_stream_is_found_where_a_page_names_it(path: str) -> None:
    body = f'<p>Welcome</p><IMG SRC="{path.upper()}">'.encode()
    assert named(Response(200, "", {}, body)) == [path]


def test_status_and_type_say_it() -> None:
    assert shown(Response(200, "", {"content-type": "image/jpeg"}, b""))
    assert not shown(Response(404, "", {"content-type": "image/jpeg"}, b""))
    assert not shown(Response(200, "", {"content-type": "image/png"}, b""))


def test_all_that_may_be_asked_is_declared() -> None:
    assert {"GET /stream", "GET /?action=snapshot", "GET /{control}", "GET /x"} <= verbs(["/x"])
