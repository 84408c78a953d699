import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import digest

RFC = (
    'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=SHA-256, '
    'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'
)


def fields(header: str) -> dict[str, str]:
    return {name: quoted or plain for name, quoted, plain in re.findall(r'(\w+)=(?:"([^"]*)"|([^,]+))', header)}


def test_challenges_of_several_lines_and_of_one() -> None:
    lines = digest.challenges('Basic realm="a b"\nDigest realm="c", nonce="d", qop="auth,auth-int"')
    assert [(one.scheme, one.realm) for one in lines] == [("Basic", "a b"), ("Digest", "c")]
    assert lines[1].parameters["qop"] == "auth,auth-int"
    row = digest.challenges('Digest realm="c", nonce="d", Basic realm="a"')
    assert [(one.scheme, one.realm) for one in row] == [("Digest", "c"), ("Basic", "a")]
    assert digest.challenges("Negotiate") == ()


def test_basic() -> None:
    assert (
        digest.answer('Basic realm="x"', "Aladdin", "open sesame", "GET", "/") == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="
    )


def test_digest_without_qop_is_that_of_rfc_2069() -> None:
    header = 'Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc"'
    said = fields(digest.answer(header, "Mufasa", "Circle Of Life", "GET", "/dir/index.html") or "")
    assert said["response"] == "670fd8c2df070c60b045671b8b24ff02"
    assert said["opaque"] == "5ccc"
    assert "qop" not in said


@pytest.mark.parametrize(("algorithm", "length"), [("MD5", 32), ("SHA-256", 64)])
def test_digest_with_qop_can_be_checked_by_the_other_side(algorithm: str, length: int) -> None:
    header = RFC.replace("SHA-256", algorithm)
    said = fields(digest.answer(header, "Mufasa", "Circle of Life", "GET", "/dir/index.html") or "")
    make = digest._HASHES[algorithm]

    def hashed(*words: str) -> str:
        return make(":".join(words).encode()).hexdigest()

    secret = hashed("Mufasa", "http-auth@example.org", "Circle of Life")
    asked = hashed("GET", "/dir/index.html")
    assert said["response"] == hashed(secret, said["nonce"], said["nc"], said["cnonce"], "auth", asked)
    assert len(said["response"]) == length
    assert said["algorithm"] == algorithm


def test_the_example_of_rfc_7616(monkeypatch: pytest.MonkeyPatch) -> None:
    """Section 3.9.1, whose client nonce is put in place of ours."""
    said = fields(digest.answer(RFC, "Mufasa", "Circle of Life", "GET", "/dir/index.html") or "")
    make = digest._HASHES["SHA-256"]
    words = ["7987c64c30e25f1b74be53f966b49b90f2808aa92faf9a00262392d7b4794232", said["nonce"], "00000001"]
    asked = make(b"GET:/dir/index.html").hexdigest()
    theirs = [*words, "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", "auth", asked]
    assert make(":".join(theirs).encode()).hexdigest() == (
        "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"
    )
    ours = [*words, said["cnonce"], "auth", asked]
    assert said["response"] == make(":".join(ours).encode()).hexdigest()


def test_the_strongest_that_is_understood_is_chosen() -> None:
    both = 'Digest realm="a", nonce="b"\nDigest realm="a", nonce="b", algorithm=SHA-256\nBasic realm="a"'
    assert "algorithm=SHA-256" in (digest.answer(both, "u", "p", "GET", "/") or "")
    unknown = 'Digest realm="a", nonce="b", algorithm=SHA-512-256\nBasic realm="a"'
    assert (digest.answer(unknown, "u", "p", "GET", "/") or "").startswith("Basic ")


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Negotiate",
        'Digest realm="a", nonce="b", algorithm=X',
        'Digest realm="a", nonce="b", qop="auth-int"',
        'Digest realm="é", nonce="b"',
    ],
)
def test_what_cannot_be_answered_is_none(header: str) -> None:
    assert digest.answer(header, "u", "p", "GET", "/") is None


@given(st.text())
def test_any_header_gives_an_answer_that_can_be_sent_or_none(header: str) -> None:
    for start in ("", "Digest ", 'Digest realm="a", '):
        given_answer = digest.answer(start + header, "u", "p", "GET", "/")
        assert given_answer is None or (given_answer.isascii() and given_answer.isprintable())
