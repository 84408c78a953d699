"""Access logs: the Common Log Format and its combined form (httpd.apache.org/docs/2.4/logs.html), and logs that name
their fields in a line `#Fields:`, as the Extended Log File Format (w3.org/TR/WD-logfile) of IIS and CloudFront and the
logs of Zeek (docs.zeek.org, "Log formats") do.

Names and values of a query are URL-encoded in them; they come decoded, as do those of the page that referred. Lines of
another form are read as text.
"""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO
from urllib.parse import unquote, unquote_plus

from leftopen.privacy.encodings import binary, encoding_of
from leftopen.privacy.files.texts import TextFile
from leftopen.privacy.later import later
from leftopen.privacy.unwrap.query import decoded

NAME = "access log"
SUFFIXES = ()
ORDER = 46

_COMMON = later(
    r"""(?:(?P<host>[\w.-]+(?::\d+)?)\s)?(?P<client_ip>[0-9a-fA-F:.]{3,45}|[\w.-]{1,255})\s(?P<ident>\S+)\s(?P<user>\S+|"[^"]*")\s
        \[(?P<time>[^\]]{1,40})\]\s"(?P<request>(?:[^"\\]|\\.)*+)"\s(?P<status>\d{3}|-)\s(?P<size>\d+|-)
        (?:\s"(?P<referer>(?:[^"\\]|\\.)*+)"\s"(?P<agent>(?:[^"\\]|\\.)*+)")?(?P<more>.*)""",
    re.VERBOSE | re.DOTALL,
)
_REQUEST = later(r"(\S+)\s(.*?)(?:\sHTTP/[\d.]+)?")
_FIELDS = re.compile(r"#fields(?::[ \t]*|\t)(.+)", re.IGNORECASE)
_EMPTY = ("-", "(empty)")
_TWICE = re.compile(r"%25[0-9A-Fa-f]{2}")
"""What is encoded twice, as CloudFront does it."""
_EXTENDED = {"c-ip": "client_ip", "cs-username": "user", "cs(User-Agent)": "agent", "cs(Cookie)": "cookie"}


def fits(head: bytes) -> bool:
    """True where nearly all of the first lines are of such a log."""
    if binary(head):
        return False
    text = head.decode(encoding_of(head), "replace")
    lines = [line for line in text.split("\n")[:50] if line.strip()]
    if len(lines) > 1 and not text.endswith("\n"):
        lines.pop() if len(lines) < 50 else None
    if any(map(_FIELDS.match, lines[:10])):
        return True
    return bool(lines) and sum(_COMMON.match(line) is not None for line in lines) >= 0.8 * len(lines)


def records(file: BinaryIO) -> Iterator[Any]:
    """`{client_ip, user, time, method, path, query: {…}, status, size, referer, referer_query: {…}, agent}` a line."""
    names: list[str] = []
    for line in TextFile(file).lines():
        if line.startswith("#"):
            if (told := _FIELDS.match(line)) is not None:
                names = told[1].split()
        elif names and len(cells := line.split("\t" if "\t" in line else " ")) == len(names):
            yield _extended(dict(zip(names, cells, strict=True)))
        elif (match := _COMMON.match(line)) is not None:
            yield _common(match.groupdict())
        elif line.strip():
            yield {"text": line}


def _common(told: dict[str, str | None]) -> dict[str, Any]:
    request = told.pop("request") or ""
    found: dict[str, Any] = {name: value.strip('"') for name, value in told.items() if value and value.strip() != "-"}
    match = _REQUEST.fullmatch(request)
    if match is None:
        return {**found, "request": request}
    found["method"] = match[1]
    return _with(_with(found, "path", "query", match[2]), "referer", "referer_query", found.get("referer"))


def _extended(told: dict[str, str]) -> dict[str, Any]:
    said = {name: unquote_plus(value) for name, value in told.items() if value not in _EMPTY}
    found: dict[str, Any] = {_EXTENDED.get(name, name): value for name, value in said.items()}
    if query := told.get("cs-uri-query", "-").strip("-"):
        found.pop("cs-uri-query", None)
        found["query"] = _pairs(unquote(query) if _TWICE.search(query) else query)
    return found


def _with(found: dict[str, Any], plain: str, pairs: str, address: str | None) -> dict[str, Any]:
    """An address as its plain part and the pairs of its query."""
    if address:
        path, mark, query = address.partition("?")
        found[plain] = unquote_plus(path)
        if mark:
            found[pairs] = _pairs(query)
    return found


def _pairs(query: str) -> Any:
    return decoded(query.split("&")) or unquote_plus(query)
