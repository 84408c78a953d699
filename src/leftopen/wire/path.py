"""Names that a peer chose, as one segment of the path of a request: names that may not stay there are refused.

Percent-encoding alone does not keep them in their place, since a path may be decoded before it is routed, and again
(RFC 3986, 2.4 warns of it). Elasticsearch splits a path and then decodes its parts: `a%2F_bulk` is a name to it. nginx
decodes the path and resolves `..` (documentation of `location`), and with a path in `proxy_pass` it hands on `a/_bulk`.
Where a decoded path is pasted into a URL, `a%3F/_search` ends at the `?`. Of what is refused here an index can have a
`;`, a DEL or `%2f` as three characters in its name ("create index"): it is listed, and not asked about.
"""

import re
from urllib.parse import quote, unquote

from leftopen.wire.talk import Broken

DENIED_SEGMENTS = frozenset(
    {"_aliases", "_bulk", "_cache", "_clone", "_close", "_create", "_delete_by_query", "_doc", "_flush", "_forcemerge"}
    | {"_freeze", "_open", "_optimize", "_refresh", "_reindex", "_rollover", "_shrink", "_shutdown", "_split"}
    | {"_unfreeze", "_update", "_update_by_query", "_upgrade"}
)
"""Path segments that change state in Elasticsearch and OpenSearch, some of them by GET: refused with every method."""

_DECODED = 4
"""How often a path is decoded before it has to stay as it is."""

_FORBIDDEN = DENIED_SEGMENTS | {".", ".."}
_STRAY = re.compile(r"[\\?#;\x00-\x1f\x7f-\x9f\ufffd]")
"""What ends a path, a segment (`\\` on Windows, `;` in Java) or a line, and what is no UTF-8: some is read as `/`."""

_UNRESERVED = re.compile(r"[0-9A-Za-z._~-]+")


def segment(name: str) -> str:
    """The name, encoded. What this gives never `strays`; `Broken` where there is no such segment."""
    plain = _UNRESERVED.fullmatch(name)
    coded = name if plain else quote(name, safe="", errors="replace")
    if name in _FORBIDDEN or not (plain or (name and not strays(f"/{coded}"))):
        raise Broken("a name that cannot stand in a path")
    return coded


def strays(path: str) -> bool:
    """Whether a server that decodes this path, once or again, before it looks at it could take it for another."""
    plain = _decoded(path) if "%" in path else path
    if plain is None or plain.count("/") != path.count("/") or _STRAY.search(plain):
        return True
    return not _FORBIDDEN.isdisjoint(plain.split("/"))


def _decoded(text: str) -> str | None:
    """The text decoded until it stays as it is; None where it goes on."""
    for _ in range(_DECODED):
        coded, text = text, unquote(text)
        if text == coded:
            return text
    return None
