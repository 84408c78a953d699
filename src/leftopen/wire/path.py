"""Names that a peer chose, as one segment of the path of a request: names that may not stay there are refused.

Percent-encoding alone does not keep them in their place, since a path may be decoded before it is routed, and again
(RFC 3986, 2.4 warns of it). Elasticsearch splits a path and then decodes its parts: `a%2F_bulk` is a name to it. nginx
decodes the path and resolves `..` (documentation of `location`), and with a path in `proxy_pass` it hands on `a/_bulk`.
Where a decoded path is pasted into a URL, `a%3F/_search` ends at the `?`. Of what is refused here an index can have a
`;`, a DEL or `%2f` as three characters in its name ("create index"): it is listed, and not asked about.

Words that begin with `_` are those of the products themselves (`_bulk`, `_shutdown`, `_session`): a name that a peer
chose is never one, unless the template of the probe says so by the name of its part, as in `GET /{_db}/_all_docs`.
"""

import re
from urllib.parse import quote, unquote

from leftopen.wire.talk import Broken

_DECODED = 4
"""How often a path is decoded before it has to stay as it is."""

_FORBIDDEN = frozenset({".", ".."})
_STRAY = re.compile(r"[\\?#;\x00-\x1f\x7f-\x9f\ufffd]")
"""What ends a path, a segment (`\\` on Windows, `;` in Java) or a line, and what is no UTF-8: some is read as `/`."""

_UNRESERVED = re.compile(r"[0-9A-Za-z._~-]+")


def segment(name: str, *, own: bool = False) -> str:
    """The name, encoded. What this gives never `strays`; `Broken` where there is no such segment. `own`: it may be a
    word of the product."""
    plain = _UNRESERVED.fullmatch(name)
    coded = name if plain else quote(name, safe="", errors="replace")
    stays = name not in _FORBIDDEN if plain else bool(name) and not strays(f"/{coded}")
    if not stays or not (own or named(coded)):
        raise Broken("a name that cannot stand in a path")
    return coded


def named(coded: str) -> bool:
    """Whether an encoded segment is no word of a product, however often it is decoded."""
    plain = _decoded(coded) if "%" in coded else coded
    return plain is not None and not plain.startswith("_")


def strays(path: str) -> bool:
    """Whether a server that decodes this path, once or again, before it looks at it could take it for another."""
    plain: str | None = path
    if "%" in path:
        plain = _decoded(path)
        if plain is None or plain.count("/") != path.count("/"):
            return True
    assert plain is not None
    return _STRAY.search(plain) is not None or ("." in plain and not _FORBIDDEN.isdisjoint(plain.split("/")))


def _decoded(text: str) -> str | None:
    """The text decoded until it stays as it is; None where it goes on."""
    for _ in range(_DECODED):
        coded, text = text, unquote(text)
        if text == coded:
            return text
    return None
