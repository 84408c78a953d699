"""The web side of cameras and recorders: ONVIF, the makers' own read endpoints, pictures and streams of them.

Whoever is not logged in may ask an ONVIF device for its time and its services and for nothing else; where it also gives
its model or its profiles, its configuration is readable. The same holds for the makers' device information. Open when a
picture or a stream of them (MJPEG) is given without a login, of which status and type are looked at and no frame is
fetched (`survey.pictures`). Sources: ONVIF Core Specification (access classes), makers' interface documents as named in
`survey/makers.toml`.
"""

import re
import secrets
from dataclasses import dataclass, field

from leftopen.model import Access, DoorState
from leftopen.probes import Spec
from leftopen.raw import Finding, Phrase
from leftopen.survey import makers, pictures
from leftopen.wire import digest, http, onvif
from leftopen.wire.talk import Broken, Closed, Foreign, Late, Response, SampleLimits, Spent, Talk, device, fetch

_DEVICES = frozenset(
    f"GET {vendor.device.path}{login}" for vendor in makers.vendors() if vendor.device for login in ("", " +login")
)

_PICTURES = pictures.verbs(path for vendor in makers.vendors() for path in vendor.pictures)
_DEVICE = re.compile(r"cam\b|camera|surveillance|gsoap|onvif|hipcam|uc-httpd|goahead|\bboa/|\bwebs\b", re.IGNORECASE)
_PAGE = re.compile(rb"rtsp://|onvif|\bmjpe?g\b|\bptz|ip camera|webcam")
"""What cameras and the servers that devices run are called. No proof, but worth the questions of this probe."""

_MARKS = (b"rtsp://", b"onvif", b"mjpg", b"mjpeg", b"ptz", b"ip camera", b"webcam")
"""What stands in each text that `_PAGE` finds, in lower case."""


def _recognises(first: bytes) -> bool:
    """Whether the start page, a server's name or a realm may be a camera's."""
    answer = http.unspelled(first)
    if answer is None:
        return False
    if pictures.streams(answer) or pictures.software_of(answer) or pictures.named(answer):
        return True
    survey = _Survey()
    _learn(survey, answer)
    said = " ".join((survey.facts.get("title", ""), survey.facts.get("realm", ""), answer.headers.get("server", "")))
    return bool(survey.vendor or _CALLED_CAMERA.search(said) or _DEVICE.search(said) or _speaks_of_one(answer.body))


def _speaks_of_one(page: bytes) -> bool:
    """Whether a page speaks of a camera. Most have none of these words in them, which is told sooner than by a pattern
    that looks at each place."""
    page = page.lower()
    return any(mark in page for mark in _MARKS) and _PAGE.search(page) is not None


SPEC = Spec(
    protocols=("camera", "onvif"),
    ports=(80, 81, 88, 443, 2020, 8000, 8080, 8443),
    over="http",
    verbs=frozenset({"GET /", "GET /{control}"}) | onvif.SAYS | _DEVICES | _PICTURES,
    kind="camera",
    recognises=_recognises,
)

PAGE = 65_536

_TITLE = re.compile(rb"<title[^<>]{0,200}>([^<]{1,200})</title", re.IGNORECASE)
_CALLED_CAMERA = re.compile(r"\b(ip ?cam(era)?|network ?camera|web ?cam|ipc|nvr|dvr|video ?server)\b", re.IGNORECASE)
_MODEL = re.compile(r'<model>([^<]{1,80})</model>|type=([^\r\n]{1,80})|"ProdFullName"\s*:\s*"([^"]{1,80})"')
_FIRMWARE = re.compile(r'<firmwareVersion>([^<]{1,80})</firmwareVersion>|"Version"\s*:\s*"([^"]{1,80})"')


@dataclass
class _Survey:
    """What is known so far; `readable` and `refused` name the calls that gave or refused configuration."""

    speaks_onvif: bool = False
    vendor: makers.Vendor | None = None
    sure: bool = False
    version: str | None = None
    facts: dict[str, str] = field(default_factory=dict)
    readable: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    barred: bool = False
    factory: str | None = None
    tell: str | None = None
    controlled: bool = False
    seen: pictures.Seen = field(default_factory=pictures.Seen)
    problem: str | None = None


def probe(limits: SampleLimits) -> Talk[Finding]:
    """Asks one device; see the module."""
    root = yield from fetch(http.get("/", most=PAGE))
    survey = _Survey()
    _learn(survey, root)
    try:
        if not (pictures.streams(root) or pictures.software_of(root)):
            yield from _onvif(survey)
            yield from _devices(survey, limits)
        survey.seen = yield from pictures.look(root, survey.vendor.pictures if survey.vendor else ())
        for answer in survey.seen.logins:
            _learn(survey, answer)
    except (Broken, Closed, Foreign, Late, Spent) as fault:
        survey.problem = fault.fate
    if not (survey.speaks_onvif or survey.sure or survey.seen.shown or survey.seen.software or _left_off(survey)):
        raise Foreign("nothing says that this is a camera")
    return _verdict(survey)


def reread(limits: SampleLimits, door: str) -> Talk[DoorState]:  # noqa: ARG001 - see `probes.Probe`
    """One call may be answered though others ask for a login."""
    verb, _, path = door.partition(" ")
    if not path and verb not in onvif.CALLS:
        return DoorState.UNDECIDED
    if not path:
        answer = yield from fetch(onvif.call(verb))
        refused, given = onvif.refused(answer), onvif.answered(answer, verb) is not None
    else:
        maker = next((maker for maker in makers.vendors() if maker.device and maker.device.path == path), None)
        if not (maker or door == "GET /" or door in _PICTURES - {"GET /{control}"}):
            return DoorState.UNDECIDED
        answer = yield from fetch(http.get(path, most=PAGE, shared=False))
        holds = maker.device.holds if maker and maker.device else None
        given = holds in _text(answer) if holds else pictures.shown(answer)
        refused, given = False, answer.status == 200 and given
    if answer.status in (401, 403) or refused:
        return DoorState.SHUT
    return DoorState.OPEN if given else DoorState.UNDECIDED


def _left_off(survey: _Survey) -> bool:
    """Whether asking ended early at what is called a camera: it may be one, whatever it would have said."""
    called = _CALLED_CAMERA.search(survey.facts.get("title", "")) is not None
    return survey.problem is not None and (called or survey.vendor is not None)


def _learn(survey: _Survey, answer: Response) -> None:
    """Who made it, from realm, server and title; only what no other product says makes it sure."""
    realms = _realms(answer)
    found = _TITLE.search(answer.body)
    title = found[1].decode("utf-8", "replace").strip() if found else ""
    server = answer.headers.get("server", "")
    known = makers.recognise(realms=realms, server=server)
    survey.sure |= known is not None
    named = makers.recognise(named=(title, server, *realms)) or makers.hinted(
        f"{answer.headers.get('location', '')} {_text(answer)}"
    )
    survey.vendor = survey.vendor or known or named
    said = {"realm": realms[0] if realms else "", "title": title}
    survey.facts = {**{key: text for key, text in said.items() if text}, **survey.facts}


def _heed(survey: _Survey, answer: Response) -> Talk[None]:
    """A sign of lockout goes for the whole device, whichever question it came to."""
    says = f"{answer.reason} {_text(answer)}"
    if answer.status >= 400 and answer.status != 404 and makers.locks_out(answer.status, says):
        survey.barred = True
        yield from device(locked_out=True)


def _realms(answer: Response) -> list[str]:
    found = digest.challenges(answer.headers.get("www-authenticate", ""))
    return [challenge.realm for challenge in found if challenge.realm]


def _text(answer: Response) -> str:
    return answer.body.decode("utf-8", "replace")


# --- ONVIF ------------------------------------------------------------------------------------------------------------


def _onvif(survey: _Survey) -> Talk[None]:
    time = yield from fetch(onvif.call("GetSystemDateAndTime"))
    if not (onvif.answered(time, "GetSystemDateAndTime") or onvif.refused(time)):
        return
    device = yield from fetch(onvif.call("GetDeviceInformation"))
    yield from _heed(survey, device)
    told = onvif.answered(device, "GetDeviceInformation")
    if told:
        survey.readable.append("GetDeviceInformation")
        maker = told.said("Manufacturer") or ""
        survey.vendor = makers.recognise(named=(maker,)) or survey.vendor
        survey.version = told.said("FirmwareVersion")
        said = {"vendor": maker, "model": told.said("Model") or ""}
        survey.facts |= {key: text for key, text in said.items() if text}
    elif device.status == 401 or onvif.refused(device):
        survey.refused.append("GetDeviceInformation")
    else:
        return
    survey.speaks_onvif = True
    yield from _profiles(survey)


def _profiles(survey: _Survey) -> Talk[None]:
    """Which streams there are, where the media service is."""
    services = onvif.answered((yield from fetch(onvif.call("GetServices"))), "GetServices")
    profiles = yield from fetch(onvif.call("GetProfiles", onvif.service_of(services, onvif.MEDIA) or "media_service"))
    yield from _heed(survey, profiles)
    if onvif.answered(profiles, "GetProfiles"):
        survey.readable.append("GetProfiles")
    elif profiles.status == 401 or onvif.refused(profiles):
        survey.refused.append("GetProfiles")


# --- the makers' own --------------------------------------------------------------------------------------------------


def _devices(survey: _Survey, limits: SampleLimits) -> Talk[None]:
    """The device information of the maker; of every maker where all that is known is that it is called a camera."""
    if survey.vendor:
        vendors = [survey.vendor]
    elif _CALLED_CAMERA.search(survey.facts.get("title", "")):
        vendors = list(makers.vendors())
    else:
        vendors = []
    answers: dict[str, Response] = {}
    for maker in vendors:
        if maker.device:
            answers[maker.name] = yield from fetch(http.get(maker.device.path, most=PAGE))
            yield from _heed(survey, answers[maker.name])
    if not (answers or survey.readable):
        return
    control = yield from fetch(http.get("/{control}", most=PAGE, control=f"leftopen-{secrets.token_hex(6)}"))
    survey.controlled = True
    for maker in vendors:
        if maker.name in answers:
            _weigh(survey, maker, answers[maker.name], control)
    yield from device(serial=makers.serial([survey.facts.get("realm", "")]), locked_out=survey.barred)
    vendor = survey.vendor
    refused = answers.get(vendor.name) if vendor else None
    if vendor and refused and limits.factory_credentials and survey.sure and not survey.readable:
        yield from _factory(survey, vendor, refused)


def _weigh(survey: _Survey, maker: makers.Vendor, answer: Response, control: Response) -> None:
    """What the answer of the maker's endpoint says, beside the answer of a path that cannot be."""
    assert maker.device
    said = _text(answer)
    if answer.status == 200 and maker.device.holds in said:
        survey.sure, survey.vendor = True, maker
        survey.readable.append(f"GET {maker.device.path}")
        if maker.device.holds in _text(control):
            survey.tell = "a path of a random name gave device information too"
            return
        for key, pattern in (("model", _MODEL), ("version", _FIRMWARE)):
            if found := pattern.search(said):
                survey.facts.setdefault(key, next(group for group in found.groups() if group))
        survey.version = survey.facts.pop("version", survey.version)
    elif answer.status == 401:
        _learn(survey, answer)
        survey.sure |= control.status != 401
        survey.refused.append(f"GET {maker.device.path}")


def _factory(survey: _Survey, vendor: makers.Vendor, refused: Response) -> Talk[None]:
    """The maker's published login, once, where nothing says that logins are counted."""
    if vendor.device is None or vendor.login is None or survey.barred or refused.status != 401:
        return
    header = refused.headers.get("www-authenticate", "")
    words = digest.answer(header, vendor.login.user, vendor.login.password, "GET", vendor.device.path)
    if words is None:
        return
    login = http.get(vendor.device.path, most=PAGE, headers={"Authorization": words}, shared=False)
    try:
        answer = yield from fetch(login)
    except Spent:
        return  # the device has had its share of logins elsewhere
    said = _text(answer)
    if answer.status == 200 and vendor.device.holds in said:
        survey.factory = vendor.name
        return
    said = f"{answer.reason} {said}"
    yield from device(locked_out=makers.locks_out(answer.status, said))
    if makers.turned_down(answer.status, said, answer.headers.get("www-authenticate", "")):
        survey.facts |= makers.TURNED_DOWN


# --- what that means --------------------------------------------------------------------------------------------------


def _verdict(survey: _Survey) -> Finding:
    access, proof = _judge(survey)
    product = vendor = survey.vendor.name if survey.vendor else None
    if survey.seen.software:
        product, survey.version = survey.seen.software.name, survey.seen.version
    facts = {**({"vendor": vendor} if vendor else {}), **survey.facts}
    return Finding(
        "onvif" if survey.speaks_onvif else "camera",
        access,
        proof,
        product=product,
        version=survey.version,
        facts=facts,
        remedy={Access.FACTORY: "factory", Access.OPEN: "picture"}.get(access),
        doors=[*survey.readable, *([f"GET {survey.seen.shown}"] if access is Access.OPEN else [])],
    )


def _judge(survey: _Survey) -> tuple[Access, Phrase]:
    refused = " and ".join(survey.refused) + (" was" if len(survey.refused) == 1 else " were")
    seen = survey.seen
    if survey.tell or seen.tell:
        return Access.DECOY, Phrase(f"It claims to be a camera that is open, but {survey.tell or seen.tell}.")
    if survey.factory:
        words = f"{refused} refused without a login, and the login that {survey.factory} published was accepted."
        return Access.FACTORY, Phrase(words)
    if seen.shown:
        control = "whatever path is asked for gives it" if seen.everywhere else "a path of a random name gave none"
        words = (
            f"GET {seen.shown} was answered with {seen.kind} without credentials; {control}. No picture was fetched."
        )
        return Access.OPEN, Phrase(words)
    if survey.readable and survey.controlled:
        words = f"{' and '.join(survey.readable)} gave the device's configuration without credentials"
        more = f"; {refused} refused" if survey.refused else ""
        return Access.METADATA, Phrase(f"{words}{more}; a path of a random name gave none. No picture was fetched.")
    if survey.problem:
        what = "It is" if survey.speaks_onvif or survey.sure else "It is called"
        return Access.UNKNOWN, Phrase(f"{what} a camera, but {survey.problem} before anything was proved.")
    if survey.refused:
        return Access.LOCKED, Phrase(f"{refused} refused without credentials.")
    if seen.refused:
        return Access.LOCKED, Phrase(f"GET {' and GET '.join(seen.refused)} was refused without credentials.")
    if seen.software:
        return Access.METADATA, Phrase("GET / gave its page without credentials; no picture of it was found there.")
    return Access.UNKNOWN, Phrase("It is a camera; nothing that was asked was either given or refused.")
