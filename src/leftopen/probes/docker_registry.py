"""Registries of container images (Docker Registry, Distribution, Harbor and kin). Open when `GET /v2/_catalog` names
repositories and their tags are listed without a login, while a repository of a random name is refused.

Sources: Distribution documentation ("HTTP API V2": base, catalog, tags, errors). No manifest and no layer that
is there is fetched: an image may hold anything, and is not read here. Where a token is asked for, none is fetched,
though some registries hand one to anybody.
"""

import secrets
from collections.abc import Sequence
from typing import Any

from leftopen.model import DoorState
from leftopen.probes import Spec
from leftopen.raw import Finding, RawCollection
from leftopen.survey.doors import by_name
from leftopen.survey.http import LISTING, PAGE, REFUSED, ask, barred, body_of, lock, refused
from leftopen.survey.survey import Catalogue, Entry, Survey, Unsigned, Words, walk
from leftopen.wire import http
from leftopen.wire.talk import Request, Response, SampleLimits, Talk

_PARTS = ("a", "b", "c", "d")
_TAGS = tuple("/v2/" + "/".join(f"{{{part}}}" for part in _PARTS[: i + 1]) + "/tags/list" for i in range(len(_PARTS)))
_MANIFESTS = tuple(template.removesuffix("/tags/list") + "/manifests/{tag}" for template in _TAGS)
_LISTED = 1000


def _recognises(first: bytes) -> bool:
    """The root of Distribution is an empty page that says nothing but that it may not be kept; others name the API."""
    empty = first.startswith(b"HTTP/1.1 200 ") and b"\r\ncontent-length: 0\r\n" in first and b"\nserver: " not in first
    return b"\ndocker-distribution-api-version: " in first or (empty and b"\r\ncache-control: no-cache\r\n" in first)


SPEC = Spec(
    protocols=("docker-registry",),
    ports=(5000,),
    over="http",
    verbs=frozenset({"GET /v2/", "GET /v2/_catalog", *(f"GET {template}" for template in (*_TAGS, *_MANIFESTS))}),
    recognises=_recognises,
    behind=True,
)
WORDS = Words("repository", "tag", "GET /v2/_catalog", "GET /v2/{}/tags/list",
              "one of a random name was refused as not known", collections="repositories")  # fmt: skip


def probe(limits: SampleLimits) -> Talk[Finding]:
    """Asks a server whose answers name the API of registries."""
    return (yield from walk(Survey("docker-registry", limits, WORDS), _Registry()))


class _Registry(Catalogue):
    """See `survey.Catalogue`. The key of an entry is the name of the repository."""

    doubted = True

    def greet(self, survey: Survey) -> Talk[None]:
        """The version of the API stands in a header, also where a login is asked for."""
        answer = yield from ask(http.get("/v2/", most=PAGE))
        if answer.headers.get("docker-distribution-api-version") != "registry/2.0":
            raise Unsigned("no API of registries")
        if answer.status in REFUSED:
            refusal = f"GET /v2/ was refused with {answer.status}: it asks for"
            if "bearer" in answer.headers.get("www-authenticate", "").lower():
                survey.undecided = f"{refusal} a token, and whether it gives one to anybody was not asked"
            else:
                survey.locked = f"{refusal} a login"

    def control(self, survey: Survey) -> Talk[None]:
        """A repository of a random name is not known."""
        answer = yield from ask(http.get(_TAGS[0], most=PAGE, a=f"leftopen-{secrets.token_hex(6)}"))
        missing = answer.status == 404 and _code(answer.body) == "NAME_UNKNOWN"
        if answer.status in REFUSED and not survey.locked:
            survey.locked = f"GET /v2/…/tags/list was refused with {answer.status}: it asks for a login"
        survey.controlled = missing
        if answer.ok and isinstance(answer.body.get("tags"), list):
            survey.decoy = "It has a repository that does not exist"

    def entries(self, survey: Survey) -> Talk[list[Entry]]:
        """The repositories of the first page of the catalogue."""
        answer = yield from ask(http.get("/v2/_catalog", most=LISTING, query={"n": _LISTED}))
        if answer.status in REFUSED:
            lock(survey, f"GET /v2/_catalog was refused with {answer.status}: it asks for a login")
            return []
        names = answer.body.get("repositories")
        survey.whole = isinstance(names, list) and "link" not in answer.headers
        listed = names if isinstance(names, list) else ()
        survey.whole &= all(isinstance(name, str) for name in listed)
        return [Entry(name, RawCollection(name)) for name in listed if isinstance(name, str)]

    def sample(self, survey: Survey, entries: list[Entry]) -> Talk[None]:
        """The tags of each: a name of more parts than four is listed and not asked about."""
        for entry in entries:
            request = _tags(entry.key)
            if request is None:
                continue
            answer = yield from ask(request)
            if barred(survey, answer) or not answer.ok or "tags" not in answer.body:
                continue
            tags = answer.body["tags"] if answer.body["tags"] is not None else []
            if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
                continue
            found = [{"tag": tag} for tag in tags]
            entry.store.records = len(found)
            survey.keep(entry, found)
            if not found:
                survey.undecided = "It names repositories without a tag; an image without one is there by its digest"


def reread(limits: SampleLimits, door: str) -> Talk[DoorState]:  # noqa: ARG001 - see `probes.Probe`
    """A repository may be public though the catalogue is not; and who knows a tag needs no list of them, so that a
    manifest of a random tag has to be refused, too, and not only to be missing."""
    request = _tags(door)
    state = yield from by_name([request] if request else [], _tagged, _denied)
    if state is not DoorState.SHUT:
        return state
    manifest = _asked(_MANIFESTS, door, tag=f"leftopen-{secrets.token_hex(6)}")
    return (yield from by_name([manifest] if manifest else [], lambda _: False, _denied))


def _tags(name: str) -> Request | None:
    """The request for the tags of a repository; None where its name has more parts than a path of ours."""
    return _asked(_TAGS, name)


def _asked(templates: Sequence[str], name: str, **more: str) -> Request | None:
    """The request by the template for as many parts as a repository's name has; None where there is none."""
    parts = name.split("/")
    if len(parts) > len(templates):
        return None
    named = {**dict(zip(_PARTS, parts, strict=False)), **more}
    return http.get(templates[len(parts) - 1], most=PAGE, query=None, headers=None, shared=True, **named)


def _tagged(response: Response) -> bool:
    return bool(body_of(response).get("tags"))


def _denied(response: Response) -> bool:
    """Whether it takes a login of its own: a token may be one that is handed to anybody, so that its want says little
    (Distribution documentation, "Token Authentication")."""
    return refused(response) and "bearer" not in response.headers.get("www-authenticate", "").lower()


def _code(body: dict[str, Any]) -> str | None:
    errors = body.get("errors")
    first = errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], dict) else {}
    return first.get("code")
