"""Pictures over HTTP: what serves them, where they are, and whether anybody gets them.

Status and type alone are looked at: `wire.http` ends an answer that is a picture or a stream of them with its head, so
that no frame is ever read. `multipart/x-mixed-replace` is how a stream of pictures is sent (Motion JPEG), and nothing
else is today; a single picture is one of a camera only where the software or the maker is known, since any site has
pictures, a webcam's too.

Sources: motion-project/motion (webu.c, webu_html.c), pikvm/ustreamer (src/http/server.c), jacksonliam/mjpg-streamer
(output_http/httpd.c); paths that guides and drivers use (picamera, ESP32-CAM, OpenCV with Flask). Of Motion nothing but
its first page is asked: other paths of it act, by a GET.
"""

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from leftopen.wire import http
from leftopen.wire.talk import Response, Talk, fetch


class Software(NamedTuple):
    """A program that serves pictures: what its title, its realm and its `Server` begin with, where a picture is, and
    what stands before its version in a page."""

    name: str
    title: str
    realm: str
    server: str
    paths: tuple[str, ...]
    version: str


SOFTWARE = (
    Software("Motion", "Motion", "Motion", "Motion", (), "Motion "),
    Software("uStreamer", "uStreamer", "", "", ("/stream", "/snapshot"), "Streamer v"),
    Software(
        "MJPG-Streamer",
        "MJPG-Streamer",
        "MJPG-Streamer",
        "MJPG-Streamer",
        ("/?action=stream", "/?action=snapshot"),
        "MJPG-Streamer/",
    ),
)
NAMED = (
    "/stream",
    "/stream.mjpg",
    "/video",
    "/video_feed",
    "/video.cgi",
    "/video.mjpg",
    "/videostream.cgi",
    "/mjpeg",
    "/mjpg",
    "/mjpg/video.mjpg",
    "/?action=stream",
)
"""Where streams usually are: asked where a page names one of them as an address of its own host."""

_WORDS = (b"stream", b"video", b"mjp")
"""One of them is in each of these."""

CONTROL = "/{control}"
PAGE = 65_536
MOST = 3
_LINK = re.compile(rb"""\b(?:src|href)\s{0,4}=\s{0,4}["']?(/?[a-z_?=][a-z_?=./]{1,30})(?=["'\s>?])""", re.IGNORECASE)
_TITLE = re.compile(rb"<title[^<>]{0,200}>\s{0,20}([^<]{1,60})", re.IGNORECASE)
_STREAM, _PICTURE = "multipart/x-mixed-replace", "image/jpeg"


@dataclass(slots=True)
class Seen:
    """What is known so far. `shown`: the path of a picture that anybody gets, of the type `kind`; `everywhere`: a path
    of a random name gave a stream too, as where there is nothing else; `refused`: paths that ask for a login; `logins`:
    the answers that did; `tell`: why it is a decoy."""

    software: Software | None = None
    version: str | None = None
    shown: str = ""
    kind: str = ""
    everywhere: bool = False
    refused: list[str] = field(default_factory=list)
    logins: list[Response] = field(default_factory=list)
    tell: str = ""


def verbs(more: Iterable[str] = ()) -> frozenset[str]:
    """All that may be asked, for a probe to declare; `more`: paths of makers."""
    paths = {*NAMED, *more, *(path for software in SOFTWARE for path in software.paths)}
    return frozenset(f"GET {path}" for path in (*paths, CONTROL))


def software_of(root: Response) -> Software | None:
    """The program that the first page is of."""
    found = _TITLE.search(root.body[:4096])
    title = found[1].decode("latin-1").strip() if found else ""
    server, login = root.headers.get("server", ""), root.headers.get("www-authenticate", "")
    return next(
        (
            each
            for each in SOFTWARE
            if title == each.title
            or (each.server and server.startswith(each.server))
            or (each.realm and f'realm="{each.realm}"' in login)
        ),
        None,
    )


def named(root: Response) -> list[str]:
    """Usual places of a stream that a page names."""
    page = root.body.lower()
    if not any(word in page for word in _WORDS):  # told much sooner than by a pattern
        return []
    links = {"/" + found[1].decode("latin-1").lstrip("/").lower() for found in _LINK.finditer(root.body)}
    return [path for path in NAMED if path in links]


def streams(response: Response) -> bool:
    """Whether this is a stream of pictures."""
    return response.status == 200 and response.headers.get("content-type", "").lower().startswith(_STREAM)


def shown(response: Response) -> bool:
    """Whether this is a picture, or a stream of them."""
    return streams(response) or _pictured(response)


def look(root: Response, own: Iterable[str] = ()) -> Talk[Seen]:
    """Looks for a picture that anybody gets, where the first page leads; `own`: paths of a maker that is known."""
    seen = Seen(software_of(root))
    if seen.software:
        told = re.search(re.escape(seen.software.version) + r"(\d+(?:\.\d+){1,3})", _said(root))
        seen.version = told[1] if told else None
    if root.status in (401, 403) and seen.software:
        seen.refused.append("/")
    if streams(root):
        seen.shown, seen.kind = "/", _STREAM
    known = (*own, *(seen.software.paths if seen.software else ()))
    for path in dict.fromkeys((*known, *named(root))) if not (seen.shown or seen.refused) else ():
        yield from _ask(seen, path, single=path in known)
        if seen.shown or len(seen.refused) == MOST:
            break
    if seen.shown:
        control = yield from fetch(http.get(CONTROL, most=PAGE, control=f"leftopen-{secrets.token_hex(6)}"))
        seen.everywhere = streams(control)
        if seen.shown != "/" and shown(control):
            seen.tell = "a path of a random name gave a picture too"
    return seen


def _ask(seen: Seen, path: str, *, single: bool) -> Talk[None]:
    """Asks one path; `single`: a single picture counts too."""
    answer = yield from fetch(http.get(path, most=PAGE))
    if streams(answer) or (single and _pictured(answer)):
        seen.shown, seen.kind = path, _STREAM if streams(answer) else _PICTURE
    elif answer.status in (401, 403):
        seen.refused.append(path)
        seen.logins.append(answer)


def _pictured(response: Response) -> bool:
    return response.status == 200 and response.headers.get("content-type", "").lower().startswith(_PICTURE)


def _said(root: Response) -> str:
    return root.headers.get("server", "") + " " + root.body.decode("utf-8", "replace")
