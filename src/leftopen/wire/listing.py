"""Listings of folders as web servers write them: nginx, Apache, lighttpd, Python, IIS, Caddy, Jetty, Tomcat, Go's
`http.FileServer`, serve-index of Node. Names alone are read.

Sources: transcripts of the first, second and fourth; source or documentation of the others. Each entry is a link, to a
folder where it ends in a slash. Linear in the bytes.
"""

import re
from dataclasses import dataclass
from html import unescape
from urllib.parse import unquote

from leftopen.wire.path import strays

_TITLE = re.compile(
    rb"<(?:title|h1)(?:\sclass=\"title\")?>\s*+"
    rb"(?:Index of /|(?:Directory )?listing (?:for|directory) \[?/|Directory: /|[^<>/]{1,255} - /)|Served with Caddy"
    rb"|(?:\A|\r\n\r\n)(?:<!doctype html>\n<meta name=\"viewport\" content=\"width=device-width\">\n)?<pre>\n"
    rb"(?:<a href=\"|</pre>\n)",
    re.IGNORECASE,
)
"""How the page is called; with a host's name before it that of IIS. That of Go has no name, and nothing but links."""

_LINK = re.compile(
    rb"<a\s[^<>]{0,512}?\bhref\s*=\s*(?:\"([^\"<>]{1,2048})\"|'([^'<>]{1,2048})'|([^\"'<>\s]{1,2048}))", re.IGNORECASE
)
_ANY_LINK = re.compile(rb"<a\s|<script\b", re.IGNORECASE)
_REFUSED = re.compile(rb"configured to not list the contents of this directory|Directory Listing Denied", re.IGNORECASE)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")


@dataclass(frozen=True, slots=True)
class Listing:
    """Names in a folder, decoded, in the order of the page; `strange`: of links that do not stay in the folder."""

    folders: tuple[str, ...]
    files: tuple[str, ...]
    strange: int = 0


def titled(page: bytes) -> bool:
    """Whether a page is called as listings are."""
    return _TITLE.search(page) is not None


def denied(page: bytes) -> bool:
    """Whether a page says that folders are not listed (IIS, error 403.14, and before)."""
    return _REFUSED.search(page) is not None


def read(page: bytes, folder: str) -> Listing | None:
    """The names in the listing of a folder, whose path ends in a slash; None where the page is no listing."""
    if not titled(page):
        return None
    folders, files, strange = dict[str, None](), dict[str, None](), 0
    links = [double or single or bare for double, single, bare in _LINK.findall(page)]
    if not links and _ANY_LINK.search(page):
        strange = 1  # links of another kind, or made by a program
    for link in links:
        path = unescape(link.decode("utf-8", "replace"))
        if path.startswith(("?", "#")) or path in ("/", "./", "..", "../") or folder.startswith(unquote(path)):
            continue
        path = path.removeprefix("./")
        if path.startswith(folder) and folder.startswith("/"):
            path = path[len(folder) :]
            if path in ("..", "../"):  # as Jetty writes the parent
                continue
        name = unquote(path.removesuffix("/"), errors="replace")
        if _SCHEME.match(path) or "?" in path or not name or strays(f"/{path.removesuffix('/')}") or "/" in name:
            strange += 1
        elif path.endswith("/"):
            folders[name] = None
        else:
            files[name] = None
    return Listing(tuple(folders), tuple(files), strange)
