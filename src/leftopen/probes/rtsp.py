"""Cameras and recorders that stream over RTSP.

Open when DESCRIBE gives a session description with video without credentials, while a path of a random name is refused.
No stream is set up or played, no frame is fetched. Sources: RFC 2326 (DESCRIBE; 551 answers a `Require` of a feature
that does not exist), RFC 8866 (SDP); makers: `survey/makers.toml`. That some cameras answer 200 on every path, and 401
before 404: issues 369, 438 and 213 of Ullaakut/cameradar.
"""

import secrets
from dataclasses import dataclass, field

from leftopen.model import Access, DoorState
from leftopen.probes import Spec
from leftopen.raw import Finding, Phrase
from leftopen.survey import makers
from leftopen.wire import digest, rtsp
from leftopen.wire.talk import Broken, Closed, Late, Message, SampleLimits, Spent, Talk, device, redial, send

SPEC = Spec(
    protocols=("rtsp",),
    ports=(554, 8554, 5554, 10554),
    over="raw",
    verbs=frozenset({"OPTIONS", "DESCRIBE", "DESCRIBE +login"}),
    kind="camera",
    recognises=rtsp.begins,
    opening=rtsp.options(1),
    anywhere=1,
)

PATHS = 9
"""Paths that are asked, until one shows video; with the control and OPTIONS that is a dozen requests. A login on some
of them says nothing of the others: each path may have rules of its own (MediaMTX, `paths`)."""

NAMED = 2
"""Paths that are named where more were refused."""


@dataclass
class _Survey:
    """What is known so far; `problem` is our own words for what ended it early."""

    sent: int = 0
    vendor: makers.Vendor | None = None
    facts: dict[str, str] = field(default_factory=dict)
    shown: str | None = None
    controlled: bool | None = None
    strict: bool = False
    refused: dict[str, str] = field(default_factory=dict)
    statuses: set[int] = field(default_factory=set)
    barred: bool = False
    factory: str | None = None
    problem: str | None = None


def probe(limits: SampleLimits) -> Talk[Finding]:
    """Asks one server; see the module."""
    survey = _Survey()
    greeting = yield from _ask(survey, rtsp.options(1))
    try:
        yield from _learn(survey, greeting)
        yield from _streams(survey)
        if survey.shown:
            yield from _control(survey, survey.shown)
        elif survey.refused and limits.factory_credentials:
            yield from _factory(survey)
    except (Broken, Closed, Late, Spent) as fault:
        survey.problem = fault.fate
    return _verdict(survey)


def reread(limits: SampleLimits, door: str) -> Talk[DoorState]:  # noqa: ARG001 - see `probes.Probe`
    """One path may be shown though others ask for a login."""
    answer = yield from _describe(_Survey(), door)
    described = rtsp.description(answer)
    if described and described.video:
        return DoorState.OPEN
    return DoorState.SHUT if answer.status in (401, 403) else DoorState.UNDECIDED


def _ask(survey: _Survey, message: Message) -> Talk[rtsp.Answer]:
    """One question; in a fresh connection where the server closed the one before, as some do after an error."""
    survey.sent += 1
    try:
        yield from send(message)
        return (yield from rtsp.read_answer(message))
    except Closed:
        if survey.sent == 1:
            raise
    yield from redial()
    yield from send(message)
    return (yield from rtsp.read_answer(message))


def _describe(survey: _Survey, path: str, *, require: str | None = None) -> Talk[rtsp.Answer]:
    answer = yield from _ask(survey, rtsp.describe(path, survey.sent + 1, require=require))
    yield from _learn(survey, answer)
    return answer


def _learn(survey: _Survey, answer: rtsp.Answer) -> Talk[None]:
    """Who made it, from whatever it says of itself."""
    challenges = digest.challenges(answer.headers.get("www-authenticate", ""))
    realms = [challenge.realm for challenge in challenges if challenge.realm]
    server = answer.headers.get("server", "")
    described = rtsp.description(answer)
    named = (server, *realms, *((described.session, described.tool) if described else ()))
    sdp = described.text if described else ""
    survey.vendor = survey.vendor or makers.recognise(realms=realms, server=server, sdp=sdp, named=named)
    barred = makers.locks_out(answer.status, _said(answer))
    yield from device(serial=makers.serial(realms), locked_out=barred and not survey.barred)
    survey.barred |= barred
    said = {"server": server, "realm": realms[0] if realms else "", "title": described.session if described else ""}
    survey.facts = {**{key: text for key, text in said.items() if text}, **survey.facts}


def _said(answer: rtsp.Answer) -> str:
    return f"{answer.reason} {answer.body.decode('latin-1')}"


def _streams(survey: _Survey) -> Talk[None]:
    """Until one path shows video; paths of the maker are asked first as soon as the maker is known."""
    asked: set[str] = set()
    while len(asked) < PATHS:
        path = next((p for p in makers.stream_paths(survey.vendor, PATHS + len(asked)) if p not in asked), None)
        if path is None:
            break
        asked.add(path)
        answer = yield from _describe(survey, path)
        described = rtsp.description(answer)
        if described and described.video:
            survey.shown = path
            return
        challenge = answer.headers.get("www-authenticate", "")
        if answer.status in (401, 403) or (challenge and not described):  # some recorders say 200 all the same
            survey.refused[path] = challenge
            survey.statuses.add(answer.status)


def _control(survey: _Survey, path: str) -> Talk[None]:
    """A path that cannot be has to be refused; where it is not, a feature that does not exist has to be."""
    wrong = yield from _describe(survey, f"/leftopen-{secrets.token_hex(6)}")
    if wrong.status >= 300:
        survey.controlled = True
        return
    answer = yield from _describe(survey, path, require="leftopen-control")
    survey.strict = survey.controlled = answer.status == 551


def _factory(survey: _Survey) -> Talk[None]:
    """The maker's published login, once, where nothing says that logins are counted."""
    login = survey.vendor.login if survey.vendor else None
    if survey.vendor is None or login is None or survey.barred:
        return
    path = next((path for path in survey.vendor.streams if path in survey.refused), next(iter(survey.refused)))
    header = survey.refused[path]
    words = digest.answer(header, login.user, login.password, "DESCRIBE", rtsp.uri(path))
    if words is None:
        return
    try:
        answer = yield from _ask(survey, rtsp.describe(path, survey.sent + 1, authorization=words))
    except Spent:
        return  # the device has had its share of logins elsewhere
    yield from _learn(survey, answer)
    described = rtsp.description(answer)
    if described and described.video:
        survey.factory = survey.vendor.name
    elif makers.turned_down(answer.status, _said(answer), answer.headers.get("www-authenticate", "")):
        survey.facts |= makers.TURNED_DOWN


def _verdict(survey: _Survey) -> Finding:
    access, proof = _judge(survey)
    product = survey.vendor.name if survey.vendor else None
    facts = {**survey.facts, **({"vendor": product} if product else {})}
    remedy = "factory" if access is Access.FACTORY else None
    doors = [survey.shown] if survey.shown else []
    doubted = access is Access.UNKNOWN and bool(survey.shown) and not survey.problem
    return Finding("rtsp", access, proof, product=product, facts=facts, remedy=remedy, doors=doors, doubted=doubted)


def _judge(survey: _Survey) -> tuple[Access, Phrase]:
    shown = f"DESCRIBE {survey.shown} gave a session description with video without credentials"
    if survey.controlled:
        control = "a path of a random name was refused"
        if survey.strict:
            control = "it looks at no path, but refused an option that does not exist, as RTSP demands"
        return Access.OPEN, Phrase(f"{shown}; {control}. No stream was started.")
    if survey.factory:
        words = f"DESCRIBE was refused without a login, and the login that {survey.factory} published was accepted."
        return Access.FACTORY, Phrase(words)
    if survey.problem:
        return Access.UNKNOWN, Phrase(f"It speaks RTSP, but {survey.problem} before anything was proved.")
    if survey.shown:
        return Access.UNKNOWN, Phrase(
            f"{shown}, but a path of a random name was not refused: a decoy or a careless camera."
        )
    if survey.refused:
        return Access.LOCKED, Phrase(_refusal(survey))
    return Access.UNKNOWN, Phrase(
        "It speaks RTSP; none of the paths that makers publish showed a video or asked for a login."
    )


def _refusal(survey: _Survey) -> str:
    """What was refused, in words."""
    paths = list(survey.refused)
    named = " and ".join(paths) if len(paths) <= NAMED else f"{', '.join(paths[:NAMED])} and {len(paths) - NAMED} more"
    was = "was" if len(paths) == 1 else "were"
    if survey.statuses <= {401, 403}:
        statuses = " and ".join(map(str, sorted(survey.statuses)))
        return f"DESCRIBE {named} {was} refused with {statuses} without credentials."
    return f"DESCRIBE {named} gave no description and {was} answered with a challenge to log in."
