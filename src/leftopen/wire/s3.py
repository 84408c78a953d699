"""Answers of object stores that speak S3: lists of buckets, lists of objects, errors.

Source: Amazon S3 API reference (ListBuckets, ListObjectsV2, ListObjectVersions, error responses). A list that was cut
ends after its last whole entry; everything here takes time linear in the bytes.
"""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote_plus

from leftopen.wire import xml
from leftopen.wire.talk import Broken, Response
from leftopen.wire.xml import Element

BUCKETS, OBJECTS, ERROR = "ListAllMyBucketsResult", "ListBucketResult", "Error"
VERSIONS = "ListVersionsResult"
_ENTRY = {BUCKETS: ("Bucket", "</Buckets>"), OBJECTS: ("Contents", ""), VERSIONS: ("Version", "")}
_HEAD = 512


@dataclass(frozen=True, slots=True)
class Stored:
    """A bucket or an object as it was listed: `moment` (created, changed) is epoch seconds; `size` in bytes."""

    name: str
    moment: float | None
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What an answer holds. `kind`: the name of its root; `code`: that of an error; `whole`: nothing was left out;
    `owner`: the name that the owner of the buckets shows, `nameless` where there is no owner or an anonymous one."""

    kind: str
    code: str = ""
    stored: tuple[Stored, ...] = ()
    whole: bool = True
    owner: str | None = None
    nameless: bool = False


def told(response: Response) -> Told | None:
    """What an answer says in XML of S3; None where it is none of that."""
    head = response.body[:_HEAD].decode("ascii", "replace")
    kind = next((each for each in (BUCKETS, OBJECTS, VERSIONS, ERROR) if f"<{each}" in head), None)
    if kind is None:
        return None
    body = response.body
    if response.cut:
        if kind == ERROR:
            return None
        entry, closing = _ENTRY[kind]
        end = body.rfind(b"</%b>" % entry.encode())
        if end < 0:
            return Told(kind, whole=False)
        body = body[:end] + f"</{entry}>{closing}</{kind}>".encode()
    try:
        root = xml.parse(body, most=max(1, len(body)))
    except Broken:
        return None
    if root.name != kind:
        return None
    return Told(kind, root.said("Code") or "") if kind == ERROR else _listed(kind, root, cut=response.cut)


def _listed(kind: str, root: Element, *, cut: bool) -> Told:
    if kind == BUCKETS:
        owner = root.find("Owner")
        named = owner.said("ID") if owner else None
        found = tuple(_bucket(each) for each in root.walk() if each.name == "Bucket")
        more = cut or root.said("ContinuationToken") is not None
        return Told(
            kind,
            stored=tuple(each for each in found if each.name),
            whole=not more,
            owner=owner.said("DisplayName") if owner else None,
            nameless=named in (None, "anonymous"),
        )
    coded = root.said("EncodingType") == "url"
    objects = tuple(_object(each, coded) for each in root.children if each.name == _ENTRY[kind][0])
    return Told(kind, stored=objects, whole=not cut and root.said("IsTruncated") != "true")


def _bucket(element: Element) -> Stored:
    return Stored(element.said("Name") or "", moment(element.said("CreationDate")))


def _object(element: Element, coded: bool) -> Stored:
    key = next((each.text for each in element.children if each.name == "Key"), "")
    size = element.said("Size") or ""
    known = size.isascii() and size.isdigit() and len(size) <= 18
    name = unquote_plus(key, errors="replace") if coded else key
    return Stored(name, moment(element.said("LastModified")), int(size) if known else None)


def moment(text: str | None) -> float | None:
    """Epoch seconds of a time with its zone; None where it is none.

    >>> moment("2026-11-27T06:10:50.555Z"), moment("yesterday")
    (1795759850.555, None)
    """
    try:
        found = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return found.timestamp() if found.tzinfo and found.year > 1970 else None
