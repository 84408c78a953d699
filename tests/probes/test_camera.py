"""Cases that no server of the live lab shows; the others are in `tests/talks/camera/*.talk`."""

from dataclasses import replace

import pytest

from leftopen.lab import decoy
from leftopen.lab.camera import HIKVISION, Camera
from leftopen.lab.web import Answer, Ask
from leftopen.model import Access, DoorState
from leftopen.probes.camera import SPEC, probe, reread
from leftopen.raw import Finding
from leftopen.survey import makers
from leftopen.wire.http import read_response
from leftopen.wire.talk import Broken, Closed, Fault, Foreign, Late, SampleLimits, Spent
from tests.probes import pure
from tests.probes.pure import Server
from tests.talk import feed, said

ALLOWED = SampleLimits(factory_credentials=True)
LOCKED = replace(HIKVISION, login=("admin", "12345"))


def run(server: Server, limits: SampleLimits | None = None) -> tuple[Finding, list[Ask]]:
    return pure.run(probe, server, limits)


def logins(asked: list[Ask]) -> int:
    return sum("authorization" in ask.headers for ask in asked)


def test_a_camera_of_tiandy_that_tells_its_model_to_anybody() -> None:
    finding, asked = run(Camera().answer)
    assert (finding.access, finding.protocol, finding.product) == (Access.METADATA, "onvif", "Tiandy")
    assert finding.version == "V1.0-lab"
    assert finding.facts == {"vendor": "Tiandy", "title": "Tiandy IP Camera", "model": "TC-C32LAB"}
    assert "GetDeviceInformation and GetProfiles gave" in said(finding.proof)
    assert len(asked) <= 7


@pytest.mark.parametrize("place", ["..", ".", "_bulk", "_shutdown", "a%2f.."])
def test_a_media_service_at_a_place_that_is_none_is_asked_where_it_usually_is(place: str) -> None:
    def answer(ask: Ask) -> Answer:
        told = Camera().answer(ask)
        return replace(told, body=told.body.replace(b"/onvif/media_service", f"/onvif/{place}".encode()))

    finding, asked = run(answer)
    assert finding.access is Access.METADATA
    assert "GetProfiles gave" in said(finding.proof)
    assert [ask.path for ask in asked if b"<GetProfiles" in ask.body] == ["/onvif/media_service"]


def test_a_camera_that_refuses_is_locked() -> None:
    finding, _ = run(Camera(login=("a", "b")).answer)
    assert (finding.access, finding.protocol, finding.product) == (Access.LOCKED, "onvif", "Tiandy")


def test_a_recorder_known_by_its_server_is_asked_for_its_device_information() -> None:
    finding, _ = run(HIKVISION.answer)
    assert (finding.access, finding.protocol, finding.product) == (Access.METADATA, "camera", "Hikvision")
    assert finding.facts["model"] == "DS-2CD0000-LAB"
    assert finding.version == "V1.0-lab"
    locked, _ = run(LOCKED.answer)
    assert (locked.access, locked.facts["realm"]) == (Access.LOCKED, "DS-2CD0000-LAB")


@pytest.mark.parametrize("title", ["IP Camera", "NVR 4.0", "Network Camera"])
def test_a_page_that_calls_itself_a_camera_is_asked_for_every_makers_endpoint(title: str) -> None:
    camera = replace(HIKVISION, title=title, server="webserver", device="/cgi-bin/magicBox.cgi")
    finding, asked = run(camera.answer)
    assert (finding.access, finding.product, finding.facts["model"]) == (Access.METADATA, "Dahua", "DS-2CD0000-LAB")
    assert sum(ask.path in ("/ISAPI/System/deviceInfo", "/axis-cgi/basicdeviceinfo.cgi") for ask in asked) == 2


def test_the_media_service_is_asked_where_the_camera_says_it_is() -> None:
    def moved(ask: Ask) -> Answer:
        path = ask.path.replace("/onvif/Media", "/onvif/media_service")
        answer = Camera().answer(Ask(ask.method, path, ask.query, ask.headers, ask.body))
        return Answer(answer.status, answer.body.replace(b"/onvif/media_service", b"/onvif/Media"), answer.headers)

    finding, asked = run(moved)
    assert finding.access is Access.METADATA
    assert any(ask.path == "/onvif/Media" for ask in asked)


@pytest.mark.parametrize(
    "page",
    [
        Answer(200, b"<title>Axis Bank</title>"),
        Answer(200, b"<title>Shop</title>Hikvision and Dahua cameras, best prices"),
        Answer(200, b"<title>IP Camera review</title>"),
        Answer(401, b"", {"WWW-Authenticate": 'Basic realm="Restricted"'}),
        Answer(401, b"", {"WWW-Authenticate": 'Basic realm="Login to continue"'}),
        Answer(302, b"", {"Location": "/login"}),
    ],
)
def test_a_site_that_is_no_camera_is_foreign(page: Answer) -> None:
    for elsewhere in (page, Answer(404, b"not here")):
        with pytest.raises(Foreign):
            run(pure.pages({"/": page}, elsewhere))


def test_device_information_on_every_path_is_a_decoy() -> None:
    information = HIKVISION.answer(Ask("GET", HIKVISION.device or "", {}, {}, b""))
    finding, _ = run(lambda ask: HIKVISION.answer(ask) if ask.path == "/" else information)
    assert finding.access is Access.DECOY


def test_the_decoy_of_the_lab_is_foreign() -> None:
    def answer(ask: Ask) -> Answer:
        response = feed(read_response(10_000), decoy.answer(f"{ask.method} {ask.path} HTTP/1.1\r\n\r\n".encode()))
        return Answer(response.status, response.body, response.headers)

    with pytest.raises(Foreign):
        run(answer)


def test_what_was_read_before_it_fell_silent_is_not_claimed_without_the_control() -> None:
    assert run(pure.altered(Camera().answer, {"media_service": Late("x")}))[0].access is Access.UNKNOWN


@pytest.mark.parametrize("fault", [Late, Foreign, Closed, Broken])
def test_what_is_called_a_camera_and_falls_silent_may_be_one(fault: type[Fault]) -> None:
    finding, _ = run(pure.altered(Camera().answer, {"device_service": fault("x")}))
    assert (finding.access, finding.protocol) == (Access.UNKNOWN, "camera")
    assert said(finding.proof).startswith("It is called a camera, but it ")
    with pytest.raises(Foreign):
        run(lambda ask: Answer(200, b"<title>Mail for webmasters</title>") if ask.path == "/" else fault("x"))


# --- the maker's login ------------------------------------------------------------------------------------------------


def test_the_makers_login_is_tried_once_and_only_where_allowed() -> None:
    finding, asked = run(LOCKED.answer, ALLOWED)
    assert (finding.access, finding.remedy, logins(asked)) == (Access.FACTORY, "factory", 1)
    assert "12345" not in said(finding.proof)
    assert logins(run(LOCKED.answer)[1]) == 0


def test_a_login_that_was_changed_is_locked() -> None:
    finding, asked = run(replace(LOCKED, login=("admin", "other")).answer, ALLOWED)
    assert (finding.access, logins(asked)) == (Access.LOCKED, 1)
    assert makers.refused(finding.facts)


@pytest.mark.parametrize(
    "said_back", [Answer(503), Answer(401, b"locked"), Answer(401, b"", {"WWW-Authenticate": "Digest stale=true"})]
)
def test_an_answer_to_a_login_that_says_nothing_of_it_is_no_refusal(said_back: Answer) -> None:
    finding, asked = run(lambda ask: said_back if "authorization" in ask.headers else LOCKED.answer(ask), ALLOWED)
    assert (finding.access, logins(asked)) == (Access.LOCKED, 1)
    assert not makers.refused(finding.facts)


def test_a_login_that_is_not_granted_leaves_it_locked() -> None:
    def share_used_up(ask: Ask) -> Answer | Fault:
        return Spent("logins") if "authorization" in ask.headers else LOCKED.answer(ask)

    assert run(share_used_up, ALLOWED)[0].access is Access.LOCKED


def test_no_login_after_a_sign_of_a_lockout_nor_where_the_maker_is_guessed() -> None:
    challenge = {"WWW-Authenticate": 'Digest realm="DS-2CD", nonce="1"'}
    warned = pure.altered(LOCKED.answer, {"deviceInfo": Answer(401, b"<lockStatus>lock</lockStatus>", challenge)})
    finding, asked = run(warned, ALLOWED)
    assert (finding.access, logins(asked)) == (Access.LOCKED, 0)
    everywhere = Answer(401, b"", {"WWW-Authenticate": 'Digest realm="x", nonce="1"'})
    page = Answer(200, b"<title>Hikvision</title>")
    with pytest.raises(Foreign):
        run(pure.pages({"/": page}, everywhere), ALLOWED)


def test_a_challenge_that_nobody_understands_is_left_alone() -> None:
    strange = Answer(401, b"", {"WWW-Authenticate": 'Digest realm="DS-2CD", nonce="1", algorithm=SHA-512'})
    finding, asked = run(pure.altered(LOCKED.answer, {"deviceInfo": strange}), ALLOWED)
    assert (finding.access, logins(asked)) == (Access.LOCKED, 0)


def test_a_camera_whose_maker_publishes_no_login_is_not_tried() -> None:
    finding, asked = run(Camera(login=("Admin", "x"), realm="Tiandy").answer, ALLOWED)
    assert (finding.access, logins(asked)) == (Access.LOCKED, 0)


# --- odd devices ------------------------------------------------------------------------------------------------------


def test_onvif_that_neither_tells_nor_refuses_says_nothing() -> None:
    """A device that knows the time and no other call; its server says who made it."""

    def odd(ask: Ask) -> Answer:
        known = b"<GetSystemDateAndTime " in ask.body or ask.method == "GET"
        camera = replace(HIKVISION, onvif=True, device="/elsewhere")
        return camera.answer(ask) if known else Answer(500, b"")

    finding, _ = run(odd)
    assert (finding.access, finding.protocol, finding.product) == (Access.UNKNOWN, "camera", "Hikvision")


def test_profiles_may_be_refused_where_the_model_is_told() -> None:
    finding, _ = run(pure.altered(Camera().answer, {"media_service": Answer(401, b"")}))
    assert finding.access is Access.METADATA
    assert "GetProfiles was refused" in said(finding.proof)
    finding, _ = run(pure.altered(Camera().answer, {"media_service": Answer(404, b"")}))
    assert finding.access is Access.METADATA
    assert "refused" not in said(finding.proof)


@pytest.mark.parametrize("open_one", [Camera(), HIKVISION])
def test_a_call_is_asked_for_again(open_one: Camera) -> None:
    finding, _ = run(open_one.answer)
    assert finding.doors
    locked = replace(open_one, login=("a", "b"))
    for door in finding.doors:
        assert pure.play_on(reread(SampleLimits(), door), open_one.answer) is DoorState.OPEN
        assert pure.play_on(reread(SampleLimits(), door), locked.answer) is DoorState.SHUT


@pytest.mark.parametrize("door", ["GET /unheard/of", "GetDeviceInformation"])
def test_a_call_that_nobody_knows_says_nothing(door: str) -> None:
    assert pure.play_on(reread(SampleLimits(), door), lambda _: Answer(404)) is DoorState.UNDECIDED


# --- pictures ---------------------------------------------------------------------------------------------------------

STREAM = Answer(200, b"", {"Content-Type": "multipart/x-mixed-replace;boundary=x"})
PICTURE = Answer(200, b"", {"Content-Type": "image/jpeg"})
PICTURES = "/ISAPI/Streaming/channels/101/picture"


def test_a_picture_of_a_maker_is_open_though_its_device_information_is_locked() -> None:
    finding, _ = run(pure.altered(LOCKED.answer, {PICTURES: PICTURE}))
    assert (finding.access, finding.product, finding.remedy) == (Access.OPEN, "Hikvision", "picture")
    assert finding.doors == [f"GET {PICTURES}"]
    assert f"GET {PICTURES} was answered with image/jpeg" in said(finding.proof)


AXIS = Answer(200, b'<meta http-equiv="refresh" content="0; URL=/camera/index.html">', {"Content-Type": "text/html"})
AXIS_PICTURE = "/axis-cgi/jpg/image.cgi"


@pytest.mark.parametrize(
    ("picture", "access"),
    [
        (PICTURE, Access.OPEN),
        (Answer(401, b"", {"WWW-Authenticate": 'Digest realm="AXIS_ACCC8E000001", nonce="1"'}), Access.LOCKED),
    ],
)
def test_a_camera_of_axis_is_known_by_its_page_and_judged_by_its_picture(picture: Answer, access: Access) -> None:
    finding, _ = run(pure.pages({"/": AXIS, AXIS_PICTURE: picture}, Answer(404, b"")))
    assert (finding.access, finding.product) == (access, "Axis")


def test_a_page_that_names_a_maker_and_asks_for_a_login_of_its_own_is_no_camera() -> None:
    login = Answer(401, b"", {"WWW-Authenticate": 'Basic realm="shop"'})
    with pytest.raises(Foreign):
        run(pure.pages({"/": AXIS, AXIS_PICTURE: login}, Answer(404, b"")))


def test_a_page_that_names_a_stream_that_anybody_gets_is_a_camera() -> None:
    page = Answer(200, b'<img src="/video_feed">', {"Content-Type": "text/html"})
    finding, asked = run(pure.pages({"/": page, "/video_feed": STREAM}, Answer(404, b"")))
    assert (finding.access, finding.protocol, finding.product) == (Access.OPEN, "camera", None)
    assert [ask.method for ask in asked if ask.method != "GET"] == ["POST"]


def test_a_page_that_names_a_stream_that_is_none_is_no_camera() -> None:
    page = Answer(200, b'<img src="/video_feed">', {"Content-Type": "text/html"})
    with pytest.raises(Foreign):
        run(pure.pages({"/": page, "/video_feed": PICTURE}, Answer(404, b"")))


def test_a_server_that_streams_alone_is_asked_nothing_more_than_a_random_path() -> None:
    finding, asked = run(lambda ask: STREAM)
    assert (finding.access, len(asked)) == (Access.OPEN, 2)


def test_streams_that_ask_for_a_login_are_locked_where_the_program_is_known() -> None:
    page = Answer(200, b"<title>uStreamer</title>", {"Content-Type": "text/html"})
    finding, _ = run(pure.pages({"/": page}, Answer(401, b"")))
    assert (finding.access, finding.product) == (Access.LOCKED, "uStreamer")
    assert "GET /stream and GET /snapshot" in said(finding.proof)
    nothing, _ = run(pure.pages({"/": page}, Answer(404, b"")))
    assert (nothing.access, nothing.remedy) == (Access.METADATA, None)


def test_a_picture_everywhere_is_a_decoy() -> None:
    page = Answer(200, b"<title>uStreamer</title>", {"Content-Type": "text/html"})
    assert run(pure.pages({"/": page}, PICTURE))[0].access is Access.DECOY


@pytest.mark.parametrize(
    ("answer", "door", "state"),
    [
        (STREAM, "GET /", DoorState.OPEN),
        (PICTURE, f"GET {PICTURES}", DoorState.OPEN),
        (Answer(401, b""), "GET /stream", DoorState.SHUT),
        (Answer(404, b""), "GET /stream", DoorState.UNDECIDED),
        (STREAM, "GET /{control}", DoorState.UNDECIDED),
        (STREAM, "GET /private", DoorState.UNDECIDED),
    ],
)
def test_a_picture_is_asked_for_again_by_its_path(answer: Answer, door: str, state: DoorState) -> None:
    assert pure.play_on(reread(SampleLimits(), door), lambda ask: answer) is state


@pytest.mark.parametrize(
    ("page", "known"),
    [
        (b'<a href="RTSP://10.0.0.1/live">', True),
        (b"<b>ONVIF</b>", True),
        (b"an MJPEG stream", True),
        (b"an mjpg stream", True),
        (b"mjpgs of last year", False),
        (b"PTZ-Control", True),
        (b"aptz", False),
        (b"My IP Camera", True),
        (b"webcams of the Alps", True),
        (b"recipes for bread", False),
    ],
)
def test_a_page_that_speaks_of_a_camera_is_worth_its_questions(page: bytes, known: bool) -> None:
    assert SPEC.recognises(b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n" + page) is known
