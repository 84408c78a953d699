"""Every function of a module that looks at a text of the other side, made ready to be called with one.

A function is called by its annotations alone, so that a new module is covered as it stands: its first parameter takes
the text, those without a default get what their type allows. Readers of a grammar (`Talk`) run over the bytes, in
pieces, as they would over a connection.
"""

import inspect
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin, get_type_hints

from leftopen.wire.talk import (
    Closed,
    Exact,
    Message,
    Parse,
    Request,
    Response,
    Rest,
    Talk,
    Until,
)
from tests.hostile.linear import Cost, as_bytes

PIECE = 1_400
"""Bytes that come at a time over a connection."""
_MOST = 1 << 20
_TEXTS = (str, Any, object)
_OPERATIONS = 20_000


@dataclass(frozen=True)
class Call:
    """A function of one text; `of_bytes`: it reads what comes over a connection."""

    make: Cost
    of_bytes: bool

    def __call__(self, text: str, /) -> object:
        return self.make(text)


def functions(module: Any) -> Iterator[tuple[str, Call]]:
    """The functions of a module that take a text first, or read one, by name."""
    for name, value in [*vars(module).items()]:
        function = inspect.unwrap(value) if callable(value) and hasattr(value, "__wrapped__") else value
        if inspect.isfunction(function) and function.__module__ == module.__name__ and not name.startswith("_"):
            made = ready(function)
            if made:
                yield name, made


def ready(function: Callable[..., Any]) -> Call | None:
    """The function as one of a text; None where it takes none."""
    try:
        hints = get_type_hints(function)
    except (NameError, TypeError):
        return None
    result = str(hints.get("return", ""))
    parameters = [*inspect.signature(function).parameters.values()]
    positional = [each for each in parameters if each.kind in (each.POSITIONAL_ONLY, each.POSITIONAL_OR_KEYWORD)]
    is_talk = "Generator[" in result and "Send" in result
    convert = _reading if is_talk else _converted(hints.get(positional[0].name)) if positional else None
    if convert is None or any(each.kind is each.VAR_POSITIONAL and not is_talk for each in parameters[1:]):
        return None
    rest = positional if is_talk else positional[1:]
    keywords = [each for each in parameters if each.kind is each.KEYWORD_ONLY]
    given: dict[str, Any] = {}
    for each in (*rest, *keywords):
        if each.default is each.empty:
            value = _argument(each.name, hints.get(each.name))
            if value is None:
                return None
            given[each.name] = value
    if is_talk:
        return Call(lambda text: run(function(**given), as_bytes(text)), True)
    first = positional[0].name
    return Call(lambda text: _use(function(**{first: convert(text)}, **given)), hints.get(first) is bytes)


def _use(result: Any) -> Any:
    """Goes through what comes lazily."""
    if isinstance(result, Iterator):
        for number, _ in enumerate(result):
            if number > _MOST:
                break
    return result


def _reading(text: str) -> bytes:
    return as_bytes(text)


def _converted(hint: Any) -> Callable[[str], Any] | None:
    """How a parameter of that type takes a text."""
    if hint in _TEXTS:
        return str
    if hint is bytes:
        return as_bytes
    if hint is Response:
        return lambda text: Response(200, "", {"content-type": "text/html", "server": text[:4096]}, as_bytes(text))
    said = str(hint)
    if re.search(r"Iterable\[[\w.]*Sequence\[typing\.Any\]\]", said):
        return lambda text: [[text]]  # batches of records: the text is one record, not each of its letters
    if re.search(r"Sequence\[(typing\.)?(Any|str|object)\]|list\[(typing\.)?(Any|str)\]|Values$", said):
        return lambda text: [text]
    if re.search(r"(Mapping|dict)\[str, (str|typing\.Any|object)\]", said):
        return lambda text: {"name": text, text[:64]: text}
    return None


def _argument(name: str, hint: Any) -> Any:
    """Something of that type that a caller could mean."""
    if hint is bool:
        return False
    if hint is int:
        return _MOST if name in ("most", "size", "limit") else 1_000
    if hint is str:
        return "hits"
    if hint is bytes:
        return b"HTTP/" if name == "begins" else b"a"
    if hint is Message:
        return Message("none", "NONE", b"", "")
    said = str(hint)
    if "Message]" in said:
        return (Message("none", "NONE", b"", ""),) * 100
    if "frozenset" in said or "Collection" in said or "Iterable[str]" in said or "Sequence[str]" in said:
        return frozenset({"hits"})
    origin = get_origin(hint)
    if origin is Literal:
        return get_args(hint)[0]
    return {} if isinstance(origin, type) and issubclass(origin, Mapping | Sequence) else None


def run(talk: Talk[Any], data: bytes) -> Any:
    """Runs a talk over bytes that come in pieces, after which the peer closes."""
    place = 0
    reply: Any = None
    try:
        op = next(talk)
        for _ in range(_OPERATIONS + len(data)):
            if isinstance(op, Exact):
                place, reply = _taken(data, place, op.n)
            elif isinstance(op, Until):
                end = data.find(op.mark, place, place + op.most)
                place, reply = _taken(data, place, end + len(op.mark) - place if end >= 0 else len(data) + 1)
            elif isinstance(op, Rest):
                place, reply = len(data), data[place : place + op.most]
            elif isinstance(op, Request):
                reply = Response(200, "", {}, data[: op.most])
            elif isinstance(op, Parse):
                place, reply = _parsed(op, data, place), b""
            else:
                reply = None
            op = talk.send(reply)
    except StopIteration as end:
        return end.value
    finally:
        talk.close()
    raise AssertionError("a talk without an end")


def _taken(data: bytes, place: int, size: int) -> tuple[int, bytes]:
    if place + size > len(data):
        raise Closed("the end of the text")
    return place + size, data[place : place + size]


def _parsed(op: Parse, data: bytes, start: int) -> int:
    """The place after the answer that begins at `start`."""
    there = min(start + PIECE, len(data))
    while True:
        end = op.reader.read(data[:there], start)
        if end <= there:
            return end
        if there == len(data) or there - start >= op.most:
            raise Closed("the end of the text")
        there = min(max(end, there + PIECE), len(data))
