"""Text of strangers in a page: harmless, escaped, in the language of its script, broken only where it may be."""

import re
from collections.abc import Iterable, Iterator

from markupsafe import Markup, escape

from leftopen.harmless import clean
from leftopen.model import Service
from leftopen.report.plain.script import runs
from leftopen.report.plain.tongue import Tongue

MOST_TEXT = 1500
"""Characters of one piece of text."""
_LONG = re.compile(r"(\S{30,})")
"""A word so long that it may be broken anywhere: a line of a narrow page has no room for it."""


def finished(value: object, own: Tongue) -> object:
    """What an expression of a template becomes: text is cleaned and escaped, and names of other scripts say theirs."""
    return spelled(value, own) if isinstance(value, str) and not isinstance(value, Markup) else value


def spelled(text: str, own: Tongue) -> Markup:
    """Text of a stranger for the page."""
    return Markup("").join(_parts(clean(text, MOST_TEXT), own))


def _parts(text: str, own: Tongue) -> Iterator[Markup]:
    for part, language in runs(text):
        if language and language != own.word:
            yield Markup('<span lang="{}">{}</span>').format(language, part)
            continue
        for number, piece in enumerate(_LONG.split(part)):
            if piece:
                yield Markup('<span class="long">{}</span>').format(piece) if number % 2 else escape(piece)


def joined(items: Iterable[str], mark: str, own: Tongue) -> Markup:
    """Pieces of text with a mark of ours between them."""
    return Markup("{}").format(mark).join(spelled(item, own) for item in items)


def code(step: str, own: Tongue) -> Markup:
    """A step with what stands between backticks as code."""
    parts = clean(step, MOST_TEXT).split("`")
    return Markup("").join(
        Markup("<code>{}</code>").format(spelled(part, own)) if number % 2 else spelled(part, own)
        for number, part in enumerate(parts)
    )


def told(says: str, own: Tongue) -> Markup:
    """What another part of leftopen says in English, in the language of the page or marked as English."""
    known = own.phrase(clean(says, MOST_TEXT))
    if known is not None:
        return spelled(known, own)
    return Markup('<span lang="en">{}</span>').format(code(says, own))


def where(service: Service) -> str:
    """Where a service is, as people write it: `10.0.0.1:9200`, `[fd00::1]:6379`."""
    address = clean(service.address, 80)
    shown = f"[{address}]" if ":" in address else address
    return f"{shown}:{service.port}" + ("/udp" if service.transport == "udp" else "")


def place(service: Service) -> Markup:
    """The same for the page: it is never broken, but after the colons of a long address."""
    if ":" not in service.address and len(service.address) < 30:
        return Markup('<span class="place">{}</span>').format(where(service))
    parts = Markup(":<wbr>").join(Markup("{}").format(part) for part in where(service).split(":"))
    return Markup('<span class="long">{}</span>').format(parts)
