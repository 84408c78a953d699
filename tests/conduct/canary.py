"""Finds a value in bytes, however it was written: plain, encoded, or inside a compressed stream."""

import base64
import html
import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

_HEADS = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda", b"\x1f\x8b\x08")
_MOST = 16 << 20


def spellings(value: str) -> dict[str, set[bytes]]:
    """The value in every way in which it might be written, by the name of the way; in lower case."""
    cases = {value, value.lower(), value.upper()}
    raw = {case.encode() for case in cases}
    return {
        "plain": {value.lower().encode()},
        "JSON": {json.dumps(case)[1:-1].lower().encode() for case in cases},
        "HTML": {html.escape(value.lower()).encode()},
        "percent": {quote(value.lower(), safe="").lower().encode()},
        "percent, whole": {"".join(f"%{byte:02x}" for byte in each).encode() for each in raw},
        "hex": {each.hex().encode() for each in raw},
        "UTF-16LE": {value.lower().encode("utf-16-le")},
        "UTF-16BE": {value.lower().encode("utf-16-be")},
    }


def aligned(value: str) -> list[bytes]:
    """The value in base64, at each of the three places where it can begin; the ends that other bytes share are cut."""
    found = []
    for before in range(3):
        coded = base64.b64encode(b"\0" * before + value.encode())
        first = (before * 8 + 5) // 6
        last = (before + len(value.encode())) * 8 // 6
        found += [coded[first:last], coded[first:last].translate(bytes.maketrans(b"+/", b"-_"))]
    return found


_MEMBER = re.compile(rb"PK\x03\x04.{26}", re.DOTALL)
"""The head of a member of a zip archive; the lengths of its name and of its extra field stand at its end."""


def layers(data: bytes, depth: int = 2) -> Iterator[bytes]:
    """The bytes, and what the compressed streams inside them hold."""
    yield data
    if not depth:
        return
    for start in (match.end() for match in _MEMBER.finditer(data)):
        name, extra = (
            int.from_bytes(data[start - 4 : start - 2], "little"),
            int.from_bytes(data[start - 2 : start], "little"),
        )
        with suppress(zlib.error):
            yield from layers(zlib.decompressobj(-15).decompress(data[start + name + extra :], _MOST), depth - 1)
    for head in _HEADS:
        at = data.find(head)
        while at >= 0:
            stream = zlib.decompressobj(47)
            try:
                inner = stream.decompress(data[at:], _MOST)
            except zlib.error:
                inner = b""
            if inner:
                yield from layers(inner, depth - 1)
            at = data.find(head, at + 1)


def leaks(data: bytes, canaries: Mapping[str, str]) -> list[str]:
    """`name, way: surroundings` for each canary that these bytes hold."""
    found = []
    for layer in layers(data):
        low = layer.lower()
        for name, value in canaries.items():
            needles = [(way, low, needle) for way, each in spellings(value).items() for needle in each]
            needles += [("base64", layer, needle) for case in (value, value.lower()) for needle in aligned(case)]
            hits = ((way, at) for way, where, needle in needles if (at := where.find(needle)) >= 0)
            found += [f"{name}, {way}: {layer[max(0, at - 60) : at + 60]!r}" for way, at in hits]
    return found


def written(*roots: Path) -> Iterator[tuple[str, bytes]]:
    """Every file below these folders, with its name."""
    for root in roots:
        for path in sorted(root.rglob("*")):
            if path.is_file():
                yield str(path.relative_to(root)), str(path.name).encode() + b"\n" + path.read_bytes()


def report(places: Iterable[tuple[str, bytes]], canaries: Mapping[str, str]) -> list[str]:
    """All leaks, each with its place."""
    return [f"{place}: {leak}" for place, data in places for leak in leaks(data, canaries)]
