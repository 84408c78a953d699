"""What probes over HTTP and JSON share: an answer with its object, refusals, counts."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from leftopen.survey.figures import count
from leftopen.survey.survey import Entry, Survey
from leftopen.wire import json
from leftopen.wire.talk import Broken, Request, Response, Talk, fetch, pause

PAGE, LISTING = 65_536, 1 << 20
"""Bytes of a greeting, a refusal or the figures of one collection; of a list of collections."""

REFUSED = (401, 403)
BUSY = (429, 503)
WAITS = (1.0, 3.0)
"""Seconds, before the second and the third time."""


@dataclass(frozen=True, slots=True)
class Answer:
    """`body`: the JSON object, {} where there is none; `before`: see `before`."""

    status: int
    headers: Mapping[str, str]
    body: dict[str, Any]
    before: bool = False

    @property
    def ok(self) -> bool:
        """Whether it was given what was asked for."""
        return 200 <= self.status < 300

    def text(self, name: str) -> str | None:
        """A field that holds text."""
        value = self.body.get(name)
        return value if isinstance(value, str) and value else None


def ask(request: Request) -> Talk[Answer]:
    """Asks, and reads the object in the answer; see `patient`."""
    response = yield from patient(request)
    return Answer(response.status, response.headers, body_of(response), before(response))


def patient(request: Request) -> Talk[Response]:
    """The answer; a service that says to come later is given time, once and then once more."""
    return (yield from again(request, (yield from fetch(request))))


def again(request: Request, response: Response) -> Talk[Response]:
    """The answer, where this first one may have said to come later."""
    for seconds in WAITS:
        if response.status not in BUSY:
            break
        after = response.headers.get("retry-after", "")
        yield from pause(min(float(after), seconds * 2) if after.isascii() and after.isdigit() else seconds)
        response = yield from fetch(Request(request.message, request.most, shared=False))
    return response


def body_of(response: Response) -> dict[str, Any]:
    """The JSON object of an answer; {} where it is none."""
    try:
        return json.mapping(response.body, most=LISTING)
    except Broken:
        return {}


def refused(response: Response) -> bool:
    """Whether it was refused for want of a login."""
    return response.status in REFUSED


def barred(survey: Survey, response: Response | Answer) -> bool:
    """Whether a read was refused for want of a login; notes it."""
    if response.status not in REFUSED:
        return False
    survey.barred = f"refused with {response.status}"
    return True


_FORBIDDEN = 403
_BEFORE = re.compile(
    rb"<center>(?:nginx|openresty|Tengine)|<address>Apache/|Request forbidden by administrative rules|^RBAC: access den"
)
"""What nginx and those made of it, Apache httpd, HAProxy and Envoy say in the pages by which they refuse themselves."""


def before(response: Response) -> bool:
    """Whether a web server that stands before the product refused a path; 401 asks for a login, as a lock does."""
    return response.status == _FORBIDDEN and _BEFORE.search(response.body[:2048]) is not None


def locked(survey: Survey, response: Response | Answer) -> bool:
    """Whether the list itself was refused for want of a login, so that nothing is left to ask; notes it."""
    if response.status not in REFUSED:
        return False
    stands = response.before if isinstance(response, Answer) else before(response)
    lock(survey, f"{survey.words.listed} was refused with {response.status} without a login", before=stands)
    return True


def lock(survey: Survey, refusal: str, *, before: bool = False) -> None:
    """Notes how a list was refused, by a product that greeted: no lock where a random name was looked for before, and
    said not to be there, since what is there may then be read by who knows its name; nor where something `before` it
    refused, which looks at paths, and let the greeting through."""
    if survey.controlled:
        survey.undecided = f"{refusal}, but what is not there is said not to be: who knows a name may read what is"
    elif before:
        survey.undecided = f"{refusal} by a web server before it, which let the greeting through and may let others"
    else:
        survey.locked = refusal


def array(response: Response, name: str) -> list[Any] | None:
    """The whole elements of the array of this name, and what came of the first where the answer was cut in it; None
    where it has no such array, or broke off in the first of them, so that it is no proof that there is none."""
    if response.status != 200:
        return None
    told = json.elements(response.body, name)
    if not told.found and response.cut and (begun := json.begun(response.body, name)):
        return [begun.value]
    return told.found if told.found or (told.ended and not told.dropped) else None


_NEXT = ("next", "next_page_token", "next_page_offset")
_PARTS = ("more", "partial", "partialResults")
_TOTALS = ("total_rows", "numFound", "total", "total_entries", "totalResults")


def more(body: Mapping[str, Any]) -> bool:
    """Whether an answer says of itself that there is more than it shows, or that a part did not answer, at its top or
    in an object there: a page without a record is no proof then that there is none (`Survey.keep`)."""
    told = (body, *(each for each in body.values() if isinstance(each, dict)))
    return any(
        any(each.get(name) is True for name in _PARTS)
        or any(each.get(name) not in (None, "", False) for name in _NEXT)
        or any(count(each.get(name)) for name in _TOTALS)
        for each in told
    )


def unshown(response: Response, rows: Sequence[Any]) -> bool:
    """Whether an answer without a record says that there is more (see `more`)."""
    return not rows and more(body_of(response))


def nothing_after(request: Request, *path: str) -> Talk[dict[str, Any]]:
    """The object that answers a request for the page after the last, where the list at this path is there and has
    nothing in it; {} otherwise. A page that is shorter than asked for may have been cut short by a limit of the server,
    and is the last only where none follows."""
    body = body_of((yield from patient(request)))
    found: Any = body
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    return body if found == [] else {}


def texts(body: Mapping[str, Any], **names: str) -> dict[str, str]:
    """Facts by the names of fields that hold text: `texts(body, cluster_uuid="uuid")`."""
    return {fact: value for fact, name in names.items() if isinstance(value := body.get(name), str) and value}


def in_turn(survey: Survey, entries: list[Entry]) -> Iterator[tuple[Entry, int]]:
    """Each entry with the bytes that its page may take; those for which none are left are passed over."""
    for entry in entries:
        if (room := survey.room()) >= LEAST:
            yield entry, room


LEAST = 1024
"""With less of the budget left than this no record is asked for."""
