"""Cases that no server of the live lab shows; the others are in `tests/talks/rtsp-*.talk`."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from leftopen.lab import decoy
from leftopen.lab.rtsp import Camera
from leftopen.model import Access, DoorState
from leftopen.probes.rtsp import PATHS, SPEC, probe, reread
from leftopen.raw import Finding
from leftopen.survey import makers
from leftopen.wire.talk import Closed, Device, Fault, Redial, SampleLimits, Send, Spent, T, Talk
from tests.talk import Peer, Step, said

ALLOWED = SampleLimits(factory_credentials=True)
HIKVISION = Camera("/Streaming/Channels/101", ("admin", "12345"), "IP Camera(C1234)")


def run(
    answer: Callable[[bytes], bytes], limits: SampleLimits | None = None, logins: int = 1
) -> tuple[Finding, list[str]]:
    """The probe against a pure server (b"": it closes), and the verbs and first lines that it sent."""
    return against(probe(limits or SampleLimits()), answer, logins)


def against(talk: Talk[T], answer: Callable[[bytes], bytes], logins: int = 1) -> tuple[T, list[str]]:
    """A talk against a pure server, and what it sent."""
    sent, waiting = list[str](), Peer([], strict=False)
    op = next(talk)
    try:
        while True:
            if isinstance(op, Send) and logins == 0 and op.message.verb.endswith("+login"):
                op = talk.throw(Spent("logins"))
            elif isinstance(op, Send):
                assert op.message.verb in SPEC.verbs
                sent.append(f"{op.message.verb} {op.message.data.split(b' ')[1].decode()}")
                said_back = answer(op.message.data)
                waiting = Peer([Step("<", said_back)] if said_back else [], strict=False)
                op = talk.send(None)
            elif isinstance(op, Redial | Device):
                op = talk.send(None)
            else:
                try:
                    reply = waiting.answer(op)
                except Fault as fault:
                    op = talk.throw(fault)
                else:
                    op = talk.send(reply)
    except StopIteration as done:
        value: T = done.value
        return value, sent


def served(camera: Camera) -> Callable[[bytes], bytes]:
    def answer(data: bytes) -> bytes:
        first, *lines = data.decode().rstrip().split("\r\n")
        method, uri, _ = first.split(" ")
        return camera.answer(method, uri, {line.split(": ")[0].lower(): line.split(": ", 1)[1] for line in lines})

    return answer


def test_a_maker_known_by_its_realm_is_asked_for_its_own_path() -> None:
    finding, sent = run(served(HIKVISION))
    assert finding.access is Access.LOCKED
    assert finding.product == "Hikvision"
    assert finding.facts == {"server": "lab", "realm": "IP Camera(C1234)", "vendor": "Hikvision"}
    assert sent[2] == "DESCRIBE rtsp://localhost/Streaming/Channels/101"
    assert len(sent) == PATHS + 1


@pytest.mark.parametrize("path", ["/cam/realmonitor?channel=1&subtype=0", "/axis-media/media.amp", "/stream1", "/"])
def test_published_paths_are_found(path: str) -> None:
    finding, sent = run(served(Camera(path)))
    assert finding.access is Access.OPEN
    assert f"DESCRIBE {path} gave" in said(finding.proof)
    assert len(sent) <= PATHS + 2


def test_a_path_that_nobody_publishes_is_not_found() -> None:
    finding, sent = run(served(Camera("/private-7f3a")))
    assert finding.access is Access.UNKNOWN
    assert len(sent) == PATHS + 1


def test_where_all_paths_are_asked_it_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("leftopen.probes.rtsp.PATHS", 50)
    finding, sent = run(served(Camera("/private-7f3a")))
    assert finding.access is Access.UNKNOWN
    assert PATHS < len(sent) < 50


def test_a_maker_is_known_by_its_description() -> None:
    finding, _ = run(served(Camera(sdp="a=packetization-supported:DH\n")))
    assert finding.product == finding.facts["vendor"] == "Dahua"


def test_sound_without_video_is_not_open() -> None:
    camera = Camera("/live")
    finding, _ = run(lambda data: served(camera)(data).replace(b"m=video", b"m=audio"))
    assert finding.access is Access.UNKNOWN


def test_a_careless_camera_is_open_only_if_it_refuses_what_does_not_exist() -> None:
    careless = served(Camera(careless=True))
    finding, _ = run(careless)
    assert finding.access is Access.UNKNOWN

    def strict(data: bytes) -> bytes:
        return b"RTSP/1.0 551 Option not supported\r\n\r\n" if b"\r\nRequire: " in data else careless(data)

    finding, _ = run(strict)
    assert finding.access is Access.OPEN
    assert "551" not in said(finding.proof)


def test_a_control_that_is_neither_refused_nor_shown_proves_nothing() -> None:
    camera = served(Camera())
    finding, _ = run(lambda data: b"RTSP/1.0 200 OK\r\n\r\n" if b"/leftopen-" in data else camera(data))
    assert finding.access is Access.UNKNOWN


def test_a_decoy_is_not_open() -> None:
    finding, _ = run(decoy.answer)
    assert finding.access is Access.UNKNOWN
    assert "decoy" in said(finding.proof)


def test_a_server_that_closes_after_each_answer_is_asked_again() -> None:
    camera, closed = served(Camera("/stream1")), [False]

    def moody(data: bytes) -> bytes:
        closed[0] = not closed[0]
        return camera(data) if closed[0] else b""

    finding, _ = run(moody)
    assert finding.access is Access.OPEN


def test_a_server_that_closes_for_good_is_unknown() -> None:
    camera = served(HIKVISION)
    finding, _ = run(lambda data: camera(data) if data.startswith(b"OPTIONS") else b"")
    assert finding.access is Access.UNKNOWN
    with pytest.raises(Closed):
        run(lambda data: b"")


# --- the maker's login ------------------------------------------------------------------------------------------------


def test_the_makers_login_is_tried_once_and_only_where_allowed() -> None:
    finding, sent = run(served(HIKVISION), ALLOWED)
    assert (finding.access, finding.remedy) == (Access.FACTORY, "factory")
    assert [line.startswith("DESCRIBE +login") for line in sent].count(True) == 1
    assert "12345" not in said(finding.proof)
    _, without = run(served(HIKVISION))
    assert not any("+login" in line for line in without)


def test_a_login_that_was_changed_is_locked() -> None:
    finding, sent = run(served(replace(HIKVISION, login=("admin", "other"))), ALLOWED)
    assert finding.access is Access.LOCKED
    assert sum("+login" in line for line in sent) == 1
    assert makers.refused(finding.facts)
    assert not makers.refused(run(served(HIKVISION))[0].facts), "none was tried"


def test_a_login_that_is_not_granted_leaves_it_locked() -> None:
    finding, sent = run(served(HIKVISION), ALLOWED, logins=0)
    assert finding.access is Access.LOCKED
    assert not any("+login" in line for line in sent)


def test_an_unknown_maker_and_one_without_a_published_login_are_not_tried() -> None:
    for camera in (Camera(login=("admin", "12345")), Camera(login=("Admin", "x"), realm="Tiandy")):
        finding, sent = run(served(camera), ALLOWED)
        assert finding.access is Access.LOCKED
        assert not any("+login" in line for line in sent)


@pytest.mark.parametrize("sign", [b"401 Account locked", b"401 Too many attempts", b"403 Forbidden"])
def test_no_login_after_a_sign_of_a_lockout(sign: bytes) -> None:
    camera = served(HIKVISION)

    def warned(data: bytes) -> bytes:
        whole = camera(data)
        return whole.replace(b"401 Unauthorized", sign) if b"/live" in data else whole

    finding, sent = run(warned, ALLOWED)
    assert finding.access is Access.LOCKED
    assert not any("+login" in line for line in sent)


def test_a_challenge_that_nobody_understands_is_left_alone() -> None:
    camera = served(HIKVISION)
    finding, sent = run(lambda data: camera(data).replace(b'nonce="', b'algorithm=SHA-512, nonce="'), ALLOWED)
    assert finding.access is Access.LOCKED
    assert not any("+login" in line for line in sent)


def stream(answers: dict[str, tuple[str, str]], other: tuple[str, str]) -> Callable[[bytes], bytes]:
    """A server that answers DESCRIBE by path with a status and a header line."""

    def answer(data: bytes) -> bytes:
        method, uri, _ = data.decode().split("\r\n")[0].split(" ")
        path = "/" + uri.partition("://")[2].partition("/")[2]
        status, field = ("200 OK", "") if method == "OPTIONS" else answers.get(path, other)
        body = "v=0\r\ns=x\r\nm=video 0 RTP/AVP 96\r\n" if "sdp" in field else ""
        return f"RTSP/1.0 {status}\r\n{field}Content-Length: {len(body)}\r\n\r\n{body}".encode()

    return answer


CHALLENGE = 'WWW-Authenticate: Digest realm="23daeb6cb133f8d9", nonce="mNiB804d6UK398ir8OyLnag"\r\n'
VIDEO = "Content-Type: application/sdp\r\n"


def test_a_login_on_some_paths_says_nothing_of_the_others() -> None:
    closed = "401 Unauthorized", CHALLENGE
    peer = stream({"/live": closed, "/": closed, "/stream1": closed, "/11": ("200 OK", VIDEO)}, ("404 Not Found", ""))
    finding, _ = run(peer)
    assert finding.access is Access.OPEN
    assert "DESCRIBE /11 gave" in said(finding.proof)


def test_where_every_path_asks_for_a_login_it_is_locked() -> None:
    finding, sent = run(stream({}, ("401 Unauthorized", CHALLENGE)))
    assert finding.access is Access.LOCKED
    assert said(finding.proof) == f"DESCRIBE /live, / and {PATHS - 2} more were refused with 401 without credentials."
    assert len(sent) == PATHS + 1


def test_a_challenge_without_a_description_is_a_refusal_whatever_its_status() -> None:
    """Recorders with the server `H264DVR` answer so."""
    finding, _ = run(stream({}, ("200 OK", CHALLENGE)))
    assert finding.access is Access.LOCKED
    assert "answered with a challenge to log in" in said(finding.proof)


def test_silence_after_a_refusal_is_no_lock() -> None:
    def answer(data: bytes) -> bytes:
        if data.startswith(b"OPTIONS"):
            return b"RTSP/1.0 200 OK\r\n\r\n"
        return b"RTSP/1.0 401 Unauthorized\r\n\r\n" if b"/live " in data else b""

    assert run(answer)[0].access is Access.UNKNOWN


def test_a_path_is_asked_for_again() -> None:
    shown = replace(HIKVISION, login=None)
    finding, _ = run(served(shown))
    (door,) = finding.doors
    locked = replace(shown, login=("a", "b"))
    assert against(reread(SampleLimits(), door), served(shown))[0] is DoorState.OPEN
    assert against(reread(SampleLimits(), door), served(locked))[0] is DoorState.SHUT
    assert against(reread(SampleLimits(), "/unheard-of"), served(shown))[0] is DoorState.UNDECIDED


def test_a_path_that_is_forbidden_is_refused_as_one_with_a_challenge_is() -> None:
    finding, _ = run(stream({}, ("403 Forbidden", "")))
    assert finding.access is Access.LOCKED
    assert "refused with 403 without credentials" in said(finding.proof)
