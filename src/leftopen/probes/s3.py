"""Object stores that speak S3 (MinIO, Ceph, SeaweedFS, Moto and kin). Open when a bucket lists its objects without a
login, while a bucket of a random name is refused. Names, sizes and times only: no object is fetched.

Sources: Amazon S3 API reference (ListBuckets, ListObjectsV2, ListObjectVersions, error responses). Which buckets there
are is known from the list of the server, from links on its first page or from figures of MinIO that anybody may read,
and else not: no name is ever guessed. A server that lists none may still have public ones, which who knows their name
can read; the proof says so. Of a bucket without an object its versions are asked for, which deleting does not delete.
"""

import re
import secrets

from leftopen.model import DoorState
from leftopen.probes import Spec
from leftopen.raw import Finding, RawCollection, Times
from leftopen.survey.doors import by_name, unasked
from leftopen.survey.http import LISTING, PAGE, REFUSED, barred, in_turn, lock, patient, refused
from leftopen.survey.survey import Catalogue, Entry, Survey, Words, walk
from leftopen.wire import http
from leftopen.wire.s3 import BUCKETS, ERROR, OBJECTS, VERSIONS, Told, told
from leftopen.wire.talk import Foreign, Request, Response, SampleLimits, Talk

_LIST = "/{bucket}?list-type=2&encoding-type=url&max-keys={keys}"
_OWN = "/?list-type=2&encoding-type=url&max-keys={keys}"
_VERSIONS = "/{bucket}?versions=&encoding-type=url&max-keys={keys}"
"""What was deleted or written over, where a bucket keeps it."""

_FIGURES = "/minio/v2/metrics/bucket"
"""Figures of each bucket by its name, for Prometheus; for everybody where `MINIO_PROMETHEUS_AUTH_TYPE` is `public`."""

_HOST = "/"
"""What a bucket is called here that answers at the root of its host, where its name is not in the path."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,254}")
"""Names of buckets: up to 255 letters, capitals and underscores too, as they were before March 2018 and as Ceph allows
("Bucket naming rules", former naming rules; `rgw_relaxed_s3_bucket_names`); others are not asked about."""

_LINK = re.compile(rb"(?:href|src)\s*=\s*[\"']?(?:https?://[^/\"'\s>]{1,255})?/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])/")
_COUNTED = re.compile(rb'^minio_bucket_[a-z_]+\{[^}\n]*?\bbucket="([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])"', re.MULTILINE)
_TELL = "x-amz-request-id"
_MARKS = (b"<ListAllMyBucketsResult", b"<ListBucketResult", b"\n" + _TELL.encode() + b": ")
_ENTRY_BYTES = 320
"""About what one object takes in a list: to ask for as many as there is room for."""

_MOST_KEYS = 1000


def _recognises(first: bytes) -> bool:
    """A list at the root, a request that is counted as S3 counts them, or the error that names its request."""
    if not first.startswith(b"HTTP/"):
        return False
    return any(mark in first for mark in _MARKS) or (b"<Error><Code>" in first and b"<RequestId>" in first)


SPEC = Spec(
    protocols=("s3",),
    ports=(9000, 7480, 8333),
    wide=(3900, 4566),
    over="http",
    recognises=_recognises,
    verbs=frozenset({"GET /", *(f"GET {path}" for path in (_LIST, _OWN, _VERSIONS, _FIGURES))}),
    beyond=unasked("Objects", "the list of buckets and that of each bucket", "the policy"),
)
WORDS = Words("bucket", "object", "GET /", "the list of {}", "a bucket of a random name was refused")
COUNTED = Words("bucket", "object", f"GET {_FIGURES}", "the list of {}", "a bucket of a random name was refused")
"""Where its list of buckets is refused."""

_UNLISTED = "; it lists its buckets to nobody, and a public one among them would be read by who knows its name"

_LOCKS = frozenset(
    {
        "AccessDenied", "AccessForbidden", "AccountProblem", "AllAccessDisabled", "AuthenticationRequired",
        "AuthorizationHeaderMalformed", "ExpiredToken", "InvalidAccessKeyId", "InvalidSecurity", "InvalidToken",
        "MissingAuthenticationToken", "MissingSecurityHeader", "NotSignedUp", "SignatureDoesNotMatch",
        "UnauthorizedAccess",
    }
)  # fmt: skip
"""Of the codes of errors those that refuse who asks; the others are of the request, or of the server now."""

_CODES = _LOCKS | {
    "InternalError", "InvalidBucketName", "InvalidRequest", "MethodNotAllowed", "NoSuchBucket", "NoSuchKey",
    "NotImplemented", "PermanentRedirect", "RequestTimeout", "ServiceUnavailable", "SlowDown", "TemporaryRedirect",
}  # fmt: skip
"""Codes of errors (Amazon S3 API Reference, "Error responses"; MinIO, Ceph) that may be repeated."""


def probe(limits: SampleLimits) -> Talk[Finding]:
    """Asks a server whose root is a list or an error of S3."""
    return (yield from walk(Survey("s3", limits, WORDS), _S3()))


class _S3(Catalogue):
    """See `survey.Catalogue`. The key of an entry is the name of the bucket, `/` for one at the root of its host."""

    def __init__(self) -> None:
        self._root = Told(ERROR)
        self._links: list[str] = []
        self._missing = False

    def greet(self, survey: Survey) -> Talk[None]:
        """The root is a list of buckets, of objects where the host is a bucket, an error, or a page of a bucket."""
        response = yield from patient(http.get("/", most=PAGE))
        root = told(response)
        if root is None and _TELL not in response.headers:
            raise Foreign("nothing of S3 at the root")
        if root and root.kind == ERROR and not root.code:
            raise Foreign("an error of something else")
        survey.product = _product(response)
        self._root = root or self._root
        if root is None:
            self._links = list(dict.fromkeys(name.decode() for name in _LINK.findall(response.body)))
        elif root.kind == ERROR and response.status in REFUSED and root.code in _LOCKS:
            self._links = (yield from _counted()) if survey.product == "MinIO" else []
            if self._links:
                survey.words = COUNTED
            else:
                yield from self.control(survey)
                survey.controlled = self._missing  # who refuses any name has refused all
                refusal = f"GET / was refused with {response.status} ({_word(root.code)})"
                lock(survey, refusal if self._missing else f"{refusal}{_UNLISTED}")
        elif root.kind == ERROR:
            survey.undecided = f"GET / was answered with {response.status} ({_word(root.code)})"

    def control(self, survey: Survey) -> Talk[None]:
        """A bucket of a random name is not there, or refused as all are; at the root of a bucket it is an object."""
        response = yield from patient(_list(f"leftopen-{secrets.token_hex(6)}", 1))
        answer = told(response)
        survey.controlled = answer is not None and answer.kind == ERROR and response.status in (403, 404)
        self._missing = survey.controlled and response.status == 404
        if response.status == 200 and answer and answer.kind != ERROR:
            survey.decoy = "It has a bucket that does not exist"

    def entries(self, survey: Survey) -> Talk[list[Entry]]:
        """The buckets of the list; the one that the host is; those that a page has links to."""
        root = self._root
        if root.kind == OBJECTS:
            return [Entry(_HOST, RawCollection(_HOST))]
        if root.kind != BUCKETS:
            survey.whole = False
            if survey.words is not COUNTED and not survey.undecided:
                survey.undecided = "The first page is one of a bucket whose list is not shown"
            return [Entry(name, RawCollection(name)) for name in self._links]
        if not root.whole:
            larger = told((yield from patient(http.get("/", most=LISTING, shared=False))))
            root = larger if larger and larger.kind == BUCKETS else root
        survey.whole = root.whole
        if root.nameless and not root.stored:
            survey.undecided = "The nameless owner has no bucket, which says nothing of those that others have"
        elif root.owner:
            survey.facts["owner"] = root.owner
        return [Entry(each.name, RawCollection(each.name, created=each.moment)) for each in root.stored]

    def sample(self, survey: Survey, entries: list[Entry]) -> Talk[None]:
        """A page of objects of each bucket. A page that has them all says how many there are."""
        for entry, room in in_turn(survey, [each for each in entries if each.key == _HOST or _plain(each.key)]):
            keys = min(_MOST_KEYS, max(1, room // _ENTRY_BYTES))
            response = yield from patient(_list(entry.key, keys, most=room))
            survey.took(len(response.body))
            page = told(response)
            if page is None or page.kind != OBJECTS:
                barred(survey, response)
                page = self._root if entry.key == _HOST else None
            if page is None:
                continue
            if page.whole and not page.stored and entry.key != _HOST:
                page = (yield from self._versions(survey, entry, keys, room)) or page
            _figure(entry, page)
            rows = [{"key": each.name, "size": each.size} for each in page.stored]
            survey.keep(entry, rows, shown=len(rows), more=not page.whole)

    def _versions(self, survey: Survey, entry: Entry, keys: int, room: int) -> Talk[Told | None]:
        """Versions of objects of a bucket that has none that is current; None where it shows none."""
        request = http.get(_VERSIONS, most=room, bucket=entry.key, keys=str(keys))
        response = yield from patient(request)
        survey.took(len(response.body))
        page = told(response)
        if page is None or page.kind != VERSIONS or not (page.stored or not page.whole):
            return None
        survey.aside = ", with versions of objects that were deleted" if page.stored else survey.aside
        return page


def reread(limits: SampleLimits, door: str) -> Talk[DoorState]:  # noqa: ARG001 - see `probes.Probe`
    """A bucket may be listed by who knows its name though the list of buckets is not."""
    ways = [_list(door, 1)] if door == _HOST or _plain(door) else []
    return (yield from by_name(ways, _shows, _denied))


def _shows(response: Response) -> bool:
    page = told(response)
    return page is not None and page.kind == OBJECTS and bool(page.stored)


def _denied(response: Response) -> bool:
    page = told(response)
    return refused(response) and (page is None or page.kind != ERROR or page.code in _LOCKS)


def _counted() -> Talk[list[str]]:
    """The buckets that the figures of MinIO name, where these are for everybody."""
    response = yield from patient(http.get(_FIGURES, most=PAGE))
    names = _COUNTED.findall(response.body) if response.status == 200 else []
    return [name.decode() for name in dict.fromkeys(names)]


def _list(bucket: str, keys: int, *, most: int = PAGE) -> Request:
    if bucket == _HOST:
        return http.get(_OWN, most=most, keys=str(keys))
    return http.get(_LIST, most=most, bucket=bucket, keys=str(keys))


def _plain(name: str) -> bool:
    return _NAME.fullmatch(name) is not None


def _figure(entry: Entry, page: Told) -> None:
    """Counts and bytes, where the page has all; and when objects were written, of those that it has."""
    store = entry.store
    if page.whole:
        store.records = len(page.stored)
        store.bytes = sum(each.size or 0 for each in page.stored)
    moments = [each.moment for each in page.stored if each.moment is not None]
    if moments:
        store.times.append(Times("changes of objects", min(moments), max(moments)))


def _word(code: str) -> str:
    """The code of an error, where it is one of the protocol's; another text is not repeated."""
    return code if code in _CODES else "an error"


def _product(response: Response) -> str | None:
    """By the header that names the server; Moto runs on Werkzeug and calls itself Amazon besides."""
    server = response.headers.get("server", "")
    if "Werkzeug" in server and "amazon.com" in server:
        return "Moto"
    return "MinIO" if server.startswith("MinIO") else None
