"""Values that hold records themselves: documents in a text, and maps whose keys are codes. One file per form.

A module for texts has a docstring and

    OPENS    what such a text begins with, one or two characters each; or HOLDS, one character that it has in it
    value    (text: str) -> what it holds, a map or a list; None where it is not of this form
  and, where the text is a value of its own besides (an address with a query):
    BESIDE   True

a module for bytes

    BYTES     what they begin with, two or four of them each
    of_bytes  (bytes) -> what they hold; None where they are not of this form

a module for maps

    mapping  (map) -> the same with names for its codes; None where it is not of this form
    coded    (key) -> bool: a map that begins with this key may be of this form

Modules found here are the registry: there is no list to edit. Every value is read once and to a bounded size.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib import import_module
from operator import itemgetter
from pkgutil import iter_modules
from types import ModuleType
from typing import Any, NamedTuple

from leftopen.privacy.pieces import ALL

MOST = ALL
"""Characters of a text that is looked into, as many as of one that is read in pieces."""
DEPTH = 32
"""Maps and lists within each other that a form which nests may have."""


class TextForm(NamedTuple):
    """A form of texts, as `text` asks it."""

    value: Callable[[str], Any]
    beside: bool


class Held(NamedTuple):
    """What a text holds; `beside`: the text is a value of its own, too."""

    value: Any
    beside: bool


@cache
def _modules() -> tuple[ModuleType, ...]:
    found = tuple(import_module(f"{__name__}.{m.name}") for m in iter_modules(__path__))
    for module in found:
        texts = hasattr(module, "value") and (hasattr(module, "OPENS") or hasattr(module, "HOLDS"))
        maps = hasattr(module, "mapping") and hasattr(module, "coded")
        if not module.__doc__ or not (texts or maps):
            needs = "a docstring, and value with OPENS or HOLDS, or mapping with coded"
            raise TypeError(f"{module.__name__}: needs {needs}")
    return found


@cache
def _by(attribute: str) -> dict[str, tuple[TextForm, ...]]:
    found: dict[str, tuple[TextForm, ...]] = {}
    for module in _modules():
        for mark in getattr(module, attribute, ()):
            found[mark] = (*found.get(mark, ()), TextForm(module.value, getattr(module, "BESIDE", False)))
    return found


FIRST = frozenset(opening[0] for opening in _by("OPENS"))
"""First characters of texts that call for a look."""
HOLDS = tuple(_by("HOLDS"))
holds = re.compile(f"[{re.escape(''.join(HOLDS))}]").search
"""Something where a text has a character that calls for a look."""


_START = itemgetter(slice(0, 2))


def opened(value: str) -> bool:
    """True where a text of such a first character begins as a form does."""
    opens = _by("OPENS")
    return value[:1] in opens or value[:2] in opens


def candidates(texts: Sequence[str]) -> list[int]:
    """The places of those of several texts that call for a look; asked of all at once, as there are few of them."""
    opens = _by("OPENS")
    heads = list(map(_START, texts))
    begins = {head for head in set(heads) if head in opens or head[:1] in opens}
    whole = "".join(texts)  # marks are of one character: none comes of what is joined
    marks = [mark for mark in HOLDS if mark in whole]
    if not (begins or marks):
        return []
    if not marks:
        return [at for at, head in enumerate(heads) if head in begins]
    if len(marks) == 1:
        (mark,) = marks
        return [at for at, text in enumerate(texts) if mark in text or heads[at] in begins]
    return [at for at, text in enumerate(texts) if heads[at] in begins or holds(text)]


def text(value: str) -> Held | None:
    """What a text holds; None for one that is only itself."""
    if len(value) > MOST:
        return None
    value = value.rstrip()  # a line of a log that a container wrote has its end with it
    opens, holds = _by("OPENS"), _by("HOLDS")
    forms = [*opens.get(value[:1], ()), *opens.get(value[:2], ())]
    forms += [form for mark in HOLDS if mark in value for form in holds[mark]]
    for form in forms:
        found = form.value(value)
        if found is not None:
            return Held(found, form.beside)
    return None


@cache
def _maps() -> tuple[Callable[[Mapping[Any, Any]], Mapping[Any, Any] | None], ...]:
    return tuple(module.mapping for module in _modules() if hasattr(module, "mapping"))


@cache
def _of_bytes() -> dict[bytes, Callable[[bytes], Any]]:
    return {opening: module.of_bytes for module in _modules() for opening in getattr(module, "BYTES", ())}


def data(value: bytes) -> Any:
    """What bytes hold; None for those that are only themselves."""
    form = _of_bytes().get(value[:4]) or _of_bytes().get(value[:2])
    return form(value) if form is not None and len(value) <= MOST else None


@cache
def _coded() -> tuple[Callable[[str], bool], ...]:
    return tuple(module.coded for module in _modules() if hasattr(module, "mapping"))


def coded(key: Any) -> bool:
    """True where a map that begins with this key may be one whose keys are codes."""
    return isinstance(key, str) and any(asked(key) for asked in _coded())


def mapping(value: Mapping[Any, Any]) -> Mapping[Any, Any]:
    """A map with names for its codes, or itself."""
    for form in _maps():
        found = form(value)
        if found is not None:
            return found
    return value
