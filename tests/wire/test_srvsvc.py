import contextlib
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import srvsvc
from leftopen.wire.srvsvc import Refused, Share
from leftopen.wire.talk import Broken

SPECIAL = 0x80000000


def ndr(text: str) -> bytes:
    data = (text + "\0").encode("utf-16-le")
    size = len(text) + 1
    return struct.pack("<III", size, 0, size) + data + bytes(-len(data) % 4)


def listed(*shares: tuple[str, int, str], code: int = 0) -> bytes:
    count = len(shares)
    head = struct.pack("<IIIIII", 1, 1, 4, count, 8, count)
    head += b"".join(struct.pack("<III", 1, kind, 2) for _, kind, _ in shares)
    return (
        head + b"".join(ndr(name) + ndr(comment) for name, _, comment in shares) + struct.pack("<III", count, 0, code)
    )


def part(body: bytes, kind: int = 2, flags: int = 3) -> bytes:
    head = struct.pack("<BBBBIHHI", 5, 0, kind, flags, 0x10, 24 + len(body), 0, 2)
    return head + struct.pack("<IHH", len(body), 0, 0) + body


def bind_ack(result: int = 0, place: str = "\\PIPE\\srvsvc\0") -> bytes:
    body = struct.pack("<HHIH", 4280, 4280, 1, len(place)) + place.encode()
    body += bytes(-len(body) % 4) + struct.pack("<BBHHH", 1, 0, 0, result, 0) + bytes(20)
    return struct.pack("<BBBBIHHI", 5, 0, 12, 3, 0x10, 16 + len(body), 0, 1) + body


def test_shares_are_read() -> None:
    data = part(listed(("pub", 0, "for all"), ("IPC$", 3 | SPECIAL, "IPC Service (Samba 4.17.12-Debian)")))
    body = srvsvc.stub(srvsvc.fragment(data))
    assert isinstance(body, bytes)
    assert srvsvc.shares(body) == [
        Share("pub", 0, False, "for all"),
        Share("IPC$", 3, True, "IPC Service (Samba 4.17.12-Debian)"),
    ]
    assert "for all" not in repr(srvsvc.shares(body))


def test_a_refusal_is_one_wherever_it_stands() -> None:
    fault = part(struct.pack("<I", 5), kind=3)
    assert srvsvc.stub(srvsvc.fragment(fault)) == Refused(srvsvc.DENIED_HERE)
    assert srvsvc.shares(struct.pack("<IIIIIIII", 1, 1, 0, 0, 0, 0, 0, 5)) == Refused(5)
    assert srvsvc.shares(struct.pack("<IIIIIIII", 1, 1, 4, 0, 0, 0, 0, 0)) == []


def test_the_service_is_there_or_not() -> None:
    assert srvsvc.bound(bind_ack())
    assert not srvsvc.bound(bind_ack(2))
    assert not srvsvc.bound(part(b"", kind=13))


@pytest.mark.parametrize(
    "data", [b"", b"\5", b"\4" + part(b"")[1:], part(b"abc")[:-1], part(b"").replace(b"\x10", b"\0", 1)]
)
def test_what_is_no_part_is_broken(data: bytes) -> None:
    with pytest.raises(Broken):
        srvsvc.fragment(data)


def test_lists_that_lie_are_broken() -> None:
    for data in (
        listed(("a", 0, ""))[:30],
        struct.pack("<6I", 1, 1, 4, 1 << 30, 8, 1 << 30),
        b"",
        struct.pack("<6I", 2, 2, 4, 1, 8, 1),
        struct.pack("<8I", 1, 1, 0, 0, 0, 0, 0, 0),
        struct.pack("<8I", 1, 1, 4, 2, 0, 0, 0, 0),
        struct.pack("<40I", 1, 1, 4, *[0] * 37),
    ):
        with pytest.raises(Broken):
            srvsvc.shares(data)
    with pytest.raises(Broken):
        srvsvc.stub(srvsvc.fragment(part(b"", kind=9)))


def test_what_is_said_is_one_call() -> None:
    assert srvsvc.LIST[2] == 0
    assert srvsvc.LIST[22:24] == b"\x0f\0"
    assert len(srvsvc.LIST) == struct.unpack_from("<H", srvsvc.LIST, 8)[0]
    assert len(srvsvc.BIND) == struct.unpack_from("<H", srvsvc.BIND, 8)[0]


@given(st.binary(max_size=120), st.integers(0, 120))
def test_any_bytes_end(data: bytes, at: int) -> None:
    whole = listed(("pub", 0, ""))
    with contextlib.suppress(Broken):
        srvsvc.shares(whole[:at] + data)
    with contextlib.suppress(Broken):
        srvsvc.bound(bind_ack()[:at] + data)
