import datetime as dt
import random
import sys
from pathlib import Path

import pytest

from leftopen.stamping import NotStamped, Trust, ordered, question, read, told, trusted
from tests import tsa
from tests.tsa import Authority

HEAD, OTHER = "ab" * 32, "cd" * 32


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return tsa.made(tmp_path_factory.mktemp("tsa"))


@pytest.fixture(scope="module")
def answer(authority: Authority) -> bytes:
    return authority.stamp(question(HEAD).body)


@pytest.fixture(scope="module")
def trust(authority: Authority) -> Trust:
    return trusted(authority.root.read_bytes())


def test_a_stamp_of_openssl_says_when_and_by_whom(answer: bytes, trust: Trust) -> None:
    stamp = read(answer, HEAD, trust)
    assert (stamp.by, stamp.trusted) == ("Invented TSA", True)
    assert abs(dt.datetime.now(dt.UTC) - stamp.at) < dt.timedelta(days=1)
    assert not read(answer, HEAD).trusted


def test_a_stamp_is_of_one_hash_and_one_question(authority: Authority, trust: Trust) -> None:
    asked = question(HEAD)
    answer = authority.stamp(asked.body)
    assert read(answer, HEAD, trust, asked.nonce)
    with pytest.raises(NotStamped, match="of something else"):
        read(answer, OTHER, trust)
    with pytest.raises(NotStamped, match="another question"):
        read(answer, HEAD, trust, question(HEAD).nonce)


def test_another_authority_is_not_vouched_for(tmp_path: Path, answer: bytes) -> None:
    other = trusted(tsa.made(tmp_path, "Other").root.read_bytes())
    with pytest.raises(NotStamped, match="do not vouch for it"):
        read(answer, HEAD, other)


def test_a_refusal_is_told(authority: Authority) -> None:
    asked = question(HEAD).body
    refused = authority.stamp(asked.replace(bytes.fromhex("608648016503040201"), bytes.fromhex("608648016503040203")))
    with pytest.raises(NotStamped):
        read(refused, HEAD)


@pytest.mark.parametrize("data", [b"", b"0", b"\x30\x84\xff\xff\xff\xff", b"x" * 70_000, b"\x30\x80" * 40])
def test_what_is_no_stamp_is_refused(data: bytes) -> None:
    assert ordered(data) == data
    with pytest.raises(NotStamped):
        read(data, HEAD)


def test_an_answer_that_was_changed_never_says_something_else(answer: bytes, trust: Trust) -> None:
    luck = random.Random(7)
    right = read(answer, HEAD, trust)
    held = 0
    for _ in range(600):
        data = bytearray(answer)
        for _ in range(luck.choice((1, 1, 2, 5))):
            data[luck.randrange(len(data))] ^= 1 << luck.randrange(8)
        cut = bytes(data[: luck.randrange(len(data))]) if luck.random() < 0.2 else bytes(data)
        try:
            found = read(cut, HEAD, trust)
        except NotStamped:
            continue
        held += 1
        assert found.at == right.at, "what is signed"
    assert held < 200


def test_certificates_stand_in_the_order_of_der(answer: bytes) -> None:
    put = ordered(answer)
    assert ordered(put) == put
    assert sorted(put) == sorted(answer)
    assert len(put) == len(answer)


def test_a_file_of_trust_holds_a_root(authority: Authority) -> None:
    with pytest.raises(NotStamped, match="no root"):
        trusted(b"nothing")
    with pytest.raises(NotStamped, match="no root"):
        trusted((authority.folder / "tsa.pem").read_bytes())
    both = trusted(authority.root.read_bytes() + (authority.folder / "tsa.pem").read_bytes())
    assert (len(both.roots), len(both.between)) == (1, 1)


def test_without_the_library_it_says_what_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rfc3161_client", None)
    with pytest.raises(NotStamped, match="custody"):
        question(HEAD)


def test_what_several_stamps_show(answer: bytes, trust: Trust) -> None:
    stamps = [(3, HEAD, answer), (None, HEAD, answer), (4, OTHER, answer)]
    faults, proved, unproved = told(stamps, "of the journal", trust)
    assert len(faults) == 2
    assert "a line of the journal that is not there" in faults[0]
    assert faults[1].startswith("the time stamp of line 4 of the journal does not hold")
    assert len(proved) == 1
    assert proved[0].startswith("line 3 of the journal, and all before it, was there at 20")
    assert unproved == []
    assert told(stamps[:1], "of the journal", None)[2]
