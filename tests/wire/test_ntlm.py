import struct

from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import ntlm


def pair(kind: int, text: str) -> bytes:
    data = text.encode("utf-16-le")
    return struct.pack("<HH", kind, len(data)) + data


def said(*pairs: tuple[int, str], version: tuple[int, int, int] = (10, 0, 20348), flags: int = 0x02088205) -> bytes:
    info = b"".join(pair(*each) for each in pairs) + bytes(4)
    head = b"NTLMSSP\0" + struct.pack("<I8sI8s8s", 2, bytes(8), flags, bytes(8), bytes(8))
    return (
        b"\xa1\x30"
        + head
        + struct.pack("<HHI", len(info), len(info), 56)
        + struct.pack("<BBH4s", *version, bytes(4))
        + info
    )


def test_nobody_is_named_in_what_is_sent() -> None:
    assert ntlm.HELLO.count(b"NTLMSSP\0\x01") == 1
    assert ntlm.HELLO[1] == len(ntlm.HELLO) - 2
    last = ntlm.NOBODY[ntlm.NOBODY.find(b"NTLMSSP\0\x03") :]
    lengths = [struct.unpack_from("<H", last, at)[0] for at in range(12, 60, 8)]
    assert lengths == [1, 0, 0, 0, 0, 0], "one zero for LM; no NT answer, domain, user, machine, key"
    assert struct.unpack_from("<I", last, 60)[0] & 0x800, "and it says so"


def test_a_challenge_says_who_the_server_is() -> None:
    told = ntlm.challenge(said((2, "EXAMPLE"), (1, "FILES1"), (3, "files1.example.org"), (9, "other")))
    assert told == ntlm.Challenge(
        "10.0.20348", {"domain": "EXAMPLE", "computer": "FILES1", "dns_computer": "files1.example.org"}
    )


def test_what_is_left_out_or_not_for_showing_is_not_told() -> None:
    assert ntlm.challenge(b"") is None
    assert ntlm.challenge(said()[:30]) is None
    assert ntlm.challenge(said(flags=0)) == ntlm.Challenge()
    assert ntlm.challenge(said((1, "a\x1b[1m"), (2, ""))) == ntlm.Challenge("10.0.20348")
    cut = said((1, "FILES1"), (2, "EXAMPLE"))[:-22]
    assert ntlm.challenge(cut) == ntlm.Challenge("10.0.20348", {"computer": "FILES1"})
    assert ntlm.challenge(said()[:52]) == ntlm.Challenge()


@given(st.binary(max_size=200), st.integers(0, 120))
def test_any_bytes_are_a_challenge_or_none(data: bytes, at: int) -> None:
    whole = said((1, "FILES1"))
    found = ntlm.challenge(whole[:at] + data + whole[at:])
    assert found is None or all(name.isprintable() for name in found.names.values())
