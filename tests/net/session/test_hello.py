import contextlib
import random
import ssl
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.net.session.hello import LIGHT, Hello
from leftopen.net.session.tls import Pipe, context
from tests.net.certificates import exchange, make, server_context


def told(server: ssl.SSLContext) -> bytes:
    """What this server says first."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    session = server.wrap_bio(incoming, outgoing, server_side=True)
    pipe = Pipe(context(), None)
    pipe.handshake(b"")
    incoming.write(pipe.outgoing())
    with contextlib.suppress(ssl.SSLWantReadError):
        session.do_handshake()
    return outgoing.read()


def heavy(*pieces: bytes) -> bool:
    hello = Hello()
    for piece in pieces:
        hello.feed(piece)
    return hello.heavy


@pytest.mark.parametrize(("bits", "is_heavy"), [(1024, False), (LIGHT, False), (LIGHT + 8, True), (6200, True)])
def test_a_large_prime_is_heavy_however_it_comes(tmp_path: Path, bits: int, is_heavy: bool) -> None:
    said = told(exchange(tmp_path, bits))
    assert heavy(said) is is_heavy
    assert heavy(*(said[at : at + 1] for at in range(len(said)))) is is_heavy


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_curves_are_light(tmp_path: Path, version: ssl.TLSVersion) -> None:
    made = server_context(make(tmp_path))
    made.maximum_version = version
    assert not heavy(told(made))


def test_messages_may_be_cut_into_records(tmp_path: Path) -> None:
    said = told(exchange(tmp_path, 4096))
    messages, at = b"", 0
    while at < len(said):
        end = at + 5 + int.from_bytes(said[at + 3 : at + 5], "big")
        messages += said[at + 5 : end]
        at = end
    records = b"".join(b"\x16\x03\x03\x00\x01" + messages[at : at + 1] for at in range(len(messages)))
    assert heavy(records)


def test_a_server_that_asks_for_another_group_is_heavy() -> None:
    retry = bytes.fromhex("0303cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c00130200")
    message = b"\x02" + len(retry).to_bytes(3, "big") + retry
    assert heavy(b"\x16\x03\x03" + len(message).to_bytes(2, "big") + message)


def test_more_than_anybody_says_is_heavy_and_looked_at_no_more() -> None:
    hello = Hello()
    for _ in range(20):
        hello.feed(b"\x16\x03\x03\x40\x00\x0b\xff\xff\xff" + bytes(16_380))
    assert hello.heavy


@given(st.binary(max_size=300))
def test_any_bytes_may_come(data: bytes) -> None:
    heavy(data)
    heavy(b"\x16\x03\x03" + len(data).to_bytes(2, "big") + data)


def test_damaged_messages_do_no_harm(tmp_path: Path) -> None:
    said, chance = bytearray(told(exchange(tmp_path, 3072))), random.Random(1)
    for _ in range(500):
        damaged = said.copy()
        damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        heavy(bytes(damaged))
