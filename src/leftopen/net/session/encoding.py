"""Compressed HTTP bodies, decoded up to a bound. Source: RFC 9110, 8.4 (content codings)."""

import codecs
import zlib

from leftopen.wire.talk import Broken, Response

_ZLIB_OR_GZIP = 32 + zlib.MAX_WBITS
_RAW = -zlib.MAX_WBITS
_MEMBER, _MEMBERS = b"\x1f\x8b", 256


def decoded(response: Response, most: int) -> Response:
    """The response with its body as it was before compression, at most `most` bytes of it.

    One coding is undone: whoever compresses twice is not asked for it and gets `Broken`, as do unknown codings.
    """
    return _in_utf8(_decompressed(response, most))


def _in_utf8(response: Response) -> Response:
    """UTF-16 that says so by its mark becomes UTF-8, as all that is read here is in that (RFC 8259, 8.1)."""
    body = response.body
    if body[:2] not in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return response
    text = body[: len(body) - len(body) % 2].decode("utf-16", "replace").encode("utf-8", "replace")
    return Response(response.status, response.reason, response.headers, text, response.cut)


def _decompressed(response: Response, most: int) -> Response:
    coding = response.headers.get("content-encoding", "identity").strip().lower()
    if coding in ("identity", "") or not response.body:
        return response
    if coding in ("gzip", "x-gzip"):
        body = _inflate(response.body, most, _ZLIB_OR_GZIP)
    elif coding == "deflate":
        # RFC 9110 means zlib, some servers send bare deflate
        is_zlib = response.body[0] & 0x0F == zlib.DEFLATED and int.from_bytes(response.body[:2], "big") % 31 == 0
        body = _inflate(response.body, most, _ZLIB_OR_GZIP if is_zlib else _RAW)
    else:
        raise Broken("a coding that was not asked for")
    cut = response.cut or len(body) > most
    return Response(response.status, response.reason, response.headers, body[:most], cut)


def _inflate(data: bytes, most: int, wbits: int) -> bytes:
    """At most `most` + 1 bytes, of all members that follow each other (RFC 1952, 2.2)."""
    body = b""
    try:
        for _ in range(_MEMBERS):
            member = zlib.decompressobj(wbits)
            body += member.decompress(data, most + 1 - len(body))
            data = member.unused_data
            if len(body) > most or data[:2] != _MEMBER:
                return body
    except zlib.error:
        raise Broken("a body that is not compressed as it says") from None
    raise Broken("a body in too many parts")
