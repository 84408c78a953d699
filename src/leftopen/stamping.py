"""Time stamps (RFC 3161): what an authority signed of a hash, and when. Asking for one is elsewhere (`cases.stamps`).

What is stamped is a hash of ours as text (64 hexadecimal digits), of which the authority gets the SHA-256 and nothing
else. A stamp shows that the hash, and so everything it stands for, was there at that time: who has folder and key can
rewrite both, and not the stamp. `rfc3161-client` reads and verifies; it is the extra `custody`.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from leftopen.extras import needed
from leftopen.harmless import clean

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

LARGEST = 1 << 16
"""Bytes of an answer of an authority."""
_NAME = 120
_CERTIFICATES = 0xA0
"""The tag of the certificates of a SignedData (RFC 5652, 5.1)."""


class NotStamped(Exception):
    """No stamp, or one that does not hold; the text is one line."""


class Question(NamedTuple):
    """What an authority is asked: the bytes to send, and the number that its answer must repeat."""

    body: bytes
    nonce: int


class Stamp(NamedTuple):
    """What an answer says: `at` (UTC) and by whom; `trusted`: a root that was given vouches for it."""

    at: dt.datetime
    by: str
    trusted: bool


class Trust(NamedTuple):
    """Certificates to which those of an authority are to lead."""

    roots: tuple["Certificate", ...]
    between: tuple["Certificate", ...]


def question(head: str) -> Question:
    """The question for a hash of ours. Raises NotStamped where the extra is not installed."""
    made = _library().TimestampRequestBuilder(data=head.encode(), hash_algorithm=_library().HashAlgorithm.SHA256)
    asked = made.build()
    return Question(asked.as_bytes(), asked.nonce)


def read(answer: bytes, head: str, trust: Trust | None = None, nonce: int | None = None) -> Stamp:
    """An answer that is a stamp of this hash of ours. Raises NotStamped for any other one, or one that `trust` does not
    vouch for.
    """
    library = _library()
    if len(answer) > LARGEST:
        raise NotStamped("it is larger than any stamp")
    try:
        told = library.decode_timestamp_response(ordered(answer))
        if told.status not in (0, 1):
            said = clean(" ".join(told.status_string), _NAME)
            raise NotStamped(f"the authority refused it ({said or told.status})")
        info, signed = told.tst_info, told.signed_data
        at, imprint, repeated = info.gen_time, info.message_imprint, info.nonce
        by = _signer(signed)
    except NotStamped:
        raise
    except Exception:  # noqa: BLE001 (two libraries raise a dozen kinds for what is no stamp)
        raise NotStamped("it is no stamp") from None
    if imprint.hash_algorithm.dotted_string != library.verify.SHA256_OID or imprint.message != _imprint(head):
        raise NotStamped("it is one of something else")
    if nonce is not None and repeated != nonce:
        raise NotStamped("it answers another question")
    if trust is not None:
        _verify(library, told, head, trust)
    return Stamp(at if at.tzinfo else at.replace(tzinfo=dt.UTC), by, trust is not None)


def trusted(pem: bytes) -> Trust:
    """The certificates of a file: those that signed themselves are roots. Raises NotStamped."""
    from cryptography import x509

    try:
        found = x509.load_pem_x509_certificates(pem)
    except ValueError:
        found = []
    roots = tuple(each for each in found if each.issuer == each.subject)
    if not roots:
        raise NotStamped("holds no root certificate as PEM")
    return Trust(roots, tuple(each for each in found if each.issuer != each.subject))


def ordered(answer: bytes) -> bytes:
    """The same answer with its certificates in the order that DER wants of a set (X.690, 11.6), which OpenSSL's own
    authority does not keep to and the library insists on. They are not signed, and the lengths stay. What is no answer
    is given back as it is.
    """
    try:
        _, body, _ = _element(answer, 0)
        _, _, token = _element(answer, body)
        _, inner, _ = _element(answer, token)
        _, _, explicit = _element(answer, inner)
        _, content, _ = _element(answer, explicit)
        _, at, _ = _element(answer, content)
        for _ in range(3):
            _, _, at = _element(answer, at)
        tag, first, end = _element(answer, at)
    except IndexError:
        return answer
    if tag != _CERTIFICATES:
        return answer
    members = []
    place = first
    while place < end:
        try:
            _, _, after = _element(answer, place)
        except IndexError:
            return answer
        members.append(answer[place:after])
        place = after
    return answer[:first] + b"".join(sorted(members)) + answer[end:] if place == end else answer


def _element(data: bytes, at: int) -> tuple[int, int, int]:
    """Tag, and where the content begins and ends, of an element of DER. Raises IndexError where it is none."""
    tag, size, start = data[at], data[at + 1], at + 2
    if size & 0x80:
        count = size & 0x7F
        size, start = int.from_bytes(data[start : start + count]), start + count
    if not start <= start + size <= len(data):
        raise IndexError
    return tag, start, start + size


def _imprint(head: str) -> bytes:
    return hashlib.sha256(head.encode()).digest()


def _verify(library: Any, told: Any, head: str, trust: Trust) -> None:
    builder = library.VerifierBuilder(roots=list(trust.roots), intermediates=list(trust.between))
    try:
        builder.build().verify(told, _imprint(head))
    except Exception as why:  # noqa: BLE001 (as above)
        raise NotStamped(f"the certificates that were given do not vouch for it ({clean(str(why), _NAME)})") from None


def _signer(signed: Any) -> str:
    """Whose certificate signed it, as its subject says."""
    from cryptography import x509

    (signer,) = signed.signer_infos
    for data in signed.certificates:
        each = x509.load_der_x509_certificate(data)
        if (each.issuer, each.serial_number) == (signer.issuer, signer.serial_number):
            named = each.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
            return clean(str(named[0].value) if named else each.subject.rfc4514_string(), _NAME)
    return clean(signer.issuer.rfc4514_string(), _NAME)


def _library() -> Any:
    try:
        import rfc3161_client
        import rfc3161_client.verify
    except ImportError:
        raise NotStamped(f"a time stamp {needed('custody')}") from None
    return rfc3161_client


def told(
    stamps: Iterable[tuple[int | None, str, bytes]], of: str, trust: Trust | None
) -> tuple[list[str], list[str], list[str]]:
    """Faults, what is proved and what is not by stamps, each with the number of the line that it is of."""
    found: tuple[list[str], list[str], list[str]] = [], [], []
    for place, says in _told(stamps, of, trust):
        found[place].append(says)
    return found


def _told(stamps: Iterable[tuple[int | None, str, bytes]], of: str, trust: Trust | None) -> Iterator[tuple[int, str]]:
    for line, head, answer in stamps:
        if line is None:
            yield 0, f"a time stamp is of a line {of} that is not there"
            continue
        try:
            stamp = read(answer, head, trust)
        except NotStamped as why:
            yield 0, f"the time stamp of line {line} {of} does not hold: {why}"
            continue
        when = f"{stamp.at:%Y-%m-%d %H:%M:%S} UTC by {stamp.by}"
        if stamp.trusted:
            yield 1, f"line {line} {of}, and all before it, was there at {when}"
        else:
            yield 2, f"that line {line} {of} was there at {when}, as its time stamp says: name whom to trust with --tsa"
